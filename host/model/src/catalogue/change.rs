//! Changes of the catalogue: what is proposed, and the edition that comes of it.
//!
//! A change never rewrites an edition: it makes the next one, from a day on, so that what
//! was answered stays explained. A measure becomes mandatory only by promotion, and only
//! where a law or regulation obliges (domain.md §1.3): software gathers the evidence, and
//! no amount of it takes the place of that basis.

use serde::{Deserialize, Serialize};

use super::{Basis, Catalogue, CatalogueData, CatalogueError, InstrumentLevel, Measure, Nature};
use crate::date::Date;

/// A basis as a change names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisName {
    /// The instrument's title or number.
    pub instrument: String,
    /// Its article; none if the basis has none.
    #[serde(default)]
    pub article: Option<String>,
}

/// One change of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A new measure.
    Add(Box<Measure>),
    /// A measure says something else: all of it, as it is to be.
    Amend(Box<Measure>),
    /// A measure leaves the catalogue.
    End {
        /// Its code.
        code: String,
    },
    /// A measure gets another basis.
    AddBasis {
        /// Its code.
        code: String,
        /// The basis.
        basis: Basis,
    },
    /// A basis is repealed, for every measure that names it.
    RepealBasis(BasisName),
    /// A recommended measure becomes mandatory.
    Promote {
        /// Its code.
        code: String,
    },
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Nothing is to be changed.
    #[error("the proposal changes nothing")]
    Empty,
    /// The measure to be added is there already.
    #[error("the catalogue has measure `{0}` already")]
    Known(String),
    /// The measure to be changed is not there.
    #[error("the catalogue has no measure `{0}`")]
    Unknown(String),
    /// No measure names the basis, or all that do have it repealed already.
    #[error("no measure rests on `{0}`, or it is repealed already")]
    UnknownBasis(String),
    /// The measure names the basis already.
    #[error("measure `{measure}` names `{instrument}` already")]
    KnownBasis {
        /// Code of the measure.
        measure: String,
        /// The instrument.
        instrument: String,
    },
    /// A measure would become mandatory by an amendment.
    #[error("measure `{0}` becomes mandatory by promotion only")]
    ByPromotion(String),
    /// A promotion stands with other changes.
    #[error("a promotion is proposed alone")]
    PromotionWithOthers,
    /// The measure is mandatory already.
    #[error("measure `{0}` is mandatory already")]
    Mandatory(String),
    /// No law or regulation in force that day obliges the executor.
    #[error("measure `{0}` names no law or regulation that obliges")]
    NothingObliges(String),
    /// The catalogue would contradict itself.
    #[error("{0}")]
    Catalogue(#[from] CatalogueError),
}

impl Measure {
    /// Whether a law or regulation in force that day obliges its executor.
    #[must_use]
    pub fn is_obliged(&self, as_of: Date) -> bool {
        self.bases.iter().any(|basis| {
            basis.obliges
                && basis.is_in_force(as_of)
                && matches!(
                    basis.level,
                    InstrumentLevel::Law
                        | InstrumentLevel::AdministrativeRegulation
                        | InstrumentLevel::LocalRegulation
                )
        })
    }
}

impl Catalogue {
    /// The edition that comes of changes from a day on, one after the other.
    ///
    /// # Errors
    /// [`ChangeError`] of the first that cannot be made.
    pub fn changed(
        &self,
        edition: String,
        from: Date,
        changes: &[Change],
    ) -> Result<Self, ChangeError> {
        if changes.is_empty() {
            return Err(ChangeError::Empty);
        }
        let promotes = |change: &Change| matches!(change, Change::Promote { .. });
        if changes.len() > 1 && changes.iter().any(promotes) {
            return Err(ChangeError::PromotionWithOthers);
        }
        let mut catalogue = self.clone();
        for change in changes {
            catalogue.apply(from, change)?;
        }
        let CatalogueData { measures, .. } = catalogue.data();
        Ok(Self::new(CatalogueData {
            edition,
            from: Some(from),
            measures,
        })?)
    }

    fn apply(&mut self, from: Date, change: &Change) -> Result<(), ChangeError> {
        match change {
            Change::Add(measure) => {
                if self.measure(&measure.code).is_some() {
                    return Err(ChangeError::Known(measure.code.clone()));
                }
                if measure.nature == Nature::Mandatory && !measure.is_obliged(from) {
                    return Err(ChangeError::NothingObliges(measure.code.clone()));
                }
                self.put(measure);
            }
            Change::Amend(measure) => {
                let present = self.present(&measure.code)?;
                if measure.nature == Nature::Mandatory && present.nature != Nature::Mandatory {
                    return Err(ChangeError::ByPromotion(measure.code.clone()));
                }
                self.put(measure);
            }
            Change::End { code } => {
                self.present(code)?;
                self.measures.remove(code);
            }
            Change::AddBasis { code, basis } => {
                let measure = self.present(code)?;
                let is_same =
                    |other: &Basis| is_named(other, &name(basis)) && other.until.is_none();
                if measure.bases.iter().any(is_same) {
                    return Err(ChangeError::KnownBasis {
                        measure: code.clone(),
                        instrument: basis.instrument.clone(),
                    });
                }
                measure.bases.push(basis.clone());
                measure.basis_note = None;
            }
            Change::RepealBasis(repealed) => self.repeal(from, repealed)?,
            Change::Promote { code } => {
                let measure = self.present(code)?;
                if measure.nature == Nature::Mandatory {
                    return Err(ChangeError::Mandatory(code.clone()));
                }
                if !measure.is_obliged(from) {
                    return Err(ChangeError::NothingObliges(code.clone()));
                }
                measure.nature = Nature::Mandatory;
            }
        }
        Ok(())
    }

    fn put(&mut self, measure: &Measure) {
        self.measures.insert(measure.code.clone(), measure.clone());
    }

    fn present(&mut self, code: &str) -> Result<&mut Measure, ChangeError> {
        self.measures
            .get_mut(code)
            .ok_or_else(|| ChangeError::Unknown(code.to_owned()))
    }

    fn repeal(&mut self, from: Date, repealed: &BasisName) -> Result<(), ChangeError> {
        let bases = self.measures.values_mut().flat_map(|m| &mut m.bases);
        let mut found = false;
        for basis in bases.filter(|basis| is_named(basis, repealed)) {
            // What was to end later ends now; what has ended stays so.
            if basis.until.is_none_or(|until| from < until) {
                basis.until = Some(from);
                found = true;
            }
        }
        if found {
            Ok(())
        } else {
            Err(ChangeError::UnknownBasis(repealed.instrument.clone()))
        }
    }
}

fn name(basis: &Basis) -> BasisName {
    BasisName {
        instrument: basis.instrument.clone(),
        article: basis.article.clone(),
    }
}

fn is_named(basis: &Basis, name: &BasisName) -> bool {
    basis.instrument == name.instrument && basis.article == name.article
}

#[cfg(test)]
mod tests;
