//! The life of a plugin, and runs.

use std::convert::Infallible;

use accord_engine::Digest;
use accord_model::date::Date;
use accord_service::{
    Host,
    catch_up::{CatchUpReport, CatchUpRequest},
    memoranda::MemorandumInfo,
    plugins::{PluginInfo, Uploaded},
    runs::{Progress, RunReport, RunRequest},
};
use axum::{
    Json,
    body::{Body, Bytes},
    extract::{Path, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::UnboundedReceiverStream};

use super::Input;
use crate::{State, problem::Problem};

pub(super) async fn upload(
    Shared(state): Shared<State>,
    component: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<(StatusCode, Json<Uploaded>), Problem> {
    let component = component
        .map_err(|refusal| Problem::bad_request(refusal.status(), &refusal.body_text()))?;
    let by = state.by.clone();
    let uploaded = state
        .carry_out(move |host| host.upload(&by, &component))
        .await?;
    let info = &uploaded.plugin;
    tracing::info!(memorandum = %info.memorandum, version = %info.version, digest = %info.digest, "plugin uploaded");
    Ok((StatusCode::CREATED, Json(uploaded)))
}

pub(super) async fn list(Shared(state): Shared<State>) -> Result<Json<Vec<PluginInfo>>, Problem> {
    state.carry_out(Host::plugins).await.map(Json)
}

pub(super) async fn memoranda(Shared(state): Shared<State>) -> Json<Vec<MemorandumInfo>> {
    Json(state.host.memoranda())
}

/// Which version to enable, and from when.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enable {
    digest: String,
    from: Date,
}

pub(super) async fn enable(
    Shared(state): Shared<State>,
    Path(code): Path<String>,
    Input(Enable { digest, from }): Input<Enable>,
) -> Result<Json<MemorandumInfo>, Problem> {
    let digest: Digest = digest
        .parse()
        .map_err(|error: accord_engine::DigestError| {
            Problem::bad_request(StatusCode::BAD_REQUEST, &error.to_string())
        })?;
    let by = state.by.clone();
    let info = state
        .carry_out(move |host| host.enable(&by, &code, digest, from))
        .await?;
    tracing::info!(memorandum = %info.code, %digest, %from, "memorandum enabled");
    Ok(Json(info))
}

/// From when to disable.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disable {
    from: Date,
}

pub(super) async fn disable(
    Shared(state): Shared<State>,
    Path(code): Path<String>,
    Input(Disable { from }): Input<Disable>,
) -> Result<Json<MemorandumInfo>, Problem> {
    let by = state.by.clone();
    let info = state
        .carry_out(move |host| host.disable(&by, &code, from))
        .await?;
    tracing::info!(memorandum = %info.code, %from, "memorandum disabled");
    Ok(Json(info))
}

/// A line of the answer to a run.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum RunLine {
    Progress(Progress),
    Report(RunReport),
    Problem(Problem),
}

pub(super) async fn catch_up(
    Shared(state): Shared<State>,
    Input(request): Input<CatchUpRequest>,
) -> Result<Json<CatchUpReport>, Problem> {
    let by = state.by.clone();
    state
        .stream(move |host| host.catch_up(&by, &request))
        .await
        .map(Json)
}

/// Answers with NDJSON: lines of progress, then the report or a problem.
pub(super) async fn run(
    Shared(state): Shared<State>,
    Input(request): Input<RunRequest>,
) -> Response {
    let (lines, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let progress = lines.clone();
        let by = state.by.clone();
        let outcome = state
            .stream(move |host| {
                host.run(&by, &request, &|made: Progress| {
                    // One line in a hundred parts is as much as a person can follow.
                    if made.parts_done.is_multiple_of(100) || made.parts_done == made.parts {
                        let _ = progress.send(RunLine::Progress(made));
                    }
                })
            })
            .await;
        // A caller who has gone away loses the report and nothing else.
        let _ = lines.send(outcome.map_or_else(RunLine::Problem, RunLine::Report));
    });
    let lines = UnboundedReceiverStream::new(receiver).map(|line| {
        let mut text = serde_json::to_vec(&line).unwrap_or_default();
        text.push(b'\n');
        Ok::<_, Infallible>(text)
    });
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
    (kind, Body::from_stream(lines)).into_response()
}
