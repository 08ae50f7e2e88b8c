//! Whom measures reach besides the subject, and what of a memorandum cases reach: over M2,
//! whose honours are withheld from who led the firm at the time of the act.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use accord_engine::{ClassLimits, Sandbox};
use accord_inspection::{Candidate, CaseFault, Coverage, Outcome, Unreached, run_case};
use accord_model::projection::Projection;
use support::{CATALOGUE, DICTIONARY, cases, component};

fn run(text: &str) -> (Vec<Result<Outcome, CaseFault>>, Vec<Unreached>) {
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let plugin = sandbox
        .inspect(&component("environment-dishonesty"))
        .unwrap();
    let projection = Projection::new(plugin.manifest(), &DICTIONARY).unwrap();
    let candidate = Candidate {
        sandbox: &sandbox,
        plugin: &plugin,
        projection: &projection,
        catalogue: &CATALOGUE,
    };
    let mut coverage = Coverage::default();
    let mut unreached = vec![coverage.unreached(plugin.manifest())];
    let mut outcomes = Vec::new();
    for case in cases(text) {
        let outcome = run_case(&candidate, &case);
        if let Ok(outcome) = &outcome {
            coverage.add(outcome);
        }
        unreached.push(coverage.unreached(plugin.manifest()));
        outcomes.push(outcome);
    }
    (outcomes, unreached)
}

fn listed(acted_on: &str, role: &str) -> String {
    format!(
        "[[case]]\nname = \"一\"\nas-of = 2017-11-24\n\
         fact = [{{ kind = \"environment/dishonesty-list\", decided-on = 2017-06-01{acted_on} }}]\n\
         role = [{role}]\n"
    )
}

const LED: &str =
    "{ holder = \"甲\", role = \"legal-representative\", from = 2010-01-01, to = 2017-01-01 }";

fn one(text: &str) -> Outcome {
    run(text).0.remove(0).unwrap()
}

#[test]
fn who_led_at_the_act_is_reached() {
    let said = one(&listed(", acted-on = 2016-12-31", LED)).said;
    assert_eq!(
        said.reached["甲"].iter().collect::<Vec<_>>(),
        ["honours/restrict"]
    );
    assert!(said.undetermined.is_empty());
    let after = one(&listed(", acted-on = 2017-01-01", LED)).said;
    assert!(after.reached.is_empty() && after.undetermined.is_empty());
}

#[test]
fn without_the_day_of_the_act_it_is_undetermined() {
    let said = one(&listed("", LED)).said;
    assert!(said.reached.is_empty());
    assert_eq!(
        said.undetermined["甲"].iter().collect::<Vec<_>>(),
        ["honours/restrict"]
    );
}

#[test]
fn a_role_that_the_subject_holds_reaches_no_organisation() {
    let held = "{ organisation = \"测试厂\", role = \"legal-representative\" }";
    let said = one(&listed(", acted-on = 2016-12-31", held)).said;
    assert!(said.reached.is_empty() && said.undetermined.is_empty());
}

#[test]
fn several_roles_of_one_name_are_one_person() {
    let roles = format!(
        "{LED}, {{ holder = \"甲\", role = \"principal\" }}, {{ holder = \"乙\", role = \"principal\" }}"
    );
    let said = one(&listed(", acted-on = 2016-12-31", &roles)).said;
    assert_eq!(said.reached.keys().collect::<Vec<_>>(), ["乙", "甲"]);
}

#[test]
fn what_a_case_reaches_is_no_longer_unreached() {
    let text = listed("", "")
        + "[[case]]\nname = \"二\"\nas-of = 2017-11-24\n\
           fact = [{ kind = \"environment/violation\", decided-on = 2017-03-01, circumstance = [\"crime\"] }]\n";
    let (_, unreached) = run(&text);
    let rules = |at: usize| {
        unreached[at]
            .rules
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
    };
    assert!(rules(0).contains(&"listed") && rules(0).contains(&"circumstance"));
    assert!(!rules(1).contains(&"listed") && rules(1).contains(&"circumstance"));
    assert!(
        !rules(2).contains(&"circumstance"),
        "a proposal reaches its rule"
    );
    assert!(
        !unreached[1]
            .measures
            .contains(&"honours/restrict".to_owned())
    );
    // The bans on procurement are under a rule of their own.
    assert!(
        unreached[2]
            .measures
            .contains(&"procurement/ban".to_owned())
    );
}

#[test]
fn a_setting_of_another_type_is_a_fault_before_the_plugin_is_asked() {
    let text = listed("", "") + "parameters = { term-months = \"24\" }\n";
    let fault = run(&text).0.remove(0).unwrap_err();
    assert!(
        matches!(&fault, CaseFault::Parameter { name, .. } if name == "term-months"),
        "{fault}"
    );
}

#[test]
fn a_subject_that_is_none_of_its_concern_is_not_asked_about() {
    let text = "[[case]]\nname = \"一\"\nas-of = 2017-11-24\n\
                subject = { kind = \"government-organ\" }\n\
                fact = [{ kind = \"environment/dishonesty-list\", decided-on = 2017-06-01 }]\n";
    let outcome = one(text);
    assert!(!outcome.asked && outcome.differences.is_empty());
    assert_eq!((outcome.cost.fuel, outcome.cost.memory), (0, 0));
}
