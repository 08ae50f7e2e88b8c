//! A kit to test a memorandum natively, as the host would call it.
//!
//! Facts are given by kind and field name and resolved against the memorandum's own
//! manifest; what the host would keep back is kept back here too: facts decided after the
//! as-of date, ended ones that the need does not ask for, and the whole subject if no
//! fact triggers.
//!
//! ```
//! use accord_plugin::{prelude::*, testing::{Case, FactRow}};
//! # #[derive(Fact)]
//! # #[fact(kind = "tax/arrears", triggers)]
//! # struct Arrears { head: Head, guaranteed: Option<bool> }
//! # #[derive(Reads)]
//! # struct Records { arrears: Vec<Arrears> }
//! # #[derive(Measures, Clone, Copy)]
//! # enum Measure { #[measure("exit/prevent")] Exit }
//! # #[derive(Rules, Clone, Copy)]
//! # enum Rule { #[rule("arrears", label = "欠税", source = "征管法44")] Arrears }
//! # struct Taxes;
//! # impl Memorandum for Taxes {
//! #     type Reads = Records;
//! #     type Measure = Measure;
//! #     type Rule = Rule;
//! #     type Parameters = ();
//! #     const ABOUT: About = About { code: "taxes", ..About::BLANK };
//! #     fn evaluate(_: &Profile, records: &Records, _: &Question, answer: &mut Answer<Self>) {
//! #         for record in &records.arrears {
//! #             let unsecured = answer
//! #                 .check(Rule::Arrears, &record.head)
//! #                 .equal(Arrears::GUARANTEED, &record.guaranteed, false);
//! #             match (unsecured, record.head.decided_on) {
//! #                 (Compared::Met, Some(day)) => answer.determine(
//! #                     Rule::Arrears, &[&record.head], day, End::WithGrounds, &[Measure::Exit]),
//! #                 (Compared::Open(missing), _) => answer.gap(
//! #                     Rule::Arrears, Some(&record.head), missing, &[Measure::Exit]),
//! #                 _ => {}
//! #             }
//! #         }
//! #     }
//! # }
//! let arrears = || FactRow::new("tax/arrears").decided_on(Date::new(2016, 3, 1));
//!
//! let outcome = Case::enterprise(Date::new(2017, 1, 1))
//!     .fact(arrears().value("guaranteed", false))
//!     .evaluate::<Taxes>();
//! assert!(outcome.measures().contains("exit/prevent"));
//!
//! let unknown = Case::enterprise(Date::new(2017, 1, 1)).fact(arrears()).evaluate::<Taxes>();
//! assert_eq!(unknown.gaps(), [("arrears".to_owned(), "guaranteed".to_owned())]);
//! ```

#![allow(clippy::panic, reason = "a test kit fails by panicking")]

use std::collections::BTreeSet;

use crate::{
    contract::{
        self, Condition, Fact, FactNeed, Manifest, Missing, Standing, Subject, SubjectKind, Value,
        ValueType, Verdict,
    },
    fact::FieldValue,
    memorandum::{Memorandum, ProfilePart, describe, evaluate},
    types::Date,
};

/// One credit record of the subject. What is not given is missing.
#[derive(Debug, Clone)]
pub struct FactRow {
    kind: String,
    acted_on: Option<Date>,
    acted_until: Option<Date>,
    decided_on: Option<Date>,
    ends_on: Option<Date>,
    ended_as: Standing,
    values: Vec<(String, Value)>,
}

impl FactRow {
    /// A record of a kind of the data dictionary, with neither dates nor values.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            acted_on: None,
            acted_until: None,
            decided_on: None,
            ends_on: None,
            ended_as: Standing::Expired,
            values: Vec::new(),
        }
    }

    /// Day of the act.
    #[must_use]
    pub fn acted_on(mut self, day: Date) -> Self {
        self.acted_on = Some(day);
        self
    }

    /// Last day of an act that lasted.
    #[must_use]
    pub fn acted_until(mut self, day: Date) -> Self {
        self.acted_until = Some(day);
        self
    }

    /// Day of the decision or listing.
    #[must_use]
    pub fn decided_on(mut self, day: Date) -> Self {
        self.decided_on = Some(day);
        self
    }

    /// First day on which the record no longer stands; from then on it has expired.
    #[must_use]
    pub fn ends_on(mut self, day: Date) -> Self {
        self.ends_on = Some(day);
        self
    }

    /// First day on which the record no longer stands, and why.
    #[must_use]
    pub fn ends_as(mut self, day: Date, standing: Standing) -> Self {
        self.ends_on = Some(day);
        self.ended_as = standing;
        self
    }

    /// The value of a field, by the field's name in the dictionary.
    #[must_use]
    pub fn value<T: FieldValue>(self, field: &str, value: T) -> Self {
        self.raw(field, value.to_value())
    }

    /// The code of a field, also one that the plugin does not know.
    #[must_use]
    pub fn code(self, field: &str, code: &str) -> Self {
        self.raw(field, Value::Code(code.to_owned()))
    }

    /// The codes of a field, also ones that the plugin does not know.
    #[must_use]
    pub fn codes(self, field: &str, codes: &[&str]) -> Self {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        self.raw(field, Value::Codes(codes))
    }

    /// A text.
    #[must_use]
    pub fn text(self, field: &str, text: &str) -> Self {
        self.raw(field, Value::Text(text.to_owned()))
    }

    fn raw(mut self, field: &str, value: Value) -> Self {
        self.values.push((field.to_owned(), value));
        self
    }

    fn standing(&self, as_of: Date) -> Standing {
        match self.ends_on {
            Some(day) if day <= as_of => self.ended_as,
            _ => Standing::Active,
        }
    }
}

