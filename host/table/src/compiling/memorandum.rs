//! 备忘录: what the memorandum is.

use super::{Compiling, Manifest, ProfileNeed, Row};
use crate::words::{ALL_SUBJECTS, SUBJECT_KINDS};

/// A manifest that says nothing yet.
pub(super) fn nothing() -> Manifest {
    Manifest {
        code: String::new(),
        version: String::new(),
        title: String::new(),
        document_number: String::new(),
        initiator: String::new(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: Vec::new(),
        profile: ProfileNeed::default(),
        reads: Vec::new(),
        listings: Vec::new(),
        measures: Vec::new(),
        rules: Vec::new(),
        parameters: Vec::new(),
    }
}

impl<'a> Compiling<'a> {
    /// The manifest, as far as the memorandum's own sheet has it.
    pub(super) fn memorandum(&mut self, row: &'a Row) -> Manifest {
        let mut text = |key| self.required(row, key).map(|cell| cell.text.clone());
        let subjects = text("subjects").map_or(0, |_| ALL_SUBJECTS);
        let mut manifest = Manifest {
            code: text("code").unwrap_or_default(),
            version: text("version").unwrap_or_default(),
            title: text("title").unwrap_or_default(),
            document_number: text("document-number").unwrap_or_default(),
            initiator: text("initiator").unwrap_or_default(),
            ..nothing()
        };
        if let Some(cell) = row.cell("signatories") {
            manifest.signatories = cell.items().map(str::to_owned).collect();
        }
        manifest.signed_on = self.day(row, "signed-on");
        manifest.in_force_from = self.day(row, "in-force-from");
        manifest.expires_on = self.day(row, "expires-on");
        let subjects = subjects & self.subjects(row);
        let kinds = SUBJECT_KINDS.into_iter();
        manifest.subjects = kinds
            .filter(|kind| subjects >> (*kind as u16) & 1 == 1)
            .collect();
        manifest
    }
}
