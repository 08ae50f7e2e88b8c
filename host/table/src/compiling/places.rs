//! Where a fault of the manifest stands in the table.

use accord_model::manifest::ManifestFault;

use super::{Place, Row, Sheets};
use crate::layout::Part;

/// The rows in which a fault can stand.
pub(crate) struct Places {
    memorandum: Option<Row>,
    sheet: Place,
    parameters: Vec<Row>,
    rules: Place,
    conditions: Vec<Row>,
    consequences: Place,
}

impl Places {
    pub(super) fn new(sheets: &Sheets) -> Self {
        Self {
            memorandum: sheets.rows(Part::Memorandum).first().cloned(),
            sheet: sheets.place(Part::Memorandum),
            parameters: sheets.rows(Part::Parameters).to_vec(),
            rules: sheets.place(Part::Rules),
            conditions: sheets.rows(Part::Conditions).to_vec(),
            consequences: sheets.place(Part::Consequences),
        }
    }

    /// Whether a fault is not merely what comes of another flaw.
    pub(crate) fn is_own(&self, fault: &ManifestFault) -> bool {
        // What is not filled in has been told.
        let filled = |key: &str| {
            let memorandum = self.memorandum.as_ref();
            memorandum.is_some_and(|row| row.cell(key).is_some())
        };
        match fault {
            ManifestFault::Code(_) => filled("code"),
            ManifestFault::Version(_) => filled("version"),
            ManifestFault::Text(what) => filled(what),
            ManifestFault::Dates
            | ManifestFault::EndingKind { .. }
            | ManifestFault::EndingField { .. }
            | ManifestFault::Parameter(_)
            | ManifestFault::TooMany(_) => true,
            _ => false,
        }
    }

    /// Where a fault is.
    pub(crate) fn of(&self, fault: &ManifestFault) -> Place {
        let memorandum = |key: &str| {
            let row = self.memorandum.as_ref();
            row.map_or_else(|| self.sheet.clone(), |row| row.place_of(key))
        };
        let of_kind = |kind: &str| {
            let mut rows = self.conditions.iter();
            let row = rows.find(|row| row.text("kind") == kind);
            row.map_or_else(|| self.rules.clone(), |row| row.place_of("kind"))
        };
        match fault {
            ManifestFault::Code(_) => memorandum("code"),
            ManifestFault::Version(_) => memorandum("version"),
            ManifestFault::Text(what) => memorandum(what),
            ManifestFault::Dates => memorandum("expires-on"),
            ManifestFault::NoSubjects => memorandum("subjects"),
            ManifestFault::Parameter(name) => {
                let mut rows = self.parameters.iter();
                let row = rows.find(|row| row.text("name") == name);
                row.map_or_else(|| self.sheet.clone(), |row| row.place_of("default"))
            }
            ManifestFault::EndingKind { kind, .. }
            | ManifestFault::EndingField { kind, .. }
            | ManifestFault::UnknownField { kind, .. }
            | ManifestFault::FieldType { kind, .. }
            | ManifestFault::FieldCodeList { kind, .. } => of_kind(kind),
            ManifestFault::NoRules => self.rules.clone(),
            ManifestFault::UnknownMeasure(_)
            | ManifestFault::NoRoles(_)
            | ManifestFault::NothingToAnswer => self.consequences.clone(),
            _ => self.sheet.clone(),
        }
    }
}
