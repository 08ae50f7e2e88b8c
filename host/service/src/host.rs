//! The host itself: what every use case has at hand.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use accord_engine::{Limits, Sandbox};
use accord_model::date::Date;
use accord_store::{OpId, PartId, PartStore, SledOptions, SledStore};
use arc_swap::ArcSwap;

use crate::{error::ServiceError, keys::Keys, reference::Reference, registry::Registry};

const DATABASE: &str = "db";

/// An open host. Shared by all threads; every use case is a method, in its own file.
pub struct Host {
    pub(crate) store: Arc<dyn PartStore>,
    pub(crate) sandbox: Sandbox,
    pub(crate) keys: Keys,
    pub(crate) reference: Reference,
    /// What answers; swapped whole, so that a request in flight keeps what it began with.
    pub(crate) registry: ArcSwap<Registry>,
    /// Held while the registry is changed.
    pub(crate) changing: Mutex<()>,
}

impl Host {
    /// Makes a new store and master key in a folder, which is made if need be.
    ///
    /// # Errors
    /// [`ServiceError::AlreadyInitialised`] if there is one; those of disk and store.
    pub fn create(folder: &Path) -> Result<(), ServiceError> {
        std::fs::create_dir_all(folder).map_err(ServiceError::Input)?;
        if folder.join(DATABASE).exists() {
            return Err(ServiceError::AlreadyInitialised);
        }
        Keys::create(folder)?;
        let store = SledStore::create(folder.join(DATABASE), &SledOptions::default())?;
        store.commit(PartId::CONTROL, operation()?, &[], &Reference::seed()?)?;
        Ok(())
    }

    /// Opens the host of a folder and compiles the memoranda enabled there.
    ///
    /// # Errors
    /// [`ServiceError::NotInitialised`] if there is none; those of store and sandbox.
    pub fn open(folder: &Path) -> Result<Self, ServiceError> {
        Self::open_with(folder, Limits::default())
    }

    /// As [`Host::open`], with other limits for plugins.
    ///
    /// # Errors
    /// As [`Host::open`].
    pub fn open_with(folder: &Path, limits: Limits) -> Result<Self, ServiceError> {
        if !folder.join(DATABASE).exists() {
            return Err(ServiceError::NotInitialised);
        }
        let keys = Keys::open(folder)?;
        let store = SledStore::open(folder.join(DATABASE), &SledOptions::default())?;
        let store: Arc<dyn PartStore> = Arc::new(store);
        let sandbox = Sandbox::new(limits).map_err(ServiceError::Sandbox)?;
        let reference = Reference::load(&*store)?;
        let registry = Registry::load(&*store, &sandbox, &reference)?;
        Ok(Self {
            store,
            sandbox,
            keys,
            reference,
            registry: ArcSwap::from_pointee(registry),
            changing: Mutex::new(()),
        })
    }

    /// Bytes that an uploaded component may have.
    #[must_use]
    pub fn component_limit(&self) -> usize {
        self.sandbox.limits().component_size
    }
}

/// An operation id that no other commit has.
pub(crate) fn operation() -> Result<OpId, ServiceError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| ServiceError::Input(std::io::Error::other(error)))?;
    Ok(OpId(id))
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
        })
}

/// Today in Asia/Shanghai, which has had no summer time since 1991.
#[must_use]
pub fn today() -> Date {
    const HOURS_EAST: i64 = 8;
    let days = (now() / 1_000 + HOURS_EAST * 3_600).div_euclid(86_400);
    Date::from_days(i32::try_from(days).unwrap_or(i32::MAX))
}
