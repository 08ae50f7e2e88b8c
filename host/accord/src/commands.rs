//! The commands that need the host; each asks [`Access`] and shows what came back.

use std::{
    fs::File,
    io::{BufReader, IsTerminal as _, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use accord_engine::Digest;
use accord_model::date::Date;
use accord_server::{Server, Token};
use accord_service::{Host, query::IdentifierText, runs::RunRequest};
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    access::Access,
    holder::{self, Holder},
    show::To,
};

/// Take in subjects, records and roles.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// NDJSON file; `-` for standard input.
    file: PathBuf,
}

/// Upload a plugin.
#[derive(Debug, clap::Args)]
pub(crate) struct Upload {
    /// The component.
    component: PathBuf,
}

/// Enable a memorandum from a day on.
#[derive(Debug, clap::Args)]
pub(crate) struct Enable {
    /// Code of the memorandum.
    memorandum: String,
    /// Digest of the version; the one uploaded last if left out.
    #[arg(long)]
    digest: Option<Digest>,
    /// First day.
    #[arg(long)]
    from: Date,
}

/// Disable a memorandum from a day on.
#[derive(Debug, clap::Args)]
pub(crate) struct Disable {
    /// Code of the memorandum.
    memorandum: String,
    /// First day.
    #[arg(long)]
    from: Date,
}

/// Evaluate every memorandum in force over the whole store.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// The day for which it runs; today if left out.
    #[arg(long)]
    as_of: Option<Date>,
}

/// Ask what applies to one subject.
#[derive(Debug, clap::Args)]
pub(crate) struct Query {
    /// 统一社会信用代码 or 公民身份号码; `-` reads it from standard input, so that it does
    /// not stand in the list of processes.
    identifier: String,
    /// The day for which the answer holds; today if left out.
    #[arg(long)]
    as_of: Option<Date>,
    /// Also say what was compared.
    #[arg(long)]
    explain: bool,
}

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

pub(crate) fn import(data: &Path, to: &To, args: &Import) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let (input, length): (Box<dyn Read>, Option<u64>) = if args.file == Path::new("-") {
        (Box::new(std::io::stdin().lock()), None)
    } else {
        let file = File::open(&args.file)
            .with_context(|| format!("cannot read {}", args.file.display()))?;
        let length = file.metadata()?.len();
        (Box::new(file), Some(length))
    };
    let bar = bar(
        length,
        "{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
    )?;
    let mut input = BufReader::with_capacity(1 << 20, bar.wrap_read(input));
    let report = access.import(&mut input)?;
    bar.finish_and_clear();
    to.import(&report)
}

pub(crate) fn upload(data: &Path, to: &To, args: &Upload) -> anyhow::Result<ExitCode> {
    let component = std::fs::read(&args.component)
        .with_context(|| format!("cannot read {}", args.component.display()))?;
    to.plugin(&Access::open(data)?.upload(&component)?)
}

pub(crate) fn enable(data: &Path, to: &To, args: &Enable) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let digest = match args.digest {
        Some(digest) => digest,
        None => {
            let plugins = access.plugins()?;
            let last = plugins
                .iter()
                .filter(|plugin| plugin.memorandum == args.memorandum)
                .max_by_key(|plugin| plugin.uploaded_at);
            match last {
                Some(plugin) => plugin.digest.parse()?,
                None => bail!(
                    "没有备忘录 {0} 的插件: 请先上传 (no plugin of `{0}`: upload one first)",
                    args.memorandum
                ),
            }
        }
    };
    to.memoranda(&[access.enable(&args.memorandum, digest, args.from)?])
}

pub(crate) fn disable(data: &Path, to: &To, args: &Disable) -> anyhow::Result<ExitCode> {
    to.memoranda(&[Access::open(data)?.disable(&args.memorandum, args.from)?])
}

pub(crate) fn memoranda(data: &Path, to: &To) -> anyhow::Result<ExitCode> {
    to.memoranda(&Access::open(data)?.memoranda()?)
}

pub(crate) fn run(data: &Path, to: &To, args: &Run) -> anyhow::Result<ExitCode> {
    let access = Access::open(data)?;
    let bar = bar(Some(0), "{bar:40} {pos}/{len} parts {msg} {eta}")?;
    let request = RunRequest { as_of: args.as_of };
    let report = access.run(&request, &|made| {
        bar.set_length(made.parts.into());
        bar.set_position(made.parts_done.into());
        bar.set_message(format!("{} subjects", made.subjects));
    })?;
    bar.finish_and_clear();
    to.run(&report)
}

pub(crate) fn query(data: &Path, to: &To, args: &Query) -> anyhow::Result<ExitCode> {
    let mut text = args.identifier.clone();
    if text == "-" {
        text.clear();
        std::io::stdin().read_line(&mut text)?;
    }
    let query = accord_service::query::Query {
        identifier: IdentifierText::guess(text.trim())?,
        as_of: args.as_of,
        explain: args.explain,
    };
    to.answer(&Access::open(data)?.query(&query)?)
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

/// A progress bar on standard error; nothing if that is no terminal.
fn bar(length: Option<u64>, template: &str) -> anyhow::Result<ProgressBar> {
    let bar = match length {
        Some(length) => {
            ProgressBar::new(length).with_style(ProgressStyle::with_template(template)?)
        }
        None => ProgressBar::new_spinner(),
    };
    Ok(bar)
}
