//! Which kinds of record and which of their fields the table reads, in the order in which it
//! names them.

use accord_model::{
    contract::{FactNeed, FieldNeed},
    dictionary::{Field, Kind},
    manifest::ManifestFault,
};
use table_format::{Consequence, RuleProgram};

use super::{Cell, Compiling, Problem, position};
use crate::lookup;

/// Kinds of record with their fields.
#[derive(Default)]
pub(super) struct Reads<'a>(Vec<Read<'a>>);

struct Read<'a> {
    kind: &'a Kind,
    fields: Vec<&'a Field>,
    triggers: bool,
    history: bool,
}

impl<'a> Reads<'a> {
    /// Position of a kind.
    pub(super) fn need(&mut self, kind: &'a Kind) -> u16 {
        let at = self.0.iter().position(|read| read.kind.code == kind.code);
        let at = at.unwrap_or_else(|| {
            self.0.push(Read {
                kind,
                fields: Vec::new(),
                triggers: false,
                history: false,
            });
            self.0.len() - 1
        });
        // A list that is longer is refused with the manifest.
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    /// The kind at a position.
    pub(super) fn kind(&self, need: u16) -> Option<&'a Kind> {
        self.0.get(usize::from(need)).map(|read| read.kind)
    }

    /// Position of a field of a need.
    pub(super) fn field(&mut self, need: u16, field: &'a Field) -> u16 {
        let read = self.0.get_mut(usize::from(need));
        read.map_or(u16::MAX, |read| position(&mut read.fields, field))
    }

    /// Notes which kinds can start an answer, and of which ended records are looked at. What
    /// follows only from somebody on a list starts with the list.
    pub(super) fn mark(&mut self, rules: &[RuleProgram]) {
        let mut mark = |need: u16, triggers: bool, history: bool| {
            if let Some(read) = self.0.get_mut(usize::from(need)) {
                read.triggers |= triggers;
                read.history |= history;
            }
        };
        for rule in rules {
            for group in &rule.groups {
                mark(group.need, rule.listed.is_none(), group.ended);
            }
            if let Some(listed) = rule.listed {
                mark(listed.need, true, true);
            }
            for consequence in &rule.consequences {
                if let Consequence::Proposal(proposal) = consequence
                    && let Some(need) = proposal.answered_by
                {
                    mark(need, false, true);
                }
            }
        }
    }

    /// What the manifest says of them.
    pub(super) fn needs(&self) -> Vec<FactNeed> {
        let field = |field: &&Field| FieldNeed {
            name: field.name.clone(),
            value_type: field.value_type,
            code_list: field.code_list.clone(),
        };
        let need = |read: &Read<'_>| FactNeed {
            kind: read.kind.code.clone(),
            fields: read.fields.iter().map(field).collect(),
            triggers: read.triggers,
            history: read.history,
        };
        self.0.iter().map(need).collect()
    }
}

impl<'a> Compiling<'a> {
    /// The kind of record that a cell names.
    pub(super) fn kind(&mut self, cell: &Cell) -> Option<&'a Kind> {
        let kind = lookup::kind(self.dictionary, &cell.text);
        if kind.is_none() {
            let fault = ManifestFault::UnknownKind(cell.text.clone());
            self.flaw(cell.place.clone(), Problem::Manifest(fault));
        }
        kind
    }

    /// The field of a kind that a cell names.
    pub(super) fn field(&mut self, kind: &'a Kind, cell: &Cell) -> Option<&'a Field> {
        let field = lookup::field(kind, &cell.text);
        if field.is_none() {
            let fault = ManifestFault::UnknownField {
                kind: kind.code.clone(),
                field: cell.text.clone(),
            };
            self.flaw(cell.place.clone(), Problem::Manifest(fault));
        }
        field
    }
}
