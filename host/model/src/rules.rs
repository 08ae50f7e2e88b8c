//! The host's own rules (宿主规则): which bases a class of measures needs, what a tier of
//! records carries, which record fits which measure, which kinds are lists, and the terms of
//! repair, objection and publication.
//!
//! The text of 2017 is not today's law and tomorrow's will be another, so none of it is
//! code: every entry is in force from a day until a day, and a question as of a day is
//! answered by the entries of that day. Each names its source; what could not be
//! established is left out (domain.md §0.1, §1.4, §4).

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Class, InstrumentLevel},
    date::Date,
    dictionary::{Dictionary, Tier},
};

mod clocks;
mod legality;
mod lists;
mod repair;
mod validation;

pub use clocks::{ObjectionRule, PublicationRule};
pub use legality::{BasisRule, MatrixRule, RelevanceRule, TierRule};
pub use lists::{ActClass, Colour, ListRule, MinorRule, NoticeDuty, ShieldRule};
pub use repair::{Grade, RepairProcedure, RepairRule};
pub use validation::{Entry, RulesError, RulesFault, Table};

/// As they are written down, before they are checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesData {
    /// Which bases suffice (R-BASIS).
    #[serde(default, rename = "basis")]
    pub bases: Vec<BasisRule>,
    /// What each tier carries (R-TIER).
    #[serde(default, rename = "tier")]
    pub tiers: Vec<TierRule>,
    /// Which classes need a pair in the matrix (R-RELEV).
    #[serde(default, rename = "matrix")]
    pub matrices: Vec<MatrixRule>,
    /// The pairs of the matrix (R-RELEV).
    #[serde(default)]
    pub relevance: Vec<RelevanceRule>,
    /// Which kinds of record are lists (R-CROSS, R-NOTIFY).
    #[serde(default, rename = "list")]
    pub lists: Vec<ListRule>,
    /// What a court's plan shields.
    #[serde(default, rename = "shield")]
    pub shields: Vec<ShieldRule>,
    /// Terms of repair (R-REP).
    #[serde(default, rename = "repair")]
    pub repairs: Vec<RepairRule>,
    /// How an application for repair is handled.
    #[serde(default, rename = "repair_procedure")]
    pub repair_procedures: Vec<RepairProcedure>,
    /// How soon an objection is answered (R-OBJ-2).
    #[serde(default, rename = "objection")]
    pub objections: Vec<ObjectionRule>,
    /// How soon a record is published.
    #[serde(default, rename = "publication")]
    pub publications: Vec<PublicationRule>,
    /// Who is a minor (R-MINOR).
    #[serde(default, rename = "minor")]
    pub minors: Vec<MinorRule>,
}

/// The rules, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    data: RulesData,
}

/// What is in force from a day until a day.
pub(crate) trait Dated {
    /// First day; none if always.
    fn from(&self) -> Option<Date>;
    /// First day on which it no longer holds; none if open.
    fn until(&self) -> Option<Date>;
    /// Where it is said.
    fn source(&self) -> &str;

    /// Whether it is in force on a day.
    fn is_in_force(&self, as_of: Date) -> bool {
        self.from().is_none_or(|from| from <= as_of)
            && self.until().is_none_or(|until| as_of < until)
    }
}

macro_rules! dated {
    ($($rule:ty),*) => {
        $(impl Dated for $rule {
            fn from(&self) -> Option<Date> {
                self.from
            }

            fn until(&self) -> Option<Date> {
                self.until
            }

            fn source(&self) -> &str {
                &self.source
            }
        })*
    };
}

dated!(
    BasisRule,
    TierRule,
    MatrixRule,
    RelevanceRule,
    ListRule,
    ShieldRule,
    RepairRule,
    RepairProcedure,
    ObjectionRule,
    PublicationRule,
    MinorRule
);

fn on<T: Dated>(rules: &[T], as_of: Date) -> impl Iterator<Item = &T> {
    rules.iter().filter(move |rule| rule.is_in_force(as_of))
}

impl Rules {
    /// The rules of this data.
    ///
    /// # Errors
    /// The first contradiction in it, or between it and the dictionary.
    pub fn new(data: RulesData, dictionary: &Dictionary) -> Result<Self, RulesError> {
        validation::check(&data, dictionary)?;
        Ok(Self { data })
    }

    /// All of it, as it is written down.
    #[must_use]
    pub const fn data(&self) -> &RulesData {
        &self.data
    }

    /// What a measure of a class must rest on that day; none if nothing says.
    #[must_use]
    pub fn bases_of(&self, class: Class, as_of: Date) -> Option<&BasisRule> {
        on(&self.data.bases, as_of).find(|rule| rule.classes.contains(&class))
    }

