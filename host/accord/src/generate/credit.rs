//! Yearly tax credit levels (纳税信用级别): announced in April for the year before.
//!
//! A level mostly stays what it was, so it is a chain and not five draws: three years of
//! A running carry a measure of their own.

use std::io::Write;

use accord_model::{contract::SubjectKind, date::Date};

use super::{
    cases::{Cases, Downgrade},
    head::{Head, RecordKind},
    mixer::Stream,
    output::Output,
    population::{AS_OF, Population, Status, Subject},
};

/// Years evaluated.
const YEARS: std::ops::RangeInclusive<i32> = 2021..=2025;

/// Levels in per mille; the rest is D.
const LEVELS: [(u64, &str); 4] = [(110, "a"), (420, "b"), (330, "m"), (60, "c")];

/// Writes the levels of a subject: of 60 % of active enterprises older than a year and of
/// 30 % of cooperatives and social organisations.
///
/// # Errors
/// From writing.
pub(super) fn write<W: Write>(
    population: &Population,
    cases: &Cases,
    subject: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let evaluated = match subject.kind {
        SubjectKind::Enterprise => 600,
        SubjectKind::Cooperative | SubjectKind::SocialOrganisation => 300,
        _ => return Ok(()),
    };
    let publication = cases.published(subject.index);
    let good_record = publication.and_then(|p| p.good_record);
    let mut dice = population.mixer.dice(Stream::CreditLevel, subject.index);
    let chosen = dice.chance(evaluated, 1_000) || good_record.is_some();
    let young = subject.since > AS_OF.add_days(-365);
    if !chosen || young || subject.status != Some(Status::Active) {
        return Ok(());
    }
    let mut level = None;
    for year in YEARS {
        let announced = Date::new(year + 1, 4, 1)?.add_days(dice.days(0, 29));
        let year_end = Date::new(year, 12, 31)?;
        if subject.since > year_end {
            continue;
        }
        let drawn = dice.share(&LEVELS, "d");
        let kept = dice.chance(800, 1_000);
        let next = level.filter(|_| kept).unwrap_or(drawn);
        level = Some(next);
        // Never A in the first three years of operation.
        let new = subject.since.add_months(36) > year_end;
        let own = if next == "a" && new { "m" } else { next };
        let written = match (good_record, publication) {
            (Some(Downgrade::Next), Some(published)) if published.on < announced => "d",
            (Some(_), _) => "a",
            (None, _) => own,
        };
        // One in a thousand lacks its year, one in five hundred its level.
        let (year_given, level_given) = (!dice.chance(1, 1_000), !dice.chance(2, 1_000));
        let given = good_record.is_some();
        let ordinal = (year - 2_000).unsigned_abs().into();
        let head = Head::decided(RecordKind::CreditLevel, ordinal, announced);
        output.record(subject, &head, |line| {
            line.integer(
                "year",
                Some(i64::from(year)).filter(|_| given || year_given),
            );
            if given || level_given {
                line.text("level", written);
            }
        })?;
    }
    Ok(())
}
