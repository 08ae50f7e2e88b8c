//! `accord plugin run`: one subject, asked about as a host would.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_inspection::{Case, Compared, Expected, read_cases, run_case};
use accord_model::{contract::Manifest, date::Date};
use serde::Serialize;

use super::{
    Usage,
    folder::{Against, Ready, Target, Words},
};
use crate::show::{To, println, word};

/// Ask about one subject.
#[derive(Debug, clap::Args)]
pub(crate) struct Run {
    /// The plugin's folder, or a component.
    #[arg(default_value = ".")]
    plugin: PathBuf,
    /// The subject and its records: a file of cases (TOML), or one case without
    /// expectations in JSON.
    #[arg(short, long)]
    record: PathBuf,
    /// Which case of the file; the first if left out.
    #[arg(long)]
    case: Option<String>,
    /// The day; that of the case if left out.
    #[arg(long)]
    as_of: Option<Date>,
    /// Tell what was compared.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    against: Against,
}

/// What was said.
#[derive(Debug, Serialize)]
struct Said {
    case: String,
    as_of: Date,
    /// Whether it was asked at all: the subject may be none of its concern.
    asked: bool,
    verdict: accord_model::contract::Verdict,
    /// The same in the words of a case.
    toml: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<Vec<Compared>>,
    fuel: u64,
}

pub(crate) fn run(data: &Path, to: &To, args: &Run) -> anyhow::Result<ExitCode> {
    let words = args.against.words(data)?;
    let target = Target::open(&args.plugin)?;
    let mut case = read(args, &words)?;
    if let Some(as_of) = args.as_of {
        case.as_of = as_of;
    }
    case.expected = Expected::default();
    let ready = Ready::new(&target.component, &words)?;
    let outcome = run_case(&ready.candidate(), &case)
        .map_err(|fault| anyhow::anyhow!("{}  ({fault})", fault.chinese()))?;
    let said = Said {
        case: case.name,
        as_of: case.as_of,
        asked: outcome.asked,
        verdict: outcome.verdict,
        toml: outcome.said.to_toml(&Default::default()),
        compared: args.explain.then_some(outcome.compared),
        fuel: outcome.cost.fuel,
    };
    to.show(&said, |said| people(said, ready.plugin.manifest()))?;
    Ok(ExitCode::SUCCESS)
}

fn read(args: &Run, words: &Words) -> anyhow::Result<Case> {
    let shown = args.record.display();
    let text = fs::read_to_string(&args.record).map_err(|error| {
        Usage::new(
            format!("无法读取 {shown}"),
            format!("cannot read {shown}: {error}"),
        )
    })?;
    let text = if args.record.extension().is_some_and(|end| end == "json") {
        of_json(&text, &shown.to_string()).map_err(|error| {
            Usage::new(
                format!("{shown} 不是一个判例的 JSON: {error}"),
                format!("{shown} is not a case in JSON: {error}"),
            )
        })?
    } else {
        text
    };
    let cases = read_cases(&text, &words.dictionary).map_err(|errors| {
        let lines = |text: fn(&accord_inspection::CaseError) -> String| {
            let all: Vec<String> = errors.iter().map(text).collect();
            all.join("; ")
        };
        Usage::new(
            format!("{shown}: {}", lines(|error| error.flaw.chinese())),
            format!("{shown}: {}", lines(ToString::to_string)),
        )
    })?;
    let wanted = |case: &Case| args.case.as_ref().is_none_or(|name| case.name == *name);
    let found = cases.into_iter().find(wanted);
    Ok(found.ok_or_else(|| {
        let name = args.case.as_deref().unwrap_or_default();
        Usage::new(
            format!("{shown} 中没有判例“{name}”"),
            format!("{shown} has no case `{name}`"),
        )
    })?)
}

/// One case in JSON, as a file of cases.
fn of_json(text: &str, name: &str) -> anyhow::Result<String> {
    let mut case: toml::Table = serde_json::from_str(text)?;
    case.entry("name").or_insert_with(|| name.into());
    let mut file = toml::Table::new();
    file.insert("case".to_owned(), vec![toml::Value::Table(case)].into());
    Ok(toml::to_string(&file)?)
}

fn people(said: &Said, manifest: &Manifest) {
    println!("{} (as of {})", said.case, said.as_of);
    if !said.asked {
        println!("与本备忘录无关, 未询问 (none of its concern: it was not asked)");
    } else if said.toml.is_empty() {
        println!("无措施、无建议、无缺项 (nothing)");
    } else {
        print(&said.toml);
    }
    for compared in said.compared.iter().flatten() {
        let rule = manifest.rules.iter().find(|rule| rule.id == compared.rule);
        let (label, source) = rule.map_or(("", ""), |rule| (&rule.label, &rule.source));
        let value = |value: &Option<accord_model::contract::Value>| {
            value
                .as_ref()
                .map_or_else(|| "?".to_owned(), crate::show::value)
        };
        println!(
            "{} {}.{}: {} {} {} → {}  {label} ({source})",
            compared.rule,
            compared.fact.as_deref().unwrap_or("-"),
            compared.field.as_deref().unwrap_or("-"),
            value(&compared.observed),
            word(&compared.test),
            value(&compared.required),
            word(&compared.outcome),
        );
    }
}

fn print(text: &str) {
    for line in text.lines() {
        println!("{line}");
    }
}
