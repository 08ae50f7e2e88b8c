//! The plugins that answer: one record a memorandum, in one map, swapped whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use accord_engine::{Digest, Plugin, Sandbox};
use accord_model::{
    catalogue::Catalogue, contract::Question, date::Date, projection::Projection,
    subject::view::Moment,
};
use accord_store::{PartId, PartStore};

use crate::{
    codec,
    enablement::{self, Decisions, Enablement},
    error::ServiceError,
    host::today,
    reference::Reference,
    spaces,
    subjects::Ways,
};

/// A plugin ready to answer.
pub(crate) struct Loaded {
    pub(crate) plugin: Plugin,
    pub(crate) projection: Projection,
    /// The ways along which any of its measures reaches.
    pub(crate) ways: Ways,
    /// Numbers of the kinds of record that trigger it; none if it is asked about everyone.
    pub(crate) triggers: Option<BTreeSet<u16>>,
    /// Numbers of the kinds that it reads.
    pub(crate) reads: BTreeSet<u16>,
}

impl Loaded {
    /// Inspects a component and holds its manifest against the reference data of today and
    /// of the days to come.
    pub(crate) fn inspect(
        sandbox: &Sandbox,
        reference: &Reference,
        component: &[u8],
    ) -> Result<Self, ServiceError> {
        let catalogue = reference.catalogues.since(Some(today()));
        Self::against(sandbox, reference, &catalogue, component)
    }

    /// As [`Loaded::inspect`], of one that was taken once: a measure may have left the
    /// catalogue since, and it still answers for the days before.
    pub(crate) fn again(
        sandbox: &Sandbox,
        reference: &Reference,
        component: &[u8],
    ) -> Result<Self, ServiceError> {
        let catalogue = reference.catalogues.since(None);
        Self::against(sandbox, reference, &catalogue, component)
    }

    fn against(
        sandbox: &Sandbox,
        reference: &Reference,
        catalogue: &Catalogue,
        component: &[u8],
    ) -> Result<Self, ServiceError> {
        let plugin = sandbox.inspect(component).map_err(ServiceError::Refused)?;
        let (digest, class, origin) = (plugin.digest(), plugin.class(), plugin.origin());
        tracing::info!(%digest, %class, ?origin, "plugin inspected");
        let manifest = plugin.manifest();
        let dictionary = &reference.dictionary;
        let faults = accord_model::manifest::check(manifest, dictionary, catalogue);
        match Projection::new(manifest, dictionary) {
            Some(projection) if faults.is_empty() => Ok(Self {
                ways: Ways::of(manifest.measures.iter().map(|measure| &measure.reach)),
                triggers: projection.triggers().map(Iterator::collect),
                reads: projection.kinds().collect(),
                projection,
                plugin,
            }),
            _ => Err(ServiceError::Manifest(faults)),
        }
    }

    /// The question put to it, with the settings in force on that day.
    pub(crate) fn question(&self, reference: &Reference, as_of: Date, explain: bool) -> Question {
        Question {
            as_of,
            parameters: reference.parameters.values(self.plugin.manifest(), as_of),
            explain,
        }
    }

    /// Whether any of its measures reaches along a role.
    pub(crate) fn reaches_others(&self) -> bool {
        !self.ways.is_empty()
    }

    /// Whether it answers for a day, by its own manifest.
    fn answers(&self, as_of: Date) -> bool {
        let manifest = self.plugin.manifest();
        manifest.in_force_from.is_none_or(|from| from <= as_of)
            && manifest.expires_on.is_none_or(|expires| as_of < expires)
    }
}

/// A version of a memorandum that a decision names.
#[derive(Clone)]
pub(crate) enum Version {
    /// It answers.
    Ready(Arc<Loaded>),
    /// It was taken once and cannot be any more: its bytes were damaged, or the reference
    /// data no longer has what it reads. It is a fault in every answer, never silence,
    /// and it keeps no other memorandum from answering.
    Unusable(Arc<str>),
}

impl Version {
    fn load(store: &dyn PartStore, sandbox: &Sandbox, reference: &Reference, digest: &str) -> Self {
        let loaded = component(store, digest)
            .and_then(|component| Loaded::again(sandbox, reference, &component));
        match loaded {
            Ok(loaded) => Self::Ready(Arc::new(loaded)),
            Err(error) => {
                tracing::error!(%digest, %error, "an enabled plugin is unusable");
                Self::Unusable(Arc::from(error.to_string()))
            }
        }
    }
}

