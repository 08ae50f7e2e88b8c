//! The rules of the module once more, as a log of everything that was ever said. What was
//! known at a moment is what comes of reading the log from its beginning up to it.

use crate::subject::{BatchNumber, Millis};

/// A message of few possible contents, so that much of it comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Record(u8, i64, Option<Millis>),
    Withdrawal(u8, Option<u8>, Option<Millis>),
    Profile(u8, Option<i32>, u8, Option<u8>),
    Role(u8, Option<i32>, bool),
    RoleWithdrawal(u8),
    Merger(u8, Option<i32>),
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
    pub roles: Vec<(u8, Option<i32>, bool, Arrival)>,
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

fn record(known: &[(Arrival, Said)], key: u8) -> Option<(i64, Arrival)> {
    let mut current: Option<(i64, Arrival)> = None;
    let mut contents: Vec<(i64, Option<Millis>)> = Vec::new();
    let mut withdrawals: Vec<(Option<u8>, Option<Millis>, Millis)> = Vec::new();
    for (arrival, said) in known {
        match *said {
            Said::Record(of, content, stated) if of == key => {
                let same = |other: &&(i64, Option<Millis>)| other.0 == content;
                let is_current = current.is_some_and(|(current, _)| current == content);
                let is_old = contents.iter().filter(same).any(|old| old.1 >= stated);
                let counts = match stated {
                    None => current.is_some() || withdrawals.is_empty(),
                    Some(stated) => {
                        let told = |told: &(_, Option<Millis>, Millis)| told.1.unwrap_or(told.2);
                        // A version that was never stated counts from its arrival.
                        let untimed = current.filter(|(content, _)| {
                            !contents.iter().any(|of| of.0 == *content && of.1.is_some())
                        });
                        withdrawals.iter().all(|other| told(other) < stated)
                            && contents.iter().all(|other| other.1 <= Some(stated))
                            && untimed.is_none_or(|(_, (at, _))| at <= stated)
                    }
                };
                if !is_current && !is_old && counts {
                    current = Some((content, *arrival));
                }
                contents.push((content, stated));
            }
            Said::Withdrawal(of, reason, stated) if of == key => {
                let again = |told: &(Option<u8>, Option<Millis>, Millis)| {
                    (told.0, told.1) == (reason, stated)
                };
                if withdrawals.iter().any(again) {
                    continue;
                }
                let overtaken = stated.is_some() && contents.iter().any(|of| of.1 > stated);
                if !overtaken {
                    current = None;
                }
                withdrawals.push((reason, stated, arrival.0));
            }
            _ => {}
        }
    }
    current
}

fn role(known: &[(Arrival, Said)], key: u8) -> Option<(Option<i32>, bool, Arrival)> {
    let mut told: Vec<(Option<i32>, bool)> = Vec::new();
    let mut current = None;
    for (arrival, said) in known {
        match *said {
            Said::RoleWithdrawal(of) if of == key => return None,
            Said::Role(of, to, finding) if of == key && !told.contains(&(to, finding)) => {
                told.push((to, finding));
                current = Some((to, finding, *arrival));
            }
            _ => {}
        }
    }
    current
}

fn merger(known: &[(Arrival, Said)], day: i32) -> Option<(u8, Arrival)> {
    let mut told: Vec<(u8, Option<i32>, Arrival)> = Vec::new();
    for (arrival, said) in known {
        if let Said::Merger(other, from) = *said
            && !told.iter().any(|told| (told.0, told.1) == (other, from))
        {
            told.push((other, from, *arrival));
        }
    }
    let (other, from, arrival) = *told.last()?;
    from.is_none_or(|from| from <= day)
        .then_some((other, arrival))
}

/// First day, name and status of a profile.
type Told = (Option<i32>, u8, Option<u8>);

fn registered(known: &[(Arrival, Said)], day: i32) -> Option<Registered> {
    let mut heard: Vec<u8> = Vec::new();
    let mut told: Vec<(u8, Told)> = Vec::new();
    let mut stands: Vec<(u8, Told)> = Vec::new();
    for (_, said) in known {
        let Said::Profile(register, from, name, status) = *said else {
            continue;
        };
        let of_register = |other: &&(u8, Told)| other.0 == register;
        let said_before = told.iter().filter(of_register).any(|(_, other)| {
            (from.is_none() || other.0 == from) && (other.1, other.2) == (name, status)
        });
        if said_before {
            continue;
        }
        let latest = stands.iter().filter(of_register).map(|(_, other)| other.0);
        let from = from.or(latest.max().flatten());
        stands.retain(|other| (other.0, other.1.0) != (register, from));
        stands.push((register, (from, name, status)));
        told.push((register, (from, name, status)));
        heard.retain(|other| *other != register);
        heard.push(register);
    }
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
