//! Which text was in force on a day: what each says differs in term or in whom it bars.
//!
//! A listing or decision is judged by the text of its own day. An undated one was decided by
//! the day asked about at the latest, so that day stands for it.

use accord_plugin::prelude::*;

use crate::Rule;

/// First days in force, latest first, and what is in force from then on.
pub(crate) struct Sets<T: 'static>(&'static [(Date, T)]);

impl<T: Copy> Sets<T> {
    /// What is in force on a day; `None` before the first.
    pub(crate) fn in_force_on(&self, day: Date) -> Option<T> {
        let found = self.0.iter().find(|(from, _)| *from <= day);
        found.map(|(_, set)| *set)
    }

    /// The first day after this on which something else is.
    pub(crate) fn next_after(&self, day: Date) -> Option<Date> {
        let later = self.0.iter().map(|(from, _)| *from);
        later.filter(|from| *from > day).min()
    }
}

/// First day of 企业信息公示暂行条例: before it there was neither list.
pub(crate) const REGULATION_FROM: Date = Date::new(2014, 10, 1);

/// First day of 总局令第44号.
const ORDER_44_FROM: Date = Date::new(2021, 9, 1);

/// First day of the revised 条例, which has the criterion of three years no more.
const REVISION_FROM: Date = Date::new(2024, 5, 1);

/// The rule of a serious listing and its term in months, by the day of listing.
pub(crate) const LISTINGS: Sets<(Rule, u16)> = Sets(&[
    (ORDER_44_FROM, (Rule::Listed2021, 36)),
    (Date::new(2016, 4, 1), (Rule::Listed2016, 60)),
    (REGULATION_FROM, (Rule::Listed2014, 60)),
]);

/// The criterion of three years and the term of the listing that it proposes, by the day on
/// which the subject would be listed.
pub(crate) const CRITERIA: Sets<Option<(Rule, u16)>> = Sets(&[
    (REVISION_FROM, None),
    (ORDER_44_FROM, Some((Rule::ThreeYears2021, 36))),
    (REGULATION_FROM, Some((Rule::ThreeYears2014, 60))),
]);

/// Who bars the heads of a listed enterprise, by the day of listing.
pub(crate) const HEADS_OF_LISTED: Sets<Rule> = Sets(&[
    (REVISION_FROM, Rule::HeadOfListed2024),
    (REGULATION_FROM, Rule::HeadOfListed2014),
]);

/// Who bars the legal representative of a company that was ended for its violations, by the
/// day of that decision. The text of 2018 stands for those before it, which say the same.
pub(crate) const COMPANY_LAW: Sets<Rule> = Sets(&[
    (Date::new(2024, 7, 1), Rule::HeadOfRevoked2023),
    (Date(i32::MIN), Rule::HeadOfRevoked2018),
]);

/// First day of 食品安全法(2015): article 135 was read in no earlier text.
pub(crate) const FOOD_LAW_FROM: Date = Date::new(2015, 10, 1);

/// First day of 安全生产法(2014), which added the ban for life.
pub(crate) const SAFETY_LIFE_FROM: Date = Date::new(2014, 12, 1);
