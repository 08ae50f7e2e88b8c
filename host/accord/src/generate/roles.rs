//! Who holds which post.
//!
//! That one person leads several enterprises is what makes a measure spread, so it is
//! built in and not left to chance: enterprises are dealt to holders by a table of how
//! many each gets. Dealing, like everything, is done by number and needs no memory.

use std::io::Write;

use accord_model::{
    contract::{Role, SubjectKind},
    date::Date,
    subject::Finding,
};

use super::{
    cases::Cases,
    head::RecordKind,
    mixer::{Dice, Stream},
    output::{Output, Post},
    population::{AS_OF, Population, Status, Subject},
};

/// Of a thousand legal representatives, so many lead so many enterprises each: 880 one,
/// the others by Zipf's law with exponent 2.2, none more than 40.
const POSTS: [(u64, u64); 16] = [
    (880, 1),
    (54, 2),
    (22, 3),
    (12, 4),
    (8, 5),
    (5, 6),
    (4, 7),
    (3, 8),
    (2, 9),
    (2, 10),
    (2, 12),
    (2, 15),
    (1, 20),
    (1, 25),
    (1, 30),
    (1, 40),
];

/// A prime above the number of enterprises, so that multiplying by it reorders them.
const ENTERPRISE_FACTOR: u64 = 15_485_863;
/// The same for persons.
const PERSON_FACTOR: u64 = 7_368_787;

/// Full age, in days.
const FULL_AGE: i32 = 18 * 366;

/// How enterprises are dealt to their legal representatives.
#[derive(Debug)]
pub(super) struct Holders {
    /// For each of a thousand holders, the end of its run of enterprises.
    ends: Vec<u64>,
    /// How many holders there are.
    count: u64,
    shift: u64,
}

impl Holders {
    /// The dealing for this population.
    pub(super) fn new(population: &Population) -> Self {
        let mixer = population.mixer;
        let mut sizes: Vec<(u64, u64)> = POSTS
            .iter()
            .flat_map(|(holders, posts)| (0..*holders).map(|_| *posts))
            .zip(0..)
            .map(|(posts, at)| (mixer.dice(Stream::HolderOrder, at).roll(), posts))
            .collect();
        sizes.sort_unstable();
        let ends = sizes
            .into_iter()
            .scan(0, |end, (_, posts)| {
                *end += posts;
                Some(*end)
            })
            .collect();
        let mut holders = Self {
            ends,
            count: 0,
            shift: mixer.dice(Stream::HolderShift, 0).below(1 << 32),
        };
        let (_, enterprises) = population.range(SubjectKind::Enterprise);
        holders.count = holders.at(enterprises.saturating_sub(1)).0 + 1;
        holders
    }

    /// The holder at a place in the dealt row, and whether it has other enterprises.
    fn at(&self, place: u64) -> (u64, bool) {
        let round = self.ends.last().copied().unwrap_or(1);
        let within = place % round;
        let holder = self.ends.partition_point(|end| *end <= within);
        let end = |at: Option<usize>| at.and_then(|at| self.ends.get(at)).copied().unwrap_or(0);
        let posts = end(Some(holder)) - end(holder.checked_sub(1));
        (
            place / round * self.ends.len() as u64 + holder as u64,
            posts > 1,
        )
    }

    /// The person who leads an enterprise today.
    ///
    /// Each holder chooses among persons of its own, so no two are the same: the first
    /// who was of age when the enterprise was founded or, with several, in 1998.
    pub(super) fn legal_representative(&self, population: &Population, index: u64) -> u64 {
        /// 1980-01-01 and 1975-01-01.
        const BORN_FOR_SEVERAL: Date = Date::from_days(3_652);
        const BORN_AT_FIRST: Date = Date::from_days(1_826);
        let (first, enterprises) = population.range(SubjectKind::Enterprise);
        let persons = population.persons();
        let number = index.saturating_sub(first);
        let place = (number * ENTERPRISE_FACTOR + self.shift) % enterprises.max(1);
        let (holder, several) = self.at(place);
        let born_by = if several {
            BORN_FOR_SEVERAL
        } else {
            population
                .founded(index)
                .add_days(-FULL_AGE)
                .max(BORN_AT_FIRST)
        };
        let person = |number: u64| (number * PERSON_FACTOR + self.shift) % persons.max(1);
        (0..)
            .map(|step| holder + step * self.count)
            .take_while(|number| *number < persons)
            .map(person)
            .find(|person| population.born(*person) <= born_by)
            .unwrap_or_else(|| person(holder))
    }
}

/// Writes the roles of an organisation.
///
/// # Errors
/// From writing.
pub(super) fn write<W: Write>(
    population: &Population,
    holders: &Holders,
    cases: &Cases,
    organisation: &Subject,
    output: &mut Output<W>,
) -> anyhow::Result<()> {
    let mut posts = Posts {
        population,
        organisation,
        output,
    };
    match organisation.kind {
        SubjectKind::SoleProprietor => Ok(()),
        SubjectKind::Enterprise => {
            let person = holders.legal_representative(population, organisation.index);
            posts.legal(person)?;
            posts.board()?;
            posts.controller(person)?;
            posts.finance(cases)?;
            posts.safety()
        }
        _ => posts.head(),
    }
}

/// The posts of one organisation.
struct Posts<'a, W> {
    population: &'a Population,
    organisation: &'a Subject,
    output: &'a mut Output<W>,
}

