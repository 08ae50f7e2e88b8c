//! `accord plugin diff`: what a new version changes, in what it declares and in what it
//! says over the golden cases of both.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_inspection::{differences, reach, read_cases, run_case};
use accord_model::contract::{FactNeed, Manifest};
use serde::Serialize;

use super::{
    folder::{Against, Ready, Target},
    found,
};
use crate::show::{To, println, word};

/// Compare two versions.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The old one: a folder or a component.
    old: PathBuf,
    /// The new one: a folder or a component.
    new: PathBuf,
    #[command(flatten)]
    against: Against,
}

/// What differs.
#[derive(Debug, Default, Serialize)]
struct Differs {
    /// What is declared: `-` by the old one only, `+` by the new one only.
    declared: Vec<String>,
    /// Cases over which they say something else.
    said: Vec<SaidOtherwise>,
    /// Cases compared.
    compared: usize,
}

#[derive(Debug, Serialize)]
struct SaidOtherwise {
    case: String,
    /// `-` said by the old one only, `+` by the new one only.
    differences: Vec<String>,
}

pub(crate) fn run(data: &Path, to: &To, args: &Diff) -> anyhow::Result<ExitCode> {
    let words = args.against.words(data)?;
    let (old, new) = (Target::open(&args.old)?, Target::open(&args.new)?);
    let before = Ready::new(&old.component, &words)?;
    let after = Ready::new(&new.component, &words)?;
    let mut differs = Differs {
        declared: declared(before.plugin.manifest(), after.plugin.manifest()),
        ..Differs::default()
    };
    let mut seen = BTreeSet::new();
    let files = old.attachments.cases.iter().chain(&new.attachments.cases);
    for file in files.filter(|file| seen.insert(&file.text)) {
        let Ok(cases) = read_cases(&file.text, &words.dictionary) else {
            eprintln!("warning: {}: unreadable, left out", file.name);
            continue;
        };
        for case in cases {
            differs.compared += 1;
            let say = |ready: &Ready| run_case(&ready.candidate(), &case).map(|out| out.said);
            let lines = match (say(&before), say(&after)) {
                (Ok(before), Ok(after)) => differences(&before, &after)
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                (before, after) => {
                    let fault = |of: Result<_, accord_inspection::CaseFault>, sign: &str| {
                        of.err().map(|fault| format!("{sign} fault: {fault}"))
                    };
                    let faults = [fault(before, "-"), fault(after, "+")];
                    faults.into_iter().flatten().collect::<Vec<_>>()
                }
            };
            if !lines.is_empty() {
                differs.said.push(SaidOtherwise {
                    case: format!("{}: {}", file.name, case.name),
                    differences: lines,
                });
            }
        }
    }
    to.show(&differs, people)?;
    Ok(found(
        !differs.declared.is_empty() || !differs.said.is_empty(),
    ))
}

fn people(differs: &Differs) {
    for line in &differs.declared {
        println!("{line}");
    }
    for case in &differs.said {
        println!("{}", case.case);
        for line in &case.differences {
            println!("    {line}");
        }
    }
    println!(
        "{} declarations and {} of {} cases differ",
        differs.declared.len(),
        differs.said.len(),
        differs.compared
    );
}

fn declared(old: &Manifest, new: &Manifest) -> Vec<String> {
    let (old, new) = (lines(old), lines(new));
    let gone = old.difference(&new).map(|line| format!("- {line}"));
    let come = new.difference(&old).map(|line| format!("+ {line}"));
    gone.chain(come).collect()
}

/// One line for everything that a manifest declares.
fn lines(manifest: &Manifest) -> BTreeSet<String> {
    let mut lines = BTreeSet::from([
        format!("version {}", manifest.version),
        format!("title {} {}", manifest.title, manifest.document_number),
    ]);
    lines.extend(
        manifest
            .subjects
            .iter()
            .map(|kind| format!("subject {}", word(kind))),
    );
    for need in &manifest.reads {
        let FactNeed {
            kind,
            fields,
            triggers,
            history,
        } = need;
        lines.insert(format!(
            "reads {kind} (triggers: {triggers}, history: {history})"
        ));
        lines.extend(
            fields
                .iter()
                .map(|field| format!("reads {kind}.{}", field.name)),
        );
    }
    let measures = manifest.measures.iter();
    lines.extend(measures.map(|one| format!("measure {}{}", one.code, reach(&one.reach))));
    lines.extend(
        manifest
            .listings
            .iter()
            .map(|list| format!("listing {list}")),
    );
    let rules = manifest.rules.iter();
    lines.extend(rules.map(|rule| format!("rule {} {} ({})", rule.id, rule.label, rule.source)));
    let parameters = manifest.parameters.iter();
    lines.extend(parameters.map(|one| {
        let value = crate::show::value(&one.default);
        format!("parameter {} = {value}", one.name)
    }));
    lines
}
