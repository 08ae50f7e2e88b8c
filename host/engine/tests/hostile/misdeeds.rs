//! One misdeed, one error. Each twice, with an honest answer after each: nothing of the
//! first attempt is left for the second or for anyone else.

use std::time::Duration;

use accord_engine::{CallLimits, Fault, InspectionError, Limit, Limits};
use accord_model::{
    answer::{AnswerFault, Statement, Table},
    catalogue::Catalogue,
    determination,
    projection::Projected,
};

use crate::bench::{Bench, a_level, as_of};

/// What a plugin gets for its misdeed.
fn fault(name: &str) -> Fault {
    let bench = Bench::new();
    let plugin = bench.hostile(name);
    let first = bench.ask(&plugin).unwrap_err();
    bench.is_unharmed();
    let second = bench.ask(&plugin).unwrap_err();
    bench.is_unharmed();
    assert_eq!(first, second, "the same fault each time");
    assert!(first.is_plugins());
    first
}

fn limits() -> Limits {
    Limits::lean()
}

#[test]
fn endless_loop_runs_out_of_fuel() {
    assert_eq!(
        fault("endless-loop"),
        Fault::Limit(Limit::Fuel(limits().evaluate.fuel))
    );
}

#[test]
fn endless_loop_is_ended_by_the_backstop_where_fuel_does_not() {
    let limits = Limits {
        evaluate: CallLimits {
            fuel: u64::MAX,
            wall_time: Duration::from_millis(20),
        },
        ..limits()
    };
    let bench = Bench::with(limits);
    let plugin = bench.hostile("endless-loop");
    assert_eq!(
        bench.ask(&plugin),
        Err(Fault::Limit(Limit::WallTime(limits.evaluate.wall_time)))
    );
}

#[test]
fn endless_description_runs_out_of_fuel() {
    let bench = Bench::new();
    assert!(matches!(
        bench.inspect("endless-describe"),
        Err(InspectionError::Describe(Fault::Limit(Limit::Fuel(fuel)))) if fuel == limits().describe.fuel
    ));
    bench.is_unharmed();
}

#[test]
fn memory_bomb_is_refused_memory() {
    assert_eq!(
        fault("memory-bomb"),
        Fault::Limit(Limit::Memory(limits().memory))
    );
}

#[test]
fn deep_recursion_runs_out_of_stack() {
    assert_eq!(
        fault("deep-recursion"),
        Fault::Limit(Limit::Stack(limits().stack))
    );
}

#[test]
fn answer_bomb_is_not_unpacked() {
    assert_eq!(
        fault("answer-bomb"),
        Fault::Limit(Limit::AnswerSize(limits().answer_size))
    );
}

#[test]
fn too_many_statements_are_not_read() {
    assert_eq!(
        fault("too-many-statements"),
        Fault::Limit(Limit::Statements(limits().statements))
    );
}

#[test]
fn panic_is_a_trap() {
    assert!(matches!(fault("panics"), Fault::Trap(_)));
}

#[test]
fn overflow_of_the_stack_in_memory_is_a_trap_before_it_reaches_data() {
    assert!(matches!(fault("large-frames"), Fault::Trap(_)));
}

#[test]
fn refusal_is_handed_on() {
    assert_eq!(fault("refuses"), Fault::Refused("拒绝回答".to_owned()));
}

#[test]
fn text_that_is_no_text_is_unreadable() {
    assert!(matches!(fault("garbled-text"), Fault::Unreadable(_)));
}

#[test]
fn measure_out_of_range_is_not_believed() {
    assert_eq!(
        fault("index-out-of-range"),
        Fault::Answer(AnswerFault::Index {
            at: Statement::Determination(0),
            table: Table::Measures,
            index: 99,
            length: 2,
        })
    );
}

#[test]
fn ground_that_was_not_given_is_not_believed() {
    assert_eq!(
        fault("ground-not-given"),
        Fault::Answer(AnswerFault::GroundNotGiven {
            at: Statement::Determination(0),
            fact: 4_242,
        })
    );
}

#[test]
fn review_in_the_past_is_not_believed() {
    assert_eq!(
        fault("review-in-the-past"),
        Fault::Answer(AnswerFault::ReviewNotLater)
    );
}

/// The catalogue that the host ships.
fn catalogue() -> Catalogue {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../service/data/catalogue.toml"
    );
    let text = std::fs::read_to_string(path).unwrap();
    Catalogue::new(toml::from_str(&text).unwrap()).unwrap()
}

#[test]
fn sanction_without_grounds_falls_when_held_against_the_catalogue() {
    let bench = Bench::new();
    let plugin = bench.hostile("sanction-without-grounds");
    let answer = bench.ask(&plugin).unwrap();
    let projected = Projected {
        subject: a_level(&[]),
        records: Vec::new(),
    };
    let standing = determination::standing(
        plugin.manifest(),
        &catalogue(),
        &projected,
        &answer.verdict,
        as_of(),
    );
    assert_eq!(
        standing,
        Err(AnswerFault::SanctionWithoutGrounds {
            at: Statement::Determination(0),
            measure: "procurement/ban".to_owned(),
        })
    );
}

#[test]
fn state_does_not_outlive_an_answer() {
    let bench = Bench::new();
    let plugin = bench.hostile("keeps-state");
    let first = bench.ask(&plugin).unwrap();
    assert_eq!(first.verdict.determinations.len(), 1);
    // More often than there are instances, so that every one is used again.
    for _ in 0..limits().instances * 2 {
        assert_eq!(bench.ask(&plugin).unwrap(), first);
    }
}
