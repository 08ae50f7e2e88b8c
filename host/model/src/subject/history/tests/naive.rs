//! The rules of the module once more, as a log of everything that was ever said. What was
//! known at a moment is what comes of reading the log from its beginning up to it.

use std::collections::BTreeMap;

use crate::subject::{BatchNumber, Millis};

/// A message of few possible contents, so that much of it comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Record(u8, i64, Option<Millis>),
    Withdrawal(u8, Option<u8>, Option<Millis>),
    Profile(u8, Option<i32>, u8, Option<u8>, Option<Millis>),
    Role(u8, Option<i32>, Option<u8>, Option<Millis>),
    RoleWithdrawal(u8, Option<Millis>),
    Merger(u8, Option<i32>, Option<Millis>),
    MergerWithdrawal(u8, Option<Millis>),
}

/// When a message arrived, and by which batch.
pub type Arrival = (Millis, BatchNumber);

/// Register, name, status, and whether statuses contradict each other.
pub type Registered = (u8, u8, Option<u8>, bool);

/// What is known at a moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Record, content, since when known.
    pub records: Vec<(u8, i64, Arrival)>,
    /// Role, last day, finding, since when known.
    pub roles: Vec<(u8, Option<i32>, Option<u8>, Arrival)>,
    /// Of each day: what registers say.
    pub registered: Vec<Option<Registered>>,
    /// Of each day: the other and since when known.
    pub mergers: Vec<Option<(u8, Arrival)>>,
}

pub const KEYS: std::ops::Range<u8> = 0..3;
pub const DAYS: std::ops::Range<i32> = 0..5;

#[derive(Debug, Default)]
pub struct Log(pub Vec<(Arrival, Said)>);

impl Log {
    pub fn known_at(&self, moment: Millis) -> Seen {
        let known: Vec<_> = self
            .0
            .iter()
            .copied()
            .filter(|((at, _), _)| *at <= moment)
            .collect();
        let records = KEYS.filter_map(|key| {
            let (content, since) = record(&known, key)?;
            Some((key, content, since))
        });
        let roles = KEYS.filter_map(|key| {
            let (to, finding, since) = role(&known, key)?;
            Some((key, to, finding, since))
        });
        Seen {
            records: records.collect(),
            roles: roles.collect(),
            registered: DAYS.map(|day| registered(&known, day)).collect(),
            mergers: DAYS.map(|day| merger(&known, day)).collect(),
        }
    }
}

/// What was said of one thing.
struct Line<C> {
    current: Option<(C, Arrival)>,
    contents: Vec<(C, Option<Millis>)>,
}

/// Reason, time stated, arrival.
type Withdrawal = (Option<u8>, Option<Millis>, Millis);

impl<C: Copy + PartialEq> Line<C> {
    const fn new() -> Self {
        Self {
            current: None,
            contents: Vec::new(),
        }
    }

    /// Takes in a statement and says whether it would be current were it not withdrawn. One
    /// without a time counts after a withdrawal only if the thing is there again.
    fn tell(
        &mut self,
        (content, stated): (C, Option<Millis>),
        arrival: Arrival,
        withdrawals: &[Withdrawal],
        is_there: bool,
    ) -> bool {
        let Self { current, contents } = self;
        let same = |other: &&(C, Option<Millis>)| other.0 == content;
        let is_current = current.is_some_and(|(current, _)| current == content);
        let is_old = contents.iter().filter(same).any(|old| old.1 >= stated);
        let told = |told: &Withdrawal| told.1.unwrap_or(told.2);
        // A version that was never stated counts from its arrival.
        let untimed = current
            .filter(|(content, _)| !contents.iter().any(|of| of.0 == *content && of.1.is_some()));
        let is_timely = stated.is_none_or(|stated| {
            contents.iter().all(|other| other.1 <= Some(stated))
                && untimed.is_none_or(|(_, (at, _))| at <= stated)
        });
        let is_withdrawn = match stated {
            None => !is_there && !withdrawals.is_empty(),
            Some(stated) => withdrawals.iter().any(|other| told(other) >= stated),
        };
        contents.push((content, stated));
        let counts = !is_current && !is_old && is_timely;
        if counts && !is_withdrawn {
            *current = Some((content, arrival));
        }
        counts
    }

    /// Takes in that what a withdrawal is about was never so.
    fn withdraw(&mut self, stated: Option<Millis>, is_about: impl Fn(&C) -> bool) {
        let mut contents = self
            .contents
            .iter()
            .filter(|(content, _)| is_about(content));
        let overtaken = stated.is_some() && contents.any(|of| of.1 > stated);
        self.current = self
            .current
            .filter(|(content, _)| overtaken || !is_about(content));
    }
}

/// Remembers a withdrawal, and says whether it is an old file.
fn is_told_again(
    withdrawals: &mut Vec<Withdrawal>,
    reason: Option<u8>,
    stated: Option<Millis>,
    (at, _): Arrival,
) -> bool {
    let again = withdrawals
        .iter()
        .any(|told| (told.0, told.1) == (reason, stated));
    if !again {
        withdrawals.push((reason, stated, at));
    }
    again
}

fn record(known: &[(Arrival, Said)], key: u8) -> Option<(i64, Arrival)> {
    let mut line = Line::new();
    let mut withdrawals = Vec::new();
    for (arrival, said) in known {
        match *said {
            Said::Record(of, content, stated) if of == key => {
                let is_there = line.current.is_some();
                line.tell((content, stated), *arrival, &withdrawals, is_there);
            }
            Said::Withdrawal(of, reason, stated) if of == key => {
                let again = is_told_again(&mut withdrawals, reason, stated, *arrival);
                line.withdraw(stated, |_| !again);
            }
            _ => {}
        }
    }
    line.current
}