/// A subject, its records and the day for which it is asked.
#[derive(Debug, Clone)]
pub struct Case {
    as_of: Date,
    kind: SubjectKind,
    since: Option<Date>,
    facts: Vec<FactRow>,
}

impl Case {
    /// An enterprise (企业).
    #[must_use]
    pub fn enterprise(as_of: Date) -> Self {
        Self::of(SubjectKind::Enterprise, as_of)
    }

    /// A natural person (自然人).
    #[must_use]
    pub fn person(as_of: Date) -> Self {
        Self::of(SubjectKind::NaturalPerson, as_of)
    }

    /// A subject of any kind.
    #[must_use]
    pub fn of(kind: SubjectKind, as_of: Date) -> Self {
        Self {
            as_of,
            kind,
            since: None,
            facts: Vec::new(),
        }
    }

    /// Day of birth or foundation.
    #[must_use]
    pub fn since(mut self, day: Date) -> Self {
        self.since = Some(day);
        self
    }

    /// One more record.
    #[must_use]
    pub fn fact(mut self, row: FactRow) -> Self {
        self.facts.push(row);
        self
    }

    /// What the memorandum says of it, asked with and without an explanation.
    ///
    /// # Panics
    ///
    /// If a fact names a kind or field that the memorandum does not read, or a value is
    /// of another type than the field; if asking for an explanation changes the answer;
    /// if the answer points at what is not there.
    #[must_use]
    pub fn evaluate<M: Memorandum>(&self) -> Outcome {
        let manifest = describe::<M>();
        for row in &self.facts {
            row.hold_to(&manifest);
        }
        let facts = self.project(&manifest);
        let asked = |explain| {
            let subject = Subject {
                kind: self.kind,
                since: self
                    .since
                    .filter(|_| M::ABOUT.profile.contains(&ProfilePart::Since))
                    .map(|day| day.0),
                industry: None,
                region: None,
                status: None,
                facts: facts.clone(),
            };
            let question = contract::Question {
                as_of: self.as_of.0,
                parameters: manifest
                    .parameters
                    .iter()
                    .map(|parameter| parameter.default.clone())
                    .collect(),
                explain,
            };
            evaluate::<M>(subject, question)
        };
        let concerned = manifest.subjects.contains(&self.kind);
        let needs = &manifest.reads;
        let triggers = |need: &u16| needs.get(usize::from(*need)).is_some_and(|n| n.triggers);
        let triggered = !needs.iter().any(|need| need.triggers)
            || facts.iter().any(|fact| triggers(&fact.need));
        let verdict = if concerned && triggered {
            let plain = asked(false);
            let explained = asked(true);
            let mut stripped = explained.clone();
            stripped.conditions.clear();
            assert!(
                plain == stripped,
                "an explanation changes the answer:\n{plain:#?}\nexplained:\n{stripped:#?}"
            );
            explained
        } else {
            Verdict {
                determinations: Vec::new(),
                proposals: Vec::new(),
                gaps: Vec::new(),
                review_on: None,
                conditions: Vec::new(),
            }
        };
        let outcome = Outcome {
            manifest,
            facts,
            verdict,
        };
        outcome.hold(self.as_of);
        outcome
    }

