//! Records of courts and of departments that punish, and those of planned tax cases.
//!
//! Of what has ended, 35 % says so by `ends_on`: providers often forget to.

use std::{collections::BTreeMap, io::Write};

use accord_model::{contract::SubjectKind, date::Date};

use super::{
    cases::{Case, Cases, Publication},
    head::{Ending, Head, RecordKind},
    mixer::Stream,
    output::Output,
    population::{AS_OF, Population, Subject},
    roles::Holders,
};

/// Yesterday: the last day on which something happened.
const LAST: Date = AS_OF.add_days(-1);

/// Full age, in days.
const FULL_AGE: i32 = 18 * 366;

/// Persons sentenced as legal representatives in published cases, with the day.
pub(super) type Sentenced = BTreeMap<u64, Date>;

/// Who was sentenced with a published case.
pub(super) fn sentenced(population: &Population, holders: &Holders, cases: &Cases) -> Sentenced {
    cases
        .iter()
        .filter(|(subject, _)| population.kind(*subject) == SubjectKind::Enterprise)
        .filter(|(_, case)| case.publication.as_ref().is_some_and(|p| p.sentence))
        .map(|(subject, case)| {
            let day = case.decided_on.add_days(150).min(AS_OF.add_days(-20));
            (holders.legal_representative(population, subject), day)
        })
        .collect()
}

/// The first day on which a subject can act.
fn of_age(subject: &Subject) -> Date {
    match subject.kind {
        SubjectKind::NaturalPerson => subject.since.add_days(FULL_AGE),
        _ => subject.since.add_days(30),
    }
}

/// Writes the case of a subject, its publication and what it still owes.
///
/// # Errors
/// From writing.
pub(super) fn tax_case<W: Write>(
    population: &Population,
    case: &Case,
    subject: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let number = case.number(population.mixer);
    let head = Head {
        acted_on: Some(case.acted_on),
        acted_until: Some(case.acted_until),
        ends: case.ends,
        ..Head::decided(RecordKind::InspectionCase, 0, case.decided_on)
    };
    output.record(subject, &head, |line| {
        line.optional("case-number", number.as_deref());
        line.text("violation", case.violation);
        line.amount("amount", case.sums.amount);
        line.amount("tax-payable-of-year", case.sums.tax_payable_of_year);
        line.integer("invoices", case.sums.invoices);
        line.amount("face-amount", case.sums.face_amount);
        line.flag("violent", (case.violation == "refusal").then_some(true));
        line.flag("absconded", Some(case.absconded));
        line.flag("grave-influence", Some(case.grave));
        line.date("paid-in-full-on", case.paid_on);
    })?;
    let Some(publication) = &case.publication else {
        return Ok(());
    };
    let head = Head {
        acted_on: Some(case.acted_on),
        acted_until: Some(case.acted_until),
        ends: publication.ends,
        ..Head::decided(RecordKind::PublishedCase, 0, publication.on)
    };
    output.record(subject, &head, |line| {
        line.optional("case-number", number.as_deref());
        line.text("violation", case.violation);
        line.date("case-decided-on", Some(case.decided_on));
        line.date("paid-in-full-on", case.paid_on);
    })?;
    Ok(())
}

/// Writes arrears: of one enterprise in a thousand, and of every eighth published case
/// that is not paid.
///
/// # Errors
/// From writing.
pub(super) fn arrears<W: Write>(
    population: &Population,
    case: Option<&Case>,
    subject: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let mut dice = population.mixer.dice(Stream::Arrears, subject.index);
    let by_chance = subject.kind == SubjectKind::Enterprise && dice.chance(1, 1_000);
    let by_case = case.is_some_and(|case| {
        case.publication.is_some() && case.paid_on.is_none() && case.serial.is_multiple_of(8)
    });
    if !by_chance && !by_case {
        return Ok(());
    }
    let since = case.map_or(of_age(subject), |case| case.decided_on);
    let decided_on = dice.day(since.max(LAST.add_days(-1_500)), subject.until);
    let guaranteed = (!dice.chance(80, 1_000)).then(|| dice.chance(300, 1_000));
    let amount = dice.amount(200_000, 28);
    let paid_on = (!by_case && dice.chance(300, 1_000))
        .then(|| decided_on.add_days(dice.days(10, 400)))
        .filter(|paid| *paid <= LAST);
    let ends = paid_on
        .filter(|_| dice.chance(350, 1_000))
        .map(|paid| (paid, Ending::Exited));
    let head = Head {
        ends,
        ..Head::decided(RecordKind::Arrears, 0, decided_on)
    };
    output.record(subject, &head, |line| {
        line.amount("amount", Some(amount));
        line.flag("guaranteed", guaranteed);
        line.date("paid-on", paid_on);
    })?;
    Ok(())
}

