//! Version 1 of an edition of the catalogue: classes were free text, nothing had a day.

use accord_model::{
    catalogue::{
        Basis, CatalogueData, Direction, ExecutionLevel, InstrumentLevel, Measure, Nature,
        SourceStatus, Term,
    },
    principal::Principal,
    subject::Millis,
};
use serde::{Deserialize, Serialize};

use crate::reference::Edition;

#[derive(Serialize, Deserialize)]
pub(super) struct OldEdition {
    pub(super) number: u32,
    pub(super) recorded_at: Millis,
    pub(super) by: Principal,
    pub(super) data: OldCatalogue,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OldCatalogue {
    pub(super) edition: String,
    pub(super) measures: Vec<OldMeasure>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OldMeasure {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) title_en: String,
    pub(super) class: String,
    pub(super) direction: Direction,
    pub(super) nature: Nature,
    pub(super) executor: String,
    pub(super) execution_level: ExecutionLevel,
    pub(super) also_upper: bool,
    pub(super) term: Term,
    pub(super) requires_court_or_statute: bool,
    pub(super) source_status: SourceStatus,
    pub(super) bases: Vec<OldBasis>,
    pub(super) basis_note: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct OldBasis {
    pub(super) instrument: String,
    pub(super) article: Option<String>,
    pub(super) level: InstrumentLevel,
    pub(super) status: SourceStatus,
}

/// The edition of its bytes.
pub(super) fn edition(body: &[u8]) -> Result<Edition<CatalogueData>, postcard::Error> {
    let old: OldEdition = postcard::from_bytes(body)?;
    let measures = old.data.measures.into_iter().map(measure);
    Ok(Edition {
        number: old.number,
        recorded_at: old.recorded_at,
        by: old.by,
        data: CatalogueData {
            edition: old.data.edition,
            from: None,
            measures: measures.collect::<Result<_, _>>()?,
        },
    })
}

fn measure(old: OldMeasure) -> Result<Measure, postcard::Error> {
    // The catalogue could not be changed then, and had only classes that there still are.
    let class = old.class.parse();
    Ok(Measure {
        code: old.code,
        title: old.title,
        title_en: old.title_en,
        class: class.map_err(|_| postcard::Error::SerdeDeCustom)?,
        direction: old.direction,
        nature: old.nature,
        executor: old.executor,
        execution_level: old.execution_level,
        also_upper: old.also_upper,
        term: old.term,
        requires_court_or_statute: old.requires_court_or_statute,
        source_status: old.source_status,
        bases: old.bases.into_iter().map(basis).collect(),
        basis_note: old.basis_note,
        max_months: None,
        subject_kinds: Vec::new(),
    })
}

fn basis(old: OldBasis) -> Basis {
    Basis {
        instrument: old.instrument,
        article: old.article,
        level: old.level,
        status: old.status,
        from: None,
        until: None,
        obliges: false,
    }
}