/// A memorandum: the decisions on it and the versions that they name.
#[derive(Clone, Default)]
pub(crate) struct Memorandum {
    pub(crate) decisions: Vec<Enablement>,
    pub(crate) versions: BTreeMap<String, Version>,
}

impl Memorandum {
    /// The version that answers at a moment.
    fn in_force(&self, moment: Moment) -> Option<&Version> {
        let decision = enablement::in_force(&self.decisions, moment)?;
        let version = self.versions.get(decision.digest.as_ref()?)?;
        match version {
            Version::Ready(loaded) if !loaded.answers(moment.as_of) => None,
            version => Some(version),
        }
    }
}

/// All memoranda by code.
#[derive(Clone, Default)]
pub(crate) struct Registry {
    pub(crate) memoranda: BTreeMap<String, Memorandum>,
}

impl Registry {
    /// The memoranda of a store, each version that a decision names compiled.
    pub(crate) fn load(
        store: &dyn PartStore,
        sandbox: &Sandbox,
        reference: &Reference,
    ) -> Result<Self, ServiceError> {
        let mut registry = Self::default();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = store.scan(PartId::CONTROL, spaces::MEMORANDA, after.as_deref(), 100)?;
            for (code, value) in page.entries {
                let Decisions(decisions) = codec::decode(&value)?;
                let mut memorandum = Memorandum::default();
                for digest in decisions
                    .iter()
                    .filter_map(|decision| decision.digest.clone())
                {
                    memorandum
                        .versions
                        .entry(digest)
                        .or_insert_with_key(|digest| {
                            Version::load(store, sandbox, reference, digest)
                        });
                }
                memorandum.decisions = decisions;
                let code = String::from_utf8_lossy(&code).into_owned();
                registry.memoranda.insert(code, memorandum);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(registry),
            }
        }
    }

    /// The plugins that answer for a day from this one on.
    pub(crate) fn answering(&self, from: Date) -> Vec<Arc<Loaded>> {
        let mut answering = Vec::new();
        for memorandum in self.memoranda.values() {
            let current = enablement::in_force(&memorandum.decisions, Moment::on(from));
            let later = memorandum.decisions.iter().filter(|d| d.from > from);
            let mut digests: Vec<_> = current
                .into_iter()
                .chain(later)
                .filter_map(|decision| decision.digest.as_ref())
                .collect();
            digests.sort_unstable();
            digests.dedup();
            for digest in digests {
                if let Some(Version::Ready(loaded)) = memorandum.versions.get(digest) {
                    answering.push(Arc::clone(loaded));
                }
            }
        }
        answering
    }

    /// The first day after that of a moment on which another version answers, or one no
    /// longer does; none if no later one is known.
    pub(crate) fn next_boundary(&self, moment: Moment) -> Option<Date> {
        let days = self.memoranda.values().flat_map(|memorandum| {
            let decisions = memorandum.decisions.iter();
            let decided = decisions.filter(|decision| decision.decided_at <= moment.known_at);
            let own = memorandum
                .versions
                .values()
                .flat_map(|version| match version {
                    Version::Ready(loaded) => {
                        let manifest = loaded.plugin.manifest();
                        [manifest.in_force_from, manifest.expires_on]
                    }
                    Version::Unusable(_) => [None, None],
                });
            decided.map(|decision| decision.from).chain(own.flatten())
        });
        days.filter(|day| *day > moment.as_of).min()
    }

    /// The versions in force at a moment, in the order of their memoranda's codes.
    pub(crate) fn in_force(&self, moment: Moment) -> Vec<(&str, &Version)> {
        self.memoranda
            .iter()
            .filter_map(|(code, memorandum)| Some((code.as_str(), memorandum.in_force(moment)?)))
            .collect()
    }
}

/// The bytes of an uploaded component, proved to be those of its digest.
pub(crate) fn component(store: &dyn PartStore, digest: &str) -> Result<Vec<u8>, ServiceError> {
    let corrupt = |reason: &str| ServiceError::Corrupt {
        what: "component",
        reason: reason.to_owned(),
    };
    let bytes = store
        .get(PartId::CONTROL, spaces::COMPONENTS, digest.as_bytes())?
        .ok_or_else(|| corrupt("it is not there"))?;
    if Digest::of(&bytes).to_string() == digest {
        Ok(bytes)
    } else {
        Err(corrupt("its digest is another"))
    }
}
