//! Dirt (domain.md §5.5): what files of departments get wrong, at the rates at which they do.
//!
//! An import must take in, flag or refuse each of these as it should, so every one is
//! written down with what an import has to say of it:
//!
//! | dirt | rate | of | the line | an import | flags |
//! | --- | --- | --- | --- | --- | --- |
//! | wrong-check-character | 0.3 % | records | the identifier's last character is another | takes it in | wrong-check, unknown-subject |
//! | registration-number | 1 % | records of enterprises, traders, cooperatives | 15 digits as unified code | takes it in | other-scheme, unknown-subject |
//! | full-width | 0.5 % | records | the identifier in full-width characters | takes it in | normalised |
//! | swapped-unit | 0.1 % | penalties with a fine | the fine in 万元 for 元 | takes it in | implausible-amount, if it is now that large |
//! | no-decision-date | 0.5 % | records | no `decided_on` | takes it in | no-decision-date |
//! | placeholder-date | 0.2 % | records | `decided_on` is 1899-12-31 | takes it in | placeholder-date, no-decision-date |
//! | duplicate | 1 % | records | the line before it again | changes nothing | |
//! | name-only | 0.7 % | records | a name and no identifier | refuses it | |
//! | deletion-first | 0.2 % | records of lists | two more lines: a withdrawal, then its record | takes both in | nothing-withdrawn of the first, withdrawn-before of the second |
//! | contradictory-status | 0.1 % | organisations | a second register with another status | takes it in | contradictory-status |
//!
//! A record with a wrong identifier is one of another subject, which no register
//! describes; the subject's own line is always clean. Fines of that size exist, though
//! rarely, so [`Flag::ImplausibleAmount`] also befalls lines that are not dirty.
//!
//! Dirt is of the file, not of the subject: lines are counted, and of each slice of lines
//! that a kind can befall, the mixer chooses one. So a small file has about its share, and
//! the first slice is so short that every file has every kind, under all its flags.

use accord_model::{contract::SubjectKind, date::Date, message::Flag, money::Fen};
use serde::Serialize;

use super::{
    head::{Head, RecordKind},
    mixer::{Mixer, Stream},
    population::{DIVISION_TEXT, Subject},
};

/// How many lines the first slice has at most; scale s has more of every kind.
const FIRST_SLICE: u64 = 50;

/// 1899-12-31, day 0 of spreadsheets.
pub(super) const PLACEHOLDER: Date = Date::from_days(-25_568);

/// From where on a fine is looked at: 1000 万元, as `[[implausible]]` in the service's
/// `forms.toml` has it.
pub(super) const IMPLAUSIBLE_FINE: Fen = Fen(1_000_000_000);

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dirt {
    /// 校验码错.
    WrongCheckCharacter,
    /// 工商注册号 in the place of the 统一社会信用代码.
    RegistrationNumber,
    /// 全角字符.
    FullWidth,
    /// 元 written as 万元.
    SwappedUnit,
    /// 缺决定日期.
    NoDecisionDate,
    /// 1899-12-31.
    PlaceholderDate,
    /// 重复.
    Duplicate,
    /// 有名称无代码.
    NameOnly,
    /// 删除报文先于新增报文.
    DeletionFirst,
    /// 登记状态矛盾.
    ContradictoryStatus,
}

/// What an import does with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is taken in.
    Taken,
    /// It says what is known already.
    Unchanged,
    /// It is refused.
    Rejected,
}

impl Dirt {
    /// Every kind. What fewer lines can have comes first and has the first choice.
    pub(super) const ALL: [Self; 10] = [
        Self::ContradictoryStatus,
        Self::DeletionFirst,
        Self::SwappedUnit,
        Self::RegistrationNumber,
        Self::WrongCheckCharacter,
        Self::FullWidth,
        Self::NoDecisionDate,
        Self::PlaceholderDate,
        Self::Duplicate,
        Self::NameOnly,
    ];

