//! Reading a file of cases: TOML walked by hand, so that every flaw has its place and all
//! are told at once.

mod budget;
mod expectation;
mod record;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use accord_model::{
    contract::{Role, SubjectKind},
    date::Date,
    dictionary::Dictionary,
};
use serde::{Deserialize, de::value::StrDeserializer};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Case, CaseError, FactOfCase, Flaw, MOST_BYTES, MOST_CASES, MOST_FLAWS, RoleOfCase,
    SubjectOfCase, Written,
    error::{DAY, FLAG, Form, LIST, MONTHS, TABLE, TEXT, VALUE},
    written,
};
use crate::said::Expected;

/// Reads a file of cases.
///
/// # Errors
/// The flaws of the file by their place, each once, at most [`MOST_FLAWS`]; never none.
pub fn read(text: &str, dictionary: &Dictionary) -> Result<Vec<Case>, Vec<CaseError>> {
    let table = DeTable::parse(text).map_err(|error| {
        vec![CaseError {
            span: error.span().unwrap_or(0..0),
            flaw: Flaw::Syntax(error.message().to_owned()),
        }]
    })?;
    let mut reading = Reading {
        dictionary,
        flaws: Vec::new(),
        sets: BTreeMap::new(),
        left: MOST_BYTES,
    };
    let cases = reading.file(table.get_ref());
    if reading.flaws.is_empty() {
        Ok(cases)
    } else {
        Err(by_place(reading.flaws))
    }
}

/// In the order of the file. What cases share is read for each of them: its flaws are told
/// once.
fn by_place(mut flaws: Vec<CaseError>) -> Vec<CaseError> {
    flaws.sort_by_key(|error| (error.span.start, error.span.end));
    let mut told: Vec<CaseError> = Vec::new();
    for error in flaws {
        let mut same_place = told.iter().rev().take_while(|last| last.span == error.span);
        if !same_place.any(|last| *last == error) {
            told.push(error);
        }
    }
    told
}

type Node<'a> = &'a Spanned<DeValue<'a>>;

/// What the cases of a file share.
#[derive(Default)]
struct Given<'a> {
    as_of: Option<Date>,
    subject: Option<SubjectOfCase>,
    parameters: Vec<(String, Written)>,
    roles: Vec<RoleOfCase>,
    facts: BTreeMap<&'a str, &'a DeTable<'a>>,
}

/// A reading and what it has found wrong so far.
struct Reading<'d> {
    dictionary: &'d Dictionary,
    flaws: Vec<CaseError>,
    sets: BTreeMap<String, BTreeSet<String>>,
    /// Bytes that the cases may still take.
    left: usize,
}

