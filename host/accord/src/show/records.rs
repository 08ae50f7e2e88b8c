//! How batches, subjects and records look on a terminal.

use accord_model::contract::Value;
use accord_service::{
    batches::BatchReport,
    names::NamePage,
    records::{KnownView, RecordView, SubjectRecords},
};

use super::{moment, table, word};

pub(super) fn batch(report: &BatchReport) {
    let counts = &report.counts;
    println!(
        "batch {}: read {}, accepted {} (added {}, corrected {}), rejected {}, flagged {}",
        report.number,
        counts.read,
        counts.accepted,
        counts.added,
        counts.corrected,
        counts.rejected,
        counts.flagged
    );
    for (flag, lines) in &counts.flags {
        println!("  {flag}: {lines}");
    }
    for sheet in &report.unread_sheets {
        println!("  sheet `{sheet}` was not read: its header is another");
    }
    for rejection in &report.rejections {
        let field = rejection.field.as_deref().unwrap_or("-");
        let value = rejection
            .value
            .as_deref()
            .map_or_else(String::new, |value| format!(" `{value}`"));
        println!(
            "  line {} {field}{value}: {} ({})",
            rejection.line, rejection.reason_zh, rejection.reason_en
        );
    }
    if let Some((zh, en)) = &report.failure {
        println!("  broke off: {zh} ({en})");
    }
}

pub(super) fn batches(batches: &[BatchReport]) {
    let mut table = table([
        "batch", "from", "by", "file", "read", "changed", "rejected", "flagged",
    ]);
    for report in batches {
        let counts = &report.counts;
        let file = report.file.clone().unwrap_or_default();
        table.add_row([
            report.number.to_string(),
            moment(report.started_at),
            report.by.to_string(),
            match (&report.failure, report.ended_at) {
                (None, Some(_)) => file,
                _ => format!("{file} (cut off)"),
            },
            counts.read.to_string(),
            counts.changed.to_string(),
            counts.rejected.to_string(),
            counts.flagged.to_string(),
        ]);
    }
    println!("{table}");
}

pub(super) fn names(page: &NamePage) {
    let mut table = table(["name", "kind", "identifier", "part of", "id"]);
    for hit in &page.hits {
        table.add_row([
            hit.name.clone(),
            hit.kind.map_or_else(|| "-".to_owned(), |kind| word(&kind)),
            hit.identifier.clone(),
            hit.part_of
                .as_ref()
                .map_or_else(String::new, |whole| whole.name.clone()),
            hit.id.to_string(),
        ]);
    }
    println!("{table}");
    if let Some(next) = page.next {
        println!("more: --after {next}");
    }
}

pub(super) fn subject(records: &SubjectRecords) {
    let subject = &records.subject;
    println!(
        "{} {} (as of {})",
        subject.name, subject.identifier, records.as_of
    );
    for identifier in &records.identifiers {
        let unverified = if identifier.verified || !identifier.scheme.has_check() {
            ""
        } else {
            " (check wrong)"
        };
        println!(
            "  {}: {}{unverified}",
            identifier.scheme.name_zh(),
            identifier.value
        );
    }
    for profile in &records.profiles {
        println!(
            "  {} {}: {} {}{}",
            named(&profile.provider.name),
            profile
                .from
                .map_or_else(String::new, |from| from.to_string()),
            profile.name,
            profile.status.as_deref().unwrap_or_default(),
            known(&profile.known)
        );
    }
    if records.contradictory {
        println!("  registers disagree on its status");
    }
    if let Some(department) = &records.only_of {
        println!("  records of {department} only");
    }
    if records.neighbours_left_out > 0 {
        println!(
            "  {} more are around it than were looked at",
            records.neighbours_left_out
        );
    }
    let mut rows = table(["record", "number", "decided", "ends", "values", "known"]);
    for record in &records.records {
        rows.add_row([
            format!("{} {}", record.name, record.provider.name),
            record.number.clone(),
            day(record.decided_on),
            day(record.ends_on),
            values(record),
            known(&record.known),
        ]);
    }
    println!("{rows}");
    for role in &records.roles {
        println!(
            "  {} {} of {} {}..{}{}",
            role.person.name,
            word(&role.role),
            role.organisation.name,
            day(role.from),
            day(role.to),
            known(&role.known)
        );
    }
}

/// A name, or a dash for one that nobody gave.
fn named(name: &str) -> &str {
    if name.is_empty() { "-" } else { name }
}

fn day(day: Option<accord_model::date::Date>) -> String {
    day.map_or_else(|| "-".to_owned(), |day| day.to_string())
}

fn known(known: &KnownView) -> String {
    let until = known.withdrawn.map_or_else(String::new, |withdrawn| {
        format!(" until {}", moment(withdrawn.at))
    });
    format!(
        " since {} (batch {}){until}",
        moment(known.recorded_at),
        known.batch
    )
}

fn values(record: &RecordView) -> String {
    let values = record.values.iter().map(|value| {
        let text = match &value.value {
            Value::Text(text) | Value::Code(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Amount(amount) => amount.to_string(),
            Value::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
            Value::Date(day) => day.to_string(),
            Value::Codes(codes) => codes.join(", "),
        };
        format!("{}: {text}", value.title)
    });
    values.collect::<Vec<_>>().join("\n")
}
