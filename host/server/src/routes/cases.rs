//! Cases: objections, repairs, listings, applications, publications, incomplete files,
//! notices, remedies. Whom a case is about stands in the body, never in a path; a case is
//! named by the host's own id.

use accord_model::{
    case::{CaseId, CaseIdError},
    principal::Principal,
};
use accord_service::{
    Host, ServiceError,
    cases::{CasePage, CaseSearch, CaseView},
};
use axum::{
    Json, Router,
    extract::{Path, State as Shared},
    http::StatusCode,
    routing::{MethodRouter, get, post},
};
use serde::de::DeserializeOwned;

use super::Input;
use crate::{State, problem::Problem};

/// A use case that opens a case.
type Opens<R> = fn(&Host, &Principal, &R) -> Result<CaseView, ServiceError>;

/// A use case that takes a step of one.
type Steps<R> = fn(&Host, &Principal, CaseId, &R) -> Result<CaseView, ServiceError>;

pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/v1/cases:list", post(list))
        .route("/v1/cases/{id}", get(one))
        .route("/v1/objections", opening(Host::submit_objection))
        .route("/v1/objections/{id}/steps", step(Host::step_objection))
        .route("/v1/repairs", opening(Host::apply_repair))
        .route("/v1/repairs/{id}/steps", step(Host::step_repair))
        .route("/v1/listings", opening(Host::propose_listing))
        .route("/v1/listings/{id}/steps", step(Host::step_listing))
        .route("/v1/applications/{id}/steps", step(Host::step_application))
        .route("/v1/publications", opening(Host::open_publication))
        .route("/v1/publications/{id}/steps", step(Host::step_publication))
        .route("/v1/incomplete-files", opening(Host::open_incomplete_file))
        .route(
            "/v1/incomplete-files/{id}/steps",
            step(Host::step_incomplete_file),
        )
        .route("/v1/notices/{id}/serve", step(Host::serve_notice))
        .route("/v1/remedies/{id}/finish", step(Host::finish_remedy))
}

fn opening<R: DeserializeOwned + Send + Sync + 'static>(opens: Opens<R>) -> MethodRouter<State> {
    post(
        move |Shared(state): Shared<State>, Input(request): Input<R>| async move {
            let by = state.by.clone();
            let opened = state
                .carry_out(move |host| opens(host, &by, &request))
                .await?;
            told(&opened);
            Ok::<_, Problem>((StatusCode::CREATED, Json(opened)))
        },
    )
}

fn step<R: DeserializeOwned + Send + Sync + 'static>(steps: Steps<R>) -> MethodRouter<State> {
    post(
        move |Shared(state): Shared<State>, Path(id): Path<String>, Input(request): Input<R>| async move {
            let id = named(&id)?;
            let by = state.by.clone();
            let stepped = state
                .carry_out(move |host| steps(host, &by, id, &request))
                .await?;
            told(&stepped);
            Ok::<_, Problem>(Json(stepped))
        },
    )
}

fn told(case: &CaseView) {
    tracing::info!(case = %case.id, state = case.state, "case");
}

fn named(id: &str) -> Result<CaseId, Problem> {
    id.parse().map_err(|error: CaseIdError| {
        Problem::bad_request(StatusCode::BAD_REQUEST, &error.to_string())
    })
}

async fn list(
    Shared(state): Shared<State>,
    Input(search): Input<CaseSearch>,
) -> Result<Json<CasePage>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.cases(&by, &search))
        .await
        .map(Json)
}

async fn one(
    Shared(state): Shared<State>,
    Path(id): Path<String>,
) -> Result<Json<CaseView>, Problem> {
    let id = named(&id)?;
    let by = state.by.clone();
    state
        .carry_out(move |host| host.case(&by, id))
        .await
        .map(Json)
}
