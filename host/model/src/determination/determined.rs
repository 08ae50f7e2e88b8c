//! What applies to one subject, by all memoranda and by the host's own rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Claim, Ground, Lacks, Open, Until, Withheld, basis, crossing, exit, minor, relevance, tier,
    whitelisted,
};
use crate::{
    case::CaseId,
    catalogue::{Catalogue, Direction, Measure, Term},
    contract::SubjectKind,
    date::Date,
    dictionary::{Dictionary, Tier},
    rules::Rules,
};

/// By what claims are judged.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// The edition of the catalogue in force that day.
    pub catalogue: &'a Catalogue,
    /// The host's own rules.
    pub rules: &'a Rules,
    /// The dictionary.
    pub dictionary: &'a Dictionary,
    /// The day.
    pub as_of: Date,
}

/// Whom claims concern, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    /// What kind of subject it is; none if nobody has said it.
    pub kind: Option<SubjectKind>,
    /// Day of birth or foundation.
    pub since: Option<Date>,
}

/// Records of the subject itself, as far as the host's rules look at them.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Its black listings that block what rewards it (R-CROSS).
    pub blocking: Vec<Ground>,
    /// Its records that are shielded (G37), and by which.
    pub shielded: BTreeMap<Ground, Ground>,
    /// Measures that upheld objections found to be wrong, with the day of the last decision.
    pub wrong: BTreeMap<String, (Date, CaseId)>,
}

impl Determined {
    /// Whether no memorandum claims or leaves open anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.measures.is_empty()
            && self.suppressed.is_empty()
            && self.refused.is_empty()
            && self.open.is_empty()
    }
}

/// A claim that came to nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// What was claimed.
    pub claim: Claim,
    /// Why it does not apply.
    pub why: Withheld,
}

/// What came of the claims on one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Determined {
    /// What applies, by the measure's code: several reasons of one measure together
    /// (R-MULTI), in order.
    pub measures: BTreeMap<String, Vec<Claim>>,
    /// Rewards that black listings suppress, by the measure's code (R-CROSS).
    pub suppressed: BTreeMap<String, Vec<Claim>>,
    /// The listings that do.
    pub blocking: Vec<Ground>,
    /// What does not apply though a memorandum holds so.
    pub refused: Vec<Refused>,
    /// What cannot be decided because something is missing (R-NULL).
    pub open: Vec<Open>,
}

/// Judges the claims of all memoranda on one subject.
///
/// The order of memoranda and claims does not matter.
#[must_use]
pub fn determine(
    law: Law<'_>,
    party: Party,
    circumstances: &Circumstances,
    claims: Vec<Claim>,
    open: Vec<Open>,
) -> Determined {
    let blocking = standing(law, party, &circumstances.blocking);
    let mut determined = Determined {
        blocking: blocking.clone(),
        open,
        ..Determined::default()
    };
    for mut claim in claims {
        match judged(law, party, circumstances, &claim) {
            Ok(Judged::Applies(entry, until)) => {
                claim.until = until;
                let list = if crossing::suppresses(entry, &blocking) {
                    &mut determined.suppressed
                } else {
                    &mut determined.measures
                };
                list.entry(claim.measure.clone()).or_default().push(claim);
            }
            Ok(Judged::Over) => {}
            Ok(Judged::Open) => determined.open.push(Open {
                lacks: Lacks::Age,
                ground: claim.grounds.into_iter().next(),
                measure: claim.measure,
                memorandum: claim.memorandum,
                rule: claim.rule,
            }),
            Err(why) => determined.refused.push(Refused { claim, why }),
        }
    }
    let lists = determined.measures.values_mut();
    for claims in lists.chain(determined.suppressed.values_mut()) {
        claims.sort_unstable_by(|one, other| order(one).cmp(&order(other)));
        claims.dedup();
    }
    determined
        .refused
        .sort_unstable_by(|one, other| one.claim.cmp(&other.claim));
    determined.refused.dedup();
    determined.open.sort_unstable();
    determined.open.dedup();
    determined
}

