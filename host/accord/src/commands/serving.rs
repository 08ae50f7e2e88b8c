//! Making a store and serving it.

use std::{io::IsTerminal as _, net::SocketAddr, path::Path, process::ExitCode, sync::Arc};

use accord_server::{Server, Token};
use accord_service::Host;

use crate::holder::{self, Holder};

/// Answer over HTTP.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Loopback address; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8420")]
    listen: SocketAddr,
}

pub(crate) fn init(data: &Path) -> anyhow::Result<ExitCode> {
    Host::create(data)?;
    eprintln!(
        "made a store in {}; keep a copy of its master.key elsewhere",
        data.display()
    );
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn serve(data: &Path, args: &Serve) -> anyhow::Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .init();
    let host = Arc::new(Host::open(data)?);
    let token = Token::new(&holder::token_or_new(data)?);
    let instance = holder::random_name()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = Server::bind(args.listen, host, token, &instance).await?;
        let address = server.address()?;
        Holder { address, instance }.announce(data)?;
        println!("listening on http://{address}");
        let stopped = server.serve(stop()).await;
        Holder::withdraw(data);
        anyhow::Ok(stopped?)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Ready when the process is asked to end.
async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        },
        Err(_) => {
            let _ = interrupted.await;
        }
    }
}
