//! What a listing carries, and for how long: one clause a function.

use accord_plugin::prelude::*;

use crate::{
    JudgmentDebtor, MEMORANDUM_FROM, Rule,
    age::of_age,
    measures::{Measure, of_listing},
    records::{Circumstance, DeletionReason, Listing, Records},
};

/// First day of the list (法释〔2013〕17号): an earlier day is none of a listing.
const LIST_FROM: Date = Date::new(2013, 10, 1);
/// First day of the rule with terms (法释〔2017〕7号).
const TERMS_FROM: Date = Date::new(2017, 5, 1);
/// First day of 公司法(2023).
const COMPANY_LAW_FROM: Date = Date::new(2024, 7, 1);

/// Months of a listing under circumstances 2 to 6.
const TERM: u16 = 24;
/// Months with the three years by which a court may lengthen it at most.
const LENGTHENED: u16 = 60;

/// A listing that carries measures.
struct Standing {
    rule: Rule,
    from: Date,
    until: End,
    /// First day on which it surely no longer stands, if there is one.
    over_on: Option<Date>,
    /// Whether that day is only the law's limit, and the end not told.
    limit_only: bool,
}

/// How a listing stands: not at all, or open for want of a value.
type Found = Result<Option<Standing>, Missing>;

/// What every listing carries.
pub(crate) fn listings(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<JudgmentDebtor>,
) {
    let measures = of_listing(subject);
    let standing = |listing: &&Listing| listing.head.is_active();
    for listing in records.listings.iter().filter(standing) {
        let found = stands(subject, listing, question, answer);
        match &found {
            Ok(None) => continue,
            Ok(Some(standing)) => {
                let grounds = [&listing.head];
                let Standing {
                    rule, from, until, ..
                } = *standing;
                answer.determine(rule, &grounds, from, until, &measures);
                if let Some(limit) = standing.over_on.filter(|_| standing.limit_only) {
                    answer.review_on(limit);
                }
            }
            Err(missing) => answer.gap(Rule::Listed, Some(&listing.head), *missing, &measures),
        }
        company_office(subject, listing, &found, question, answer);
    }
}

/// Whether a listing stands, from when until when.
fn stands(
    subject: &Profile,
    listing: &Listing,
    question: &Question,
    answer: &mut Answer<JudgmentDebtor>,
) -> Found {
    let performed = listing
        .performed_on
        .is_some_and(|day| day <= question.as_of);
    let stands = of_age(subject, &listing.head)
        .and(may_be_listed(listing, answer))
        .and(not_deleted(listing));
    match stands {
        _ if performed => return Ok(None),
        Compared::Unmet => return Ok(None),
        Compared::Open(missing) => return Err(missing),
        Compared::Met => {}
    }
    let listed_on = listing.head.decided_on.filter(|day| *day >= LIST_FROM);
    let standing = term(listing, listed_on.ok_or(Missing::DecidedOn)?, answer)?;
    let over = |day: Date| day <= standing.from || standing.limit_only && day <= question.as_of;
    Ok(if standing.over_on.is_some_and(over) {
        None
    } else {
        Some(standing)
    })
}

/// 不得列入 (法释〔2017〕7号第三条): who gave a sufficient guarantee, whose seized assets suffice
/// or whose turn to perform has not come does not refuse what he could perform. The other
/// five circumstances are not touched by it.
fn may_be_listed(listing: &Listing, answer: &mut Answer<JudgmentDebtor>) -> Compared {
    let barred = [
        (Listing::GUARANTEED, listing.guaranteed),
        (
            Listing::SEIZED_ASSETS_SUFFICE,
            listing.seized_assets_suffice,
        ),
        (Listing::PERFORMANCE_NOT_DUE, listing.performance_not_due),
    ]
    .into_iter()
    .any(|(field, flag)| flagged(Rule::Listed, field, flag, listing, answer));
    match listing.circumstance {
        None if barred => Compared::Open(Missing::Field(Listing::CIRCUMSTANCE)),
        Some(Circumstance::AbleButRefuses) if barred => Compared::Unmet,
        _ => Compared::Met,
    }
}

/// A reason for deletion with no day of it: the listing has ended, it is not told when.
fn not_deleted(listing: &Listing) -> Compared {
    match listing.deletion_reason {
        Some(_) if listing.head.ends_on.is_some() || listing.performed_on.is_some() => {
            Compared::Met
        }
        Some(DeletionReason::Performed | DeletionReason::SettlementPerformed) => {
            Compared::Open(Missing::Field(Listing::PERFORMED_ON))
        }
        // The contract has no word for a missing end; what is missing is a decision's day.
        Some(_) => Compared::Open(Missing::DecidedOn),
        None => Compared::Met,
    }
}

