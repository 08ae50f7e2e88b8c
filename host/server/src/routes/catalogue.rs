//! Proposals to change the catalogue.

use accord_model::{
    catalogue::{Evidence, Proposal},
    principal::{Principal, PrincipalId},
};
use accord_service::{Host, ServiceError, catalogue_changes::NewProposal};
use axum::{
    Json,
    extract::{Path, State as Shared},
    http::StatusCode,
};
use serde::Deserialize;

use super::Input;
use crate::{State, problem::Problem};

pub(super) async fn list(Shared(state): Shared<State>) -> Result<Json<Vec<Proposal>>, Problem> {
    state.carry_out(Host::catalogue_proposals).await.map(Json)
}

pub(super) async fn propose(
    Shared(state): Shared<State>,
    Input(new): Input<NewProposal>,
) -> Result<(StatusCode, Json<Proposal>), Problem> {
    let by = state.by.clone();
    let proposal = state
        .carry_out(move |host| host.propose_catalogue_change(&by, new))
        .await?;
    Ok((StatusCode::CREATED, Json(proposal)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Evaluation {
    evidence: Evidence,
    reason: String,
}

pub(super) async fn evaluate(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Input(Evaluation { evidence, reason }): Input<Evaluation>,
) -> Result<Json<Proposal>, Problem> {
    let by = state.by.clone();
    state
        .carry_out(move |host| host.evaluate_promotion(&by, number, evidence, reason))
        .await
        .map(Json)
}

/// Who decides, and why. Until there are accounts whoever has the token says who it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    #[serde(rename = "as")]
    by: PrincipalId,
    reason: String,
}

pub(super) async fn approve(
    state: Shared<State>,
    number: Path<u32>,
    decision: Input<Decision>,
) -> Result<Json<Proposal>, Problem> {
    decide(state, number, decision, Host::approve_catalogue_change).await
}

pub(super) async fn reject(
    state: Shared<State>,
    number: Path<u32>,
    decision: Input<Decision>,
) -> Result<Json<Proposal>, Problem> {
    decide(state, number, decision, Host::reject_catalogue_change).await
}

async fn decide(
    Shared(state): Shared<State>,
    Path(number): Path<u32>,
    Input(Decision { by, reason }): Input<Decision>,
    step: fn(&Host, &Principal, u32, String) -> Result<Proposal, ServiceError>,
) -> Result<Json<Proposal>, Problem> {
    let by = Principal::approver(by);
    state
        .carry_out(move |host| step(host, &by, number, reason))
        .await
        .map(Json)
}