    /// What records of a tier can carry that day; none if nothing says. A tier that no rule
    /// names while others are named carries nothing.
    #[must_use]
    pub fn tier(&self, tier: Tier, as_of: Date) -> Option<Allowed<'_>> {
        let mut any = on(&self.data.tiers, as_of).peekable();
        any.peek()?;
        let rule = any.find(|rule| rule.tier == tier);
        Some(rule.map_or(
            Allowed {
                classes: &[],
                statute_levels: &[],
            },
            |rule| Allowed {
                classes: &rule.classes,
                statute_levels: &rule.statute_levels,
            },
        ))
    }

    /// Whether measures of a class need a pair in the matrix that day.
    #[must_use]
    pub fn needs_relevance(&self, class: Class, as_of: Date) -> bool {
        on(&self.data.matrices, as_of).any(|rule| rule.classes.contains(&class))
    }

    /// Whether the matrix has the pair of a record kind and a measure that day.
    #[must_use]
    pub fn is_relevant(&self, kind: &str, measure: &str, as_of: Date) -> bool {
        on(&self.data.relevance, as_of)
            .any(|rule| rule.kind == kind && rule.measures.iter().any(|code| code == measure))
    }

    /// What a kind of record is as a list that day; none if it is none.
    #[must_use]
    pub fn list(&self, kind: &str, as_of: Date) -> Option<&ListRule> {
        on(&self.data.lists, as_of).find(|rule| rule.kind == kind)
    }

    /// The lists of a day.
    pub fn lists(&self, as_of: Date) -> impl Iterator<Item = &ListRule> {
        on(&self.data.lists, as_of)
    }

    /// The shields of a day.
    pub fn shields(&self, as_of: Date) -> impl Iterator<Item = &ShieldRule> {
        on(&self.data.shields, as_of)
    }

    /// The terms of repair of a listing of this kind, by the rules of a day.
    #[must_use]
    pub fn repair_of_list(&self, kind: &str, on_day: Date) -> Option<&RepairRule> {
        on(&self.data.repairs, on_day).find(|rule| rule.kinds.iter().any(|of| of == kind))
    }

    /// The terms of repair of a penalty, by the rules of a day: those of the gravest of its
    /// categories (codes of `admin/penalty-category`). None if one of them has none, or it
    /// is not known whether a fine is large: the gravest could be that one (R-NULL).
    #[must_use]
    pub fn repair_of_penalty(
        &self,
        categories: &[&str],
        large_fine: Option<bool>,
        on_day: Date,
    ) -> Option<&RepairRule> {
        let of = |category: &&str| {
            on(&self.data.repairs, on_day).find(|rule| {
                rule.penalties.iter().any(|of| of == *category)
                    && (rule.large_fine.is_none() || rule.large_fine == large_fine)
            })
        };
        let rules: Option<Vec<_>> = categories.iter().map(of).collect();
        rules?
            .into_iter()
            .reduce(|one, other| if other.is_graver(one) { other } else { one })
    }

    /// How an application for repair of a day is handled.
    #[must_use]
    pub fn repair_procedure(&self, on_day: Date) -> Option<&RepairProcedure> {
        on(&self.data.repair_procedures, on_day).next()
    }

    /// How soon a provider answers an objection received on a day: by its own rule, or by
    /// that of all.
    #[must_use]
    pub fn objection(&self, provider: &str, on_day: Date) -> Option<&ObjectionRule> {
        let rules = || on(&self.data.objections, on_day);
        rules()
            .find(|rule| rule.provider.as_deref() == Some(provider))
            .or_else(|| rules().find(|rule| rule.provider.is_none()))
    }

    /// How soon a record of a kind, decided on a day, is published.
    #[must_use]
    pub fn publication(&self, kind: &str, decided_on: Date) -> Option<&PublicationRule> {
        on(&self.data.publications, decided_on).find(|rule| rule.kinds.iter().any(|of| of == kind))
    }

    /// Below which age, in full years on the day of the act, nobody is listed or sanctioned
    /// for an act of that day (R-MINOR); none if nothing says.
    #[must_use]
    pub fn age_of_majority(&self, act_on: Date) -> Option<u16> {
        on(&self.data.minors, act_on).next().map(|rule| rule.age)
    }

    /// The first day after this one on which a rule begins or ends; none if no later one is
    /// known.
    #[must_use]
    pub fn next_boundary(&self, after: Date) -> Option<Date> {
        fn days<T: Dated>(rules: &[T]) -> impl Iterator<Item = Date> {
            rules
                .iter()
                .flat_map(|rule| rule.from().into_iter().chain(rule.until()))
        }
        let data = &self.data;
        days(&data.bases)
            .chain(days(&data.tiers))
            .chain(days(&data.matrices))
            .chain(days(&data.relevance))
            .chain(days(&data.lists))
            .chain(days(&data.shields))
            .chain(days(&data.repairs))
            .chain(days(&data.repair_procedures))
            .chain(days(&data.objections))
            .chain(days(&data.publications))
            .chain(days(&data.minors))
            .filter(|day| *day > after)
            .min()
    }
}

/// What records of a tier can carry on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed<'a> {
    /// Classes of measures.
    pub classes: &'a [Class],
    /// A measure of any class too, if it rests on an article of an instrument of one of
    /// these levels.
    pub statute_levels: &'a [InstrumentLevel],
}

#[cfg(test)]
mod tests;
