//! Whom to list: the ten circumstances and the three of the blacklist of 2017, and what of
//! 令第11号 could be read and can be told from the records.
//!
//! Meeting them proposes a listing and nothing else. The rule set is that of the day on which
//! an accident or a violation was found; before 2017-05-09 none could be established. What a
//! listing has answered is not proposed again.

use accord_plugin::prelude::*;

use crate::{
    Rule, SafetyDishonesty,
    accidents::propose_accidents,
    listing::{ORDER_11, RULE_2017},
    records::{Circumstance, JointPunishment, Records, Violation},
};

/// Positions in [`About::listings`].
pub(crate) const JOINT_PUNISHMENT: u16 = 0;
pub(crate) const BLACKLIST: u16 = 1;

/// A rule set of criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleSet {
    /// 安监总办〔2017〕49号.
    Rule2017,
    /// 应急管理部令第11号.
    Order11,
}

impl RuleSet {
    /// The rule set of what was found on `day`.
    pub(crate) fn in_force_on(day: Date) -> Option<Self> {
        match day {
            _ if day >= ORDER_11 => Some(Self::Order11),
            _ if day >= RULE_2017 => Some(Self::Rule2017),
            _ => None,
        }
    }
}

/// Proposes every listing whose criteria are met and that has not been made.
pub(crate) fn propose(subject: &Profile, records: &Records, answer: &mut Answer<SafetyDishonesty>) {
    propose_accidents(subject, records, answer);
    for violation in &records.violations {
        let head = &violation.head;
        let rule = Rule::JointPunishment;
        let Some(found_on) = head.decided_on else {
            answer.gap(rule, Some(head), Missing::DecidedOn, &[]);
            continue;
        };
        // 令第11号 asks for a penalty and its gravity, which a finding does not tell.
        if RuleSet::in_force_on(found_on) != Some(RuleSet::Rule2017) {
            continue;
        }
        let Some(circumstances) = &violation.circumstance else {
            let missing = Missing::Field(Violation::CIRCUMSTANCE);
            answer.gap(rule, Some(head), missing, &[]);
            continue;
        };
        for circumstance in circumstances {
            if !is_listed(*circumstance, violation, found_on, records) {
                let rule = rule_of(*circumstance);
                answer.propose(rule, &[head], JOINT_PUNISHMENT, Some(12));
            }
        }
    }
}

/// The clause of a circumstance.
fn rule_of(circumstance: Circumstance) -> Rule {
    match circumstance {
        Circumstance::LiabilityAccident => Rule::LiabilityAccident,
        Circumstance::NoPermit => Rule::NoPermit,
        Circumstance::MajorHazard => Rule::MajorHazard,
        Circumstance::EvadingSupervision => Rule::EvadingSupervision,
        Circumstance::DefyingStopOrder => Rule::DefyingStopOrder,
        Circumstance::FalseReport => Rule::FalseReport,
        Circumstance::BeforeAcceptance => Rule::BeforeAcceptance,
        Circumstance::IllegalMining => Rule::IllegalMining,
        Circumstance::ObstructingInvestigation => Rule::ObstructingInvestigation,
        Circumstance::FalseService => Rule::FalseService,
    }
}

/// Whether a listing has answered a finding: by the number of the document where both have
/// one, otherwise by the circumstance, on the day of the finding or later.
fn is_listed(
    circumstance: Circumstance,
    violation: &Violation,
    found_on: Date,
    records: &Records,
) -> bool {
    let number = violation.document_number.as_ref();
    let answers = |listing: &JointPunishment| match (number, &listing.document_number) {
        (Some(own), Some(other)) => own == other,
        _ => listing.is_for(circumstance, found_on),
    };
    records.punished.iter().any(answers)
}

impl JointPunishment {
    /// Whether it was made for a circumstance, on `found_on` or later.
    pub(crate) fn is_for(&self, circumstance: Circumstance, found_on: Date) -> bool {
        let circumstances = self.circumstance.as_deref().unwrap_or_default();
        let listed_on = self.head.decided_on;
        circumstances.contains(&circumstance) && listed_on.is_some_and(|day| day >= found_on)
    }
}