/// The black listings that block: not those of a minor, whom nobody can list (R-MINOR).
fn standing(law: Law<'_>, party: Party, listings: &[Ground]) -> Vec<Ground> {
    let is_void = |listing: &Ground| {
        let grounds = std::slice::from_ref(listing);
        party.kind == Some(SubjectKind::NaturalPerson)
            && minor::was_of_age(party.since, grounds, law.rules) == Some(false)
    };
    let listings = listings.iter().filter(|listing| !is_void(listing));
    listings.cloned().collect()
}

/// Those of the subject's own records come first, then those of its neighbours.
fn order(claim: &Claim) -> (&str, bool, &Claim) {
    (&claim.memorandum, claim.via.is_some(), claim)
}

/// The last end of several reasons: a measure ends when the last of them does (R-MULTI).
#[must_use]
pub fn latest<'a>(claims: impl IntoIterator<Item = &'a Claim>) -> Option<Until> {
    claims.into_iter().map(|claim| claim.until).max()
}

enum Judged<'a> {
    Applies(&'a Measure, Until),
    /// Its term is over under the catalogue.
    Over,
    /// The day of birth, or of the act, is missing.
    Open,
}

fn judged<'a>(
    law: Law<'a>,
    party: Party,
    circumstances: &Circumstances,
    claim: &Claim,
) -> Result<Judged<'a>, Withheld> {
    let Law { as_of, rules, .. } = law;
    let entry = whitelisted(law.catalogue, &claim.measure, party.kind)?;
    let Some(until) = exit::until(claim, entry, entry.max_months, as_of) else {
        return Ok(Judged::Over);
    };
    if let Some((decided_on, objection)) = circumstances.wrong.get(&claim.measure)
        && is_before(claim, *decided_on)
    {
        return Err(Withheld::FoundWrong {
            objection: *objection,
        });
    }
    if entry.direction != Direction::Sanction {
        return Ok(Judged::Applies(entry, until));
    }
    let kinds = || {
        let grounds = claim.grounds.iter();
        grounds.filter_map(|ground| law.dictionary.kind_of_number(ground.record.kind))
    };
    basis(entry, rules, as_of)?;
    tier(entry, gravest(kinds().map(|kind| kind.tier)), rules, as_of)?;
    let codes: Vec<_> = kinds().map(|kind| kind.code.as_str()).collect();
    relevance(entry, &codes, rules, as_of)?;
    if entry.term == Term::Listing && is_shielded(claim, circumstances) {
        return Err(Withheld::Shielded);
    }
    if party.kind == Some(SubjectKind::NaturalPerson) {
        match minor::was_of_age(party.since, &claim.grounds, rules) {
            Some(true) => {}
            Some(false) => return Err(Withheld::Minor),
            None => return Ok(Judged::Open),
        }
    }
    Ok(Judged::Applies(entry, until))
}

/// Whether nothing on which a claim rests was decided after a day: what comes later was not
/// before whoever decided.
fn is_before(claim: &Claim, day: Date) -> bool {
    let mut grounds = claim.grounds.iter();
    grounds.all(|ground| ground.decided_on.is_none_or(|decided| decided <= day))
}

/// Whether all the records are shielded on which a claim rests.
fn is_shielded(claim: &Claim, circumstances: &Circumstances) -> bool {
    let shielded = |ground| circumstances.shielded.contains_key(ground);
    !claim.grounds.is_empty() && claim.grounds.iter().all(shielded)
}

/// The gravest of the tiers of the records on which a claim rests.
fn gravest(tiers: impl Iterator<Item = Tier>) -> Tier {
    let rank = |tier: &Tier| match tier {
        Tier::A => 3,
        Tier::B => 2,
        Tier::C => 1,
        Tier::None => 0,
    };
    tiers.max_by_key(rank).unwrap_or(Tier::None)
}
