//! Who there is: natural persons first, then organisations, each kind a run of numbers.
//!
//! A subject follows from its number alone. Its code must also be its own, so codes are
//! not drawn: the number is spread over all possible codes by a one-to-one map. All codes
//! bear the division 481802, which GB/T 2260 does not know; numbers of a true division
//! would meet living persons (domain.md §5.2).

use accord_model::{
    codes::{CodeError, ResidentIdentityNumber, UnifiedSocialCreditCode},
    contract::SubjectKind,
    date::Date,
    identifier::Identifier,
};

use super::{
    mixer::{Mixer, Stream},
    names::{self, Name},
};

/// The fictional division 测试市测试区.
pub(super) const DIVISION: u32 = 481_802;
/// The same in text.
pub(super) const DIVISION_TEXT: &str = "481802";

/// 2026-11-23: records run up to the day before it.
pub(super) const AS_OF: Date = Date::from_days(20_780);

/// Kinds in the order of their numbers, with their count in ten thousand subjects.
const KINDS: [(SubjectKind, u64); 7] = [
    (SubjectKind::NaturalPerson, 8_620),
    (SubjectKind::SoleProprietor, 770),
    (SubjectKind::Enterprise, 580),
    (SubjectKind::Cooperative, 6),
    (SubjectKind::SocialOrganisation, 14),
    (SubjectKind::PublicInstitution, 8),
    (SubjectKind::GovernmentOrgan, 2),
];

/// Industries of enterprises (GB/T 4754), in per mille; the rest is health.
const ENTERPRISE_INDUSTRIES: [(u64, &str); 17] = [
    (330, "F"),
    (160, "C"),
    (130, "L"),
    (90, "E"),
    (50, "K"),
    (50, "M"),
    (45, "I"),
    (45, "G"),
    (35, "A"),
    (25, "H"),
    (20, "O"),
    (5, "J"),
    (4, "B"),
    (3, "D"),
    (3, "N"),
    (2, "P"),
    (2, "R"),
];

/// Industries of sole proprietors, in per mille; the rest is education.
const TRADER_INDUSTRIES: [(u64, &str); 8] = [
    (560, "F"),
    (180, "H"),
    (110, "O"),
    (60, "C"),
    (40, "G"),
    (15, "R"),
    (15, "L"),
    (10, "A"),
];

/// Days of foundation: so many per mille were founded before that day, evenly between
/// two. 1985-01-01, 2000-01-01, 2008-01-01, 2012-01-01, 2016-01-01, 2020-01-01,
/// 2023-11-23 (three years), 2025-11-23 (one year), 2026-11-20.
const FOUNDED: [(u64, i32); 9] = [
    (0, 5_479),
    (20, 10_957),
    (120, 13_879),
    (260, 15_340),
    (500, 16_801),
    (650, 18_262),
    (800, 19_684),
    (920, 20_415),
    (1_000, 20_777),
];

/// Registration status (登记状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// 存续.
    Active,
    /// 吊销未注销.
    Revoked,
    /// 注销.
    Deregistered,
    /// 迁出.
    Moved,
}

impl Status {
    /// Its name in the file.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Revoked => "revoked",
            Self::Deregistered => "deregistered",
            Self::Moved => "moved",
        }
    }
}

/// A subject, as it truly is; the file may leave parts out.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// Its number in the data set.
    pub(super) index: u64,
    pub(super) kind: SubjectKind,
    pub(super) identifier: Identifier,
    pub(super) name: Name,
    /// Day of birth or foundation.
    pub(super) since: Date,
    /// Section of GB/T 4754; empty for persons.
    pub(super) industry: &'static str,
    /// None for persons, who are not registered.
    pub(super) status: Option<Status>,
    /// Last day on which something can happen to it.
    pub(super) until: Date,
}

impl Subject {
    /// The department that registers it, as the first character of its code says
    /// (domain.md §3.1), under its name of today.
    pub(super) const fn register(&self) -> &'static str {
        match self.kind {
            SubjectKind::NaturalPerson => "public-security-sub-bureau",
            SubjectKind::SocialOrganisation => "civil-affairs-bureau",
            SubjectKind::PublicInstitution | SubjectKind::GovernmentOrgan => "staffing-office",
            _ => "market-supervision-bureau",
        }
    }
}

/// All subjects.
#[derive(Debug, Clone)]
pub(super) struct Population {
    pub(super) mixer: Mixer,
    total: u64,
}

