//! What a case expects: whatever it does not name is expected not to be.

use std::collections::{BTreeMap, BTreeSet};

use accord_model::determination::Until;

use super::{FactOfCase, Flaw, Node, Reading};
use crate::{
    case::error::Form,
    said::{Determined, Expected, Open, Proposed},
};

const UNTIL: Form = Form(
    "日期、\"event\" 或 \"never\"",
    "a date, \"event\" or \"never\"",
);

impl Reading<'_> {
    pub(super) fn expected(&mut self, node: Node<'_>, facts: &[FactOfCase]) -> Expected {
        let mut expected = Expected::default();
        for (key, node) in self.table(node).into_iter().flatten() {
            match key.get_ref().as_ref() {
                "determinations" => {
                    expected.determinations = self.each(node, |r, n| r.determined(n, facts));
                }
                "proposals" => expected.proposals = self.each(node, |r, n| r.proposed(n, facts)),
                "gaps" => expected.gaps = self.each(node, |r, n| r.open(n, facts)),
                "reached" => expected.reached = self.by_name(node),
                "undetermined" => expected.undetermined = self.by_name(node),
                "review-on" => expected.review_on = self.day(node),
                _ => self.unknown(
                    key,
                    "determinations, proposals, gaps, reached, undetermined, review-on",
                ),
            }
        }
        expected
    }

    fn each<'a, T>(
        &mut self,
        node: Node<'a>,
        mut one: impl FnMut(&mut Self, Node<'a>) -> Option<T>,
    ) -> Vec<T> {
        let list = self.list(node).unwrap_or_default();
        list.into_iter()
            .filter_map(|node| one(self, node))
            .collect()
    }

    fn determined(&mut self, node: Node<'_>, facts: &[FactOfCase]) -> Option<Determined> {
        let (mut rule, mut from, mut until) = (None, None, None);
        let (mut measures, mut grounds) = (None, None);
        for (key, node) in self.table(node)? {
            match key.get_ref().as_ref() {
                "rule" => rule = self.text(node),
                "from" => from = self.day(node),
                "until" => until = self.until(node),
                "measures" => measures = Some(self.measures(node)),
                "grounds" => grounds = Some(self.ids(node, facts)),
                _ => self.unknown(key, "rule, from, until, measures, grounds"),
            }
        }
        Some(Determined {
            rule: self.required(rule, "rule", node)?,
            from: self.required(from, "from", node)?,
            until: self.required(until, "until", node)?,
            measures: self.required(measures, "measures", node)?,
            grounds,
        })
    }

    fn proposed(&mut self, node: Node<'_>, facts: &[FactOfCase]) -> Option<Proposed> {
        let (mut listing, mut rule, mut term, mut grounds) = (None, None, None, None);
        for (key, node) in self.table(node)? {
            match key.get_ref().as_ref() {
                "listing" => listing = self.text(node),
                "rule" => rule = self.text(node),
                "term" => term = self.months(node),
                "grounds" => grounds = Some(self.ids(node, facts)),
                _ => self.unknown(key, "listing, rule, term, grounds"),
            }
        }
        Some(Proposed {
            listing: self.required(listing, "listing", node)?,
            rule: self.required(rule, "rule", node)?,
            term,
            grounds,
        })
    }

    fn open(&mut self, node: Node<'_>, facts: &[FactOfCase]) -> Option<Open> {
        let (mut rule, mut missing, mut fact) = (None, None, None);
        let mut measures = BTreeSet::new();
        for (key, node) in self.table(node)? {
            match key.get_ref().as_ref() {
                "rule" => rule = self.text(node),
                "missing" => missing = self.text(node),
                "measures" => measures = self.measures(node),
                "fact" => {
                    fact = self.text(node);
                    self.known_id(fact.as_deref(), node, facts);
                }
                _ => self.unknown(key, "rule, missing, measures, fact"),
            }
        }
        Some(Open {
            rule: self.required(rule, "rule", node)?,
            missing: self.required(missing, "missing", node)?,
            measures,
            fact,
        })
    }

    fn until(&mut self, node: Node<'_>) -> Option<Until> {
        let until = match node.get_ref().as_str() {
            Some("event") => Some(Until::Event),
            Some("never") => Some(Until::Never),
            Some(_) => None,
            None => return self.day(node).map(Until::Day),
        };
        self.expect(node, until, UNTIL)
    }

    /// Codes of measures, `@name` standing for a set.
    fn measures(&mut self, node: Node<'_>) -> BTreeSet<String> {
        let mut measures = BTreeSet::new();
        for (text, span) in self.texts(node) {
            if self.is_over() {
                break;
            }
            match text.strip_prefix('@') {
                None => {
                    measures.insert(text);
                }
                Some(name) => match self.sets.get(name) {
                    Some(set) => {
                        measures.extend(set.iter().cloned());
                        let size = set.iter().map(|code| size_of::<String>() + code.len());
                        let size = size.sum();
                        self.spend(node, size);
                    }
                    None => self.flaw(span, Flaw::UnknownSet(name.to_owned())),
                },
            }
        }
        measures
    }

    fn by_name(&mut self, node: Node<'_>) -> BTreeMap<String, BTreeSet<String>> {
        let mut named = BTreeMap::new();
        for (name, node) in self.table(node).into_iter().flatten() {
            let measures = self.measures(node);
            named.insert(name.get_ref().to_string(), measures);
        }
        named
    }

    fn ids(&mut self, node: Node<'_>, facts: &[FactOfCase]) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for (id, span) in self.texts(node) {
            if !facts.iter().any(|fact| fact.id == id) {
                self.flaw(span, Flaw::UnknownFact(id.clone()));
            }
            ids.insert(id);
        }
        ids
    }

    fn known_id(&mut self, id: Option<&str>, node: Node<'_>, facts: &[FactOfCase]) {
        if let Some(id) = id.filter(|id| !facts.iter().any(|fact| fact.id == *id)) {
            self.flaw(node.span(), Flaw::UnknownFact(id.to_owned()));
        }
    }
}
