//! Administrative penalties of the last five years.
//!
//! Most subjects have none and a few have many, so the count is drawn first, from a table
//! with a long tail, and then the penalties.

use std::io::Write;

use accord_model::{contract::SubjectKind, date::Date, money::Fen};

use super::{
    cases::Publication,
    head::{Ending, Head, RecordKind},
    mixer::{Dice, Stream},
    output::Output,
    population::{AS_OF, Population, Subject},
};

/// How many penalties the punished have, in per mille; the rest has 40. Mean 2.26.
const COUNTS: [(u64, u64); 11] = [
    (675, 1),
    (147, 2),
    (60, 3),
    (32, 4),
    (20, 5),
    (13, 6),
    (17, 8),
    (13, 11),
    (9, 15),
    (6, 20),
    (4, 28),
];

/// Categories in per mille (domain.md §5.5); the rest is something else.
const CATEGORIES: [(u64, &[&str]); 8] = [
    (250, &["warning"]),
    (600, &["fine"]),
    (30, &["confiscation"]),
    (40, &["fine", "confiscation"]),
    (20, &["stop-business"]),
    (10, &["fine", "stop-business"]),
    (12, &["licence-revocation"]),
    (8, &["fine", "licence-revocation"]),
];

/// Bodies that punish, in the numbers of their documents.
const BODIES: [&str; 6] = [
    "测市监罚",
    "测环罚",
    "测应急罚",
    "测卫罚",
    "测交罚",
    "测城罚",
];

/// Of a hundred thousand, how many were punished at all: the rate of a year, times five,
/// divided by the mean count. Persons have at most five, 1.71 on average.
fn punished(kind: SubjectKind, is_party: bool) -> u64 {
    match kind {
        _ if is_party => 40_000,
        SubjectKind::Enterprise => 7_740,
        SubjectKind::SoleProprietor => 2_650,
        SubjectKind::NaturalPerson => 880,
        SubjectKind::GovernmentOrgan => 0,
        _ => 1_000,
    }
}

/// Writes the penalties of a subject. Four in ten parties of published cases have some.
///
/// # Errors
/// From writing.
pub(super) fn write<W: Write>(
    population: &Population,
    publication: Option<&Publication>,
    subject: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let mut dice = population.mixer.dice(Stream::Penalty, subject.index);
    if !dice.chance(punished(subject.kind, publication.is_some()), 100_000) {
        return Ok(());
    }
    let is_person = subject.kind == SubjectKind::NaturalPerson;
    let count = dice.share(&COUNTS, 40).min(if is_person { 5 } else { 40 });
    // The first day after five years ago on which it could be punished.
    let age = if is_person { 18 * 366 } else { 20 };
    let first = subject.since.add_days(age).max(AS_OF.add_days(-5 * 365));
    if first >= subject.until {
        return Ok(());
    }
    for ordinal in 0..count {
        let decided_on = dice.day(first, subject.until);
        one(subject, ordinal, decided_on, &mut dice, output)?;
    }
    Ok(())
}

fn one<W: Write>(
    subject: &Subject,
    ordinal: u64,
    decided_on: Date,
    dice: &mut Dice,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let categories = dice.share(&CATEGORIES, &["other"]);
    let fine = categories.contains(&"fine").then(|| dice.amount(3_000, 51));
    // A person's is seldom about a business; now and then nobody says.
    let about_business = match subject.kind {
        SubjectKind::NaturalPerson => 200,
        _ => 950,
    };
    let operating = dice.chance(about_business, 1_000);
    let operating = Some(operating).filter(|_| !dice.chance(20, 1_000));
    let large = fine.map(is_large).filter(|_| !dice.chance(30, 1_000));
    let acted_on = decided_on.add_days(-dice.days(10, 400)).max(subject.since);
    let acted_on = Some(acted_on).filter(|_| !dice.chance(100, 1_000));
    let lasted = acted_on.filter(|_| dice.chance(200, 1_000));
    let acted_until = lasted.map(|from| dice.day(from, decided_on));
    let (body, serial) = (dice.pick(&BODIES), dice.below(20_000) + 1);
    let (year, ..) = decided_on.civil();
    let head = Head {
        acted_on,
        acted_until,
        ends: ending(decided_on, dice),
        fine,
        ..Head::decided(RecordKind::Penalty, ordinal, decided_on)
    };
    output.record(subject, &head, |line| {
        let before = [body, "〔", &year.to_string(), "〕"];
        line.numbered("document-number", &before, serial, "号");
        line.codes("category", categories);
        line.amount("fine", fine);
        line.flag("large-fine", large);
        line.flag("operating", operating);
    })?;
    Ok(())
}

/// 较大数额: 50 万元 or more, a limit that any department's own would meet.
fn is_large(fine: Fen) -> bool {
    fine >= Fen(50_000_000)
}

/// Of what is older than a year, 35 % has ended: most by repair, the others by time.
fn ending(decided_on: Date, dice: &mut Dice) -> Option<(Date, Ending)> {
    let (ended, repaired) = (dice.chance(350, 1_000), dice.chance(850, 1_000));
    let after = dice.days(90, 365);
    if !ended || decided_on.add_days(366) > AS_OF {
        return None;
    }
    Some(if repaired {
        (decided_on.add_days(after), Ending::Repaired)
    } else {
        (decided_on.add_months(12), Ending::Expired)
    })
}
