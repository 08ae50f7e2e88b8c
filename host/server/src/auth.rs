//! The bootstrap token, until people and programs have identities of their own.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use subtle::ConstantTimeEq as _;

use crate::problem::Problem;

/// A secret that a caller must show. It is never printed.
#[derive(Clone)]
pub struct Token(Arc<str>);

impl Token {
    /// The token of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// Whether a caller showed it, in a time that does not tell how much was right.
    fn is_shown(&self, request: &Request) -> bool {
        request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|shown| shown.as_bytes().ct_eq(self.0.as_bytes()).into())
    }
}

/// Lets only those through who show the token.
pub(crate) async fn require(
    State(state): State<crate::State>,
    request: Request,
    next: Next,
) -> Response {
    if state.token.is_shown(&request) {
        next.run(request).await
    } else {
        Problem::unauthorized().into_response()
    }
}
