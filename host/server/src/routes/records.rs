//! Subjects, their records, and what departments send.

use accord_service::{
    batches::BatchReport,
    explanation::{Explanation, ExplanationQuery, RepairEffect, RepairQuestion},
    intake::ImportRequest,
    names::{NamePage, NameSearch},
    query::{Answer, Query},
    records::{SubjectQuery, SubjectRecords},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query as Asked, State as Shared, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use tokio_util::io::{StreamReader, SyncIoBridge};

use super::{Input, stream};
use crate::{State, problem::Problem};

/// Bytes read at a time from a file that is sent.
const READ: usize = 256 << 10;

/// Batches on a page.
const PAGE: usize = 50;

pub(super) async fn query(
    Shared(state): Shared<State>,
    Input(query): Input<Query>,
) -> Result<Json<Answer>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.query(&by, &query))
        .await
        .map(Json)
}

pub(super) async fn explain(
    Shared(state): Shared<State>,
    Input(query): Input<ExplanationQuery>,
) -> Result<Json<Explanation>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.explain(&by, &query))
        .await
        .map(Json)
}

pub(super) async fn repair_effect(
    Shared(state): Shared<State>,
    Input(question): Input<RepairQuestion>,
) -> Result<Json<RepairEffect>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.repair_effect(&by, &question))
        .await
        .map(Json)
}

pub(super) async fn read(
    Shared(state): Shared<State>,
    Input(query): Input<SubjectQuery>,
) -> Result<Json<SubjectRecords>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.records(&by, &query))
        .await
        .map(Json)
}

pub(super) async fn search(
    Shared(state): Shared<State>,
    Input(search): Input<NameSearch>,
) -> Result<Json<NamePage>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.search(&by, &search))
        .await
        .map(Json)
}

fn asked<T>(asked: Result<Asked<T>, QueryRejection>) -> Result<T, Problem> {
    match asked {
        Ok(Asked(asked)) => Ok(asked),
        Err(refusal) => Err(Problem::bad_request(
            StatusCode::BAD_REQUEST,
            &refusal.body_text(),
        )),
    }
}

/// Takes a file; what is told about it stands in the query of the URL, never whom it is
/// about.
pub(super) async fn import(
    Shared(state): Shared<State>,
    request: Result<Asked<ImportRequest>, QueryRejection>,
    body: Body,
) -> Result<Json<BatchReport>, Problem> {
    let request = asked(request)?;
    let stream = body.into_data_stream().map_err(std::io::Error::other);
    let reader = SyncIoBridge::new(StreamReader::new(stream));
    let by = state.by.clone();
    let report = state
        .stream(move |host| {
            let mut input = std::io::BufReader::with_capacity(READ, reader);
            host.import(&by, &request, &mut input)
        })
        .await?;
    let counts = &report.counts;
    tracing::info!(
        batch = report.number,
        read = counts.read,
        changed = counts.changed,
        rejected = counts.rejected,
        "imported"
    );
    Ok(Json(report))
}

/// Which batches.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Batches {
    before: Option<u64>,
    limit: Option<usize>,
}

pub(super) async fn batches(
    Shared(state): Shared<State>,
    batches: Result<Asked<Batches>, QueryRejection>,
) -> Result<Json<Vec<BatchReport>>, Problem> {
    let Batches { before, limit } = asked(batches)?;
    let by = state.by.clone();
    state
        .carry_out(move |host| host.batches(&by, before, limit.unwrap_or(PAGE)))
        .await
        .map(Json)
}

pub(super) async fn batch(
    Shared(state): Shared<State>,
    Path(number): Path<u64>,
) -> Result<Json<BatchReport>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.batch(&by, number))
        .await
        .map(Json)
}

/// The rejected lines of a batch, as a file to be mended.
pub(super) async fn rejected(
    Shared(state): Shared<State>,
    Path(number): Path<u64>,
) -> Result<Response, Problem> {
    let by = state.by.clone();
    stream::written(state, "application/octet-stream", move |host, to| {
        host.rejected_lines(&by, number, to)
    })
    .await
}
