//! The host itself: what every use case has at hand.

use std::{
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use accord_engine::{Cache, ClassLimits, Sandbox};
use accord_model::{
    date::Date,
    principal::{Principal, Right},
    subject::Millis,
};
use accord_store::{OpId, PartId, PartStore, SledOptions, SledStore};
use arc_swap::ArcSwap;

use crate::{
    answering,
    changes::Changes,
    clock::Clock,
    error::ServiceError,
    keys::Keys,
    reference::{Past, Reference},
    registry::Registry,
    triggers,
};

pub(crate) const DATABASE: &str = "db";

/// Machine code of plugins: made anew where it is missing, so no part of a backup.
const CACHE: &str = "cache";

/// Bytes that it may take: some twenty interpreters, or thousands of lean plugins.
const CACHE_LIMIT: u64 = 1 << 30;

/// An open host. Shared by all threads; every use case is a method, in its own file.
pub struct Host {
    pub(crate) folder: PathBuf,
    pub(crate) store: Arc<dyn PartStore>,
    /// The same store, for what only an embedded one can do.
    pub(crate) embedded: Arc<SledStore>,
    pub(crate) clock: Clock,
    pub(crate) sandbox: Sandbox,
    pub(crate) keys: ArcSwap<Keys>,
    pub(crate) reference: ArcSwap<Reference>,
    /// Reference data of earlier moments that were asked for.
    pub(crate) past: Past,
    /// What answers; swapped whole, so that a request in flight keeps what it began with.
    pub(crate) registry: ArcSwap<Registry>,
    /// Held while registry or reference data are changed.
    changing: Mutex<()>,
    /// Held while subjects' documents are written, but not by a run, which writes none.
    writing_subjects: Mutex<()>,
    /// Held while master keys are rotated.
    rotating: Mutex<()>,
    /// Held while stored determinations are written.
    running: Mutex<()>,
    /// Which subjects changed since the last look at them.
    pub(crate) changes: Changes,
}

impl Host {
    /// Makes a new store and master key in a folder, which is made if need be.
    ///
    /// # Errors
    /// [`ServiceError::AlreadyInitialised`] if there is one; those of disk and store.
    pub fn create(folder: &Path) -> Result<(), ServiceError> {
        make_folder(folder)?;
        if folder.join(DATABASE).exists() {
            return Err(ServiceError::AlreadyInitialised);
        }
        let keys = Keys::create(folder)?;
        let store = SledStore::create(folder.join(DATABASE), &SledOptions::default())?;
        let mut rows = Reference::seed()?;
        rows.push(keys.check_row(keys.current_id())?);
        rows.push(triggers::built_row()?);
        store.commit(PartId::CONTROL, operation()?, &[], &rows)?;
        Ok(())
    }

    /// Opens the host of a folder and compiles the memoranda enabled there.
    ///
    /// # Errors
    /// [`ServiceError::NotInitialised`] if there is none; those of store and sandbox.
    pub fn open(folder: &Path) -> Result<Self, ServiceError> {
        if !folder.join(DATABASE).exists() {
            return Err(ServiceError::NotInitialised);
        }
        let keys = Keys::open(folder)?;
        let embedded = SledStore::open(folder.join(DATABASE), &SledOptions::default())?;
        let embedded = Arc::new(embedded);
        let store: Arc<dyn PartStore> = embedded.clone();
        keys.check(&*store)?;
        let clock = Clock::open(Arc::clone(&store))?;
        let sandbox = sandbox(folder, &keys)?;
        let reference = Reference::load(&*store)?;
        let registry = Registry::load(&*store, &sandbox, &reference)?;
        triggers::build_if_missing(&*store)?;
        let changes = Changes::new(answering::ever_ran(&*store)?);
        Ok(Self {
            folder: folder.to_owned(),
            store,
            embedded,
            clock,
            sandbox,
            keys: ArcSwap::from_pointee(keys),
            reference: ArcSwap::from_pointee(reference),
            past: Past::default(),
            registry: ArcSwap::from_pointee(registry),
            changing: Mutex::new(()),
            writing_subjects: Mutex::new(()),
            rotating: Mutex::new(()),
            running: Mutex::new(()),
            changes,
        })
    }

    /// Bytes that an uploaded component may have.
    #[must_use]
    pub fn component_limit(&self) -> usize {
        self.sandbox.limits().component_size()
    }

    /// Refuses who lacks a right.
    pub(crate) fn allow(&self, by: &Principal, right: Right) -> Result<(), ServiceError> {
        if by.may(right) {
            Ok(())
        } else {
            tracing::warn!(%by, ?right, "refused");
            Err(ServiceError::Forbidden { right })
        }
    }

    // The guards hold no data, so a panic elsewhere leaves nothing half-changed.

    /// Nobody else changes registry or reference data meanwhile.
    pub(crate) fn changing(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody else rotates master keys meanwhile.
    pub(crate) fn rotating(&self) -> MutexGuard<'_, ()> {
        self.rotating.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody else writes stored determinations meanwhile.
    pub(crate) fn running(&self) -> MutexGuard<'_, ()> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What answers: the two as they belong together.
    pub(crate) fn answering(&self) -> (Arc<Registry>, Arc<Reference>) {
        let _changing = self.changing();
        (self.registry.load_full(), self.reference.load_full())
    }

    /// Nobody else writes subjects' documents meanwhile.
    pub(crate) fn writing_subjects(&self) -> MutexGuard<'_, ()> {
        let lock = self.writing_subjects.lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sandbox of a host, which keeps machine code in its folder; where that cannot be
/// written, it compiles at every start.
fn sandbox(folder: &Path, keys: &Keys) -> Result<Sandbox, ServiceError> {
    let sandbox = Sandbox::new(ClassLimits::default()).map_err(ServiceError::Sandbox)?;
    match Cache::open(&folder.join(CACHE), keys.of_machine_code(), CACHE_LIMIT) {
        Ok(cache) => Ok(sandbox.with_cache(cache)),
        Err(error) => {
            tracing::warn!(%error, "no machine code is kept between starts");
            Ok(sandbox)
        }
    }
}

/// Makes the folder of a store, for its owner only: it holds names and records.
pub(crate) fn make_folder(folder: &Path) -> Result<(), ServiceError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(folder).map_err(ServiceError::Input)
}

/// An operation id that no other commit has.
pub(crate) fn operation() -> Result<OpId, ServiceError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| ServiceError::Input(std::io::Error::other(error)))?;
    Ok(OpId(id))
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> Millis {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
        })
}

/// Today in Asia/Shanghai.
#[must_use]
pub fn today() -> Date {
    Date::at(now())
}
