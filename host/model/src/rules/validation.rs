//! Whether rules contradict themselves or the dictionary.

use std::fmt;

use super::{Dated, RepairRule, RulesData};
use crate::{date::Date, dictionary::Dictionary};

/// Kind and code list of administrative penalties.
const PENALTIES: &str = "admin/penalty-category";

/// A table of the rules, by the name that it has in their file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// `basis`.
    Basis,
    /// `tier`.
    Tier,
    /// `matrix`.
    Matrix,
    /// `relevance`.
    Relevance,
    /// `list`.
    List,
    /// `shield`.
    Shield,
    /// `repair`.
    Repair,
    /// `repair_procedure`.
    RepairProcedure,
    /// `objection`.
    Objection,
    /// `publication`.
    Publication,
    /// `minor`.
    Minor,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Basis => "basis",
            Self::Tier => "tier",
            Self::Matrix => "matrix",
            Self::Relevance => "relevance",
            Self::List => "list",
            Self::Shield => "shield",
            Self::Repair => "repair",
            Self::RepairProcedure => "repair_procedure",
            Self::Objection => "objection",
            Self::Publication => "publication",
            Self::Minor => "minor",
        })
    }
}

/// An entry of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its table.
    pub table: Table,
    /// Which of the table's it is, from 1.
    pub number: usize,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`[[{}]]` number {}", self.table, self.number)
    }
}

/// What is wrong with rules, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{entry}: {fault}")]
pub struct RulesError {
    /// The entry.
    pub entry: Entry,
    /// What is wrong with it.
    pub fault: RulesFault,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesFault {
    /// It names no source.
    #[error("it names no source")]
    NoSource,
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Dates,
    /// It is about nothing.
    #[error("it is about nothing")]
    Empty,
    /// The dictionary lacks a kind of record.
    #[error("the dictionary has no kind of record `{0}`")]
    UnknownKind(String),
    /// The dictionary lacks a category of penalty.
    #[error("the dictionary has no category of penalty `{0}`")]
    UnknownPenalty(String),
    /// The least term is longer than the longest.
    #[error("its least term is longer than its longest")]
    Terms,
    /// Only a fine can be large.
    #[error("only `fine` can have `large_fine`")]
    LargeFine,
    /// Another entry says something else of the same at the same time.
    #[error("{0} is about the same at the same time")]
    Twice(Entry),
}

pub(super) fn check(data: &RulesData, dictionary: &Dictionary) -> Result<(), RulesError> {
    let known = |kind: &String| match dictionary.kind(kind) {
        Some(_) => Ok(()),
        None => Err(RulesFault::UnknownKind(kind.clone())),
    };
    let all_known = |kinds: &[String]| kinds.iter().try_for_each(known);
    each(&data.bases, Table::Basis, |rule| {
        some(&rule.classes).and_then(|()| some(&rule.levels))
    })?;
    once(&data.bases, Table::Basis, |one, other| {
        shares(&one.classes, &other.classes)
    })?;
    each(&data.tiers, Table::Tier, |rule| some(&rule.classes))?;
    once(&data.tiers, Table::Tier, |one, other| {
        one.tier == other.tier
    })?;
    each(&data.matrices, Table::Matrix, |rule| some(&rule.classes))?;
    each(&data.relevance, Table::Relevance, |rule| {
        some(&rule.measures).and_then(|()| known(&rule.kind))
    })?;
    each(&data.lists, Table::List, |rule| known(&rule.kind))?;
    once(&data.lists, Table::List, |one, other| {
        one.kind == other.kind
    })?;
    each(&data.shields, Table::Shield, |rule| {
        some(&rule.kinds)?;
        known(&rule.by)?;
        all_known(&rule.kinds)
    })?;
    each(&data.repairs, Table::Repair, |rule| {
        repair(rule, dictionary).and_then(|()| all_known(&rule.kinds))
    })?;
    once(&data.repairs, Table::Repair, |one, other| {
        let same_fine = one.large_fine.is_none()
            || other.large_fine.is_none()
            || one.large_fine == other.large_fine;
        shares(&one.kinds, &other.kinds) || same_fine && shares(&one.penalties, &other.penalties)
    })?;
    each(&data.repair_procedures, Table::RepairProcedure, |_| Ok(()))?;
    once(&data.repair_procedures, Table::RepairProcedure, |_, _| true)?;
    each(&data.objections, Table::Objection, |_| Ok(()))?;
    once(&data.objections, Table::Objection, |one, other| {
        one.provider == other.provider
    })?;
    each(&data.publications, Table::Publication, |rule| {
        some(&rule.kinds).and_then(|()| all_known(&rule.kinds))
    })?;
    once(&data.publications, Table::Publication, |one, other| {
        shares(&one.kinds, &other.kinds)
    })?;
    each(&data.minors, Table::Minor, |_| Ok(()))?;
    once(&data.minors, Table::Minor, |_, _| true)
}

fn repair(rule: &RepairRule, dictionary: &Dictionary) -> Result<(), RulesFault> {
    if rule.kinds.is_empty() && rule.penalties.is_empty() {
        return Err(RulesFault::Empty);
    }
    let known = |category: &&String| {
        let list = dictionary.code_list(PENALTIES);
        list.is_some_and(|list| list.entries.iter().any(|entry| entry.code == **category))
    };
    if let Some(unknown) = rule.penalties.iter().find(|category| !known(category)) {
        return Err(RulesFault::UnknownPenalty(unknown.clone()));
    }
    let is_fine = rule.kinds.is_empty() && rule.penalties.iter().all(|category| category == "fine");
    if rule.large_fine.is_some() && !is_fine {
        return Err(RulesFault::LargeFine);
    }
    match (rule.min_months, rule.max_months) {
        (Some(least), Some(longest)) if least > longest => Err(RulesFault::Terms),
        _ => Ok(()),
    }
}

fn some<T>(list: &[T]) -> Result<(), RulesFault> {
    if list.is_empty() {
        Err(RulesFault::Empty)
    } else {
        Ok(())
    }
}

fn shares<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.iter().any(|item| other.contains(item))
}