impl Population {
    /// So many subjects, a multiple of ten thousand.
    pub(super) const fn new(mixer: Mixer, total: u64) -> Self {
        Self { mixer, total }
    }

    /// How many subjects there are.
    pub(super) const fn total(&self) -> u64 {
        self.total
    }

    /// First number and count of a kind.
    pub(super) fn range(&self, kind: SubjectKind) -> (u64, u64) {
        let mut first = 0;
        for (other, share) in KINDS {
            let count = self.total / 10_000 * share;
            if other == kind {
                return (first, count);
            }
            first += count;
        }
        (first, 0)
    }

    /// How many persons there are; theirs are the numbers below it.
    pub(super) fn persons(&self) -> u64 {
        self.range(SubjectKind::NaturalPerson).1
    }

    /// The subject of this number.
    ///
    /// # Errors
    /// Never for a number below the total: each has a valid code.
    pub(super) fn subject(&self, index: u64) -> Result<Subject, CodeError> {
        match self.kind(index) {
            SubjectKind::NaturalPerson => self.person(index),
            kind => self.organisation(index, kind),
        }
    }

    /// The kind of the subject of this number.
    pub(super) fn kind(&self, index: u64) -> SubjectKind {
        let mut end = 0;
        for (kind, share) in KINDS {
            end += self.total / 10_000 * share;
            if index < end {
                return kind;
            }
        }
        SubjectKind::GovernmentOrgan
    }

    fn person(&self, index: u64) -> Result<Subject, CodeError> {
        let mut names = self.mixer.dice(Stream::PersonName, index);
        let born = self.born(index);
        Ok(Subject {
            index,
            kind: SubjectKind::NaturalPerson,
            identifier: self.person_identifier(index)?,
            name: names::person(&mut names),
            since: born,
            industry: "",
            status: None,
            until: AS_OF.add_days(-1),
        })
    }

    /// The identity number of a person.
    ///
    /// # Errors
    /// Never for a person's number.
    pub(super) fn person_identifier(&self, index: u64) -> Result<Identifier, CodeError> {
        let (year, month, day) = self.born(index).civil();
        let year = u16::try_from(year).unwrap_or_default();
        // Numbers below 10 are left to cases written by hand.
        let sequence = 10 + u16::try_from(index % SEQUENCES).unwrap_or_default();
        ResidentIdentityNumber::compose(DIVISION, year, month, day, sequence)
            .map(Identifier::Person)
    }

    /// Day of birth: 1945 to 2008, triangular, most about July 1985.
    ///
    /// Persons with the same sequence number must not share a day. They take different
    /// ones of [`STRATA`] slices of equal count, at the same place in each; where births
    /// are most frequent, two such places are 2.9 days apart.
    pub(super) fn born(&self, index: u64) -> Date {
        /// 1945-01-01.
        const FIRST: i32 = -9_131;
        /// Days from then to 1985-07-01, and on to 2008-12-31.
        const RISE: u64 = 14_791;
        const FALL: u64 = 8_584;
        const SPAN: u64 = RISE + FALL;
        const ONE: u64 = 1 << 32;

        let (sequence, turn) = (index % SEQUENCES, index / SEQUENCES);
        let mut dice = self.mixer.dice(Stream::Birth, sequence);
        let stratum = (turn * 1_597 + dice.below(STRATA)) % STRATA;
        let place = stratum * ONE / STRATA + dice.below(ONE / STRATA);
        let days = if place * SPAN < RISE * ONE {
            ((place * RISE * SPAN) >> 32).isqrt()
        } else {
            SPAN - (((ONE - place) * FALL * SPAN) >> 32).isqrt()
        };
        // INVARIANT: at most SPAN.
        Date::from_days(FIRST + days as i32)
    }

    fn organisation(&self, index: u64, kind: SubjectKind) -> Result<Subject, CodeError> {
        let mut names = self.mixer.dice(Stream::OrganisationName, index);
        let since = self.founded(index);
        let (status, until) = self.status(index, kind, since);
        let industry = self.industry(index, kind);
        Ok(Subject {
            index,
            kind,
            identifier: self.code(index, kind)?,
            name: names::organisation(kind, industry, &mut names),
            since,
            industry,
            status: Some(status),
            until,
        })
    }