    /// Facts as the host passes them: sorted by need, day of decision and order given.
    fn project(&self, manifest: &Manifest) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (position, need) in (0_u16..).zip(&manifest.reads) {
            let mut rows: Vec<&FactRow> = self
                .facts
                .iter()
                .filter(|row| row.kind == need.kind)
                .filter(|row| row.decided_on.is_none_or(|day| day <= self.as_of))
                .filter(|row| need.history || row.standing(self.as_of) == Standing::Active)
                .collect();
            rows.sort_by_key(|row| row.decided_on);
            for row in rows {
                facts.push(Fact {
                    id: u32::try_from(facts.len()).unwrap_or(u32::MAX),
                    need: position,
                    acted_on: row.acted_on.map(|day| day.0),
                    acted_until: row.acted_until.map(|day| day.0),
                    decided_on: row.decided_on.map(|day| day.0),
                    ends_on: row.ends_on.map(|day| day.0),
                    standing: row.standing(self.as_of),
                    values: row.values_for(need),
                });
            }
        }
        facts
    }
}

impl FactRow {
    fn hold_to(&self, manifest: &Manifest) {
        let mut needs = manifest
            .reads
            .iter()
            .filter(|n| n.kind == self.kind)
            .peekable();
        if needs.peek().is_none() {
            let kinds: Vec<&str> = manifest.reads.iter().map(|n| n.kind.as_str()).collect();
            panic!(
                "{} does not read {:?}, but {kinds:?}",
                manifest.code, self.kind
            );
        }
        let fields: Vec<_> = needs.flat_map(|need| &need.fields).collect();
        for (name, value) in &self.values {
            let Some(field) = fields.iter().find(|field| field.name == *name) else {
                let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                panic!(
                    "{} does not read {name:?} of {:?}, but {names:?}",
                    manifest.code, self.kind
                );
            };
            assert!(
                type_of(value) == field.type_,
                "{name:?} of {:?} is {:?}, not {value:?}",
                self.kind,
                field.type_
            );
        }
    }

    fn values_for(&self, need: &FactNeed) -> Vec<Option<Value>> {
        let value = |name: &str| self.values.iter().rev().find(|(given, _)| given == name);
        need.fields
            .iter()
            .map(|field| value(&field.name).map(|(_, value)| value.clone()))
            .collect()
    }
}

fn type_of(value: &Value) -> ValueType {
    match value {
        Value::Text(_) => ValueType::Text,
        Value::Integer(_) => ValueType::Integer,
        Value::Amount(_) => ValueType::Amount,
        Value::Flag(_) => ValueType::Flag,
        Value::Date(_) => ValueType::Date,
        Value::Code(_) => ValueType::Code,
        Value::Codes(_) => ValueType::Codes,
    }
}

/// A determination, its positions resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determined {
    /// The rule's id.
    pub rule: String,
    /// Kinds of the records that carry it.
    pub grounds: Vec<String>,
    /// First day.
    pub starts_on: Date,
    /// Its end; compare with `End::….into()`.
    pub until: contract::End,
    /// Codes of the catalogue.
    pub measures: BTreeSet<String>,
}

/// What a memorandum says of a [`Case`].
#[derive(Debug, Clone)]
pub struct Outcome {
    manifest: Manifest,
    facts: Vec<Fact>,
    verdict: Verdict,
}

impl Outcome {
    /// The verdict in the contract's words, explained.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Catalogue codes of all measures determined, whenever they start and end.
    #[must_use]
    pub fn measures(&self) -> BTreeSet<String> {
        let all = self.determinations();
        all.into_iter().flat_map(|d| d.measures).collect()
    }

    /// All determinations, in the order of the answer.
    #[must_use]
    pub fn determinations(&self) -> Vec<Determined> {
        let found = self.verdict.determinations.iter();
        found
            .map(|determination| Determined {
                rule: self.rule(determination.rule),
                grounds: determination
                    .grounds
                    .iter()
                    .map(|id| self.need_of(*id).kind.clone())
                    .collect(),
                starts_on: Date(determination.starts_on),
                until: determination.until,
                measures: determination
                    .measures
                    .iter()
                    .map(|measure| self.measure(*measure))
                    .collect(),
            })
            .collect()
    }

    /// The determination under a rule, if there is one.
    ///
    /// # Panics
    ///
    /// If there are several: see [`Self::determinations`].
    #[must_use]
    pub fn determination(&self, rule: &str) -> Option<Determined> {
        self.known(rule);
        let mut found = self.determinations().into_iter().filter(|d| d.rule == rule);
        let first = found.next();
        assert!(
            found.next().is_none(),
            "several determinations under {rule:?}"
        );
        first
    }

    /// Proposals: the list, the rule and the term in months.
    #[must_use]
    pub fn proposals(&self) -> Vec<(String, String, Option<u16>)> {
        let found = self.verdict.proposals.iter();
        found
            .map(|proposal| {
                let listing = at(&self.manifest.listings, proposal.listing, "listing");
                (listing.clone(), self.rule(proposal.rule), proposal.term)
            })
            .collect()
    }