/// Writes 失信被执行人: on the list are 6 per mille of all subjects, 71 of a hundred of
/// them persons; a quarter as many have been on it. One in ten parties of published
/// cases is.
///
/// # Errors
/// From writing.
pub(super) fn judgment_debtor<W: Write>(
    population: &Population,
    publication: Option<&Publication>,
    subject: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let rate = match subject.kind {
        _ if publication.is_some() => 10_000,
        SubjectKind::NaturalPerson => 494,
        SubjectKind::Enterprise => 2_000,
        SubjectKind::SoleProprietor => 750,
        SubjectKind::Cooperative | SubjectKind::SocialOrganisation => 300,
        _ => return Ok(()),
    };
    let mut dice = population.mixer.dice(Stream::JudgmentDebtor, subject.index);
    let roll = dice.below(100_000);
    if roll >= rate + rate / 4 || of_age(subject) >= subject.until {
        return Ok(());
    }
    let listed = roll < rate;
    let circumstances = [
        (620, "able-but-refuses"),
        (30, "obstruction"),
        (60, "evasion"),
        (200, "asset-report"),
        (70, "consumption-order"),
    ];
    let circumstance = dice.share(&circumstances, "settlement-refused");
    // Circumstance 1 has no term; the others stand for two years.
    let open = circumstance == "able-but-refuses";
    let (first, last) = match (listed, open) {
        (true, true) => (LAST.add_days(-6 * 365), subject.until),
        (true, false) => (LAST.add_days(-725), subject.until),
        (false, _) => (LAST.add_days(-3_800), LAST.add_days(-800)),
    };
    let decided_on = dice.day(first.max(of_age(subject)), last.min(subject.until));
    let performed = !listed && (open || dice.chance(600, 1_000));
    let performed_on = performed.then(|| decided_on.add_days(dice.days(30, 360)));
    let ends = match performed_on {
        Some(day) => dice.chance(350, 1_000).then_some((day, Ending::Exited)),
        None => (!listed).then_some((decided_on.add_months(24), Ending::Expired)),
    }
    .filter(|(day, _)| *day <= LAST);
    let amount = dice.amount(80_000, 34);
    let serial = dice.below(9_000) + 1;
    let (year, ..) = decided_on.civil();
    let head = Head {
        acted_on: Some(decided_on.add_days(-dice.days(20, 300))),
        ends,
        ..Head::decided(RecordKind::JudgmentDebtor, 0, decided_on)
    };
    output.record(subject, &head, |line| {
        line.numbered(
            "case-number",
            &["(", &year.to_string(), ")测1802执"],
            serial,
            "号",
        );
        line.text("court", "测试区人民法院");
        line.text("circumstance", circumstance);
        line.amount("duty-amount", Some(amount));
        line.date("performed-on", performed_on.filter(|day| *day <= LAST));
    })?;
    Ok(())
}

/// Writes a sentence: of one person in ten thousand, and of those in [`Sentenced`].
///
/// # Errors
/// From writing.
pub(super) fn sentence<W: Write>(
    population: &Population,
    sentenced: &Sentenced,
    subject: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    if subject.kind != SubjectKind::NaturalPerson {
        return Ok(());
    }
    let mut dice = population.mixer.dice(Stream::Sentence, subject.index);
    let by_chance = dice.chance(1, 10_000);
    let with_case = sentenced.get(&subject.index).copied();
    if !by_chance && with_case.is_none() {
        return Ok(());
    }
    let first = of_age(subject).max(LAST.add_days(-4_000));
    let decided_on = with_case.unwrap_or(dice.day(first, LAST));
    let shares = [(200, "property"), (120, "embezzlement"), (80, "bribery")];
    let offence = match with_case {
        Some(_) => "economic-order",
        None => dice.share(&shares, "economic-order"),
    };
    let completed = decided_on.add_days(dice.days(180, 2_600));
    let completed = (!dice.chance(50, 1_000)).then_some(completed);
    let deprived = dice.chance(50, 1_000);
    let restored = completed.filter(|_| deprived).map(|day| day.add_months(12));
    let head = Head {
        acted_on: Some(decided_on.add_days(-dice.days(200, 900))),
        ..Head::decided(RecordKind::Sentence, 0, decided_on)
    };
    output.record(subject, &head, |line| {
        line.text("offence", offence);
        line.date("sentence-completed-on", completed);
        line.date("political-rights-restored-on", restored);
    })?;
    Ok(())
}
