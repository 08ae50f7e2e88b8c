//! A table that is in order, and the component of it.

use accord_model::{catalogue::Catalogue, contract::Manifest, dictionary::Dictionary, manifest};
use table_format::{encode, fill};

use crate::{
    compiling::{Compiled, compile},
    description::describe,
    error::TableError,
    flaw::{Flaw, Problem},
    sheets::Sheets,
};

/// A table that is in order: what it says of itself, and what it decides by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    manifest: Manifest,
    program: Vec<u8>,
    description: Vec<u8>,
}

impl Table {
    /// Makes a table of a filled-in template and holds it against dictionary and catalogue.
    ///
    /// Measures that the folder proposes for the catalogue are to be in it:
    /// [`Catalogue::with`].
    ///
    /// # Errors
    /// [`TableError::Flaws`] with every flaw at its place.
    pub fn new(
        sheets: &Sheets,
        dictionary: &Dictionary,
        catalogue: &Catalogue,
    ) -> Result<Self, TableError> {
        let Compiled {
            manifest,
            program,
            places,
            mut flaws,
        } = compile(sheets, dictionary, catalogue);
        // With flaws in the table some faults of the manifest are but their consequence.
        let is_told = !flaws.is_empty();
        for fault in manifest::check(&manifest, dictionary, catalogue) {
            if !is_told || places.is_own(&fault) {
                let place = places.of(&fault);
                let problem = Problem::Manifest(fault);
                flaws.push(Flaw { place, problem });
            }
        }
        if !flaws.is_empty() {
            return Err(TableError::Flaws(flaws));
        }
        Ok(Self {
            program: encode(&program)?,
            description: encode(&describe(&manifest))?,
            manifest,
        })
    }

    /// What the component will say of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Bytes that the table takes of the interpreter's block.
    #[must_use]
    pub fn size(&self) -> usize {
        self.program.len() + self.description.len()
    }
}

/// The component of a table: the interpreter with the table in its block. The same table and
/// interpreter give the same bytes.
///
/// # Errors
/// [`TableError::Splice`] if the bytes are no empty interpreter of this version, or the table
/// does not fit into it.
pub fn component(interpreter: &[u8], table: &Table) -> Result<Vec<u8>, TableError> {
    Ok(fill(interpreter, &table.program, &table.description)?)
}
