//! Reference data and what follows from it.

use accord_service::{
    deadlines::{DeadlineQuery, DeadlineView},
    reference::{EditionInfo, ReferenceName},
};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::Input;
use crate::{State, problem::Problem};

fn named(name: &str) -> Result<ReferenceName, Problem> {
    name.parse()
        .map_err(|error: accord_service::reference::ReferenceNameError| {
            Problem::bad_request(StatusCode::NOT_FOUND, &error.to_string())
        })
}

/// What is in force, as TOML.
pub(super) async fn text(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let name = named(&name)?;
    let text = state
        .carry_out(move |host| host.reference_text(name))
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/toml")], text).into_response())
}

pub(super) async fn editions(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
) -> Result<Json<Vec<EditionInfo>>, Problem> {
    let name = named(&name)?;
    state
        .carry_out(move |host| host.reference_editions(name))
        .await
        .map(Json)
}

/// Takes a change as TOML.
pub(super) async fn change(
    Shared(state): Shared<State>,
    Path(name): Path<String>,
    change: Result<String, axum::extract::rejection::StringRejection>,
) -> Result<Json<EditionInfo>, Problem> {
    let name = named(&name)?;
    let change =
        change.map_err(|refusal| Problem::bad_request(refusal.status(), &refusal.body_text()))?;
    let by = state.by.clone();
    let edition = state
        .carry_out(move |host| host.change_reference(&by, name, &change))
        .await?;
    tracing::info!(%name, edition = edition.number, "reference data changed");
    Ok(Json(edition))
}

pub(super) async fn deadline(
    Shared(state): Shared<State>,
    Input(query): Input<DeadlineQuery>,
) -> Result<Json<DeadlineView>, Problem> {
    state
        .carry_out(move |host| host.deadline(&query))
        .await
        .map(Json)
}
