//! Which path leads to which use case.

mod cases;
mod catalogue;
mod keeping;
mod plugins;
mod records;
mod reference;
mod stream;

use std::sync::Arc;

use accord_service::{Host, ServiceError};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, FromRequest, State as Shared, rejection::JsonRejection},
    middleware,
    routing::{get, post},
};
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::{State, auth, problem::Problem};

/// Bytes of a JSON request: a query has some hundred.
const JSON_LIMIT: usize = 64 << 10;

/// Bytes of a change of reference data: a whole dictionary has some fifty thousand.
const REFERENCE_LIMIT: usize = 4 << 20;

pub(crate) fn router(state: State) -> Router {
    let component_limit = DefaultBodyLimit::max(state.host.component_limit().saturating_add(1));
    let api = Router::new()
        .route(
            "/v1/plugins",
            get(plugins::list)
                .post(plugins::upload)
                .layer(component_limit),
        )
        .route("/v1/memoranda", get(plugins::memoranda))
        .route("/v1/memoranda/{code}/enable", post(plugins::enable))
        .route("/v1/memoranda/{code}/disable", post(plugins::disable))
        .route("/v1/runs", post(plugins::run))
        .route("/v1/runs:catch-up", post(plugins::catch_up))
        .route("/v1/measures:query", post(records::query))
        .route("/v1/measures:explain", post(records::explain))
        .route("/v1/measures:repair-effect", post(records::repair_effect))
        .route("/v1/subjects:read", post(records::read))
        .route("/v1/subjects:search", post(records::search))
        .route(
            "/v1/records:import",
            post(records::import).layer(DefaultBodyLimit::disable()),
        )
        .route("/v1/batches", get(records::batches))
        .route("/v1/batches/{number}", get(records::batch))
        .route("/v1/batches/{number}/rejected", get(records::rejected))
        .route(
            "/v1/reference/{name}",
            get(reference::text)
                .post(reference::change)
                .layer(DefaultBodyLimit::max(REFERENCE_LIMIT)),
        )
        .route("/v1/reference/{name}/editions", get(reference::editions))
        .route(
            "/v1/catalogue/proposals",
            get(catalogue::list)
                .post(catalogue::propose)
                .layer(DefaultBodyLimit::max(REFERENCE_LIMIT)),
        )
        .route(
            "/v1/catalogue/proposals/{number}/evaluate",
            post(catalogue::evaluate),
        )
        .route(
            "/v1/catalogue/proposals/{number}/approve",
            post(catalogue::approve),
        )
        .route(
            "/v1/catalogue/proposals/{number}/reject",
            post(catalogue::reject),
        )
        .route("/v1/deadlines:compute", post(reference::deadline))
        .route("/v1/retention:plan", post(keeping::plan))
        .route("/v1/retention:carry-out", post(keeping::carry_out))
        .route("/v1/keys:rotate", post(keeping::rotate))
        .route("/v1/names:rebuild", post(keeping::rebuild_names))
        .route("/v1/backup", post(keeping::backup))
        .route("/v1/audit", get(keeping::audit))
        .merge(cases::routes())
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
        self.permitted(&self.workers, work).await
    }

    /// As [`State::carry_out`], for what lasts as long as its other end is slow.
    async fn stream<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Host) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.permitted(&self.streams, work).await
    }

    async fn permitted<T: Send + 'static>(
        &self,
        permits: &Arc<Semaphore>,
        work: impl FnOnce(&Host) -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(permits).acquire_owned();
        let permit = permit.await.map_err(|_| Problem::busy())?;
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
