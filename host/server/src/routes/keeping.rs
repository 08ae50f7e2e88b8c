//! Keeping the store: retention, keys, backups, audit.

use std::ops::ControlFlow;

use accord_model::date::Date;
use accord_service::{ServiceError, retention::RetentionPlan, rotation::RotationReport};
use axum::{Json, extract::State as Shared, response::Response};
use serde::{Deserialize, Serialize};

use super::{Input, stream};
use crate::{State, problem::Problem};

/// For which day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    as_of: Date,
}

pub(super) async fn plan(
    Shared(state): Shared<State>,
    Input(Plan { as_of }): Input<Plan>,
) -> Result<Json<RetentionPlan>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.plan_retention(&by, as_of))
        .await
        .map(Json)
}

/// Which plan.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarryOut {
    as_of: Date,
    digest: String,
}

pub(super) async fn carry_out(
    Shared(state): Shared<State>,
    Input(CarryOut { as_of, digest }): Input<CarryOut>,
) -> Result<Json<RetentionPlan>, Problem> {
    let by = state.by.clone();
    let plan = state
        .carry_out(move |host| host.carry_out_retention(&by, as_of, &digest))
        .await?;
    tracing::info!(versions = plan.versions, %as_of, "retention carried out");
    Ok(Json(plan))
}

pub(super) async fn rotate(Shared(state): Shared<State>) -> Result<Json<RotationReport>, Problem> {
    let by = state.by.clone();
    let report = state.carry_out(move |host| host.rotate_keys(&by)).await?;
    tracing::info!(key = report.key, left = report.left, "keys rotated");
    Ok(Json(report))
}

/// An index made anew.
#[derive(Serialize)]
pub(super) struct Rebuilt {
    rows: u64,
}

pub(super) async fn rebuild_names(Shared(state): Shared<State>) -> Result<Json<Rebuilt>, Problem> {
    let by = state.by.clone();
    let rows = state.carry_out(move |host| host.rebuild_names(&by)).await?;
    Ok(Json(Rebuilt { rows }))
}

/// The whole store as one stream; it ends early if the backup failed, and then a restore
/// refuses it.
pub(super) async fn backup(Shared(state): Shared<State>) -> Result<Response, Problem> {
    let by = state.by.clone();
    stream::written(state, "application/octet-stream", move |host, to| {
        let report = host.backup(&by, to)?;
        tracing::info!(rows = report.rows, bytes = report.bytes, "backed up");
        Ok(())
    })
    .await
}

/// Every entry as NDJSON.
pub(super) async fn audit(Shared(state): Shared<State>) -> Result<Response, Problem> {
    let by = state.by.clone();
    stream::written(state, "application/x-ndjson", move |host, to| {
        let mut failed = None;
        host.audit(&by, &mut |entry| {
            let mut line = serde_json::to_vec(&entry).unwrap_or_default();
            line.push(b'\n');
            match to.write_all(&line) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), |error| Err(ServiceError::Input(error)))
    })
    .await
}
