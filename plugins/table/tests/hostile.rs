//! A table is a stranger's bytes: whatever they are, the interpreter answers or refuses, and
//! never panics.
#![allow(clippy::unwrap_used, reason = "a test's helpers fail as a test does")]

use accord_plugin::contract::{Fact, Question, Standing, Subject, SubjectKind, Value, Verdict};
use proptest::{collection::vec, option, prelude::*};
use table_format::{
    Column, Condition, Consequence, Day, Group, Listed, Literal, Months, Outcome, Program,
    Proposal, Required, RuleProgram, Term, Test, encode,
};
use table_interpreter::{Refusal, describe, evaluate};

/// Positions, some of them beyond the end.
fn position() -> impl Strategy<Value = u16> {
    prop_oneof![0..3_u16, Just(u16::MAX)]
}

/// Days, some of them at the ends of time.
fn day() -> impl Strategy<Value = i32> {
    prop_oneof![17_000..17_010, Just(i32::MIN), Just(i32::MAX)]
}

const CODES: [&str; 3] = ["a", "b", ""];

fn code() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&CODES[..])
}

fn literal() -> impl Strategy<Value = Literal<'static>> {
    prop_oneof![
        code().prop_map(Literal::Text),
        any::<i64>().prop_map(Literal::Integer),
        any::<i64>().prop_map(Literal::Amount),
        any::<bool>().prop_map(Literal::Flag),
        day().prop_map(Literal::Date),
        code().prop_map(Literal::Code),
        vec(code(), 0..3).prop_map(Literal::Codes),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    literal().prop_map(|literal| {
        let owned = |text: &str| text.to_owned();
        match literal {
            Literal::Text(text) => Value::Text(owned(text)),
            Literal::Integer(number) => Value::Integer(number),
            Literal::Amount(fen) => Value::Amount(fen),
            Literal::Flag(flag) => Value::Flag(flag),
            Literal::Date(day) => Value::Date(day),
            Literal::Code(code) => Value::Code(owned(code)),
            Literal::Codes(codes) => Value::Codes(codes.into_iter().map(owned).collect()),
        }
    })
}

fn condition() -> impl Strategy<Value = Condition<'static>> {
    let column = prop_oneof![
        position().prop_map(Column::Field),
        Just(Column::ActedOn),
        Just(Column::DecidedOn),
        position().prop_map(Column::Parameter),
    ];
    let test = prop::sample::select(vec![
        Test::Equal,
        Test::AtLeast,
        Test::MoreThan,
        Test::AtMost,
        Test::LessThan,
        Test::OneOf,
        Test::Present,
    ]);
    let required = prop_oneof![
        Just(Required::Nothing),
        literal().prop_map(Required::Value),
        position().prop_map(Required::Parameter),
    ];
    (column, test, required, vec(code(), 0..2), any::<bool>()).prop_map(
        |(column, test, required, doubtful, gap_if_missing)| Condition {
            column,
            test,
            required,
            doubtful,
            gap_if_missing,
        },
    )
}

fn months() -> impl Strategy<Value = Months> {
    prop_oneof![
        any::<u16>().prop_map(Months::Fixed),
        position().prop_map(Months::Parameter),
    ]
}

fn group() -> impl Strategy<Value = Group> {
    let days = (option::of(day()), option::of(day()));
    (
        position(),
        any::<bool>(),
        any::<u16>(),
        days,
        vec(position(), 0..3),
    )
        .prop_map(|(need, ended, subjects, (from, until), conditions)| Group {
            need,
            ended,
            subjects,
            from,
            until,
            conditions,
        })
}

fn consequence() -> impl Strategy<Value = Consequence> {
    let start = prop_oneof![
        Just(Day::DecidedOn),
        Just(Day::ActedOn),
        position().prop_map(Day::Field),
    ];
    let term = prop_oneof![
        Just(Term::WithGrounds),
        months().prop_map(Term::Months),
        months().prop_map(Term::MonthsOrGrounds),
        position().prop_map(Term::Field),
        Just(Term::Never),
    ];
    let measures = vec((position(), any::<u16>()), 0..3);
    let outcome = (start, term, measures).prop_map(|(start, term, measures)| {
        Consequence::Measures(Outcome {
            start,
            term,
            measures,
        })
    });
    let number = option::of((position(), position()));
    let proposal = (
        position(),
        any::<u16>(),
        option::of(months()),
        option::of(position()),
        number,
    );
    let proposal = proposal.prop_map(|(listing, subjects, term, answered_by, number)| {
        Consequence::Proposal(Proposal {
            listing,
            subjects,
            term,
            answered_by,
            number,
        })
    });
    prop_oneof![outcome, proposal]
}