    fn code(&self, index: u64, kind: SubjectKind) -> Result<Identifier, CodeError> {
        const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
        let (department, category) = match kind {
            SubjectKind::SoleProprietor => ('9', '2'),
            SubjectKind::Cooperative => ('9', '3'),
            SubjectKind::SocialOrganisation => ('5', '1'),
            SubjectKind::PublicInstitution => ('1', '2'),
            SubjectKind::GovernmentOrgan => ('1', '1'),
            _ => ('9', '1'),
        };
        // One-to-one: the factor shares no divisor with a power of 31.
        let all = 31_u64.pow(6);
        let shift = self.mixer.dice(Stream::CodeBody, 0).below(all);
        let mut rest = (index * 15_485_863 + shift) % all;
        // Codes written by hand begin with MA.
        let mut body = String::from("MG");
        for _ in 0..6 {
            let byte = ALPHABET.get((rest % 31) as usize).copied().unwrap_or(b'0');
            body.push(byte.into());
            rest /= 31;
        }
        UnifiedSocialCreditCode::compose(department, category, DIVISION, &body)
            .map(Identifier::Organisation)
    }

    /// The day on which an organisation was founded.
    pub(super) fn founded(&self, index: u64) -> Date {
        let mut dice = self.mixer.dice(Stream::Founded, index);
        let place = dice.below(1_000);
        let (mut from, mut to) = (FOUNDED[0], FOUNDED[0]);
        for next in FOUNDED {
            (from, to) = (to, next);
            if place < next.0 {
                break;
            }
        }
        dice.day(Date::from_days(from.1), Date::from_days(to.1 - 1))
    }

    /// Status and last day of an organisation. None closes within its first year.
    fn status(&self, index: u64, kind: SubjectKind, since: Date) -> (Status, Date) {
        let last = AS_OF.add_days(-1);
        let official = matches!(
            kind,
            SubjectKind::PublicInstitution | SubjectKind::GovernmentOrgan
        );
        let (first_close, last_close) = (since.add_days(366), AS_OF.add_days(-30));
        if official || first_close > last_close {
            return (Status::Active, last);
        }
        let mut dice = self.mixer.dice(Stream::Status, index);
        let shares = [
            (40, Status::Revoked),
            (75, Status::Deregistered),
            (5, Status::Moved),
        ];
        match dice.share(&shares, Status::Active) {
            Status::Active => (Status::Active, last),
            // Still there, and still punished.
            Status::Revoked => (Status::Revoked, last),
            gone => (gone, dice.day(first_close, last_close)),
        }
    }

    fn industry(&self, index: u64, kind: SubjectKind) -> &'static str {
        let mut dice = self.mixer.dice(Stream::Industry, index);
        match kind {
            SubjectKind::Enterprise => dice.share(&ENTERPRISE_INDUSTRIES, "Q"),
            SubjectKind::SoleProprietor => dice.share(&TRADER_INDUSTRIES, "P"),
            SubjectKind::Cooperative => "A",
            SubjectKind::PublicInstitution => dice.pick(&["P", "Q", "N", "S"]),
            _ => "S",
        }
    }
}

/// Sequence numbers in use, from 10 to 999.
const SEQUENCES: u64 = 990;

/// Slices of the days of birth: a prime above the number of persons who share a sequence
/// number (2,613 at scale l).
const STRATA: u64 = 4_001;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_persons_share_day_and_sequence() {
        let population = Population::new(Mixer::new(7), 3_000_000);
        for sequence in [0, 1, 500, 989] {
            let persons = (0..).map(|turn| turn * SEQUENCES + sequence);
            let days: Vec<_> = persons
                .take_while(|index| *index < population.persons())
                .map(|index| population.born(index))
                .collect();
            let distinct: BTreeSet<_> = days.iter().collect();
            assert_eq!(distinct.len(), days.len(), "sequence {sequence}");
            assert!(
                days.iter()
                    .all(|day| (1945..=2008).contains(&day.civil().0))
            );
        }
    }

    #[test]
    fn the_constants_are_the_days_they_say() {
        let days = [
            "1985-01-01",
            "2000-01-01",
            "2008-01-01",
            "2012-01-01",
            "2016-01-01",
            "2020-01-01",
            "2023-11-23",
            "2025-11-23",
            "2026-11-20",
        ];
        for (text, (_, days)) in days.iter().zip(FOUNDED) {
            assert_eq!(Date::from_days(days).to_string(), *text);
        }
        assert_eq!(AS_OF.to_string(), "2026-11-23");
        assert_eq!(Date::from_days(-9_131).to_string(), "1945-01-01");
    }
}
