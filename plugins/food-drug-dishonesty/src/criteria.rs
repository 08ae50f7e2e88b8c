//! Whom to list: the circumstances that two provinces were read to list for.
//!
//! No national criteria could be read. Which of these a place applies is its setting; all
//! are typical, so that all are until it says otherwise. Meeting them proposes a listing and
//! nothing else, and what a listing has answered is not proposed again.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Asked, FoodDrugDishonesty, Rule,
    age::of_age,
    listing::{ORDER_44, rule_set},
    records::{Circumstance, Listing, Records, Revocation, Sector, Violation},
};

/// Position in [`About::listings`].
const SERIOUS_LIST: u16 = 0;

/// The clause of a circumstance.
fn rule_of(circumstance: Circumstance) -> Rule {
    match circumstance {
        Circumstance::LicenceRevoked => Rule::LicenceRevoked,
        Circumstance::FakeDrugs => Rule::FakeDrugs,
        Circumstance::InferiorDrugs => Rule::InferiorDrugs,
        Circumstance::FalseMaterial => Rule::FalseMaterial,
        Circumstance::RepeatedPenalties => Rule::RepeatedPenalties,
        Circumstance::FoodIncident => Rule::FoodIncident,
        Circumstance::DrugAdvertising => Rule::DrugAdvertising,
    }
}

/// Whether the place lists for a circumstance.
pub(crate) fn applies(circumstance: Circumstance, asked: &Asked) -> bool {
    asked.parameters.criteria.contains(&circumstance)
}

/// 失信情形 of a finding.
pub(crate) fn circumstances(
    subject: &Profile,
    violation: &Violation,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let here = |circumstance: &Circumstance| applies(*circumstance, asked);
    if violation.circumstance.is_none() {
        if Circumstance::ALL.iter().any(here) && !names(violation, records) {
            let missing = Missing::Field(Violation::CIRCUMSTANCE);
            answer.gap(Rule::Listed, Some(&violation.head), missing, &[]);
        }
        return;
    }
    for circumstance in Circumstance::ALL.into_iter().filter(here) {
        let finding = Finding {
            circumstance,
            head: &violation.head,
            document_number: violation.document_number.as_ref(),
        };
        let mut check = answer.check(rule_of(circumstance), finding.head);
        let found = check.compare(
            Violation::CIRCUMSTANCE,
            &violation.circumstance,
            &vec![circumstance],
            Test::OneOf,
            |found| found.contains(&circumstance),
        );
        let compared = if circumstance == Circumstance::LicenceRevoked {
            found.and(check.equal(Violation::SECTOR, &violation.sector, Sector::Food))
        } else {
            found
        };
        finding.propose(compared, subject, records, asked, answer);
    }
}

/// Whether a listing names the document of a finding.
fn names(violation: &Violation, records: &Records) -> bool {
    let number = violation.document_number.as_ref();
    let mut listings = records.listings.iter();
    number.is_some() && listings.any(|listing| listing.document_number.as_ref() == number)
}

/// 被吊销许可证的食品经营者, by the revocation itself.
pub(crate) fn licence_revoked(
    subject: &Profile,
    revocation: &Revocation,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let circumstance = Circumstance::LicenceRevoked;
    if !applies(circumstance, asked) || !revocation.head.is_active() {
        return;
    }
    let finding = Finding {
        circumstance,
        head: &revocation.head,
        document_number: revocation.document_number.as_ref(),
    };
    let mut check = answer.check(rule_of(circumstance), finding.head);
    let food = check.equal(Revocation::SECTOR, &revocation.sector, Sector::Food);
    finding.propose(food, subject, records, asked, answer);
}

/// What a criterion is held against.
struct Finding<'a> {
    circumstance: Circumstance,
    head: &'a Head,
    document_number: Option<&'a String>,
}

/// Whether a listing has answered a finding.
pub(crate) enum Answered<'a> {
    Yes,
    No,
    /// This listing's day is missing.
    Unknown(&'a Head),
}

impl Finding<'_> {
    /// Proposes a listing if the criterion is met and no listing has answered it.
    fn propose(
        &self,
        compared: Compared,
        subject: &Profile,
        records: &Records,
        asked: &Asked,
        answer: &mut Answer<FoodDrugDishonesty>,
    ) {
        let rule = rule_of(self.circumstance);
        let listings = records.listings.iter();
        let dated = match self.head.decided_on {
            Some(_) => Compared::Met,
            None => Compared::Open(Missing::DecidedOn),
        };
        match (
            compared.and(of_age(subject, self.head)).and(dated),
            answered(listings.map(|listing| self.answered_by(listing))),
        ) {
            (Compared::Unmet, _) | (_, Answered::Yes) => {}
            (Compared::Open(missing), _) => answer.gap(rule, Some(self.head), missing, &[]),
            (Compared::Met, Answered::Unknown(listing)) => {
                answer.gap(rule, Some(listing), Missing::DecidedOn, &[]);
            }
            (Compared::Met, Answered::No) => propose(rule, &[self.head], asked, answer),
        }
    }

    /// By the number of the document or, where one of both has none, by the circumstance.
    fn answered_by<'l>(&self, listing: &'l Listing) -> Answered<'l> {
        match (self.document_number, &listing.document_number) {
            (Some(own), Some(listed)) if own == listed => Answered::Yes,
            (Some(_), Some(_)) => Answered::No,
            _ => listing.answers(self.circumstance, self.head.decided_on),
        }
    }
}

impl Listing {
    /// Whether it was made for a circumstance, on `found_on` or later. One that does not say
    /// for which was made for any.
    pub(crate) fn answers(
        &self,
        circumstance: Circumstance,
        found_on: Option<Date>,
    ) -> Answered<'_> {
        let told = self.circumstance.as_ref();
        match (found_on, self.head.decided_on) {
            _ if told.is_some_and(|told| !told.contains(&circumstance)) => Answered::No,
            (Some(found_on), Some(listed_on)) if found_on <= listed_on => Answered::Yes,
            (_, None) => Answered::Unknown(&self.head),
            (_, Some(_)) => Answered::No,
        }
    }
}

/// What all listings say together: one that answers settles it.
pub(crate) fn answered<'a>(by: impl Iterator<Item = Answered<'a>>) -> Answered<'a> {
    by.fold(Answered::No, |before, next| match (before, next) {
        (Answered::Yes, _) | (_, Answered::Yes) => Answered::Yes,
        (Answered::Unknown(listing), _) | (_, Answered::Unknown(listing)) => {
            Answered::Unknown(listing)
        }
        (Answered::No, Answered::No) => Answered::No,
    })
}

/// Proposes the list, for the term that a listing made today would have.
pub(crate) fn propose(
    rule: Rule,
    grounds: &[&Head],
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let (_, term) = rule_set(asked.as_of, asked);
    answer.propose(rule, grounds, SERIOUS_LIST, term);
    if asked.as_of < ORDER_44 {
        answer.review_on(ORDER_44);
    }
}
