//! The two lists: which rule set a listing stands under, and for how long.
//!
//! The rule set is that of the day of listing. The text of 2017 gives one year for both
//! lists and says nothing of a second time; the rule of 2015 on the blacklist, whose second
//! time is three years, is read as standing beside it until 令第11号 replaced both.

use accord_plugin::prelude::*;

use crate::{
    Rule,
    records::{Blacklisting, Records},
};

/// First day of 生产经营单位安全生产不良记录“黑名单”管理暂行规定 (安委办〔2015〕14号).
const BLACKLIST_2015: Date = Date::new(2015, 7, 29);
/// First day of 对安全生产领域失信行为开展联合惩戒的实施办法 (安监总办〔2017〕49号).
pub(crate) const RULE_2017: Date = Date::new(2017, 5, 9);
/// First day of 安全生产严重失信主体名单管理办法 (应急管理部令第11号).
pub(crate) const ORDER_11: Date = Date::new(2023, 10, 1);

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// 联合惩戒对象.
    JointPunishment,
    /// “黑名单”.
    Blacklist,
}

/// A listing that stands or stood.
#[derive(Clone, Copy)]
pub(crate) struct Listing<'a> {
    pub(crate) head: &'a Head,
    /// Its clause.
    pub(crate) rule: Rule,
    /// The day of listing and the months from then; none without the day.
    pub(crate) term: Option<(Date, u16)>,
}

impl Listing<'_> {
    /// Whether it stood on `day`, by its term and its exit; none without the day of listing.
    pub(crate) fn stood_on(&self, day: Date) -> Option<bool> {
        let (listed_on, months) = self.term?;
        let end = listed_on.add_months(months);
        let end = self.head.ends_on.map_or(end, |ended| ended.min(end));
        Some(listed_on <= day && day < end)
    }
}

/// All listings of both lists under a rule set, ended ones too. What was listed before there
/// was a rule carries nothing.
pub(crate) fn listings(records: &Records) -> impl Iterator<Item = Listing<'_>> {
    let punished = records.punished.iter().map(|listing| &listing.head);
    let blacklisted = records.blacklisted.iter().map(|listing| &listing.head);
    let punished = punished.filter_map(|head| listing(List::JointPunishment, head, records));
    punished.chain(blacklisted.filter_map(|head| listing(List::Blacklist, head, records)))
}

fn listing<'a>(list: List, head: &'a Head, records: &Records) -> Option<Listing<'a>> {
    let Some(listed_on) = head.decided_on else {
        let rule = match list {
            List::JointPunishment => Rule::JointPunishment,
            List::Blacklist => Rule::Blacklist,
        };
        let term = None;
        return Some(Listing { head, rule, term });
    };
    let (rule, months) = rule_set(list, listed_on, records)?;
    let term = Some((listed_on, months));
    Some(Listing { head, rule, term })
}

/// The clause under which a listing of `listed_on` stands, and its months.
fn rule_set(list: List, listed_on: Date, records: &Records) -> Option<(Rule, u16)> {
    match list {
        _ if listed_on >= ORDER_11 => Some((Rule::Order11, 36)),
        List::JointPunishment if listed_on >= RULE_2017 => Some((Rule::JointPunishment, 12)),
        List::Blacklist if is_second(listed_on, records) => Some((Rule::BlacklistAgain, 36)),
        List::Blacklist if listed_on >= BLACKLIST_2015 => Some((Rule::Blacklist, 12)),
        List::JointPunishment | List::Blacklist => None,
    }
}

/// Whether the subject had been on the blacklist before.
fn is_second(listed_on: Date, records: &Records) -> bool {
    let earlier = |other: &Blacklisting| {
        let day = other.head.decided_on;
        day.is_some_and(|day| BLACKLIST_2015 <= day && day < listed_on)
    };
    records.blacklisted.iter().any(earlier)
}

/// Whether a next blacklisting would not be the first.
pub(crate) fn was_blacklisted(records: &Records) -> bool {
    let counts = |listing: &Blacklisting| {
        let listed_on = listing.head.decided_on;
        listed_on.is_none_or(|day| BLACKLIST_2015 <= day)
    };
    records.blacklisted.iter().any(counts)
}
