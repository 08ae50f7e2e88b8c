//! What rests on a decision of its own, published case or none: arrears and sentences.

use accord_plugin::prelude::*;

use crate::{
    Rule, TaxMajorViolation,
    measures::Measure,
    open::Open,
    records::{Arrears, Records, Sentence},
};

/// Months for which 公司法(2018) 146 bars from the day on which a sentence was served.
const FIVE_YEARS: u16 = 60;

/// 阻止出境 (征管法 44): arrears unpaid and without guarantee.
pub(crate) fn arrears(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    let rule = Rule::Arrears;
    let measures = if subject.is_person() {
        [Measure::ExitPrevent]
    } else {
        [Measure::ExitPreventRepresentative]
    };
    let unpaid = |arrears: &&Arrears| arrears.paid_on.is_none_or(|paid| paid > question.as_of);
    for arrears in records.arrears.iter().filter(unpaid) {
        let head = &arrears.head;
        let unsecured =
            answer
                .check(rule, head)
                .equal(Arrears::GUARANTEED, &arrears.guaranteed, false);
        let missing = match (unsecured, head.decided_on) {
            (Compared::Unmet, _) => continue,
            (Compared::Open(missing), _) => missing,
            (Compared::Met, None) => Missing::DecidedOn,
            (Compared::Met, Some(decided_on)) => {
                let until = match (arrears.paid_on, head.ends_on) {
                    (Some(paid), Some(ends)) => End::On(paid.min(ends)),
                    (Some(paid), None) => End::On(paid),
                    (None, _) => End::WithGrounds,
                };
                answer.determine(rule, &[head], decided_on, until, &measures);
                continue;
            }
        };
        let open = Open {
            rule,
            head,
            missing,
            measures: &measures,
        };
        open.until(arrears.paid_on, question, answer);
    }
}

/// 限制担任相关职务: a person sentenced, until five years after the sentence was served.
pub(crate) fn sentence(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    const MEASURES: [Measure; 1] = [Measure::CompanyOffice];
    let rule = Rule::Sentence;
    for sentence in records.sentences.iter().filter(|_| subject.is_person()) {
        let head = &sentence.head;
        let completed_on = sentence.sentence_completed_on;
        let missing = match (sentence.offence, head.decided_on, completed_on) {
            (None, _, _) => Missing::Field(Sentence::OFFENCE),
            (_, None, _) => Missing::DecidedOn,
            (_, _, None) => Missing::Field(Sentence::SENTENCE_COMPLETED_ON),
            (Some(_), Some(decided_on), Some(completed_on)) => {
                let until = End::after(completed_on, FIVE_YEARS);
                answer.determine(rule, &[head], decided_on, until, &MEASURES);
                continue;
            }
        };
        let open = Open {
            rule,
            head,
            missing,
            measures: &MEASURES,
        };
        let over_on = completed_on.map(|day| day.add_months(FIVE_YEARS));
        open.until(over_on, question, answer);
    }
}