impl Reading<'_> {
    fn flaw(&mut self, span: Range<usize>, flaw: Flaw) {
        match self.flaws.len() {
            ..MOST_FLAWS => self.flaws.push(CaseError { span, flaw }),
            MOST_FLAWS => self.flaws.push(CaseError {
                span,
                flaw: Flaw::TooManyFlaws,
            }),
            _ => {}
        }
    }

    /// Whether nothing more is to be read: enough flaws were found, or the cases hold too
    /// much.
    fn is_over(&self) -> bool {
        self.flaws.len() > MOST_FLAWS || self.left == 0
    }

    fn file<'a>(&mut self, file: &'a DeTable<'a>) -> Vec<Case> {
        let mut given = Given::default();
        let mut listed = None;
        for (key, node) in file {
            match key.get_ref().as_ref() {
                "given" => given = self.given(node),
                "sets" => self.read_sets(node),
                "case" => listed = self.list(node),
                _ => self.unknown(key, "given, sets, case"),
            }
        }
        let listed = listed.unwrap_or_default();
        if listed.is_empty() && self.flaws.is_empty() {
            self.flaw(0..0, Flaw::NoCases);
        }
        if let Some(one_too_many) = listed.get(MOST_CASES) {
            self.flaw(one_too_many.span(), Flaw::TooMany);
        }
        let mut names = BTreeSet::new();
        let mut cases = Vec::new();
        for node in listed.into_iter().take(MOST_CASES) {
            if self.is_over() {
                break;
            }
            if let Some(case) = self.case(node, &given) {
                if !names.insert(case.name.clone()) {
                    self.flaw(case.span.clone(), Flaw::Twice(case.name.clone()));
                }
                cases.push(case);
            }
        }
        cases
    }

    fn given<'a>(&mut self, node: Node<'a>) -> Given<'a> {
        let mut given = Given::default();
        for (key, node) in self.table(node).into_iter().flatten() {
            match key.get_ref().as_ref() {
                "as-of" => given.as_of = self.day(node),
                "subject" => given.subject = self.subject(node),
                "parameters" => given.parameters = self.parameters(node),
                "role" => given.roles = self.roles(node),
                "fact" => {
                    for (name, fact) in self.table(node).into_iter().flatten() {
                        if let Some(fact) = self.table(fact) {
                            self.plain(fact);
                            given.facts.insert(name.get_ref(), fact);
                        }
                    }
                }
                _ => self.unknown(key, "as-of, subject, parameters, role, fact"),
            }
        }
        given
    }

    fn read_sets(&mut self, node: Node<'_>) {
        for (name, node) in self.table(node).into_iter().flatten() {
            let measures = self.texts(node).into_iter().map(|(text, _)| text).collect();
            self.sets.insert(name.get_ref().to_string(), measures);
        }
    }

    fn case<'a>(&mut self, node: Node<'a>, given: &Given<'a>) -> Option<Case> {
        self.spend(node, given.size());
        let (mut name, mut golden, mut as_of) = (None, None, given.as_of);
        let (mut subject, mut parameters) = (given.subject.clone(), given.parameters.clone());
        let mut roles = given.roles.clone();
        let (mut facts, mut expect): (Vec<FactOfCase>, _) = (Vec::new(), None);
        for (key, node) in self.table(node)? {
            match key.get_ref().as_ref() {
                "name" => name = self.text(node),
                "golden" => golden = self.text(node),
                "as-of" => as_of = self.day(node),
                "subject" => subject = self.subject(node),
                "parameters" => parameters = self.parameters(node),
                "role" => roles = self.roles(node),
                "fact" => facts = self.facts(node, given),
                "expect" => expect = Some(node),
                _ => self.unknown(
                    key,
                    "name, golden, as-of, subject, parameters, role, fact, expect",
                ),
            }
        }
        let expected = expect.map_or_else(Expected::default, |node| self.expected(node, &facts));
        let name = self.required(name, "name", node)?;
        let as_of = self.required(as_of, "as-of", node)?;
        Some(Case {
            name,
            golden,
            span: node.span(),
            as_of,
            subject: subject.unwrap_or_default(),
            parameters,
            facts,
            roles,
            expected,
        })
    }

    fn subject(&mut self, node: Node<'_>) -> Option<SubjectOfCase> {
        const KINDS: &str = "enterprise, branch, sole-proprietor, cooperative, social-organisation, \
                             public-institution, government-organ, unincorporated, natural-person";
        let mut subject = SubjectOfCase::default();
        for (key, node) in self.table(node)? {
            match key.get_ref().as_ref() {
                "kind" => {
                    if let Some(kind) = self.word::<SubjectKind>(node, KINDS) {
                        subject.kind = kind;
                    }
                }
                "since" => subject.since = self.day(node),
                "industry" => subject.industry = self.text(node),
                "region" => subject.region = self.text(node),
                "status" => subject.status = self.text(node),
                _ => self.unknown(key, "kind, since, industry, region, status"),
            }
        }
        Some(subject)
    }

    fn parameters(&mut self, node: Node<'_>) -> Vec<(String, Written)> {
        let mut parameters = Vec::new();
        for (name, node) in self.table(node).into_iter().flatten() {
            if let Some(value) = self.written(node) {
                parameters.push((name.get_ref().to_string(), value));
            }
        }
        parameters
    }

    fn roles(&mut self, node: Node<'_>) -> Vec<RoleOfCase> {
        let list = self.list(node).unwrap_or_default();
        list.into_iter()
            .filter_map(|node| self.role(node))
            .collect()
    }

    fn role(&mut self, node: Node<'_>) -> Option<RoleOfCase> {
        const ROLES: &str = "legal-representative, person-in-charge, principal, \
             actual-controller, director, supervisor, senior-manager, financial-officer, \
             safety-officer, directly-responsible, shareholder, registered-practitioner";
        let (mut holder, mut organisation, mut role) = (None, None, None);
        let (mut from, mut to, mut found_on) = (None, None, None);
        let mut responsible = false;
        for (key, node) in self.table(node)? {
            match key.get_ref().as_ref() {
                "holder" => holder = self.text(node),
                "organisation" => organisation = self.text(node).map(|name| (key, name)),
                "role" => role = self.word::<Role>(node, ROLES),
                "from" => from = self.day(node),
                "to" => to = self.day(node),
                "responsible" => responsible = self.flag(node).unwrap_or_default(),
                "found-on" => found_on = self.day(node),
                _ => self.unknown(
                    key,
                    "holder, organisation, role, from, to, responsible, found-on",
                ),
            }
        }
        let other_holds = holder.is_some();
        if let Some((key, _)) = organisation.as_ref().filter(|_| other_holds) {
            self.unknown(key, "holder or organisation, not both");
        }
        let other = holder.or(organisation.map(|(_, name)| name));
        let other = self.required(other, "holder", node)?;
        Some(RoleOfCase {
            other,
            other_holds,
            role: self.required(role, "role", node)?,
            from,
            to,
            responsible: responsible || found_on.is_some(),
            found_on,
        })
    }

    // ---- the forms of values ----

    fn expect<T>(&mut self, node: Node<'_>, value: Option<T>, form: Form) -> Option<T> {
        if value.is_none() {
            self.flaw(node.span(), Flaw::Expected(form));
        }
        value
    }

    fn required<T>(&mut self, value: Option<T>, key: &'static str, of: Node<'_>) -> Option<T> {
        if value.is_none() {
            self.flaw(of.span(), Flaw::Missing(key));
        }
        value
    }

    fn unknown(&mut self, key: &Spanned<toml::de::DeString<'_>>, expected: &'static str) {
        self.flaw(
            key.span(),
            Flaw::UnknownKey {
                key: key.get_ref().to_string(),
                expected,
            },
        );
    }

    fn table<'a>(&mut self, node: Node<'a>) -> Option<&'a DeTable<'a>> {
        self.expect(node, node.get_ref().as_table(), TABLE)
    }

    fn list<'a>(&mut self, node: Node<'a>) -> Option<Vec<Node<'a>>> {
        let items = self.expect(node, node.get_ref().as_array(), LIST)?;
        Some(items.iter().collect())
    }

    fn text(&mut self, node: Node<'_>) -> Option<String> {
        self.expect(node, node.get_ref().as_str().map(str::to_owned), TEXT)
    }

    fn texts(&mut self, node: Node<'_>) -> Vec<(String, Range<usize>)> {
        let list = self.list(node).unwrap_or_default();
        list.into_iter()
            .filter_map(|item| Some((self.text(item)?, item.span())))
            .collect()
    }

    fn flag(&mut self, node: Node<'_>) -> Option<bool> {
        self.expect(node, node.get_ref().as_bool(), FLAG)
    }

    fn day(&mut self, node: Node<'_>) -> Option<Date> {
        // A text too: a case that comes from JSON has no other way to write a day.
        let day = match node.get_ref() {
            DeValue::Datetime(moment) => written::day(moment),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        self.expect(node, day, DAY)
    }

    fn months(&mut self, node: Node<'_>) -> Option<u16> {
        let number = node.get_ref().as_integer().and_then(written::integer);
        let months = number.and_then(|number| u16::try_from(number).ok());
        self.expect(node, months, MONTHS)
    }

    fn written(&mut self, node: Node<'_>) -> Option<Written> {
        self.expect(node, Written::of(node.get_ref(), node.span()), VALUE)
    }

    /// A word of the contract, by its name in kebab-case.
    fn word<'w, T: Deserialize<'w>>(&mut self, node: Node<'w>, known: &'static str) -> Option<T> {
        let text = self.expect(node, node.get_ref().as_str(), TEXT)?;
        let read = StrDeserializer::<serde::de::value::Error>::new(text);
        if let Ok(word) = T::deserialize(read) {
            return Some(word);
        }
        let word = text.to_owned();
        self.flaw(node.span(), Flaw::Word { word, known });
        None
    }
}
