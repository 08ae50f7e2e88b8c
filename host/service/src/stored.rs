//! What is stored under which version, and how older versions become the newest.

mod catalogue;
mod first;

use accord_model::{
    catalogue::CatalogueData,
    subject::{SubjectDocument, SubjectId},
};
use serde::{Deserialize, Serialize};

use crate::{codec::Stored, reference::Edition};

impl Stored for Edition<CatalogueData> {
    const WHAT: &str = "catalogue";
    const VERSION: u8 = 2;

    fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
        (version == 1).then(|| catalogue::edition(body))
    }
}

impl Stored for SubjectDocument {
    const WHAT: &str = "subject";
    const VERSION: u8 = 2;

    fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
        (version == 1).then(|| postcard::from_bytes::<first::Subject>(body).map(Self::from))
    }
}

/// Where an identifier leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lookup {
    /// The subject.
    pub(crate) subject: SubjectId,
    /// Number of the key under which the row lies.
    pub(crate) key: u16,
}

impl Stored for Lookup {
    const WHAT: &str = "identifier";
    const VERSION: u8 = 2;

    fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
        let first = |subject| Self { subject, key: 1 };
        (version == 1).then(|| postcard::from_bytes(body).map(first))
    }
}

#[cfg(test)]
mod tests;
