//! What the two lists and a revocation carry for the enterprise itself.
//!
//! The abnormal list is no serious list and the two are never alike (R-TIER): it is left
//! when the duty is done, has no term and carries no ban, although 条例 18 names both lists.
//! A revocation is a single record and carries less still.

use accord_plugin::prelude::*;

use crate::{
    MarketDishonesty, Rule,
    bans::{Open, opens_later},
    measures::Measure,
    records::{AbnormalListing, Records, SeriousListing},
    rule_sets::{LISTINGS, REGULATION_FROM},
};

/// Of a serious listing: every class.
const OF_SERIOUS: [Measure; 10] = [
    Measure::Procurement,
    Measure::Tendering,
    Measure::LandTransfer,
    Measure::Honours,
    Measure::InternetInformation,
    Measure::BankCredit,
    Measure::Registration,
    Measure::Inspection,
    Measure::Qualification,
    Measure::TradeManagement,
];

/// Of an abnormal listing: classes C06 to C11 and C13 only.
const OF_ABNORMAL: [Measure; 5] = [
    Measure::Honours,
    Measure::BankCredit,
    Measure::Inspection,
    Measure::Qualification,
    Measure::TradeManagement,
];

/// Of a revocation: classes C09 to C11 and C13 only. What 公司法 says of it is in `offices`.
const OF_REVOCATION: [Measure; 3] = [
    Measure::BankCredit,
    Measure::Inspection,
    Measure::Qualification,
];

/// 列入经营异常名录: until it is left.
pub(crate) fn abnormal(
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    for AbnormalListing { head } in &records.abnormal {
        if head.decided_on.unwrap_or(question.as_of) < REGULATION_FROM {
            opens_later(head, Some(REGULATION_FROM), answer);
            continue;
        }
        let rule = Rule::Abnormal;
        match head.decided_on {
            None => answer.gap(rule, Some(head), Missing::DecidedOn, &OF_ABNORMAL),
            Some(listed_on) => {
                answer.determine(rule, &[head], listed_on, End::WithGrounds, &OF_ABNORMAL);
            }
        }
    }
}

/// 列入严重违法失信企业名单: until the term of its rule set, or until it is left before.
pub(crate) fn serious(
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    let standing = |listing: &&SeriousListing| listing.head.is_active();
    for SeriousListing { head, .. } in records.serious.iter().filter(standing) {
        let day = head.decided_on.unwrap_or(question.as_of);
        let Some((rule, months)) = LISTINGS.in_force_on(day) else {
            opens_later(head, LISTINGS.next_after(day), answer);
            continue;
        };
        let Some(listed_on) = head.decided_on else {
            let open = Open {
                rule,
                head,
                missing: Missing::DecidedOn,
                measures: &OF_SERIOUS,
            };
            open.until(LISTINGS.next_after(day), question, answer);
            continue;
        };
        let left_before = |day: &Date| *day < listed_on.add_months(months);
        let until = match head.ends_on.filter(left_before) {
            Some(_) => End::WithGrounds,
            None => End::after(listed_on, months),
        };
        answer.determine(rule, &[head], listed_on, until, &OF_SERIOUS);
    }
}

/// 被吊销营业执照: as long as the record stands.
pub(crate) fn revocation(records: &Records, answer: &mut Answer<MarketDishonesty>) {
    let heads = records
        .revocations
        .iter()
        .map(|revocation| &revocation.head);
    for head in heads.filter(|head| head.is_active()) {
        let rule = Rule::Revoked;
        match head.decided_on {
            None => answer.gap(rule, Some(head), Missing::DecidedOn, &OF_REVOCATION),
            Some(revoked_on) => {
                answer.determine(rule, &[head], revoked_on, End::WithGrounds, &OF_REVOCATION);
            }
        }
    }
}
