//! From cells to a manifest and a program.
//!
//! Every row is looked at to its end, so that all flaws of a file are told at once; what
//! comes of a table with flaws is dropped.

mod conditions;
mod consequences;
mod memorandum;
mod parameters;
mod places;
mod reads;
mod rules;
mod values;

use std::collections::BTreeMap;

use accord_model::{
    catalogue::Catalogue,
    contract::{Manifest, Measure, Parameter, ProfileNeed, Rule},
    dictionary::Dictionary,
};
use table_format::{Condition, Program};

pub(crate) use self::places::Places;
use self::{conditions::GroupRows, reads::Reads, rules::RuleRow};
use crate::{
    flaw::{Flaw, Place, Problem},
    layout::Part,
    sheets::{Cell, Row, Sheets},
};

/// What comes of a table.
pub(crate) struct Compiled<'a> {
    pub(crate) manifest: Manifest,
    pub(crate) program: Program<'a>,
    pub(crate) places: Places,
    pub(crate) flaws: Vec<Flaw>,
}

/// Compiles a table against dictionary and catalogue.
pub(crate) fn compile<'a>(
    sheets: &'a Sheets,
    dictionary: &'a Dictionary,
    catalogue: &'a Catalogue,
) -> Compiled<'a> {
    let mut compiling = Compiling {
        dictionary,
        catalogue,
        flaws: Vec::new(),
        parameters: Vec::new(),
        rules: Vec::new(),
        groups: BTreeMap::new(),
        reads: Reads::default(),
        conditions: Vec::new(),
        measures: Vec::new(),
        listings: Vec::new(),
    };
    for part in [
        Part::Memorandum,
        Part::Rules,
        Part::Conditions,
        Part::Consequences,
    ] {
        if sheets.rows(part).is_empty() {
            let place = sheets.place(part);
            compiling.flaw(place, Problem::NoSheet(part));
        }
    }
    let mut manifest = match sheets.rows(Part::Memorandum).first() {
        Some(row) => compiling.memorandum(row),
        None => memorandum::nothing(),
    };
    for row in sheets.rows(Part::Parameters) {
        compiling.parameter(row);
    }
    for row in sheets.rows(Part::Rules) {
        compiling.rule(row);
    }
    for row in sheets.rows(Part::Conditions) {
        compiling.condition(row);
    }
    let mut programs = compiling.programs();
    for row in sheets.rows(Part::Consequences) {
        compiling.consequence(row, &mut programs);
    }
    compiling.rules_without_consequences(&programs);
    compiling.reads.mark(&programs);
    manifest.reads = compiling.reads.needs();
    manifest.listings = compiling.listings;
    manifest.measures = compiling.measures;
    manifest.rules = compiling.rules.into_iter().map(|row| row.rule).collect();
    manifest.parameters = compiling.parameters;
    Compiled {
        places: Places::new(sheets),
        program: Program {
            conditions: compiling.conditions,
            rules: programs,
        },
        flaws: compiling.flaws,
        manifest,
    }
}

/// A compilation and what it has found so far.
struct Compiling<'a> {
    dictionary: &'a Dictionary,
    catalogue: &'a Catalogue,
    flaws: Vec<Flaw>,
    parameters: Vec<Parameter>,
    rules: Vec<RuleRow<'a>>,
    /// The groups of each rule, by their names.
    groups: BTreeMap<(u16, &'a str), GroupRows<'a>>,
    reads: Reads<'a>,
    conditions: Vec<Condition<'a>>,
    measures: Vec<Measure>,
    listings: Vec<String>,
}

impl<'a> Compiling<'a> {
    fn flaw(&mut self, place: Place, problem: Problem) {
        self.flaws.push(Flaw { place, problem });
    }

    /// A flaw at a column of a row.
    fn flaw_at(&mut self, row: &Row, key: &str, problem: Problem) {
        self.flaw(row.place_of(key), problem);
    }

    /// The cell of a column that must be filled in.
    fn required(&mut self, row: &'a Row, key: &str) -> Option<&'a Cell> {
        let cell = row.cell(key);
        if cell.is_none() {
            self.flaw_at(row, key, Problem::Missing(title(row.part, key)));
        }
        cell
    }

    /// Columns that must be empty in this row.
    fn superfluous(&mut self, row: &Row, keys: &[&str]) {
        for key in keys {
            if row.cell(key).is_some() {
                self.flaw_at(row, key, Problem::Superfluous(title(row.part, key)));
            }
        }
    }

    /// The rule that a row is about.
    fn rule_of(&mut self, row: &'a Row) -> Option<u16> {
        let cell = self.required(row, "rule")?;
        let found = (0..).zip(&self.rules);
        let mut found = found.filter(|(_, other)| other.rule.id == cell.text);
        let position = found.next().map(|(position, _)| position);
        if position.is_none() {
            self.flaw(cell.place.clone(), Problem::UnknownRule(cell.text.clone()));
        }
        position
    }
}

/// The heading of a column.
fn title(part: Part, key: &str) -> &'static str {
    let column = part
        .column(key)
        .and_then(|column| part.columns().get(column));
    column.map_or("", |column| column.title)
}

/// The position of something in a list, where it is put if it is not there.
fn position<T: PartialEq>(list: &mut Vec<T>, one: T) -> u16 {
    let at = list.iter().position(|other| *other == one);
    let at = at.unwrap_or_else(|| {
        list.push(one);
        list.len() - 1
    });
    // A list that is longer is refused with the manifest.
    u16::try_from(at).unwrap_or(u16::MAX)
}
