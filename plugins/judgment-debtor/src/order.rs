//! What an order that limits consumption carries, on the list or not.

use accord_plugin::prelude::*;

use crate::{
    JudgmentDebtor, Rule,
    age::of_age,
    measures::of_order,
    records::{ConsumptionRestriction, Records},
};

/// 限制消费令 (限制高消费规定第三条): until the court lifts it.
pub(crate) fn orders(subject: &Profile, records: &Records, answer: &mut Answer<JudgmentDebtor>) {
    let measures = of_order(subject);
    let rule = Rule::ConsumptionOrder;
    let standing = |order: &&ConsumptionRestriction| order.head.is_active();
    for order in records.orders.iter().filter(standing) {
        let missing = match (of_age(subject, &order.head), order.head.decided_on) {
            (Compared::Unmet, _) => continue,
            (Compared::Open(missing), _) => missing,
            (Compared::Met, None) => Missing::DecidedOn,
            (Compared::Met, Some(decided_on)) => {
                let from = decided_on.max(crate::MEMORANDUM_FROM);
                answer.determine(rule, &[&order.head], from, End::WithGrounds, &measures);
                continue;
            }
        };
        answer.gap(rule, Some(&order.head), missing, &measures);
    }
}
