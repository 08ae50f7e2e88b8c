//! Many at once, and the same again: an answer depends on nothing but its arguments.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use accord_engine::{Fault, Limit, Limits};

use crate::bench::{Bench, a_level, question, values};

#[test]
fn eight_threads_are_answered_while_others_loop() {
    let bench = Bench::new();
    let endless = bench.hostile("endless-loop");
    let fuel = bench.sandbox.limits().lean.evaluate.fuel;
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let hostile: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        assert_eq!(bench.ask(&endless), Err(Fault::Limit(Limit::Fuel(fuel))));
                        if done.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                })
            })
            .collect();
        let honest: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| (0..500).for_each(|_| bench.is_unharmed())))
            .collect();
        let honest: Vec<_> = honest
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect();
        done.store(true, Ordering::Relaxed);
        for thread in hostile {
            thread.join().unwrap();
        }
        assert!(honest.iter().all(Result::is_ok));
    });
}

#[test]
fn state_does_not_pass_between_threads() {
    let bench = Bench::new();
    let plugin = bench.hostile("keeps-state");
    let first = bench.ask(&plugin).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..200).for_each(|_| assert_eq!(bench.ask(&plugin).unwrap(), first)));
        }
    });
}

#[test]
fn same_question_gets_the_same_answer_even_from_another_sandbox() {
    let (one, other) = (Bench::new(), Bench::new());
    let ask = |bench: &Bench, explain| {
        bench
            .honest
            .evaluate(&bench.sandbox, &a_level(&values()), &question(explain))
            .unwrap()
    };
    assert_eq!(ask(&one, true), ask(&one, true));
    assert_eq!(ask(&one, true), ask(&other, true));
}

#[test]
fn explanation_changes_nothing_else() {
    let bench = Bench::new();
    let ask = |explain| {
        bench
            .honest
            .evaluate(&bench.sandbox, &a_level(&values()), &question(explain))
            .unwrap()
            .verdict
    };
    let (plain, mut explained) = (ask(false), ask(true));
    assert!(plain.conditions.is_empty());
    assert!(!explained.conditions.is_empty());
    explained.conditions.clear();
    assert_eq!(plain, explained);
}

/// One instance, and a plugin that holds it as long as it may: sooner or later the honest
/// one finds it taken, and that is nobody's fault but the host's.
#[test]
fn no_free_instance_is_the_hosts_fault() {
    let bench = Bench::with(Limits {
        instances: 1,
        ..Limits::lean()
    });
    let endless = bench.hostile("endless-loop");
    let seen = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !seen.load(Ordering::Relaxed) {
                assert!(bench.ask(&endless).is_err());
            }
        });
        let busy = loop {
            if let Err(fault) = bench.ask_honest() {
                break fault;
            }
        };
        seen.store(true, Ordering::Relaxed);
        assert_eq!(busy, Fault::Busy);
        assert!(!busy.is_plugins());
    });
    bench.is_unharmed();
}
