//! What the kit makes of a memorandum where no golden case reaches: codes of a later edition
//! of the dictionary, the explanation, and which comparison settles which.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use accord_plugin::{
    contract::{self, Condition, Test, Value, ValueType},
    describe, evaluate,
    prelude::*,
};

#[derive(CodeList, Debug, Clone, Copy, PartialEq, Eq)]
#[codes("admin/penalty-category")]
enum Category {
    Fine,
    StopBusiness,
}

#[derive(Fact)]
#[fact(kind = "admin/penalty", triggers)]
struct Penalty {
    head: Head,
    category: Option<Vec<Category>>,
    fine: Option<Fen>,
}

#[derive(Fact)]
#[fact(kind = "tax/credit-level", history)]
struct CreditLevel {
    head: Head,
    #[field(code_list = "tax/credit-level")]
    level: Option<String>,
}

#[derive(Reads)]
struct Records {
    penalties: Vec<Penalty>,
    levels: Vec<CreditLevel>,
}

#[derive(Measures, Clone, Copy)]
enum Measure {
    #[measure("procurement/ban")]
    Procurement,
}

#[derive(Rules, Clone, Copy)]
enum Rule {
    #[rule("grave", label = "重大违法记录", source = "政府采购法第二十二条")]
    Grave,
}

/// Bars whoever was stopped or fined a million, and looks again when it may differ.
struct Procurement;

impl Memorandum for Procurement {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();
    const ABOUT: About = About {
        code: "procurement",
        ..About::BLANK
    };

    fn evaluate(_: &Profile, records: &Records, asked: &Question, answer: &mut Answer<Self>) {
        for penalty in &records.penalties {
            let mut check = answer.check(Rule::Grave, &penalty.head);
            let stop = vec![Category::StopBusiness];
            let stopped = check.compare(
                Penalty::CATEGORY,
                &penalty.category,
                &stop,
                Test::OneOf,
                |seen| seen.contains(&Category::StopBusiness),
            );
            let fined = check.at_least(Penalty::FINE, &penalty.fine, Fen::wan(100));
            let head = &penalty.head;
            let measures = [Measure::Procurement];
            match stopped.or(fined) {
                Compared::Met => {
                    answer.determine(Rule::Grave, &[head], asked.as_of, End::Never, &measures);
                }
                Compared::Open(missing) => answer.gap(Rule::Grave, Some(head), missing, &measures),
                Compared::Unmet => {}
            }
        }
        // A level that is told is looked at again in as many days as its code has letters.
        let active = records.levels.iter().filter(|level| level.head.is_active());
        for level in active.filter_map(|level| level.level.as_ref()) {
            let days = i32::try_from(level.len()).unwrap();
            answer.review_on(Date(asked.as_of.0 + days));
        }
    }
}

const AS_OF: Date = Date::new(2017, 11, 24);
const PENALTY: u16 = 0;
const LEVEL: u16 = 1;

fn codes(codes: &[&str]) -> Option<Value> {
    Some(Value::Codes(
        codes.iter().map(|code| (*code).to_owned()).collect(),
    ))
}

fn verdict(facts: Vec<(u16, Vec<Option<Value>>)>, explain: bool) -> contract::Verdict {
    let facts = (0..).zip(facts).map(|(id, (need, values))| contract::Fact {
        id,
        need,
        acted_on: None,
        acted_until: None,
        decided_on: Some(AS_OF.0),
        ends_on: None,
        standing: Standing::Active,
        values,
    });
    let subject = contract::Subject {
        kind: SubjectKind::Enterprise,
        since: None,
        industry: None,
        region: None,
        status: None,
        facts: facts.collect(),
    };
    let question = contract::Question {
        as_of: AS_OF.0,
        parameters: Vec::new(),
        explain,
    };
    evaluate::<Procurement>(subject, question)
}

