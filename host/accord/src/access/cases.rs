//! Cases: one way to open one, to take a step of one, and to list them.

use accord_model::{case::CaseId, principal::Principal};
use accord_service::{
    Host, ServiceError,
    cases::{CasePage, CaseSearch, CaseView},
};
use serde::Serialize;

use super::Access;

/// A use case that opens a case.
pub(crate) type Opens<R> = fn(&Host, &Principal, &R) -> Result<CaseView, ServiceError>;

/// A use case that takes a step of one.
pub(crate) type Steps<R> = fn(&Host, &Principal, CaseId, &R) -> Result<CaseView, ServiceError>;

impl Access {
    /// Opens a case; `kind` is its collection in the paths of the server.
    pub(crate) fn open_case<R: Serialize>(
        &self,
        kind: &str,
        request: &R,
        here: Opens<R>,
    ) -> anyhow::Result<CaseView> {
        match self {
            Self::Here(host, by) => Ok(here(host, by, request)?),
            Self::Server(client) => Ok(client.post(&format!("/v1/{kind}"), request)?),
        }
    }

    /// Takes a step of a case; `step` is what follows the case in the paths of the server.
    pub(crate) fn step_case<R: Serialize>(
        &self,
        (kind, step): (&str, &str),
        id: CaseId,
        request: &R,
        here: Steps<R>,
    ) -> anyhow::Result<CaseView> {
        match self {
            Self::Here(host, by) => Ok(here(host, by, id, request)?),
            Self::Server(client) => Ok(client.post(&format!("/v1/{kind}/{id}/{step}"), request)?),
        }
    }

    pub(crate) fn cases(&self, search: &CaseSearch) -> anyhow::Result<CasePage> {
        match self {
            Self::Here(host, by) => Ok(host.cases(by, search)?),
            Self::Server(client) => Ok(client.post("/v1/cases:list", search)?),
        }
    }
}
