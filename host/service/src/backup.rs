//! A copy of the whole store, taken while it is in use, and a store made from one.
//!
//! The master keys are no part of it: they are copied apart and kept apart, or one theft
//! takes both. A restored store needs the key file of its time.

use std::{
    io::{Read, Write},
    path::Path,
};

use accord_model::principal::{Principal, Right};
use accord_store::{PartId, SledOptions, SledStore};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Action, AuditEntry},
    error::ServiceError,
    host::{DATABASE, Host, make_folder, now, operation},
    keys::Keys,
};

/// What a backup contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    /// Commits and loads, in all parts.
    pub commits: u64,
    /// Rows, the store's own among them.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// The longest that a writer had to wait for it, milliseconds.
    pub longest_wait_ms: u64,
}

impl Host {
    /// Writes the whole store as it is at this moment, while others read and write.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; those of the store. What `to` has received is then no
    /// backup, and a restore refuses it.
    pub fn backup(&self, by: &Principal, to: &mut dyn Write) -> Result<BackupReport, ServiceError> {
        self.allow(by, Right::BackUp)?;
        let entry = audit::row(&AuditEntry {
            at: now(),
            by: by.clone(),
            subject: None,
            action: Action::BackedUp,
        })?;
        let told = self
            .store
            .commit(PartId::CONTROL, operation()?, &[], &[entry])
            .map_err(ServiceError::from);
        match told {
            Ok(_) => {}
            // On a full disk a copy elsewhere is what helps.
            Err(error) if error.is_read_only() => {
                tracing::warn!(%by, %error, "backed up without an entry in the audit");
            }
            Err(error) => return Err(error),
        }
        let made = self.embedded.backup(to)?;
        Ok(BackupReport {
            commits: made.commits,
            rows: made.rows,
            bytes: made.bytes,
            longest_wait_ms: u64::try_from(made.longest_wait.as_millis()).unwrap_or(u64::MAX),
        })
    }

    /// Makes the store of a folder from a backup, with a copy of the key file of its time.
    /// The folder holds no store yet; if it holds a key file, that one is used and `keys`
    /// is none.
    ///
    /// # Errors
    /// [`ServiceError::AlreadyInitialised`]; [`ServiceError::ForeignKeys`] if the key file is
    /// another store's, which is told when the store is restored; those of the key file, the backup and the
    /// disk. A restore that is cut off leaves no store and may be begun again.
    pub fn restore(
        folder: &Path,
        from: &mut dyn Read,
        keys: Option<&Path>,
    ) -> Result<(), ServiceError> {
        make_folder(folder)?;
        if folder.join(DATABASE).exists() {
            return Err(ServiceError::AlreadyInitialised);
        }
        if let Some(keys) = keys {
            Keys::copy(keys, folder)?;
        }
        let keys = Keys::open(folder)?;
        let store = SledStore::restore(folder.join(DATABASE), from, &SledOptions::default())?;
        keys.check(&store)
    }
}
