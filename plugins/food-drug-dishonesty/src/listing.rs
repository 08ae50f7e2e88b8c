//! What a listing carries: the measures of the memorandum, and the procurement ban that a
//! penalty adds for three years of its own.
//!
//! A listing lasts as long as the rule of the authority that made it says, which is a
//! setting of the place; without one it lasts until the authority ends it. Since 总局令第44号
//! it lasts three years.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Asked, FoodDrugDishonesty, Rule,
    age::of_age,
    measures::{Measure, of_listing},
    open::Open,
    records::{Listing, Penalty, PenaltyCategory, Records, Revocation},
};

/// First day of 市场监督管理严重违法失信名单管理办法 (总局令第44号).
pub(crate) const ORDER_44: Date = Date::new(2021, 9, 1);

/// The clause of a listing made on `day` and its term in months; none if the authority ends
/// it.
pub(crate) fn rule_set(day: Date, asked: &Asked) -> (Rule, Option<u16>) {
    if day >= ORDER_44 {
        (Rule::ListedOrder44, Some(36))
    } else {
        (Rule::Listed, asked.parameters.term())
    }
}

/// 列入名单.
pub(crate) fn listed(
    subject: &Profile,
    listing: &Listing,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let head = &listing.head;
    let measures = of_listing(subject);
    let (rule, term) = match head.decided_on {
        Some(listed_on) => rule_set(listed_on, asked),
        None => (Rule::Listed, None),
    };
    let missing = match (of_age(subject, head), head.decided_on) {
        (Compared::Unmet, _) => return,
        (Compared::Open(missing), _) => missing,
        (Compared::Met, None) => Missing::DecidedOn,
        (Compared::Met, Some(listed_on)) => {
            let until = match term {
                Some(months) if left_on(head, asked) != head.ends_on => {
                    End::after(listed_on, months)
                }
                _ => End::WithGrounds,
            };
            answer.determine(rule, &[head], listed_on, until, &measures);
            return;
        }
    };
    let open = Open {
        rule,
        head,
        missing,
        measures: &measures,
    };
    open.until(left_on(head, asked), asked, answer);
}

/// First day off the list, as far as it is known: the end of its term or its own, whichever
/// is earlier (R-EXIT).
fn left_on(listing: &Head, asked: &Asked) -> Option<Date> {
    let term = listing.decided_on.and_then(|listed_on| {
        let (_, months) = rule_set(listed_on, asked);
        months.map(|months| listed_on.add_months(months))
    });
    [term, listing.ends_on].into_iter().flatten().min()
}

/// Months for which 政府采购法 22 looks back.
const THREE_YEARS: u16 = 36;

/// 政府采购限制: of whoever is listed, by a penalty or by the revocation of his licence.
pub(crate) fn procurement(
    subject: &Profile,
    listing: &Listing,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    for penalty in &records.penalties {
        let grave = grave(penalty, answer);
        barred(subject, listing, &penalty.head, grave, asked, answer);
    }
    // 吊销许可证 is one of those that 实施条例 19 names.
    for Revocation { head, .. } in &records.revocations {
        barred(subject, listing, head, Compared::Met, asked, answer);
    }
}

/// Three years from a 重大违法记录 of whoever was listed then or later; leaving the list does
/// not shorten them (R-EXIT).
fn barred(
    subject: &Profile,
    listing: &Listing,
    punished: &Head,
    grave: Compared,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    const MEASURES: [Measure; 1] = [Measure::Procurement];
    let rule = Rule::Procurement;
    let listed = &listing.head;
    if let (Some(left), Some(decided_on)) = (left_on(listed, asked), punished.decided_on)
        && left <= decided_on
    {
        return;
    }
    let dated = |head: &Head| match head.decided_on {
        Some(_) => Compared::Met,
        None => Compared::Open(Missing::DecidedOn),
    };
    let on_list = of_age(subject, listed).and(dated(listed));
    let grave = grave.and(of_age(subject, punished)).and(dated(punished));
    let (missing, head) = match (on_list, grave) {
        (Compared::Unmet, _) | (_, Compared::Unmet) => return,
        (Compared::Open(missing), _) => (missing, listed),
        (_, Compared::Open(missing)) => (missing, punished),
        (Compared::Met, Compared::Met) => {
            if let (Some(listed_on), Some(decided_on)) = (listed.decided_on, punished.decided_on) {
                let starts_on = listed_on.max(decided_on);
                let until = End::after(decided_on, THREE_YEARS);
                answer.determine(rule, &[listed, punished], starts_on, until, &MEASURES);
            }
            return;
        }
    };
    let open = Open {
        rule,
        head,
        missing,
        measures: &MEASURES,
    };
    let over_on = punished.decided_on.map(|day| day.add_months(THREE_YEARS));
    open.until(over_on, asked, answer);
}

/// 重大违法记录: a penalty for unlawful business that stops it, revokes a licence or is a large
/// fine (政府采购法实施条例 19).
fn grave(penalty: &Penalty, answer: &mut Answer<FoodDrugDishonesty>) -> Compared {
    let mut check = answer.check(Rule::Procurement, &penalty.head);
    let operating = check.equal(Penalty::OPERATING, &penalty.operating, true);
    let grave = vec![
        PenaltyCategory::StopBusiness,
        PenaltyCategory::LicenceRevocation,
    ];
    let category = check.compare(
        Penalty::CATEGORY,
        &penalty.category,
        &grave,
        Test::OneOf,
        |categories| categories.iter().any(|category| grave.contains(category)),
    );
    // Suspended or revoked, one is not told which: 实施条例 19 names revocation only.
    let not_told = PenaltyCategory::LicenceSuspensionOrRevocation;
    let categories = penalty.category.as_deref().unwrap_or_default();
    let category = match category {
        Compared::Unmet if categories.contains(&not_told) => {
            Compared::Open(Missing::Field(Penalty::CATEGORY))
        }
        category => category,
    };
    let large_fine = check.equal(Penalty::LARGE_FINE, &penalty.large_fine, true);
    operating.and(category.or(large_fine))
}
