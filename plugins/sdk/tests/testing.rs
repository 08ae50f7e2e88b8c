//! What the test kit refuses.

use accord_plugin::{
    prelude::*,
    testing::{Case, FactRow},
};

#[derive(Fact)]
#[fact(kind = "tax/arrears", triggers)]
struct Arrears {
    head: Head,
    guaranteed: Option<bool>,
}

#[derive(Reads)]
struct Records {
    arrears: Vec<Arrears>,
}

#[derive(Measures, Clone, Copy)]
enum Measure {
    #[measure("exit/prevent")]
    Exit,
}

#[derive(Rules, Clone, Copy)]
enum Rule {
    #[rule("arrears", label = "欠税", source = "征管法44")]
    Arrears,
}

/// Looks at one flag, and answers what the host would refuse.
struct Careless;

impl Memorandum for Careless {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();
    const ABOUT: About = About {
        code: "careless",
        ..About::BLANK
    };

    fn evaluate(_: &Profile, records: &Records, asked: &Question, answer: &mut Answer<Self>) {
        for arrears in &records.arrears {
            let missing = Missing::Field(Arrears::GUARANTEED);
            match arrears.guaranteed {
                None => answer.gap(Rule::Arrears, None, missing, &[Measure::Exit]),
                Some(true) => answer.review_on(asked.as_of),
                Some(false) => answer.determine(
                    Rule::Arrears,
                    &[&arrears.head],
                    asked.as_of,
                    End::WithGrounds,
                    &[Measure::Exit],
                ),
            }
        }
    }
}

const AS_OF: Date = Date::new(2017, 11, 24);

fn arrears() -> FactRow {
    FactRow::new("tax/arrears").decided_on(AS_OF)
}

fn evaluate(row: FactRow) -> accord_plugin::testing::Outcome {
    Case::enterprise(AS_OF).fact(row).evaluate::<Careless>()
}

#[test]
fn facts_are_kept_back_as_the_host_does() {
    let unsecured = || arrears().value("guaranteed", false);
    assert_eq!(evaluate(unsecured()).determinations().len(), 1);
    let tomorrow = Date(AS_OF.0 + 1);
    for kept_back in [
        unsecured().decided_on(tomorrow),
        unsecured().ends_on(AS_OF),
        unsecured().ends_as(AS_OF, Standing::Repaired),
    ] {
        assert_eq!(evaluate(kept_back).determinations(), []);
    }
    let until_tomorrow = unsecured().ends_on(tomorrow);
    assert_eq!(evaluate(until_tomorrow).determinations().len(), 1);
    let person = Case::person(AS_OF).fact(unsecured());
    assert_eq!(person.evaluate::<Careless>().determinations(), []);
}

#[test]
#[should_panic(expected = r#"careless does not read "tax/areas", but ["tax/arrears"]"#)]
fn a_kind_that_is_not_read() {
    drop(evaluate(FactRow::new("tax/areas")));
}

#[test]
#[should_panic(expected = r#"does not read "secured" of "tax/arrears", but ["guaranteed"]"#)]
fn a_field_that_is_not_read() {
    drop(evaluate(arrears().value("secured", true)));
}

#[test]
#[should_panic(expected = r#""guaranteed" of "tax/arrears" is ValueType::Flag"#)]
fn a_value_of_another_type() {
    drop(evaluate(arrears().value("guaranteed", 1_i64)));
}

#[test]
#[should_panic(expected = "field 0 is missing, but of no fact")]
fn a_gap_that_points_nowhere() {
    drop(evaluate(arrears()));
}

#[test]
#[should_panic(expected = "to be reviewed on")]
fn a_review_that_is_not_later() {
    drop(evaluate(arrears().value("guaranteed", true)));
}

#[test]
#[should_panic(expected = r#"careless has no rule "arears", but ["arrears"]"#)]
fn a_rule_that_is_not_declared() {
    drop(evaluate(arrears().value("guaranteed", false)).determination("arears"));
}
