//! Enabling and disabling a memorandum from a day, while the host runs.
//!
//! The decision is durable before it takes effect; then the registry is swapped whole.
//! Requests in flight finish on what they began with.

use std::sync::{Arc, MutexGuard};

use accord_engine::Digest;
use accord_model::{
    date::Date,
    principal::{Principal, Right},
};
use accord_store::{Expectation, Mutation, PartId};
use serde::{Deserialize, Serialize};

use crate::{
    codec,
    enablement::{Decisions, Enablement},
    error::ServiceError,
    host::{Host, operation},
    registry::{Loaded, Memorandum, Version, component},
    spaces,
};

/// A memorandum and the decisions on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemorandumInfo {
    /// Its code.
    pub code: String,
    /// Its Chinese title, by the version decided on last.
    pub title: String,
    /// The decisions, in the order in which they were made.
    pub decisions: Vec<Enablement>,
}

impl Host {
    /// Lets a version of a memorandum answer from a day on.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchPlugin`], [`ServiceError::OtherMemorandum`],
    /// [`ServiceError::Expired`], [`ServiceError::Setting`] if a setting of the locality does
    /// not fit this version; those of store and sandbox.
    pub fn enable(
        &self,
        by: &Principal,
        code: &str,
        digest: Digest,
        from: Date,
    ) -> Result<MemorandumInfo, ServiceError> {
        self.allow(by, Right::EnableMemoranda)?;
        let info = self
            .plugin(digest)?
            .ok_or(ServiceError::NoSuchPlugin(digest))?;
        if info.memorandum != code {
            return Err(ServiceError::OtherMemorandum {
                expected: code.to_owned(),
                found: info.memorandum,
            });
        }
        if let Some(expires) = info.expires_on.filter(|expires| *expires <= from) {
            return Err(ServiceError::Expired(expires));
        }
        let changing = self.changing();
        let bytes = component(&*self.store, &info.digest)?;
        let reference = self.reference.load();
        let loaded = Loaded::inspect(&self.sandbox, &reference, &bytes)?;
        if let Err(error) = reference.parameters.fit(loaded.plugin.manifest()) {
            return Err(ServiceError::Setting {
                memorandum: code.to_owned(),
                error,
            });
        }
        self.decide(
            &changing,
            by,
            code,
            from,
            Some((info.digest, Arc::new(loaded))),
        )
    }

    /// Ends a memorandum from a day on.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NoSuchMemorandum`]; those of the store.
    pub fn disable(
        &self,
        by: &Principal,
        code: &str,
        from: Date,
    ) -> Result<MemorandumInfo, ServiceError> {
        self.allow(by, Right::EnableMemoranda)?;
        let changing = self.changing();
        if !self.registry.load().memoranda.contains_key(code) {
            return Err(ServiceError::NoSuchMemorandum(code.to_owned()));
        }
        self.decide(&changing, by, code, from, None)
    }

    /// All memoranda, by code.
    #[must_use]
    pub fn memoranda(&self) -> Vec<MemorandumInfo> {
        let registry = self.registry.load();
        registry
            .memoranda
            .iter()
            .map(|(code, memorandum)| described(code, memorandum))
            .collect()
    }

    fn decide(
        &self,
        _changing: &MutexGuard<'_, ()>,
        by: &Principal,
        code: &str,
        from: Date,
        version: Option<(String, Arc<Loaded>)>,
    ) -> Result<MemorandumInfo, ServiceError> {
        let stamp = self.clock.begin_write()?;
        let mut registry = (**self.registry.load()).clone();
        let memorandum = registry.memoranda.entry(code.to_owned()).or_default();
        let before = codec::encode(&Decisions(memorandum.decisions.clone()))?;
        let latest = memorandum
            .decisions
            .iter()
            .map(|decision| decision.decided_at)
            .max();
        memorandum.decisions.push(Enablement {
            from,
            digest: version.as_ref().map(|(digest, _)| digest.clone()),
            // Strictly later than the last, whatever the clock says: the order decides.
            decided_at: stamp
                .at()
                .max(latest.map_or(0, |latest| latest.saturating_add(1))),
            by: Some(by.clone()),
        });
        let (space, key) = (spaces::MEMORANDA, code.as_bytes().to_vec());
        let unchanged = if latest.is_some() {
            Expectation::Value {
                space,
                key: key.clone(),
                value: before,
            }
        } else {
            Expectation::Absent {
                space,
                key: key.clone(),
            }
        };
        let row = Mutation::put(
            space,
            key,
            codec::encode(&Decisions(memorandum.decisions.clone()))?,
        );
        self.store
            .commit(PartId::CONTROL, operation()?, &[unchanged], &[row])?;
        if let Some((digest, loaded)) = version {
            memorandum.versions.insert(digest, Version::Ready(loaded));
        }
        let info = described(code, memorandum);
        self.registry.store(Arc::new(registry));
        Ok(info)
    }
}

fn described(code: &str, memorandum: &Memorandum) -> MemorandumInfo {
    let last = memorandum
        .decisions
        .iter()
        .rev()
        .find_map(|decision| decision.digest.as_ref());
    let title = last
        .and_then(|digest| memorandum.versions.get(digest))
        .and_then(|version| match version {
            Version::Ready(loaded) => Some(loaded.plugin.manifest().title.clone()),
            Version::Unusable(_) => None,
        });
    MemorandumInfo {
        code: code.to_owned(),
        title: title.unwrap_or_default(),
        decisions: memorandum.decisions.clone(),
    }
}
