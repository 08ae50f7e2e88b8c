//! The master key, and the opaque names made with it.
//!
//! It lies in a file beside the database and never in it: whoever copies the database
//! alone cannot turn a number into a subject, though there are only some millions of
//! numbers to try (domain.md §4.4).

use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use accord_model::{identifier::Identifier, subject::SubjectId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::ServiceError;

const FILE: &str = "master.key";

/// Makes opaque names of identifiers.
#[derive(Clone)]
pub(crate) struct Keys {
    identifiers: Hmac<Sha256>,
}

impl Keys {
    /// Makes a new master key in a folder; never overwrites one.
    pub(crate) fn create(folder: &Path) -> Result<Self, ServiceError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| failed(&error))?;
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(folder.join(FILE))
            .map_err(|error| failed(&error))?;
        file.write_all(&key).map_err(|error| failed(&error))?;
        file.sync_all().map_err(|error| failed(&error))?;
        Self::derive(&key)
    }

    /// Reads the master key of a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, ServiceError> {
        let key = fs::read(folder.join(FILE)).map_err(|error| failed(&error))?;
        if key.len() != 32 {
            return Err(ServiceError::MasterKey {
                reason: format!("{FILE} has {} bytes, not 32", key.len()),
            });
        }
        Self::derive(&key)
    }

    fn derive(master: &[u8]) -> Result<Self, ServiceError> {
        let keyed =
            |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).map_err(|error| failed(&error));
        let mut derived = keyed(master)?;
        derived.update(b"accord/1/identifiers");
        Ok(Self {
            identifiers: keyed(&derived.finalize().into_bytes())?,
        })
    }

    /// The key under which an identifier is found.
    pub(crate) fn of_identifier(&self, identifier: &Identifier) -> [u8; 16] {
        self.hash(b"find", identifier)
    }

    /// The id of a subject first seen under an identifier. It falls into the same part as
    /// [`Keys::of_identifier`], so that both are written in one commit.
    pub(crate) fn subject_id(&self, identifier: &Identifier) -> SubjectId {
        let [first, second, ..] = self.of_identifier(identifier);
        let mut id = self.hash(b"name", identifier);
        let [a, b, ..] = &mut id;
        (*a, *b) = (first, second);
        SubjectId::from_bytes(id)
    }

    fn hash(&self, purpose: &[u8], identifier: &Identifier) -> [u8; 16] {
        let mut mac = self.identifiers.clone();
        mac.update(purpose);
        mac.update(identifier.scheme().name().as_bytes());
        mac.update(b"\0");
        mac.update(identifier.reveal().as_bytes());
        let mut hash = [0; 16];
        let bytes = mac.finalize().into_bytes();
        for (to, from) in hash.iter_mut().zip(bytes) {
            *to = from;
        }
        hash
    }
}

fn failed(error: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::MasterKey {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use accord_model::identifier::Scheme;

    use super::*;
    use crate::subjects::part_of;

    fn identifier(text: &str) -> Identifier {
        Identifier::parse(Scheme::UnifiedSocialCreditCode, text).unwrap()
    }

    #[test]
    fn a_subject_lies_in_the_part_of_the_key_it_is_found_under() {
        let keys = Keys::derive(&[7; 32]).unwrap();
        for code in [
            "91481802MA0000007T",
            "91481802MA0001181D",
            "N2481802MA00000748",
        ] {
            let identifier = identifier(code);
            let (key, id) = (
                keys.of_identifier(&identifier),
                keys.subject_id(&identifier),
            );
            assert_eq!(part_of(&key, 4096), part_of(id.as_bytes(), 4096));
            assert_ne!(&key, id.as_bytes(), "an id must not be a key to the index");
        }
    }

    #[test]
    fn names_depend_on_the_master_key() {
        let (one, other) = (
            Keys::derive(&[1; 32]).unwrap(),
            Keys::derive(&[2; 32]).unwrap(),
        );
        let identifier = identifier("91481802MA0000007T");
        assert_ne!(one.subject_id(&identifier), other.subject_id(&identifier));
        assert_ne!(
            one.of_identifier(&identifier),
            other.of_identifier(&identifier)
        );
    }

    #[test]
    fn a_master_key_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let identifier = identifier("91481802MA0000007T");
        assert!(matches!(
            Keys::open(folder.path()),
            Err(ServiceError::MasterKey { .. })
        ));
        let made = Keys::create(folder.path()).unwrap();
        assert!(matches!(
            Keys::create(folder.path()),
            Err(ServiceError::MasterKey { .. })
        ));
        let read = Keys::open(folder.path()).unwrap();
        assert_eq!(made.subject_id(&identifier), read.subject_id(&identifier));
        fs::write(folder.path().join(FILE), b"short").unwrap();
        assert!(matches!(
            Keys::open(folder.path()),
            Err(ServiceError::MasterKey { .. })
        ));
    }
}