impl<W: Write> Posts<'_, W> {
    fn dice(&self, stream: Stream) -> Dice {
        self.population.mixer.dice(stream, self.organisation.index)
    }

    /// The legal representative, and in 18 % of enterprises the one before.
    fn legal(&mut self, person: u64) -> anyhow::Result<()> {
        let role = Role::LegalRepresentative;
        let since = self.organisation.since;
        let mut dice = self.dice(Stream::LegalChange);
        let (first, last) = (since.add_days(200), self.organisation.until.add_days(-10));
        let changed = (dice.chance(180, 1_000) && first < last).then(|| dice.day(first, last));
        let before = changed.and_then(|_| {
            let mut dice = self.dice(Stream::Predecessor);
            self.adult(&mut dice, since)
                .filter(|before| *before != person)
        });
        let (Some(changed), Some(before)) = (changed, before) else {
            return self.hold(person, role, since, None, None);
        };
        self.hold(before, role, since, Some(changed), None)?;
        self.hold(person, role, changed, None, None)
    }

    /// 董监高: from none to four, 1.4 on average.
    fn board(&mut self) -> anyhow::Result<()> {
        let mut dice = self.dice(Stream::Directors);
        let count = dice.share(&[(250, 0), (330, 1), (250, 2), (110, 3)], 4);
        for _ in 0..count {
            let roles = [(400, Role::Director), (300, Role::Supervisor)];
            let role = dice.share(&roles, Role::SeniorManager);
            let from = dice.day(self.organisation.since, self.organisation.until);
            let left = dice.chance(150, 1_000) && from.add_days(100) < self.organisation.until;
            let to = left.then(|| dice.day(from.add_days(90), self.organisation.until));
            self.appoint(&mut dice, role, from, to, None)?;
        }
        Ok(())
    }

    /// 实际控制人: known in six of ten, mostly the legal representative.
    fn controller(&mut self, legal: u64) -> anyhow::Result<()> {
        let mut dice = self.dice(Stream::Controller);
        if !dice.chance(600, 1_000) {
            return Ok(());
        }
        let (role, since) = (Role::ActualController, self.organisation.since);
        if dice.chance(700, 1_000) {
            return self.hold(legal, role, since, None, None);
        }
        self.appoint(&mut dice, role, since, None, None)
    }

    /// 财务负责人: one in two; always where a case was published, and then found
    /// responsible by its decision in four of five, if the decision's number is known.
    fn finance(&mut self, cases: &Cases) -> anyhow::Result<()> {
        let mut dice = self.dice(Stream::Finance);
        let (present, responsible) = (dice.chance(500, 1_000), dice.chance(800, 1_000));
        let case = cases.of(self.organisation.index);
        let case = case.filter(|case| case.publication.is_some());
        if !present && case.is_none() {
            return Ok(());
        }
        let since = self.organisation.since;
        let role = Role::FinancialOfficer;
        let finding = case.filter(|_| responsible).and_then(|case| {
            Some(Finding {
                provider: RecordKind::InspectionCase.provider().to_owned(),
                number: case.number(self.population.mixer)?,
                decided_on: Some(case.decided_on),
            })
        });
        self.appoint(&mut dice, role, since, None, finding)
    }

    /// 分管安全: where work is dangerous eight in ten, elsewhere one in ten.
    fn safety(&mut self) -> anyhow::Result<()> {
        let mut dice = self.dice(Stream::Safety);
        let dangerous = matches!(self.organisation.industry, "B" | "C" | "E");
        if !dice.chance(if dangerous { 800 } else { 100 }, 1_000) {
            return Ok(());
        }
        let from = dice.day(self.organisation.since, self.organisation.until);
        self.appoint(&mut dice, Role::SafetyOfficer, from, None, None)
    }

    /// 负责人 of an organisation that is no enterprise.
    fn head(&mut self) -> anyhow::Result<()> {
        let mut dice = self.dice(Stream::Head);
        let since = self.organisation.since;
        self.appoint(&mut dice, Role::PersonInCharge, since, None, None)
    }

    /// Any person who is of age on that day.
    fn adult(&self, dice: &mut Dice, day: Date) -> Option<u64> {
        (0..24)
            .map(|_| dice.below(self.population.persons()))
            .find(|person| self.population.born(*person).add_days(FULL_AGE) <= day)
    }

    fn appoint(
        &mut self,
        dice: &mut Dice,
        role: Role,
        from: Date,
        to: Option<Date>,
        finding: Option<Finding>,
    ) -> anyhow::Result<()> {
        match self.adult(dice, from) {
            Some(person) => self.hold(person, role, from, to, finding),
            None => Ok(()),
        }
    }

    /// Writes one role. A first day before the holder came of age is left out, as old
    /// registers have none; what is struck off has no officers any more.
    fn hold(
        &mut self,
        person: u64,
        role: Role,
        from: Date,
        to: Option<Date>,
        finding: Option<Finding>,
    ) -> anyhow::Result<()> {
        let gone = matches!(
            self.organisation.status,
            Some(Status::Deregistered | Status::Moved)
        );
        let to = to.or(gone.then_some(self.organisation.until));
        if to.is_some_and(|to| to <= from) {
            return Ok(());
        }
        let of_age = self.population.born(person).add_days(FULL_AGE) <= from;
        self.output.role(&Post {
            organisation: self.organisation.identifier,
            person: self.population.person_identifier(person)?,
            role,
            from: of_age.then_some(from),
            to: to.filter(|to| *to <= AS_OF),
            finding,
        })?;
        Ok(())
    }
}