#[test]
fn what_is_read_is_what_is_declared() {
    let needs = describe::<Procurement>().reads;
    let kinds: Vec<_> = needs
        .iter()
        .map(|need| (need.kind.as_str(), need.triggers, need.history))
        .collect();
    assert_eq!(
        kinds,
        [
            ("admin/penalty", true, false),
            ("tax/credit-level", false, true)
        ]
    );
    let fields: Vec<_> = needs
        .iter()
        .flat_map(|need| &need.fields)
        .map(|field| (field.name.as_str(), field.type_, field.code_list.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [
            ("category", ValueType::Codes, Some("admin/penalty-category")),
            ("fine", ValueType::Amount, None),
            // A code read as text is still a code to the dictionary.
            ("level", ValueType::Code, Some("tax/credit-level")),
        ]
    );
    let indices = (Penalty::CATEGORY, Penalty::FINE, CreditLevel::LEVEL);
    assert_eq!(indices, (0, 1, 0));
}

/// The dictionary may get codes after a plugin was built: a list with one of them says
/// nothing, for what is not understood may be what matters.
#[test]
fn a_code_that_the_plugin_does_not_know_is_missing() {
    let gap = |values| {
        let said = verdict(vec![(PENALTY, values)], false);
        let gaps = said.gaps.iter().map(|gap| gap.missing);
        (said.determinations.len(), gaps.collect::<Vec<_>>())
    };
    let category = contract::Missing::Field(Penalty::CATEGORY);
    let small = Some(Value::Amount(0));
    assert_eq!(
        gap(vec![codes(&["fine", "flogging"]), small.clone()]),
        (0, vec![category])
    );
    assert_eq!(
        gap(vec![codes(&["stop-business", "flogging"]), small.clone()]),
        (0, vec![category])
    );
    assert_eq!(
        gap(vec![codes(&["stop-business"]), small.clone()]),
        (1, vec![])
    );
    assert_eq!(gap(vec![codes(&["fine"]), small.clone()]), (0, vec![]));
    assert_eq!(gap(vec![codes(&[]), small.clone()]), (0, vec![]));
    assert_eq!(gap(vec![None, small]), (0, vec![category]));
}

#[test]
fn an_explanation_reports_what_was_compared_and_changes_nothing_else() {
    let facts = || {
        vec![
            (PENALTY, vec![codes(&["fine"]), None]),
            (PENALTY, vec![None, Some(Value::Amount(100_000_000))]),
        ]
    };
    let plain = verdict(facts(), false);
    let mut explained = verdict(facts(), true);
    assert_eq!(plain.conditions, []);
    let required = codes(&["stop-business"]);
    let category = |fact, observed, outcome| Condition {
        rule: 0,
        fact: Some(fact),
        field: Some(Penalty::CATEGORY),
        test: Test::OneOf,
        observed,
        required: required.clone(),
        outcome,
    };
    let fine = |fact, observed, outcome| Condition {
        rule: 0,
        fact: Some(fact),
        field: Some(Penalty::FINE),
        test: Test::AtLeast,
        observed,
        required: Some(Value::Amount(100_000_000)),
        outcome,
    };
    assert_eq!(
        explained.conditions,
        [
            category(0, codes(&["fine"]), Outcome::Unmet),
            fine(0, None, Outcome::Unknown),
            category(1, None, Outcome::Unknown),
            fine(1, Some(Value::Amount(100_000_000)), Outcome::Met),
        ]
    );
    explained.conditions.clear();
    assert!(plain == explained);
}

#[test]
fn what_does_not_hold_settles_both_and_what_holds_settles_either() {
    use Compared::{Met, Open, Unmet};
    let first = Open(Missing::DecidedOn);
    let second = Open(Missing::ActedOn);
    for (one, other, both, either) in [
        (Met, Met, Met, Met),
        (Met, Unmet, Unmet, Met),
        (Unmet, Met, Unmet, Met),
        (Unmet, Unmet, Unmet, Unmet),
        (first, Met, first, Met),
        (Met, second, second, Met),
        (first, Unmet, Unmet, first),
        (Unmet, second, Unmet, second),
        (first, second, first, first),
    ] {
        assert_eq!(one.and(other), both, "{one:?} and {other:?}");
        assert_eq!(one.or(other), either, "{one:?} or {other:?}");
    }
}

#[test]
fn of_several_days_of_review_the_earliest_counts() {
    let level = |code: &str| (LEVEL, vec![Some(Value::Code(code.to_owned()))]);
    let review = |facts| verdict(facts, false).review_on;
    assert_eq!(review(vec![]), None);
    assert_eq!(review(vec![(LEVEL, vec![None])]), None);
    let several = vec![level("bb"), level("a"), level("ccc")];
    assert_eq!(review(several), Some(AS_OF.0 + 1));
}