/// Checks each entry for itself.
fn each<T: Dated>(
    rules: &[T],
    table: Table,
    own: impl Fn(&T) -> Result<(), RulesFault>,
) -> Result<(), RulesError> {
    for (position, rule) in rules.iter().enumerate() {
        let fault = if rule.source().trim().is_empty() {
            Err(RulesFault::NoSource)
        } else if is_backwards(rule.from(), rule.until()) {
            Err(RulesFault::Dates)
        } else {
            own(rule)
        };
        let entry = Entry {
            table,
            number: position + 1,
        };
        fault.map_err(|fault| RulesError { entry, fault })?;
    }
    Ok(())
}

/// Checks that no two entries about the same are in force at once.
fn once<T: Dated>(
    rules: &[T],
    table: Table,
    same: impl Fn(&T, &T) -> bool,
) -> Result<(), RulesError> {
    for (position, rule) in rules.iter().enumerate() {
        for (before, other) in rules.iter().enumerate().take(position) {
            if same(rule, other) && overlaps(rule, other) {
                let entry = |position| Entry {
                    table,
                    number: position + 1,
                };
                return Err(RulesError {
                    entry: entry(position),
                    fault: RulesFault::Twice(entry(before)),
                });
            }
        }
    }
    Ok(())
}

fn is_backwards(from: Option<Date>, until: Option<Date>) -> bool {
    match (from, until) {
        (Some(from), Some(until)) => until <= from,
        _ => false,
    }
}

fn overlaps<T: Dated>(one: &T, other: &T) -> bool {
    let begins_in_time = |late: &T, early: &T| match (late.from(), early.until()) {
        (Some(from), Some(until)) => from < until,
        _ => true,
    };
    begins_in_time(one, other) && begins_in_time(other, one)
}
