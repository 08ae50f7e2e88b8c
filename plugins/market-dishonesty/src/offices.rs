//! Who may hold no office for three years: heads of a seriously unlawful enterprise, and who
//! answers for it that a company was ended.
//!
//! Both terms are the statute's own: they run from the listing or the decision, and neither
//! exit nor repair nor the end of the record shortens them (R-EXIT, R-REP). Who held the
//! office at the time of the violation is barred, whoever holds it now (R-PROP).

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    MarketDishonesty, Rule,
    bans::{Ban, Term, opens_later},
    measures::Measure,
    records::{Penalty, PenaltyCategory, Records, SeriousListing, SeriousReason},
    rule_sets::{COMPANY_LAW, HEADS_OF_LISTED},
};

/// Of both bans.
const THREE_YEARS: Term = Term::Months(36);

/// 严重违法企业法定代表人、负责人三年任职限制.
pub(crate) fn heads_of_listed(
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    for listing in &records.serious {
        let head = &listing.head;
        let day = head.decided_on.unwrap_or(question.as_of);
        let Some(rule) = HEADS_OF_LISTED.in_force_on(day) else {
            opens_later(head, HEADS_OF_LISTED.next_after(day), answer);
            continue;
        };
        let barred = match rule {
            // 条例 17 speaks of its own list, which three years lead to, and 令83号 13(2) says so.
            Rule::HeadOfListed2014 => answer.check(rule, head).equal(
                SeriousListing::REASON,
                &listing.reason,
                SeriousReason::ThreeYearsAbnormal,
            ),
            _ => Compared::Met,
        };
        let ban = Ban {
            rule,
            head,
            measures: &[Measure::EnterpriseOffice],
            term: THREE_YEARS,
        };
        let next = HEADS_OF_LISTED.next_after(question.as_of);
        ban.stands_if(barred, next, question, answer);
    }
}

/// 担任因违法被吊销营业执照的公司法定代表人并负有个人责任.
pub(crate) fn head_of_revoked(
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    for revocation in &records.revocations {
        let head = &revocation.head;
        let day = head.decided_on.unwrap_or(question.as_of);
        if let Some(rule) = COMPANY_LAW.in_force_on(day) {
            let next = COMPANY_LAW.next_after(question.as_of);
            of_company(rule, head).stands_if(Compared::Met, next, question, answer);
        }
    }
}

/// 担任责令关闭的公司法定代表人并负有个人责任: the text of 2018 names it too, but has three
/// years only from a revocation.
pub(crate) fn head_of_closed(
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    for penalty in &records.penalties {
        let head = &penalty.head;
        let day = head.decided_on.unwrap_or(question.as_of);
        let Some(rule @ Rule::HeadOfRevoked2023) = COMPANY_LAW.in_force_on(day) else {
            opens_later(head, COMPANY_LAW.next_after(day), answer);
            continue;
        };
        let closing = PenaltyCategory::Closing;
        let closed = answer.check(rule, head).compare(
            Penalty::CATEGORY,
            &penalty.category,
            &vec![closing],
            Test::OneOf,
            |categories| categories.contains(&closing),
        );
        of_company(rule, head).stands_if(closed, None, question, answer);
    }
}

fn of_company(rule: Rule, head: &Head) -> Ban<'_> {
    Ban {
        rule,
        head,
        measures: &[Measure::CompanyOffice],
        term: THREE_YEARS,
    }
}
