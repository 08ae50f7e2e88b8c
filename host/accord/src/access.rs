//! One way to the host for every command: the store itself, or the server that holds it.

use std::{io::BufRead, path::Path};

use accord_engine::Digest;
use accord_model::date::Date;
use accord_service::{
    Host,
    intake::ImportReport,
    memoranda::MemorandumInfo,
    plugins::PluginInfo,
    query::{Answer, Query},
    runs::{Progress, RunReport, RunRequest},
};
use serde_json::json;

use crate::{
    client::Client,
    holder::{self, Holder},
};

/// The host, here or in another process.
pub(crate) enum Access {
    /// This process holds the store.
    Here(Box<Host>),
    /// A server holds it.
    Server(Client),
}

impl Access {
    /// Opens the store, or finds the server that holds it.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Self> {
        let held = match Host::open(data) {
            Ok(host) => return Ok(Self::Here(Box::new(host))),
            Err(error) if error.is_held() => error,
            Err(error) => return Err(error.into()),
        };
        match Holder::find(data) {
            Some(holder) => {
                let token = holder::token(data)?;
                Ok(Self::Server(Client::new(holder.address, &token)))
            }
            None => Err(held.into()),
        }
    }

    pub(crate) fn import(&self, input: &mut dyn BufRead) -> anyhow::Result<ImportReport> {
        match self {
            Self::Here(host) => Ok(host.import(input)?),
            Self::Server(client) => {
                let mut input = input;
                Ok(client.send("/v1/records:import", "application/x-ndjson", &mut input)?)
            }
        }
    }

    pub(crate) fn upload(&self, component: &[u8]) -> anyhow::Result<PluginInfo> {
        match self {
            Self::Here(host) => Ok(host.upload(component)?),
            Self::Server(client) => {
                let mut component = component;
                Ok(client.send("/v1/plugins", "application/wasm", &mut component)?)
            }
        }
    }

    pub(crate) fn plugins(&self) -> anyhow::Result<Vec<PluginInfo>> {
        match self {
            Self::Here(host) => Ok(host.plugins()?),
            Self::Server(client) => Ok(client.get("/v1/plugins")?),
        }
    }

    pub(crate) fn memoranda(&self) -> anyhow::Result<Vec<MemorandumInfo>> {
        match self {
            Self::Here(host) => Ok(host.memoranda()),
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
            Self::Here(host) => Ok(host.enable(code, digest, from)?),
            Self::Server(client) => {
                let decision = json!({ "digest": digest.to_string(), "from": from });
                Ok(client.post(&format!("/v1/memoranda/{code}/enable"), &decision)?)
            }
        }
    }

    pub(crate) fn disable(&self, code: &str, from: Date) -> anyhow::Result<MemorandumInfo> {
        match self {
            Self::Here(host) => Ok(host.disable(code, from)?),
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
            Self::Here(host) => Ok(host.run(request, progress)?),
            Self::Server(client) => Ok(client.run(request, &progress)?),
        }
    }

    pub(crate) fn query(&self, query: &Query) -> anyhow::Result<Answer> {
        match self {
            Self::Here(host) => Ok(host.query(query)?),
            Self::Server(client) => Ok(client.post("/v1/measures:query", query)?),
        }
    }
}
