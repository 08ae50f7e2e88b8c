//! One way to the host for every command: the store itself, or the server that holds it.
//!
//! Whoever has the machine's command line acts as the local operator until there are
//! accounts; so does whoever has the server's token.

use std::{
    io::{Read, Write},
    ops::ControlFlow,
    path::Path,
};

use accord_engine::Digest;
use accord_model::{date::Date, principal::Principal};
use accord_service::{
    Host, ServiceError,
    audit::AuditEntry,
    batches::BatchReport,
    catch_up::{CatchUpReport, CatchUpRequest},
    deadlines::{DeadlineQuery, DeadlineView},
    explanation::{Explanation, ExplanationQuery, RepairEffect, RepairQuestion},
    intake::ImportRequest,
    memoranda::MemorandumInfo,
    names::{NamePage, NameSearch},
    plugins::{PluginInfo, Uploaded},
    query::{Answer, Query},
    records::{SubjectQuery, SubjectRecords},
    reference::{EditionInfo, ReferenceName},
    retention::RetentionPlan,
    rotation::RotationReport,
    runs::{Progress, RunReport, RunRequest},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

mod cases;
mod catalogue;

pub(crate) use catalogue::Verdict;

use crate::{
    client::Client,
    holder::{self, Holder},
};

/// The host, here or in another process.
pub(crate) enum Access {
    /// This process holds the store.
    Here(Box<Host>, Principal),
    /// A server holds it.
    Server(Client),
}

/// An index made anew.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rebuilt {
    /// Rows that it has.
    pub(crate) rows: u64,
}

