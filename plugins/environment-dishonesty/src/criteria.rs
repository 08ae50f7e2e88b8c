//! Whom to list: the circumstances of the memorandum that could be established, and those
//! that the place counts.
//!
//! Meeting them proposes a listing and nothing else. What a listing has answered is not
//! proposed again.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Asked, EnvironmentDishonesty, Rule,
    records::{Circumstance, CreditRating, FieldOfCrime, Level, Records, Sentence, Violation},
};

/// Position in [`About::listings`].
const DISHONESTY_LIST: u16 = 0;

/// 失信情形 that were read.
pub(crate) fn circumstance(
    violation: &Violation,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    const READ: [Circumstance; 8] = [
        Circumstance::Crime,
        Circumstance::NoAssessment,
        Circumstance::ExcessEmission,
        Circumstance::HiddenDischarge,
        Circumstance::SupervisionOverdue,
        Circumstance::RefusingInspection,
        Circumstance::EmergencyResponse,
        Circumstance::BeforeAcceptance,
    ];
    let finding = Finding::of(Rule::Circumstance, violation);
    let compared = one_of(finding.rule, violation, &READ, answer);
    finding.propose(compared, records, asked, answer);
}

/// 失信情形 that are remembered with doubt.
pub(crate) fn circumstance_unverified(
    violation: &Violation,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    const REMEMBERED: [Circumstance; 4] = [
        Circumstance::MonitoringData,
        Circumstance::AbnormalTreatment,
        Circumstance::RefusingRectification,
        Circumstance::FalseService,
    ];
    let finding = Finding::of(Rule::CircumstanceUnverified, violation);
    let compared = one_of(finding.rule, violation, &REMEMBERED, answer);
    finding.propose(compared, records, asked, answer);
}

/// 失信情形 that the place counts, if any.
pub(crate) fn local_circumstance(
    violation: &Violation,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    let local = &asked.parameters.local_circumstances;
    if local.is_empty() {
        return;
    }
    let finding = Finding::of(Rule::LocalCircumstance, violation);
    let compared = one_of(finding.rule, violation, local, answer);
    finding.propose(compared, records, asked, answer);
}

/// 环境犯罪, by the sentence. Courts name the field of a crime only where it is one of those
/// asked for: without it nothing is claimed.
pub(crate) fn crime(
    sentence: &Sentence,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    let finding = Finding {
        rule: Rule::Crime,
        head: &sentence.head,
        document_number: None,
    };
    let compared = answer.check(finding.rule, finding.head).equal(
        Sentence::FIELD_OF_CRIME,
        &sentence.field_of_crime,
        FieldOfCrime::Environment,
    );
    if compared == Compared::Met {
        finding.propose(compared, records, asked, answer);
    }
}

/// 黑牌, where the place counts it.
pub(crate) fn black_rating(
    rating: &CreditRating,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<EnvironmentDishonesty>,
) {
    let local = &asked.parameters.local_circumstances;
    if !local.contains(&Circumstance::BlackRating) {
        return;
    }
    let finding = Finding {
        rule: Rule::BlackRating,
        head: &rating.head,
        document_number: None,
    };
    let compared = answer.check(finding.rule, finding.head).equal(
        CreditRating::LEVEL,
        &rating.level,
        Level::Black,
    );
    finding.propose(compared, records, asked, answer);
}

/// Whether a violation was found under one of these circumstances.
fn one_of(
    rule: Rule,
    violation: &Violation,
    wanted: &[Circumstance],
    answer: &mut Answer<EnvironmentDishonesty>,
) -> Compared {
    answer.check(rule, &violation.head).compare(
        Violation::CIRCUMSTANCE,
        &violation.circumstance,
        &wanted.to_vec(),
        Test::OneOf,
        |found| found.iter().any(|one| wanted.contains(one)),
    )
}

/// What a criterion is held against.
struct Finding<'a> {
    rule: Rule,
    head: &'a Head,
    document_number: Option<&'a String>,
}

/// Whether a listing has answered a finding.
enum Answered<'a> {
    Yes,
    No,
    /// This record's day is missing.
    Unknown(&'a Head),
}

impl<'a> Finding<'a> {
    fn of(rule: Rule, violation: &'a Violation) -> Self {
        Self {
            rule,
            head: &violation.head,
            document_number: violation.document_number.as_ref(),
        }
    }

    /// Proposes a listing if the criterion is met and no listing has answered it.
    fn propose(
        &self,
        compared: Compared,
        records: &'a Records,
        asked: &Asked,
        answer: &mut Answer<EnvironmentDishonesty>,
    ) {
        match (compared, self.answered(records)) {
            (Compared::Unmet, _) | (_, Answered::Yes) => {}
            (Compared::Open(missing), _) => {
                answer.gap(self.rule, Some(self.head), missing, &[]);
            }
            (Compared::Met, Answered::Unknown(head)) => {
                answer.gap(self.rule, Some(head), Missing::DecidedOn, &[]);
            }
            (Compared::Met, Answered::No) => {
                let term = Some(asked.parameters.months());
                answer.propose(self.rule, &[self.head], DISHONESTY_LIST, term);
            }
        }
    }

    /// A listing answers a finding of the same document number or, where one of them has
    /// none, every finding up to its day.
    fn answered(&self, records: &'a Records) -> Answered<'a> {
        let mut answered = Answered::No;
        for listing in &records.listings {
            let days = (self.head.decided_on, listing.head.decided_on);
            match (self.document_number, &listing.document_number, days) {
                (Some(own), Some(listed), _) if own == listed => return Answered::Yes,
                (Some(_), Some(_), _) => {}
                (_, _, (Some(found_on), Some(listed_on))) if found_on <= listed_on => {
                    return Answered::Yes;
                }
                (_, _, (Some(_), Some(_))) => {}
                (_, _, (None, _)) => answered = Answered::Unknown(self.head),
                (_, _, (_, None)) => answered = Answered::Unknown(&listing.head),
            }
        }
        answered
    }
}
