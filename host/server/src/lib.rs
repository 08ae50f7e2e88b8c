//! The HTTP API: translates requests into use cases and their outcomes into answers. It
//! decides nothing.
//!
//! Until real identity comes, it listens on loopback only and asks for one bootstrap
//! token. Errors are RFC 9457 problem documents in Chinese and English; what a person is
//! told and what the log keeps are separate texts.

mod auth;
mod problem;
mod routes;

use std::{future::Future, io, net::SocketAddr, sync::Arc};

use accord_model::principal::Principal;
use accord_service::Host;
use tokio::{net::TcpListener, sync::Semaphore};

pub use crate::{auth::Token, problem::Problem};

/// Blocking work at a time: more would only wait for the two or three things that it
/// shares, and each takes an instance of the sandbox's pool.
const WORKERS: usize = 32;

/// Imports, runs and downloads at a time.
const STREAMS: usize = 8;

/// What every request has at hand.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) host: Arc<Host>,
    pub(crate) token: Token,
    /// For whom the token stands: whoever has it, until there are accounts.
    pub(crate) by: Principal,
    /// Names this process, so that a client can tell that it never restarted.
    pub(crate) instance: Arc<str>,
    pub(crate) workers: Arc<Semaphore>,
    /// Streams at a time: each lasts as long as its slow end, and must stop no query.
    pub(crate) streams: Arc<Semaphore>,
}

/// A server that has its address but does not answer yet.
pub struct Server {
    listener: TcpListener,
    state: State,
}

impl Server {
    /// Takes an address, which must be of the loopback interface.
    ///
    /// # Errors
    /// If it is not, or if it is taken.
    pub async fn bind(
        address: SocketAddr,
        host: Arc<Host>,
        token: Token,
        instance: &str,
    ) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            let text = format!("{address} is not a loopback address");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        Ok(Self {
            listener: TcpListener::bind(address).await?,
            state: State {
                host,
                token,
                by: Principal::local_operator(),
                instance: Arc::from(instance),
                workers: Arc::new(Semaphore::new(WORKERS)),
                streams: Arc::new(Semaphore::new(STREAMS)),
            },
        })
    }

    /// The address taken.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` is ready, then finishes the requests in flight.
    ///
    /// # Errors
    /// Those of the listening socket.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        axum::serve(self.listener, routes::router(self.state))
            .with_graceful_shutdown(stop)
            .await
    }
}
