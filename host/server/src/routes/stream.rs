//! Answers that come piece by piece, and what holds them back.

use std::io::{self, Write};

use accord_service::{Host, ServiceError};
use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse as _, Response},
};
use futures_util::stream;
use tokio::sync::mpsc;

use crate::{State, problem::Problem};

/// Pieces that wait for a slow reader; beyond them the work waits too.
const PIECES: usize = 16;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;

/// Answers with what the work writes. A failure before anything was written is a problem
/// document; after it the answer breaks off, so that nobody takes it for whole.
pub(super) async fn written(
    state: State,
    content_type: &'static str,
    work: impl FnOnce(&Host, &mut dyn Write) -> Result<(), ServiceError> + Send + 'static,
) -> Result<Response, Problem> {
    let (pieces, mut receiver) = mpsc::channel(PIECES);
    let working = tokio::spawn(async move {
        let work = move |host: &Host| {
            let mut to = io::BufWriter::with_capacity(PIECE, Pieces(pieces));
            work(host, &mut to)?;
            to.flush().map_err(ServiceError::Input)
        };
        state.stream(work).await
    });
    let kind = [(header::CONTENT_TYPE, content_type)];
    let Some(first) = receiver.recv().await else {
        working
            .await
            .map_err(|_| Problem::from(ServiceError::Worker))??;
        return Ok((kind, Body::empty()).into_response());
    };
    let rest = stream::unfold(
        (receiver, Some(working)),
        async |(mut receiver, working)| {
            if let Some(piece) = receiver.recv().await {
                return Some((Ok(piece), (receiver, working)));
            }
            match working?.await {
                Ok(Ok(())) => None,
                _ => Some((Err(io::Error::other("broke off")), (receiver, None))),
            }
        },
    );
    let first = stream::iter([Ok(first)]);
    let body = Body::from_stream(futures_util::StreamExt::chain(first, rest));
    Ok((kind, body).into_response())
}

struct Pieces(mpsc::Sender<Bytes>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .blocking_send(Bytes::copy_from_slice(bytes))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