fn program() -> impl Strategy<Value = Program<'static>> {
    let listed = (position(), option::of(months())).prop_map(|(need, term)| Listed { need, term });
    let rule = (
        vec(group(), 0..3),
        option::of(listed),
        vec(consequence(), 0..3),
    );
    let rule = rule.prop_map(|(groups, listed, consequences)| RuleProgram {
        groups,
        listed,
        consequences,
    });
    (vec(condition(), 0..4), vec(rule, 0..4))
        .prop_map(|(conditions, rules)| Program { conditions, rules })
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let days = (option::of(day()), option::of(day()), option::of(day()));
    let standing = prop::sample::select(vec![Standing::Active, Standing::Exited]);
    let fact = (0..3_u16, days, standing, vec(option::of(value()), 0..3));
    vec(fact, 0..5).prop_map(|facts| {
        let facts = (0..).zip(facts);
        facts
            .map(
                |(id, (need, (acted_on, decided_on, ends_on), standing, values))| Fact {
                    id,
                    need,
                    acted_on,
                    acted_until: None,
                    decided_on,
                    ends_on,
                    standing,
                    values,
                },
            )
            .collect()
    })
}

fn subject(facts: Vec<Fact>) -> Subject {
    Subject {
        kind: SubjectKind::Enterprise,
        since: None,
        industry: None,
        region: None,
        status: None,
        facts,
    }
}

fn question(as_of: i32, parameters: Vec<Value>, explain: bool) -> Question {
    Question {
        as_of,
        parameters,
        explain,
    }
}

proptest! {
    #[test]
    fn a_table_that_fits_nothing_is_refused_or_answers(
        program in program(),
        facts in facts(),
        as_of in day(),
        parameters in vec(value(), 0..3),
    ) {
        let program = encode(&program).unwrap();
        let subject = subject(facts);
        let ask = |explain| {
            evaluate(&program, &subject, &question(as_of, parameters.clone(), explain))
        };
        // Asking for an explanation changes nothing else.
        let plain = ask(false);
        let explained = ask(true).map(|verdict| Verdict { conditions: Vec::new(), ..verdict });
        prop_assert_eq!(&explained, &plain);
        if let Ok(verdict) = plain {
            prop_assert!(verdict.review_on.is_none_or(|day| day > as_of));
            prop_assert!(verdict.determinations.iter().all(|one| !one.measures.is_empty()));
        }
    }

    #[test]
    fn bytes_that_are_no_table_are_refused(
        bytes in vec(any::<u8>(), 0..200),
        facts in facts(),
    ) {
        let asked = question(17_000, Vec::new(), true);
        let _ = evaluate(&bytes, &subject(facts), &asked);
        let _ = describe(&bytes);
    }

    #[test]
    fn a_table_with_a_byte_changed_is_read_or_refused(
        program in program(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        facts in facts(),
    ) {
        let mut bytes = encode(&program).unwrap();
        let at = at.index(bytes.len());
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        let _ = evaluate(&bytes, &subject(facts), &question(17_000, Vec::new(), true));
    }
}

#[test]
fn what_is_cut_off_or_goes_on_is_refused() {
    let program = encode(&Program {
        conditions: Vec::new(),
        rules: vec![RuleProgram::default()],
    })
    .unwrap();
    let ask = |bytes: &[u8]| {
        evaluate(bytes, &subject(Vec::new()), &question(0, Vec::new(), false)).map(|_| ())
    };
    assert_eq!(ask(&program), Ok(()));
    let longer = [program.as_slice(), &[0]].concat();
    for bytes in [&[][..], &[1], &longer] {
        assert_eq!(ask(bytes), Err(Refusal::Unreadable));
    }
    assert!(describe(&[1, 2, 3]).code.is_empty());
}
