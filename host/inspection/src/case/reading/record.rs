//! The records of a case: fields typed by the dictionary, and what `like` brings.

use std::collections::{BTreeMap, BTreeSet};

use accord_model::{contract::Standing, dictionary::Kind};
use toml::{
    Spanned,
    de::{DeString, DeTable},
};

use super::{FactOfCase, Flaw, Given, Node, Reading};

/// The entries of a record, its own over those that `like` brought.
type Entries<'a> = BTreeMap<&'a str, (&'a Spanned<DeString<'a>>, Node<'a>)>;

fn entries<'a>(table: &'a DeTable<'a>) -> Entries<'a> {
    let named = table.iter();
    named
        .map(|(key, node)| (key.get_ref().as_ref(), (key, node)))
        .collect()
}

impl Reading<'_> {
    /// A shared record stands for itself: what it is like, another one would have to say.
    pub(super) fn plain(&mut self, fact: &DeTable<'_>) {
        for (key, _) in fact {
            if matches!(key.get_ref().as_ref(), "like" | "without") {
                self.unknown(key, "a shared record is not like another");
            }
        }
    }

    pub(super) fn facts<'a>(&mut self, node: Node<'a>, given: &Given<'a>) -> Vec<FactOfCase> {
        let mut facts = Vec::new();
        let mut ids = BTreeSet::new();
        for (place, node) in (1..).zip(self.list(node).unwrap_or_default()) {
            if self.is_over() {
                break;
            }
            if let Some(fact) = self.fact(node, place, given) {
                if !ids.insert(fact.id.clone()) {
                    self.flaw(node.span(), Flaw::Twice(fact.id.clone()));
                }
                facts.push(fact);
            }
        }
        facts
    }

    fn fact<'a>(&mut self, node: Node<'a>, place: usize, given: &Given<'a>) -> Option<FactOfCase> {
        let own = entries(self.table(node)?);
        let mut merged = Entries::new();
        if let Some((_, like)) = own.get("like") {
            let name = self.text(like)?;
            match given.facts.get(name.as_str()) {
                Some(base) => merged.extend(entries(base)),
                None => self.flaw(like.span(), Flaw::NothingLike(name)),
            }
        }
        let without = own.get("without").copied();
        merged.extend(own);
        merged.remove("like");
        merged.remove("without");
        if let Some((_, node)) = without {
            for (name, span) in self.texts(node) {
                if merged.remove(name.as_str()).is_none() {
                    self.flaw(span, Flaw::NotThere(name));
                }
            }
        }
        self.spend(node, size_of::<FactOfCase>());
        let kind = merged.remove("kind").map(|(_, node)| node);
        let kind = self.required(kind, "kind", node)?;
        let code = self.text(kind)?;
        let Some(kind) = self.dictionary.kind(&code) else {
            self.flaw(kind.span(), Flaw::UnknownKind(code));
            return None;
        };
        let mut fact = FactOfCase {
            id: place.to_string(),
            kind: kind.number,
            acted_on: None,
            acted_until: None,
            decided_on: None,
            ends_on: None,
            ends_as: Standing::Expired,
            values: BTreeMap::new(),
        };
        for (key, node) in merged.into_values() {
            self.entry(&mut fact, kind, key, node);
        }
        Some(fact)
    }

    fn entry(
        &mut self,
        fact: &mut FactOfCase,
        kind: &Kind,
        key: &Spanned<DeString<'_>>,
        node: Node<'_>,
    ) {
        match key.get_ref().as_ref() {
            "id" => {
                if let Some(id) = self.text(node) {
                    fact.id = id;
                }
            }
            "acted-on" => fact.acted_on = self.day(node),
            "acted-until" => fact.acted_until = self.day(node),
            "decided-on" => fact.decided_on = self.day(node),
            "ends-on" => fact.ends_on = self.day(node),
            "ends-as" => {
                if let Some(standing) = self.word(node, "expired, repaired, exited") {
                    fact.ends_as = standing;
                }
            }
            name => self.value(fact, kind, name, key, node),
        }
    }

    fn value(
        &mut self,
        fact: &mut FactOfCase,
        kind: &Kind,
        name: &str,
        key: &Spanned<DeString<'_>>,
        node: Node<'_>,
    ) {
        let Some(field) = kind.field(name) else {
            let known: Vec<&str> = kind.fields.iter().map(|f| f.name.as_str()).collect();
            let flaw = Flaw::UnknownField {
                kind: kind.code.clone(),
                field: name.to_owned(),
                known: known.join(", "),
            };
            return self.flaw(key.span(), flaw);
        };
        let Some(written) = self.written(node) else {
            return;
        };
        self.spend(node, written.size());
        let value = match written.typed(field.value_type) {
            Ok(value) => value,
            Err(flaw) => return self.flaw(node.span(), flaw),
        };
        match self.dictionary.check(field, &value) {
            Ok(()) => {
                fact.values.insert(field.number, value);
            }
            Err(error) => self.flaw(node.span(), Flaw::Value(error)),
        }
    }
}