impl Access {
    /// Opens the store, or finds the server that holds it.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Self> {
        let held = match Host::open(data) {
            Ok(host) => return Ok(Self::Here(Box::new(host), Principal::local_operator())),
            Err(error) if error.is_held() => error,
            Err(error) => return Err(error.into()),
        };
        let Some(holder) = Holder::find(data) else {
            return Err(held.into());
        };
        let client = Client::new(holder.address, &holder::token(data)?);
        if client.is(&holder.instance) {
            Ok(Self::Server(client))
        } else {
            Err(held.into())
        }
    }

    pub(crate) fn import(
        &self,
        request: &ImportRequest,
        input: &mut dyn Read,
    ) -> anyhow::Result<BatchReport> {
        match self {
            Self::Here(host, by) => Ok(host.import(by, request, input)?),
            Self::Server(client) => {
                let told = [
                    ("file", &request.file),
                    ("form", &request.form),
                    ("provider", &request.provider),
                ];
                let mut input = input;
                Ok(client.send(
                    "/v1/records:import",
                    told.into_iter()
                        .filter_map(|(key, value)| Some((key, value.as_deref()?))),
                    "application/octet-stream",
                    &mut input,
                )?)
            }
        }
    }

    pub(crate) fn batches(&self, before: Option<u64>) -> anyhow::Result<Vec<BatchReport>> {
        match self {
            Self::Here(host, by) => Ok(host.batches(by, before, 50)?),
            Self::Server(client) => match before {
                Some(before) => Ok(client.get(&format!("/v1/batches?before={before}"))?),
                None => Ok(client.get("/v1/batches")?),
            },
        }
    }

    pub(crate) fn batch(&self, number: u64) -> anyhow::Result<BatchReport> {
        match self {
            Self::Here(host, by) => Ok(host.batch(by, number)?),
            Self::Server(client) => Ok(client.get(&format!("/v1/batches/{number}"))?),
        }
    }

    pub(crate) fn rejected(&self, number: u64, to: &mut dyn Write) -> anyhow::Result<()> {
        match self {
            Self::Here(host, by) => Ok(host.rejected_lines(by, number, to)?),
            Self::Server(client) => {
                let path = format!("/v1/batches/{number}/rejected");
                Ok(client.download(&path, to).map(|_| ())?)
            }
        }
    }

    pub(crate) fn records(&self, query: &SubjectQuery) -> anyhow::Result<SubjectRecords> {
        match self {
            Self::Here(host, by) => Ok(host.records(by, query)?),
            Self::Server(client) => Ok(client.post("/v1/subjects:read", query)?),
        }
    }

    pub(crate) fn search(&self, search: &NameSearch) -> anyhow::Result<NamePage> {
        match self {
            Self::Here(host, by) => Ok(host.search(by, search)?),
            Self::Server(client) => Ok(client.post("/v1/subjects:search", search)?),
        }
    }

    pub(crate) fn rebuild_names(&self) -> anyhow::Result<Rebuilt> {
        match self {
            Self::Here(host, by) => Ok(Rebuilt {
                rows: host.rebuild_names(by)?,
            }),
            Self::Server(client) => Ok(client.post("/v1/names:rebuild", &json!({}))?),
        }
    }

    pub(crate) fn reference_text(&self, name: ReferenceName) -> anyhow::Result<String> {
        match self {
            Self::Here(host, _) => Ok(host.reference_text(name)?),
            Self::Server(client) => {
                let mut text = Vec::new();
                client.download(&format!("/v1/reference/{name}"), &mut text)?;
                Ok(String::from_utf8(text)?)
            }
        }
    }

    pub(crate) fn reference_editions(
        &self,
        name: ReferenceName,
    ) -> anyhow::Result<Vec<EditionInfo>> {
        match self {
            Self::Here(host, _) => Ok(host.reference_editions(name)?),
            Self::Server(client) => Ok(client.get(&format!("/v1/reference/{name}/editions"))?),
        }
    }

    pub(crate) fn change_reference(
        &self,
        name: ReferenceName,
        change: &str,
    ) -> anyhow::Result<EditionInfo> {
        match self {
            Self::Here(host, by) => Ok(host.change_reference(by, name, change)?),
            Self::Server(client) => {
                let mut change = change.as_bytes();
                let path = format!("/v1/reference/{name}");
                Ok(client.send(&path, [], "text/plain; charset=utf-8", &mut change)?)
            }
        }
    }

    pub(crate) fn deadline(&self, query: &DeadlineQuery) -> anyhow::Result<DeadlineView> {
        match self {
            Self::Here(host, _) => Ok(host.deadline(query)?),
            Self::Server(client) => Ok(client.post("/v1/deadlines:compute", query)?),
        }
    }

    pub(crate) fn plan_retention(&self, as_of: Date) -> anyhow::Result<RetentionPlan> {
        match self {
            Self::Here(host, by) => Ok(host.plan_retention(by, as_of)?),
            Self::Server(client) => {
                Ok(client.post("/v1/retention:plan", &json!({ "as_of": as_of }))?)
            }
        }
    }

    pub(crate) fn carry_out_retention(
        &self,
        as_of: Date,
        digest: &str,
    ) -> anyhow::Result<RetentionPlan> {
        match self {
            Self::Here(host, by) => Ok(host.carry_out_retention(by, as_of, digest)?),
            Self::Server(client) => {
                let plan = json!({ "as_of": as_of, "digest": digest });
                Ok(client.post("/v1/retention:carry-out", &plan)?)
            }
        }
    }

    pub(crate) fn rotate_keys(&self) -> anyhow::Result<RotationReport> {
        match self {
            Self::Here(host, by) => Ok(host.rotate_keys(by)?),
            Self::Server(client) => Ok(client.post("/v1/keys:rotate", &json!({}))?),
        }
    }

    /// Writes a backup; how many bytes it has.
    pub(crate) fn backup(&self, to: &mut dyn Write) -> anyhow::Result<u64> {
        match self {
            Self::Here(host, by) => Ok(host.backup(by, to)?.bytes),
            Self::Server(client) => Ok(client.fetch("/v1/backup", to)?),
        }
    }

    pub(crate) fn audit(&self, to: &mut dyn Write) -> anyhow::Result<()> {
        match self {
            Self::Here(host, by) => {
                let mut failed = None;
                host.audit(by, &mut |entry: AuditEntry| {
                    let line = serde_json::to_string(&entry).unwrap_or_default();
                    match writeln!(to, "{line}") {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(error) => {
                            failed = Some(error);
                            ControlFlow::Break(())
                        }
                    }
                })?;
                failed.map_or(Ok(()), |error| Err(ServiceError::Input(error).into()))
            }
            Self::Server(client) => Ok(client.download("/v1/audit", to).map(|_| ())?),
        }
    }

    pub(crate) fn upload(&self, component: &[u8]) -> anyhow::Result<Uploaded> {
        match self {
            Self::Here(host, by) => Ok(host.upload(by, component)?),
            Self::Server(client) => {
                let mut component = component;
                Ok(client.send("/v1/plugins", [], "application/wasm", &mut component)?)
            }
        }
    }

    pub(crate) fn plugins(&self) -> anyhow::Result<Vec<PluginInfo>> {
        match self {
            Self::Here(host, _) => Ok(host.plugins()?),
            Self::Server(client) => Ok(client.get("/v1/plugins")?),
        }
    }

    pub(crate) fn memoranda(&self) -> anyhow::Result<Vec<MemorandumInfo>> {
        match self {
            Self::Here(host, _) => Ok(host.memoranda()),
            Self::Server(client) => Ok(client.get("/v1/memoranda")?),
        }
    }

    pub(crate) fn enable(
        &self,
        code: &str,
        digest: Digest,
        from: Date,
    ) -> anyhow::Result<MemorandumInfo> {
        match self {
            Self::Here(host, by) => Ok(host.enable(by, code, digest, from)?),
            Self::Server(client) => {
                let decision = json!({ "digest": digest.to_string(), "from": from });
                Ok(client.post(&format!("/v1/memoranda/{code}/enable"), &decision)?)
            }
        }
    }

    pub(crate) fn disable(&self, code: &str, from: Date) -> anyhow::Result<MemorandumInfo> {
        match self {
            Self::Here(host, by) => Ok(host.disable(by, code, from)?),
            Self::Server(client) => {
                let path = format!("/v1/memoranda/{code}/disable");
                Ok(client.post(&path, &json!({ "from": from }))?)
            }
        }
    }

    pub(crate) fn run(
        &self,
        request: &RunRequest,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> anyhow::Result<RunReport> {
        match self {
            Self::Here(host, by) => Ok(host.run(by, request, progress)?),
            Self::Server(client) => Ok(client.run(request, &progress)?),
        }
    }

    pub(crate) fn catch_up(&self, request: &CatchUpRequest) -> anyhow::Result<CatchUpReport> {
        match self {
            Self::Here(host, by) => Ok(host.catch_up(by, request)?),
            Self::Server(client) => Ok(client.post("/v1/runs:catch-up", request)?),
        }
    }

    pub(crate) fn explain(&self, query: &ExplanationQuery) -> anyhow::Result<Explanation> {
        match self {
            Self::Here(host, by) => Ok(host.explain(by, query)?),
            Self::Server(client) => Ok(client.post("/v1/measures:explain", query)?),
        }
    }

    pub(crate) fn repair_effect(&self, question: &RepairQuestion) -> anyhow::Result<RepairEffect> {
        match self {
            Self::Here(host, by) => Ok(host.repair_effect(by, question)?),
            Self::Server(client) => Ok(client.post("/v1/measures:repair-effect", question)?),
        }
    }

    pub(crate) fn query(&self, query: &Query) -> anyhow::Result<Answer> {
        match self {
            Self::Here(host, by) => Ok(host.query(by, query)?),
            Self::Server(client) => Ok(client.post("/v1/measures:query", query)?),
        }
    }
}
