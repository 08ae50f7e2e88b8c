//! Which path leads to which use case.

use std::convert::Infallible;

use accord_engine::Digest;
use accord_model::date::Date;
use accord_service::{
    Host, ServiceError,
    intake::ImportReport,
    memoranda::MemorandumInfo,
    plugins::PluginInfo,
    query::{Answer, Query},
    runs::{Progress, RunReport, RunRequest},
};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Path, State as Shared, rejection::JsonRejection},
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_stream::{StreamExt as _, wrappers::UnboundedReceiverStream};
use tokio_util::io::{StreamReader, SyncIoBridge};

use crate::{State, auth, problem::Problem};

/// Bytes of a JSON request: a query has some hundred.
const JSON_LIMIT: usize = 64 << 10;

/// Bytes read at a time from a stream of lines.
const READ: usize = 256 << 10;

pub(crate) fn router(state: State) -> Router {
    let component_limit = DefaultBodyLimit::max(state.host.component_limit().saturating_add(1));
    let api = Router::new()
        .route(
            "/v1/plugins",
            get(plugins).post(upload).layer(component_limit),
        )
        .route("/v1/memoranda", get(memoranda))
        .route("/v1/memoranda/{code}/enable", post(enable))
        .route("/v1/memoranda/{code}/disable", post(disable))
        .route("/v1/measures:query", post(query))
        .route("/v1/runs", post(run))
        .route(
            "/v1/records:import",
            post(import).layer(DefaultBodyLimit::disable()),
        )
        .layer(middleware::from_fn_with_state(state.clone(), auth::require));
    Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .merge(api)
        .fallback(async || Problem::not_found())
        .layer(DefaultBodyLimit::max(JSON_LIMIT))
        .with_state(state)
}

/// JSON whose refusal is a problem document.
struct Input<T>(T);

impl<T, S> FromRequest<S> for Input<T>
where
    Json<T>: FromRequest<S, Rejection = JsonRejection>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(input)) => Ok(Self(input)),
            Err(refusal) => Err(Problem::bad_request(refusal.status(), &refusal.body_text())),
        }
    }
}

impl State {
    /// Carries out a use case away from the threads that answer.
    async fn carry_out<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Host) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, Problem> {
        let workers = self.workers.clone();
        let permit = workers.acquire_owned().await.map_err(|_| Problem::busy())?;
        let host = self.host.clone();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&host)
        })
        .await
        .map_err(|_| Problem::from(ServiceError::Worker))?
        .map_err(Problem::from)
    }
}

#[derive(Serialize)]
struct Live {
    status: &'static str,
    instance: String,
}

async fn live(Shared(state): Shared<State>) -> Json<Live> {
    Json(Live {
        status: "live",
        instance: state.instance.to_string(),
    })
}

/// Ready: the store answers a read.
async fn ready(Shared(state): Shared<State>) -> Result<Json<Live>, Problem> {
    state.carry_out(|host| host.plugins().map(|_| ())).await?;
    Ok(Json(Live {
        status: "ready",
        instance: state.instance.to_string(),
    }))
}

async fn upload(
    Shared(state): Shared<State>,
    component: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<(StatusCode, Json<PluginInfo>), Problem> {
    let component = component
        .map_err(|refusal| Problem::bad_request(refusal.status(), &refusal.body_text()))?;
    let info = state.carry_out(move |host| host.upload(&component)).await?;
    tracing::info!(memorandum = %info.memorandum, version = %info.version, digest = %info.digest, "plugin uploaded");
    Ok((StatusCode::CREATED, Json(info)))
}

async fn plugins(Shared(state): Shared<State>) -> Result<Json<Vec<PluginInfo>>, Problem> {
    state.carry_out(Host::plugins).await.map(Json)
}

async fn memoranda(Shared(state): Shared<State>) -> Json<Vec<MemorandumInfo>> {
    Json(state.host.memoranda())
}

/// Which version to enable, and from when.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enable {
    digest: String,
    from: Date,
}

async fn enable(
    Shared(state): Shared<State>,
    Path(code): Path<String>,
    Input(Enable { digest, from }): Input<Enable>,
) -> Result<Json<MemorandumInfo>, Problem> {
    let digest: Digest = digest
        .parse()
        .map_err(|error: accord_engine::DigestError| {
            Problem::bad_request(StatusCode::BAD_REQUEST, &error.to_string())
        })?;
    let info = state
        .carry_out(move |host| host.enable(&code, digest, from))
        .await?;
    tracing::info!(memorandum = %info.code, %digest, %from, "memorandum enabled");
    Ok(Json(info))
}

/// From when to disable.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disable {
    from: Date,
}

async fn disable(
    Shared(state): Shared<State>,
    Path(code): Path<String>,
    Input(Disable { from }): Input<Disable>,
) -> Result<Json<MemorandumInfo>, Problem> {
    let info = state
        .carry_out(move |host| host.disable(&code, from))
        .await?;
    tracing::info!(memorandum = %info.code, %from, "memorandum disabled");
    Ok(Json(info))
}

async fn query(
    Shared(state): Shared<State>,
    Input(query): Input<Query>,
) -> Result<Json<Answer>, Problem> {
    state
        .carry_out(move |host| host.query(&query))
        .await
        .map(Json)
}

/// A line of the answer to a run.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum RunLine {
    Progress(Progress),
    Report(RunReport),
    Problem(Problem),
}

/// Answers with NDJSON: lines of progress, then the report or a problem.
async fn run(Shared(state): Shared<State>, Input(request): Input<RunRequest>) -> Response {
    let (lines, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let progress = lines.clone();
        let outcome = state
            .carry_out(move |host| {
                host.run(&request, &|made: Progress| {
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

async fn import(Shared(state): Shared<State>, body: Body) -> Result<Json<ImportReport>, Problem> {
    let stream = body.into_data_stream().map_err(std::io::Error::other);
    let reader = SyncIoBridge::new(StreamReader::new(stream));
    let report = state
        .carry_out(move |host| host.import(&mut std::io::BufReader::with_capacity(READ, reader)))
        .await?;
    Ok(Json(report))
}
