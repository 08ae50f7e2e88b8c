//! Tax cases. There are so few that they are not left to chance but planned: each has a
//! place in time, so that every rule set occurs, and sums placed about its thresholds.
//!
//! With `n` subjects, published in force are 40 in 1,040,000, but no fewer than
//! [`LEAST_IN_FORCE`], so that a small data set shows something; published and over are
//! 104 in 1,040,000 (twelve a year from 2014 on), but no fewer than [`LEAST_OVER`]. To
//! each come its own inspection case and two that were not published.

use std::collections::BTreeMap;

use accord_model::{contract::SubjectKind, date::Date};

use super::{
    head::Ending,
    mixer::{Dice, Mixer, Stream},
    population::{AS_OF, Population, Status},
    sums::{RuleSet, Side, Sums},
};

/// The least number of published cases in force.
const LEAST_IN_FORCE: u64 = 12;
/// The least number of published cases that are over.
const LEAST_OVER: u64 = 16;

/// 2014-11-01: decisions begin.
const FIRST_DECISION: Date = Date::from_days(16_375);
/// 2023-03-15: the last decision of a case whose publication is over by now.
const LAST_DECISION_OVER: Date = Date::from_days(19_431);
/// 2023-12-01: the first publication of those in force.
const FIRST_IN_FORCE: Date = Date::from_days(19_692);

/// A tax case and its publication.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// Number among all cases.
    pub(super) serial: u64,
    pub(super) violation: &'static str,
    pub(super) sums: Sums,
    pub(super) acted_on: Date,
    pub(super) acted_until: Date,
    pub(super) decided_on: Date,
    pub(super) paid_on: Option<Date>,
    pub(super) absconded: bool,
    pub(super) grave: bool,
    /// Whether the tax office says the case has ended.
    pub(super) ends: Option<(Date, Ending)>,
    pub(super) publication: Option<Publication>,
}

impl Case {
    /// Number of the decision (文号); of one case in a hundred nobody gives it.
    pub(super) fn number(&self, mixer: Mixer) -> Option<String> {
        let mut dice = mixer.dice(Stream::CaseNumber, self.serial);
        let (year, ..) = self.decided_on.civil();
        (!dice.chance(10, 1_000)).then(|| format!("测税稽〔{year}〕{}号", self.serial + 1))
    }
}

/// The publication of a case.
#[derive(Debug, Clone)]
pub(super) struct Publication {
    pub(super) on: Date,
    pub(super) ends: Option<(Date, Ending)>,
    /// The party was an A-level taxpayer until then; and afterwards, if it was late to be
    /// downgraded.
    pub(super) good_record: Option<Downgrade>,
    /// The legal representative was sentenced.
    pub(super) sentence: bool,
}

/// When a published A-level taxpayer loses its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Downgrade {
    /// With the next yearly evaluation.
    Next,
    /// Not yet.
    Late,
}

/// All cases, by the number of their subject.
#[derive(Debug, Default)]
pub(super) struct Cases {
    by_subject: BTreeMap<u64, Case>,
}

impl Cases {
    /// The cases of this population.
    pub(super) fn plan(population: &Population) -> Self {
        let per_district = |count: u64| (population.total() * count).div_ceil(1_040_000);
        let in_force = per_district(40).max(LEAST_IN_FORCE);
        let over = per_district(104).max(LEAST_OVER);
        let mut plan = Plan {
            population,
            cases: Self::default(),
            serial: 0,
            turns: BTreeMap::new(),
        };
        let last = AS_OF.add_days(-5);
        for at in 0..in_force {
            let (first, last) = slice(FIRST_IN_FORCE, last, at, in_force);
            plan.publish_in_force(at, first, last);
        }
        for at in 0..over {
            let (first, last) = slice(FIRST_DECISION, LAST_DECISION_OVER, at, over);
            plan.publish_over(at, first, last);
        }
        let unpublished = 2 * (in_force + over);
        for at in 0..unpublished {
            let (first, last) = slice(FIRST_DECISION, last, at, unpublished);
            plan.inspect(at, first, last);
        }
        plan.cases
    }

    /// The case of this subject.
    pub(super) fn of(&self, subject: u64) -> Option<&Case> {
        self.by_subject.get(&subject)
    }

    /// The published case of this subject.
    pub(super) fn published(&self, subject: u64) -> Option<&Publication> {
        self.of(subject).and_then(|case| case.publication.as_ref())
    }

    /// All, by subject.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Case)> {
        self.by_subject
            .iter()
            .map(|(subject, case)| (*subject, case))
    }
}

/// The `at`-th of `count` equal slices of the days from `first` to `last`.
fn slice(first: Date, last: Date, at: u64, count: u64) -> (Date, Date) {
    let span = (last.days() - first.days()).unsigned_abs();
    let begin = |at: u64| first.add_days((u64::from(span) * at / count.max(1)) as i32);
    (begin(at), begin(at + 1).add_days(-1).max(begin(at)))
}

/// Cases while they are planned.
struct Plan<'a> {
    population: &'a Population,
    cases: Cases,
    serial: u64,
    /// How many unpublished cases each rule set has.
    turns: BTreeMap<RuleSet, u64>,
}

