//! By which rules cases are handled: how soon an objection is answered, what a repair needs,
//! what a list is. What no rule says has no clock and no limit.

use accord_model::{
    case::RepairTerms,
    contract::Value,
    date::Date,
    dictionary::Kind,
    period::Period,
    rules::{Colour, ListRule, RepairRule},
    subject::Record,
};

use crate::reference::Reference;

/// The kind of record whose repair hangs on its categories.
const PENALTY: &str = "admin/penalty";

impl Reference {
    /// Within which time a provider answers an objection that was handed in on a day.
    pub(crate) fn answer_within(&self, provider: &str, on: Date) -> Option<Period> {
        let rule = self.rules.objection(provider, on);
        rule.map(|rule| rule.answer_within)
    }

    /// What a repair of a record needs by the rules of a day.
    pub(crate) fn repair_terms(&self, record: &Record, on: Date) -> RepairTerms {
        let rule = self.repair_rule(record, on);
        let procedure = self.rules.repair_procedure(on);
        RepairTerms {
            irreparable: rule.is_some_and(|rule| rule.irreparable),
            min_months: rule.and_then(|rule| rule.min_months),
            max_months: rule.and_then(|rule| rule.max_months),
            accept_within: procedure.map(|rule| rule.accept_within),
            decide_within: procedure.map(|rule| rule.decide_within),
            extend_by: procedure.map(|rule| rule.extend_by),
            extensions: procedure.map_or(0, |rule| rule.extensions),
        }
    }

    fn repair_rule(&self, record: &Record, on: Date) -> Option<&RepairRule> {
        let kind = self.dictionary.kind_of_number(record.kind)?;
        if kind.code != PENALTY {
            return self.rules.repair_of_list(&kind.code, on);
        }
        let Some(Value::Codes(categories)) = value(kind, record, "category") else {
            return None;
        };
        let large_fine = match value(kind, record, "large-fine") {
            Some(Value::Flag(found)) => Some(*found),
            _ => None,
        };
        let categories: Vec<_> = categories.iter().map(String::as_str).collect();
        self.rules.repair_of_penalty(&categories, large_fine, on)
    }

    fn list(&self, kind: u16, on: Date) -> Option<&ListRule> {
        let kind = self.dictionary.kind_of_number(kind)?;
        self.rules.list(&kind.code, on)
    }

    /// The colour of the list that a kind of record is; none if it is no list.
    pub(crate) fn colour_of(&self, kind: u16, on: Date) -> Option<Colour> {
        self.list(kind, on).map(|rule| rule.colour)
    }

    /// Whether a record of a kind keeps its subject off red lists (R-CROSS).
    pub(crate) fn blocks_red(&self, kind: u16, on: Date) -> bool {
        self.list(kind, on).is_some_and(|rule| rule.blocks_red)
    }

    /// Within which time a record is published after it was decided.
    pub(crate) fn publish_within(&self, kind: u16, decided_on: Date) -> Option<Period> {
        let kind = self.dictionary.kind_of_number(kind)?;
        let rule = self.rules.publication(&kind.code, decided_on);
        rule.map(|rule| rule.within)
    }
}

fn value<'r>(kind: &Kind, record: &'r Record, field: &str) -> Option<&'r Value> {
    record.value(kind.field(field)?.number)
}
