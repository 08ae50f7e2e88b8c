//! By which rules cases are handled: how soon an objection is answered, what a repair needs,
//! what a list is.

use accord_model::{
    case::{Colour, RepairTerms},
    date::Date,
    dictionary::Tier,
    period::Period,
    subject::Record,
};

use crate::reference::Reference;

impl Reference {
    /// Within which time a provider answers an objection that was handed in on a day: 20
    /// days (征信业管理条例 25).
    pub(crate) const fn answer_within(&self, _provider: &str, _on: Date) -> Period {
        Period::Days(20)
    }

    /// What a repair of a record needs by the rules of a day (国办发〔2025〕22号, as recalled).
    pub(crate) fn repair_terms(&self, _record: &Record, _on: Date) -> RepairTerms {
        RepairTerms {
            irreparable: false,
            min_months: None,
            max_months: None,
            accept_within: Some(Period::WorkingDays(3)),
            decide_within: Some(Period::WorkingDays(10)),
            extensions: 1,
        }
    }

    /// What the list says that a kind of record is; none if it is no list.
    pub(crate) fn colour_of(&self, kind: u16, _on: Date) -> Option<Colour> {
        let kind = self.dictionary.kind_of_number(kind)?;
        match (kind.tier, kind.code.as_str()) {
            (Tier::A, _) => Some(Colour::Black),
            (Tier::B, _) => Some(Colour::Watch),
            (_, "honours/red-list" | "honours/award") => Some(Colour::Red),
            _ => None,
        }
    }

    /// Whether a record of a kind keeps its subject off red lists (R-CROSS).
    pub(crate) fn blocks_red(&self, kind: u16, on: Date) -> bool {
        self.colour_of(kind, on) == Some(Colour::Black)
    }

    /// The age below which nobody is listed for an act of a day (R-MINOR).
    pub(crate) const fn majority(&self, _act_on: Date) -> Option<u16> {
        Some(18)
    }

    /// Within which time a record is published after it was decided: 7 working days
    /// (clause 19).
    pub(crate) const fn publish_within(&self, _kind: u16, _decided_on: Date) -> Option<Period> {
        Some(Period::WorkingDays(7))
    }
}