    /// Gaps: the rule and what is missing, a field by its name (`amount`), a day as
    /// `decided-on` or `acted-on`, a record as `no tax/credit-level`.
    #[must_use]
    pub fn gaps(&self) -> Vec<(String, String)> {
        let found = self.verdict.gaps.iter();
        found
            .map(|gap| (self.rule(gap.rule), self.missing(gap)))
            .collect()
    }

    /// Catalogue codes of the measures that gaps leave open.
    #[must_use]
    pub fn open_measures(&self) -> BTreeSet<String> {
        let gaps = self.verdict.gaps.iter();
        gaps.flat_map(|gap| &gap.measures)
            .map(|measure| self.measure(*measure))
            .collect()
    }

    /// The day on which the answer may differ though nothing changes.
    #[must_use]
    pub fn review_on(&self) -> Option<Date> {
        self.verdict.review_on.map(Date)
    }

    /// Conditions compared, as an explanation reports them: the rule, the field (empty if
    /// the condition names none) and how it came out.
    #[must_use]
    pub fn conditions(&self) -> Vec<(String, String, contract::Outcome)> {
        let found = self.verdict.conditions.iter();
        found
            .map(|condition| {
                (
                    self.rule(condition.rule),
                    self.compared(condition),
                    condition.outcome,
                )
            })
            .collect()
    }

    /// Resolves every position and looks at what the host would refuse.
    fn hold(&self, as_of: Date) {
        for found in &self.determinations() {
            assert!(!found.grounds.is_empty(), "no grounds: {found:?}");
            assert!(!found.measures.is_empty(), "no measures: {found:?}");
        }
        for proposal in &self.verdict.proposals {
            assert!(!proposal.grounds.is_empty(), "no grounds: {proposal:?}");
            for id in &proposal.grounds {
                self.need_of(*id);
            }
        }
        // Each of these fails on a position that is not there.
        drop((self.proposals(), self.gaps()));
        drop((self.open_measures(), self.conditions()));
        if let Some(day) = self.review_on() {
            assert!(
                day > as_of,
                "to be reviewed on {day:?}, asked for {as_of:?}"
            );
        }
    }

    fn known(&self, rule: &str) {
        if !self.manifest.rules.iter().any(|known| known.id == rule) {
            let rules: Vec<&str> = self.manifest.rules.iter().map(|r| r.id.as_str()).collect();
            panic!("{} has no rule {rule:?}, but {rules:?}", self.manifest.code);
        }
    }

    fn rule(&self, index: u16) -> String {
        at(&self.manifest.rules, index, "rule").id.clone()
    }

    fn measure(&self, index: u16) -> String {
        at(&self.manifest.measures, index, "measure").code.clone()
    }

    fn need_of(&self, id: u32) -> &FactNeed {
        let Some(fact) = self.facts.iter().find(|fact| fact.id == id) else {
            panic!("the answer cites fact {id}, which was not passed");
        };
        at(&self.manifest.reads, fact.need, "need")
    }

    fn missing(&self, gap: &contract::Gap) -> String {
        match (gap.missing, gap.fact) {
            (Missing::NoFact(need), _) => {
                format!("no {}", at(&self.manifest.reads, need, "need").kind)
            }
            (Missing::Field(field), Some(id)) => {
                at(&self.need_of(id).fields, field, "field").name.clone()
            }
            (Missing::Field(field), None) => panic!("field {field} is missing, but of no fact"),
            (Missing::ActedOn, _) => "acted-on".to_owned(),
            (Missing::DecidedOn, _) => "decided-on".to_owned(),
            (Missing::Profile, _) => "profile".to_owned(),
            (Missing::Parameter(parameter), _) => {
                let parameter = at(&self.manifest.parameters, parameter, "parameter");
                format!("parameter {}", parameter.name)
            }
        }
    }

    fn compared(&self, condition: &Condition) -> String {
        match (condition.field, condition.fact) {
            (Some(field), Some(id)) => at(&self.need_of(id).fields, field, "field").name.clone(),
            (Some(field), None) => panic!("field {field} is compared, but of no fact"),
            (None, _) => String::new(),
        }
    }
}

fn at<'a, T>(items: &'a [T], index: u16, what: &str) -> &'a T {
    items.get(usize::from(index)).unwrap_or_else(|| {
        panic!(
            "the answer names {what} {index} of {} in the manifest",
            items.len()
        )
    })
}
