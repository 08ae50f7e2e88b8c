//! `cargo xtask demo`: a memorandum added to a running host, over a district's records.
//!
//! It is the main job from a bare machine to an answer, and a proof: it fails if a query
//! failed while the second memorandum was enabled, if the process that serves is another
//! one than before, or if nothing new applies.

mod client;
mod load;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use accord_toolchain::{GuestToolchain, Workspace, cargo::cargo, command};
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::plugins;

use self::{client::Client, load::Load};

/// The day for which the data set is made.
const AS_OF: &str = "2026-11-23";
/// The day from which both memoranda are enabled.
const FROM: &str = "2017-01-01";
const FIRST: &str = "tax-a-level";
const SECOND: &str = "tax-major-violation";

/// How the demo runs.
#[derive(clap::Args)]
pub struct Demo {
    /// End when all is shown instead of leaving the server running
    #[arg(long)]
    once: bool,
    /// s: 10 thousand subjects; m: 1.04 million, the district; l: 3 million
    #[arg(long, default_value = "s", value_parser = ["s", "m", "l"])]
    scale: String,
}

/// Runs it.
pub fn run(demo: &Demo) -> Result<()> {
    let toolchain = GuestToolchain::ready()?;
    plugins::build(&toolchain)?;
    command::run(cargo().args(["build", "--release", "--package", "accord"]))?;
    let workspace = Workspace::of_folder(Path::new("."))?;
    let accord = Accord::new(&workspace)?;

    let records = accord.folder.join(format!("{}.ndjson", demo.scale));
    accord.step(&["generate", "--scale", &demo.scale, "--out", text(&records)?])?;
    accord.step(&["init"])?;
    accord.step(&["import", text(&records)?])?;
    let mut server = Server::start(&accord)?;
    let client = Client::new(&server.address, &accord.data)?;
    let instance = client.instance()?;

    eprintln!("==> memorandum 1: {FIRST}");
    accord.enable(FIRST)?;
    let before = accord.evaluate()?;

    eprintln!("==> memorandum 2: {SECOND}, on the running host, while queries are asked");
    let load = Load::start(&client, subjects(&records)?, AS_OF);
    load.wait_for(50)?;
    let enabling = Instant::now();
    accord.enable(SECOND)?;
    load.wait_until_answered_by(SECOND)?;
    let effective = enabling.elapsed();
    let after = accord.evaluate()?;
    load.wait_for(50)?;
    let asked = load.stop();

    show(&before, &after)?;
    println!(
        "\n{} queries were asked meanwhile, {} failed; the second memorandum answered {} ms \
         after the upload began",
        asked.answered + asked.failed,
        asked.failed,
        effective.as_millis()
    );
    if let Some(failure) = asked.first_failure {
        bail!("a query failed: {failure}");
    }
    ensure!(
        client.instance()? == instance,
        "another process serves than before"
    );
    let new = after
        .keys()
        .filter(|(memorandum, _)| memorandum == SECOND)
        .count();
    ensure!(new > 0, "the second memorandum brought no measure");
    println!("{new} measures of {SECOND} apply now; the same process served throughout");

    if demo.once {
        return server.stop();
    }
    let token = fs::read_to_string(accord.data.join("bootstrap.token"))?;
    println!(
        "\nthe server is running on http://{}\n\n  curl -s -H 'Authorization: Bearer {}' -H \
         'Content-Type: application/json' \\\n    -d '{}' http://{}/v1/measures:query\n\nCtrl-C \
         ends it",
        server.address,
        token.trim(),
        json!({ "identifier": load::SAMPLE.get().cloned().unwrap_or_default(), "as_of": AS_OF }),
        server.address
    );
    server.wait()
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("the folder's name is not UTF-8")
}

/// The command line just built, on a folder of its own.
struct Accord {
    program: PathBuf,
    plugins: PathBuf,
    folder: PathBuf,
    data: PathBuf,
}