    /// Its name in reports.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::WrongCheckCharacter => "wrong-check-character",
            Self::RegistrationNumber => "registration-number",
            Self::FullWidth => "full-width",
            Self::SwappedUnit => "swapped-unit",
            Self::NoDecisionDate => "no-decision-date",
            Self::PlaceholderDate => "placeholder-date",
            Self::Duplicate => "duplicate",
            Self::NameOnly => "name-only",
            Self::DeletionFirst => "deletion-first",
            Self::ContradictoryStatus => "contradictory-status",
        }
    }

    /// How many in ten thousand of the lines that can have it.
    pub(super) const fn rate(self) -> u64 {
        match self {
            Self::SwappedUnit | Self::ContradictoryStatus => 10,
            Self::PlaceholderDate | Self::DeletionFirst => 20,
            Self::WrongCheckCharacter => 30,
            Self::FullWidth | Self::NoDecisionDate => 50,
            Self::NameOnly => 70,
            Self::RegistrationNumber | Self::Duplicate => 100,
        }
    }

    /// What an import does with the line.
    pub(super) const fn outcome(self) -> Outcome {
        match self {
            Self::Duplicate => Outcome::Unchanged,
            Self::NameOnly => Outcome::Rejected,
            _ => Outcome::Taken,
        }
    }

    /// Under which flags an import takes the line in, those of its amount apart.
    pub(super) const fn flags(self) -> &'static [Flag] {
        match self {
            Self::WrongCheckCharacter => &[Flag::WrongCheck, Flag::UnknownSubject],
            Self::RegistrationNumber => &[Flag::OtherScheme, Flag::UnknownSubject],
            Self::FullWidth => &[Flag::Normalised],
            Self::NoDecisionDate => &[Flag::NoDecisionDate],
            Self::PlaceholderDate => &[Flag::NoDecisionDate, Flag::PlaceholderDate],
            Self::DeletionFirst => &[Flag::WithdrawnBefore],
            Self::ContradictoryStatus => &[Flag::ContradictoryStatus],
            Self::SwappedUnit | Self::Duplicate | Self::NameOnly => &[],
        }
    }

    /// Whether an import can see it there. The first of every file is one that it sees.
    fn shows(self, record: Option<&Head>) -> bool {
        let implausible = |fine: Fen| swapped(fine) >= IMPLAUSIBLE_FINE;
        self != Self::SwappedUnit || record.and_then(|head| head.fine).is_some_and(implausible)
    }

    /// Whether it can befall the subject's own line or, if one is given, the record's.
    fn fits(self, subject: &Subject, record: Option<&Head>) -> bool {
        match (self, record) {
            (Self::ContradictoryStatus, None) => subject.status.is_some(),
            (Self::ContradictoryStatus, Some(_)) | (_, None) => false,
            (Self::DeletionFirst, Some(head)) => matches!(
                head.kind,
                RecordKind::PublishedCase | RecordKind::JudgmentDebtor
            ),
            (Self::SwappedUnit, Some(head)) => head.fine.is_some(),
            (Self::RegistrationNumber, Some(_)) => matches!(
                subject.kind,
                SubjectKind::Enterprise | SubjectKind::SoleProprietor | SubjectKind::Cooperative
            ),
            (_, Some(_)) => true,
        }
    }
}

/// A line that an import has something to say of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// Its number in the file, from 1.
    pub line: u64,
    /// What is wrong with it; `None` if it only looks so.
    pub dirt: Option<Dirt>,
    /// What an import does with it.
    pub outcome: Outcome,
    /// Under which flags.
    pub flags: Vec<Flag>,
}

/// Says line by line which becomes dirty.
#[derive(Debug)]
pub(super) struct Dirtying {
    mixer: Mixer,
    turns: [Turn; 10],
}

/// When it is a kind's turn.
#[derive(Debug)]
struct Turn {
    dirt: Dirt,
    /// How many lines it could befall so far.
    seen: u64,
    /// How many it befell.
    done: u64,
    /// From which of them on it befalls the next one.
    next: u64,
}

impl Turn {
    /// Chooses a line of the slice whose turn it is.
    fn choose(&mut self, mixer: Mixer) {
        let begin = |slice: u64| slice * 10_000 / self.dirt.rate();
        let (first, end) = (begin(self.done), begin(self.done + 1));
        let lines = match self.done {
            0 => end.min(FIRST_SLICE),
            _ => end - first,
        };
        let mut dice = mixer.dice(Stream::Dirt, (self.dirt as u64) << 32 | self.done);
        self.next = first + dice.below(lines);
    }
}

impl Dirtying {
    pub(super) fn new(mixer: Mixer) -> Self {
        let turns = Dirt::ALL.map(|dirt| {
            let (seen, done, next) = (0, 0, 0);
            let mut turn = Turn {
                dirt,
                seen,
                done,
                next,
            };
            turn.choose(mixer);
            turn
        });
        Self { mixer, turns }
    }

    /// What befalls the subject's own line or, if one is given, the record's. No line has
    /// two kinds: the one that comes second waits for its next line.
    pub(super) fn befalls(&mut self, subject: &Subject, record: Option<&Head>) -> Option<Dirt> {
        let mut chosen = None;
        for turn in &mut self.turns {
            if !turn.dirt.fits(subject, record) {
                continue;
            }
            let due = turn.seen >= turn.next && (turn.done > 0 || turn.dirt.shows(record));
            if due && chosen.is_none() {
                chosen = Some(turn.dirt);
                turn.done += 1;
                turn.choose(self.mixer);
            }
            turn.seen += 1;
        }
        chosen
    }
}

/// The amount, its unit 万元 instead of 元.
pub(super) const fn swapped(amount: Fen) -> Fen {
    Fen(amount.0.saturating_mul(10_000))
}

/// The code with another last character, which both alphabets have.
pub(super) fn with_wrong_check(code: &str) -> String {
    let (body, check) = code.split_at(code.len().saturating_sub(1));
    format!("{body}{}", if check == "0" { '1' } else { '0' })
}

/// The code as a typist writes it who has forgotten to switch back.
pub(super) fn in_full_width(code: &str) -> String {
    /// From `!` to `！`.
    const OFFSET: u32 = 0xFEE0;
    code.chars()
        .map(|half| char::from_u32(u32::from(half) + OFFSET).unwrap_or(half))
        .collect()
}

/// The 工商注册号 of a subject: its division and nine digits of its own.
pub(super) fn registration_number(subject: &Subject) -> String {
    format!("{DIVISION_TEXT}{:09}", subject.index)
}
