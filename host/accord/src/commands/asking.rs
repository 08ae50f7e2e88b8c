//! Questions about one subject, and the search for one.

use std::{io, path::Path, process::ExitCode};

use accord_model::{date::Date, subject::SubjectId};
use accord_service::{
    cases::RecordText,
    explanation::{ExplanationQuery, RepairQuestion},
    names::NameSearch,
    query::IdentifierText,
    records::SubjectQuery,
};

use super::moment;
use crate::{access::Access, show::To};

/// Ask what applies to one subject.
#[derive(Debug, clap::Args)]
pub(crate) struct Query {
    /// 统一社会信用代码 or 公民身份号码; `-` reads it from standard input, so that it does
    /// not stand in the list of processes.
    identifier: String,
    /// The day for which the answer holds; today if left out.
    #[arg(long)]
    as_of: Option<Date>,
    /// By what was known at this moment, such as 2026-11-23T10:00:00+08:00.
    #[arg(long)]
    known_at: Option<String>,
    /// Also say what was compared.
    #[arg(long)]
    explain: bool,
}

/// Show what is known of one subject.
#[derive(Debug, clap::Args)]
pub(crate) struct Subject {
    /// As for `query`.
    identifier: String,
    /// The day; today if left out.
    #[arg(long)]
    as_of: Option<Date>,
    /// What was known at this moment, such as 2026-11-23T10:00:00+08:00.
    #[arg(long)]
    known_at: Option<String>,
    /// Also what was corrected or withdrawn by then.
    #[arg(long)]
    history: bool,
    /// Show persons' numbers whole, for this reason; it stands in the audit.
    #[arg(long, value_name = "REASON")]
    unmask: Option<String>,
}

/// Search subjects by name.
#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// A name or a part of one.
    name: String,
    /// Hits on a page.
    #[arg(long)]
    limit: Option<usize>,
    /// `next` of the page before.
    #[arg(long)]
    after: Option<SubjectId>,
}

/// Say why a measure applies to a subject or why not, and what would lift it.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The subject's identifier; `-` reads it from the standard input.
    identifier: String,
    /// Code of the measure.
    measure: String,
    /// The day; today if absent.
    #[arg(long)]
    as_of: Option<Date>,
    /// What was known at this moment, such as 2026-11-23T12:00:00+08:00.
    #[arg(long)]
    known_at: Option<String>,
}

/// Say what would change if a record of a subject were repaired.
#[derive(Debug, clap::Args)]
pub(crate) struct RepairEffect {
    /// The subject's identifier; `-` reads it from the standard input.
    identifier: String,
    /// Code of the record's kind.
    kind: String,
    /// Code of the department that provided it.
    provider: String,
    /// The provider's number of it.
    number: String,
    /// The day of the repair; today if absent.
    #[arg(long)]
    as_of: Option<Date>,
}

pub(super) fn identifier(text: &str) -> anyhow::Result<IdentifierText> {
    let mut text = text.to_owned();
    if text == "-" {
        text.clear();
        io::stdin().read_line(&mut text)?;
    }
    Ok(IdentifierText::guess(text.trim())?)
}

pub(crate) fn query(data: &Path, to: &To, args: &Query) -> anyhow::Result<ExitCode> {
    let query = accord_service::query::Query {
        identifier: identifier(&args.identifier)?,
        as_of: args.as_of,
        known_at: args.known_at.as_deref().map(moment).transpose()?,
        explain: args.explain,
    };
    to.answer(&Access::open(data)?.query(&query)?)
}

pub(crate) fn explain(data: &Path, to: &To, args: &Explain) -> anyhow::Result<ExitCode> {
    let query = ExplanationQuery {
        identifier: identifier(&args.identifier)?,
        measure: args.measure.clone(),
        as_of: args.as_of,
        known_at: args.known_at.as_deref().map(moment).transpose()?,
    };
    to.explanation(&Access::open(data)?.explain(&query)?)
}

pub(crate) fn repair_effect(data: &Path, to: &To, args: &RepairEffect) -> anyhow::Result<ExitCode> {
    let question = RepairQuestion {
        identifier: identifier(&args.identifier)?,
        records: vec![RecordText {
            kind: args.kind.clone(),
            provider: args.provider.clone(),
            number: args.number.clone(),
        }],
        as_of: args.as_of,
    };
    to.repair_effect(&Access::open(data)?.repair_effect(&question)?)
}

pub(crate) fn subject(data: &Path, to: &To, args: &Subject) -> anyhow::Result<ExitCode> {
    let query = SubjectQuery {
        identifier: identifier(&args.identifier)?,
        as_of: args.as_of,
        known_at: args.known_at.as_deref().map(moment).transpose()?,
        history: args.history,
        unmask: args.unmask.clone(),
    };
    to.records(&Access::open(data)?.records(&query)?)
}

pub(crate) fn search(data: &Path, to: &To, args: &Search) -> anyhow::Result<ExitCode> {
    let search = NameSearch {
        name: args.name.clone(),
        limit: args.limit,
        after: args.after,
    };
    to.names(&Access::open(data)?.search(&search)?)
}