impl Plan<'_> {
    fn mixer(&self) -> Mixer {
        self.population.mixer
    }

    /// A case published within the last three years, decided under 总局令第54号.
    fn publish_in_force(&mut self, at: u64, first: Date, last: Date) {
        let mut dice = self.mixer().dice(Stream::Case, self.serial);
        let on = dice.day(first, last);
        let decided_on = on.add_days(-dice.days(60, 240));
        let kind = party_kind(at);
        let good_record =
            (kind == SubjectKind::Enterprise && at % 3 != 1).then_some(if at.is_multiple_of(6) {
                Downgrade::Late
            } else {
                Downgrade::Next
            });
        let publication = Publication {
            on,
            ends: None,
            good_record,
            sentence: at % 6 == 5,
        };
        let mut case = published(self.serial, decided_on, publication, &mut dice);
        // Under this rule set payment alone ends nothing.
        case.paid_on = dice
            .chance(150, 1_000)
            .then(|| dice.day(on, AS_OF.add_days(-2)));
        self.add(kind, case);
    }

    /// A case whose publication is over.
    fn publish_over(&mut self, at: u64, first: Date, last: Date) {
        let mut dice = self.mixer().dice(Stream::Case, self.serial);
        let decided_on = dice.day(first, last);
        let on = decided_on.add_days(dice.days(60, 240));
        let end = on.add_months(RuleSet::on(decided_on).term_months());
        let paid_on = dice
            .chance(400, 1_000)
            .then(|| dice.day(on.add_days(30), end));
        let ends = dice.chance(350, 1_000).then_some(match paid_on {
            Some(paid) => (paid.max(on.add_days(190)).min(end), Ending::Repaired),
            None => (end, Ending::Expired),
        });
        let publication = Publication {
            on,
            ends,
            good_record: None,
            sentence: at % 6 == 5,
        };
        let mut case = published(self.serial, decided_on, publication, &mut dice);
        case.paid_on = paid_on;
        self.add(party_kind(at), case);
    }

    /// A case below, at and above the thresholds in turn, that is not published: often
    /// because it is paid, or because it is too small, or not yet.
    fn inspect(&mut self, at: u64, first: Date, last: Date) {
        let mut dice = self.mixer().dice(Stream::Case, self.serial);
        let decided_on = dice.day(first, last);
        let rules = RuleSet::on(decided_on);
        let turns = self.turns.entry(rules).or_default();
        let (violation, side) = rules.turn(*turns);
        *turns += 1;
        let paid_on = (dice.chance(300, 1_000))
            .then(|| decided_on.add_days(dice.days(10, 200)))
            .filter(|paid| *paid < AS_OF);
        let mut case = decided(self.serial, violation, side, decided_on, &mut dice);
        case.grave = dice.chance(20, 1_000);
        case.paid_on = paid_on;
        case.ends = paid_on
            .filter(|_| dice.chance(350, 1_000))
            .map(|paid| (paid, Ending::Exited));
        if at % 31 == 30 {
            case.sums.amount = None;
        }
        let kind = if violation == "aiding" {
            SubjectKind::NaturalPerson
        } else {
            party_kind(at)
        };
        self.add(kind, case);
    }

    /// Gives the case to a subject that was three years old then, still exists and has no
    /// other case.
    fn add(&mut self, kind: SubjectKind, case: Case) {
        self.serial += 1;
        let (first, count) = self.population.range(kind);
        let old_enough = match kind {
            SubjectKind::NaturalPerson => case.decided_on.add_days(-25 * 365),
            _ => case.decided_on.add_days(-3 * 366),
        };
        let mut dice = self.mixer().dice(Stream::CaseParty, case.serial);
        let party = (0..5_000)
            .map(|_| first + dice.below(count))
            .filter(|index| !self.cases.by_subject.contains_key(index))
            .filter_map(|index| self.population.subject(index).ok())
            .find(|party| {
                let stands = matches!(party.status, None | Some(Status::Active | Status::Revoked));
                let credited = case
                    .publication
                    .as_ref()
                    .is_some_and(|p| p.good_record.is_some());
                let evaluated = party.status == Some(Status::Active);
                party.since <= old_enough && stands && (!credited || evaluated)
            });
        if let Some(party) = party {
            self.cases.by_subject.insert(party.index, case);
        }
    }
}

/// Mostly enterprises.
fn party_kind(at: u64) -> SubjectKind {
    match (at % 9, at % 11) {
        (4, _) => SubjectKind::SoleProprietor,
        (_, 7) => SubjectKind::NaturalPerson,
        _ => SubjectKind::Enterprise,
    }
}

/// A case that meets the publication standard.
fn published(serial: u64, decided_on: Date, publication: Publication, dice: &mut Dice) -> Case {
    let shares = [
        (550, "special-invoice-fraud"),
        (350, "evasion"),
        (50, "export-refund-fraud"),
        (30, "ordinary-invoice-fraud"),
    ];
    let violation = dice.share(&shares, "refusal");
    let side = if dice.chance(250, 1_000) {
        Side::At
    } else {
        Side::Above
    };
    let mut case = decided(serial, violation, side, decided_on, dice);
    case.absconded = dice.chance(300, 1_000);
    case.publication = Some(publication);
    case
}

/// A case with its sums and days.
fn decided(
    serial: u64,
    violation: &'static str,
    side: Side,
    decided_on: Date,
    dice: &mut Dice,
) -> Case {
    let acted_until = decided_on.add_days(-dice.days(120, 700));
    Case {
        serial,
        violation,
        sums: RuleSet::on(decided_on).sums(violation, side, dice),
        acted_on: acted_until.add_days(-dice.days(0, 600)),
        acted_until,
        decided_on,
        paid_on: None,
        absconded: violation == "absconding",
        grave: false,
        ends: None,
        publication: None,
    }
}