impl Accord {
    fn new(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.target.join("demo");
        let data = folder.join("data");
        // Only what an earlier demo left; a server that still runs there holds its own
        // files open and is told apart by its address.
        if data.exists() {
            fs::remove_dir_all(&data).context("cannot remove the last demo's data")?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self {
            program: workspace.target.join("release/accord"),
            plugins: workspace.target.join("plugins"),
            folder,
            data,
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data);
        command
    }

    /// Runs a command of it and shows what it prints.
    fn step(&self, arguments: &[&str]) -> Result<()> {
        Ok(command::run(self.command().args(arguments))?)
    }

    fn enable(&self, memorandum: &str) -> Result<()> {
        let component = self.plugins.join(format!("{memorandum}.wasm"));
        self.step(&["upload", text(&component)?])?;
        self.step(&["enable", memorandum, "--from", FROM])
    }

    /// Runs every memorandum and tells what applies to how many.
    fn evaluate(&self) -> Result<Applies> {
        self.step(&["run", "--as-of", AS_OF])?;
        let report = command::output(self.command().args(["--json", "run", "--as-of", AS_OF]))?;
        let report: Value = serde_json::from_str(&report).context("the report is no JSON")?;
        let counts = report.get("measures").and_then(Value::as_array);
        let counts = counts.context("the report names no measures")?;
        counts
            .iter()
            .map(|count| {
                let text = |key: &str| Some(count.get(key)?.as_str()?.to_owned());
                let key = (text("memorandum")?, text("measure")?);
                let shown = Count {
                    title: text("title")?,
                    subjects: count.get("subjects")?.as_u64()?,
                };
                Some((key, shown))
            })
            .collect::<Option<_>>()
            .context("the report lacks what it always had")
    }
}

/// What applies to how many, by memorandum and measure.
type Applies = BTreeMap<(String, String), Count>;

struct Count {
    title: String,
    subjects: u64,
}

/// Prints what is there now that was not there before.
fn show(before: &Applies, after: &Applies) -> Result<()> {
    println!("\nwhat changed:");
    for ((memorandum, measure), count) in after {
        let earlier = before
            .get(&(memorandum.clone(), measure.clone()))
            .map_or(0, |count| count.subjects);
        if earlier != count.subjects {
            println!(
                "  {memorandum} {measure} {}: {earlier} → {} subjects",
                count.title, count.subjects
            );
        }
    }
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        println!("  {} {}: gone", key.0, key.1);
    }
    Ok(())
}

/// Identifiers to ask about: everyone with a published case, and others of the data set.
fn subjects(records: &Path) -> Result<Vec<Value>> {
    let (mut published, mut others) = (Vec::new(), Vec::new());
    for line in BufReader::new(fs::File::open(records)?).lines() {
        let line = line?;
        let published_case = line.contains("\"tax/published-case\"");
        let other = line.contains("\"type\":\"subject\"") && others.len() < 200;
        if published_case || other {
            let line: Value = serde_json::from_str(&line)?;
            let identifier = line
                .get("identifier")
                .context("a line without identifier")?;
            if published_case {
                published.push(identifier.clone());
            } else {
                others.push(identifier.clone());
            }
        }
        if published.len() >= 200 {
            break;
        }
    }
    published.extend(others);
    Ok(published)
}

/// The server, which ends with the demo.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(accord: &Accord) -> Result<Self> {
        let mut command = accord.command();
        let child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self {
            child,
            address: String::new(),
        };
        let output = server
            .child
            .stdout
            .take()
            .context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        line.trim()
            .strip_prefix("listening on http://")
            .context("the server did not say where it listens")?
            .clone_into(&mut server.address);
        eprintln!("==> the server listens on http://{}", server.address);
        Ok(server)
    }

    /// Asks it to end, and waits until it has.
    fn stop(&mut self) -> Result<()> {
        let id = self.child.id().to_string();
        command::run_quietly(Command::new("kill").args(["-TERM", &id]))?;
        self.wait()
    }

    fn wait(&mut self) -> Result<()> {
        let status = self.child.wait()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error on the way must not leave it behind; one that has ended is no error.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