/// 列入期限 (法释〔2017〕7号第二条, 第十条): none under circumstance 1 and under the rule of 2013,
/// two years under the others, five where the court lengthened it to the utmost. The first of
/// term, record's end and performance ends it.
fn term(
    listing: &Listing,
    listed_on: Date,
    answer: &mut Answer<JudgmentDebtor>,
) -> Result<Standing, Missing> {
    let ends_on = listing.head.ends_on;
    let rule = match listing.circumstance {
        _ if listed_on < TERMS_FROM => Rule::Listed,
        None if ends_on.is_none() => return Err(Missing::Field(Listing::CIRCUMSTANCE)),
        None | Some(Circumstance::AbleButRefuses) => Rule::Listed,
        Some(_) if is_lengthened(listing, listed_on, answer) => Rule::Lengthened,
        Some(_) => Rule::TwoYears,
    };
    let months = match rule {
        Rule::TwoYears => Some(TERM),
        Rule::Lengthened => Some(LENGTHENED),
        _ => None,
    };
    let limit = months.map(|months| (listed_on.add_months(months), End::after(listed_on, months)));
    // By how much the court lengthened it, only its record can tell: until then no end is known.
    let limit_only = rule == Rule::Lengthened && ends_on.is_none();
    let within = |day: &Date| limit.is_none_or(|(limit, _)| *day <= limit);
    let performed_on = listing.performed_on.filter(within);
    let ends = [
        ends_on.map(|day| (day, End::WithGrounds)),
        limit.filter(|_| !limit_only),
        performed_on.map(|day| (day, End::On(day))),
    ];
    let end = ends.into_iter().flatten().min_by_key(|(day, _)| *day);
    let over_on = end.or(limit).map(|(day, _)| day);
    Ok(Standing {
        rule,
        from: listed_on.max(MEMORANDUM_FROM),
        until: end.map_or(End::WithGrounds, |(_, end)| end),
        over_on,
        limit_only: limit_only && end.is_none(),
    })
}

/// 可以延长一至三年: the end that the court's record names tells; where it names none, that there
/// was violence or several kinds of default.
fn is_lengthened(listing: &Listing, listed_on: Date, answer: &mut Answer<JudgmentDebtor>) -> bool {
    if let Some(ends_on) = listing.head.ends_on {
        return ends_on > listed_on.add_months(TERM);
    }
    [
        (Listing::VIOLENT, listing.violent),
        (Listing::SEVERAL_ACTS, listing.several_acts),
    ]
    .into_iter()
    .any(|(field, flag)| flagged(Rule::Lengthened, field, flag, listing, answer))
}

/// A flag that the court sets where it applies; without it nothing is claimed.
fn flagged(
    rule: Rule,
    field: u16,
    flag: Option<bool>,
    listing: &Listing,
    answer: &mut Answer<JudgmentDebtor>,
) -> bool {
    answer.check(rule, &listing.head).equal(field, &flag, true) == Compared::Met
}

/// 不得担任公司董事、监事、高级管理人员: a person listed for a large debt that is due. 公司法(2018)
/// 146(5) asked for the debt and not for the list, and bars nobody as a listed debtor.
fn company_office(
    subject: &Profile,
    listing: &Listing,
    found: &Found,
    question: &Question,
    answer: &mut Answer<JudgmentDebtor>,
) {
    const MEASURES: [Measure; 1] = [Measure::CompanyOffice];
    if !subject.is_person() {
        return;
    }
    let rule = Rule::CompanyLaw2023;
    let large = answer.check(rule, &listing.head).equal(
        Listing::LARGE_DUE_DEBT,
        &listing.large_due_debt,
        true,
    );
    let outlasts = |day: Date| day > COMPANY_LAW_FROM;
    let missing = match (large, found) {
        (Compared::Unmet, _) | (_, Ok(None)) => return,
        (_, Ok(Some(standing))) if !standing.over_on.is_none_or(outlasts) => return,
        (Compared::Met, Ok(Some(standing))) => {
            let from = standing.from.max(COMPANY_LAW_FROM);
            let grounds = [&listing.head];
            answer.determine(rule, &grounds, from, standing.until, &MEASURES);
            return;
        }
        (Compared::Open(missing), Ok(Some(_))) => missing,
        (_, Err(missing)) => *missing,
    };
    if question.as_of < COMPANY_LAW_FROM {
        answer.review_on(COMPANY_LAW_FROM);
    } else {
        answer.gap(rule, Some(&listing.head), missing, &MEASURES);
    }
}