fn role(known: &[(Arrival, Said)], key: u8) -> Option<(Option<i32>, Option<u8>, Arrival)> {
    let mut lasting = Line::new();
    let mut findings = Line::new();
    let mut withdrawals = Vec::new();
    let mut since = (0, 0);
    for (arrival, said) in known {
        let before = (lasting.current, findings.current);
        match *said {
            Said::Role(of, to, finding, stated) if of == key => {
                let is_there = lasting.current.is_some();
                lasting.tell((to, stated), *arrival, &withdrawals, is_there);
                let is_there = lasting.current.is_some();
                if let Some(finding) = finding {
                    findings.tell((finding, stated), *arrival, &withdrawals, is_there);
                }
            }
            Said::RoleWithdrawal(of, stated) if of == key => {
                let again = is_told_again(&mut withdrawals, None, stated, *arrival);
                lasting.withdraw(stated, |_| !again);
                findings.withdraw(stated, |_| !again);
            }
            _ => {}
        }
        // There is no finding on a role that is not there.
        if lasting.current.is_none() {
            findings.current = None;
        }
        if before != (lasting.current, findings.current) {
            since = *arrival;
        }
    }
    let (to, _) = lasting.current?;
    let finding = findings.current.map(|(finding, _)| finding);
    Some((to, finding, since))
}

fn merger(known: &[(Arrival, Said)], day: i32) -> Option<(u8, Arrival)> {
    let mut line: Line<(u8, Option<i32>)> = Line::new();
    let mut withdrawals: BTreeMap<u8, Vec<Withdrawal>> = BTreeMap::new();
    for (arrival, said) in known {
        match *said {
            Said::Merger(other, from, stated) => {
                let is_there = line.current.is_some_and(|((of, _), _)| of == other);
                let withdrawals = withdrawals.entry(other).or_default();
                let told = ((other, from), stated);
                let counts = line.tell(told, *arrival, withdrawals, is_there);
                let is_current = line.current.is_some_and(|(current, _)| current == told.0);
                // It was so until it was withdrawn, and what was before is no longer.
                if counts && stated.is_some() && !is_current {
                    line.current = None;
                }
            }
            Said::MergerWithdrawal(other, stated) => {
                let withdrawals = withdrawals.entry(other).or_default();
                let again = is_told_again(withdrawals, None, stated, *arrival);
                line.withdraw(stated, |(of, _)| *of == other && !again);
            }
            _ => {}
        }
    }
    let ((other, from), arrival) = line.current?;
    from.is_none_or(|from| from <= day)
        .then_some((other, arrival))
}

/// Name and status.
type Says = (u8, Option<u8>);

/// First day, name and status of a profile.
type Told = (Option<i32>, u8, Option<u8>);

fn registered(known: &[(Arrival, Said)], day: i32) -> Option<Registered> {
    let mut heard: Vec<u8> = Vec::new();
    let mut told: Vec<(u8, Says, Option<Millis>)> = Vec::new();
    let mut lines: BTreeMap<(u8, Option<i32>), Line<Says>> = BTreeMap::new();
    for (arrival, said) in known {
        let Said::Profile(register, first, name, status, stated) = *said else {
            continue;
        };
        let says = (name, status);
        let of_register = lines.keys().filter(|(of, _)| *of == register);
        let from = first.or(of_register.map(|(_, from)| *from).max().flatten());
        let line = lines.entry((register, from)).or_insert_with(Line::new);
        let was_told = told
            .iter()
            .any(|of| (of.0, of.1) == (register, says) && of.2 >= stated);
        told.push((register, says, stated));
        // An old file without a first day may have spoken of another one.
        if first.is_none() && was_told {
            continue;
        }
        if line.tell((says, stated), *arrival, &[], true) {
            heard.retain(|other| *other != register);
            heard.push(register);
        }
    }
    let stands = lines.iter().filter_map(|((register, from), line)| {
        let ((name, status), _) = line.current?;
        Some((*register, (*from, name, status)))
    });
    let stands: Vec<(u8, Told)> = stands.collect();
    let has_begun = |told: &Told| told.0.is_none_or(|from| from <= day);
    let of_day = |register: u8| -> Told {
        let of_register = || stands.iter().filter(|other| other.0 == register);
        let begun = of_register().filter(|(_, told)| has_begun(told));
        let begun = begun.max_by_key(|(_, told)| told.0);
        let first = of_register().min_by_key(|(_, told)| told.0);
        begun.or(first).unwrap().1
    };
    let last = *heard.last()?;
    let profiles: Vec<Told> = heard.iter().map(|register| of_day(*register)).collect();
    let statuses = |begun: bool| -> Vec<u8> {
        let profiles = profiles.iter().filter(|told| !begun || has_begun(told));
        profiles.filter_map(|told| told.2).collect()
    };
    let mut statuses = [statuses(true), statuses(false)]
        .into_iter()
        .find(|statuses| !statuses.is_empty())
        .unwrap_or_default();
    statuses.dedup();
    let contradictory = statuses.len() > 1;
    let status = statuses.first().copied().filter(|_| !contradictory);
    Some((last, of_day(last).1, status, contradictory))
}
