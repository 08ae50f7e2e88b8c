//! 安全生产法 94: who was principal and is found responsible for an accident is barred from
//! that post, five years anywhere and, after a 重大 or 特别重大 accident, for life in the trade.
//!
//! It rests on the finding and on no list, and runs by itself: neither exit nor repair nor the
//! end of the record shortens it (R-EXIT, R-REP). The law says this of 主要负责人 alone, so
//! that a 分管安全的负责人 or 直接责任人员 is not barred by it.

use accord_plugin::prelude::*;

use crate::{
    Rule, SafetyDishonesty,
    measures::{Measure, Open},
    records::{Accident, Grade, Post, Records},
};

/// First day of the law as amended in 2014, which added the ban for life; before, a State
/// Council notice alone had it.
const FOR_LIFE_FROM: Date = Date::new(2014, 12, 1);

/// Both bans, of every accident.
pub(crate) fn article_94(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<SafetyDishonesty>,
) {
    for accident in &records.accidents {
        five_years(subject, accident, question, answer);
        for_life(subject, accident, answer);
    }
}

/// 五年内不得担任任何生产经营单位的主要负责人.
fn five_years(
    subject: &Profile,
    accident: &Accident,
    question: &Question,
    answer: &mut Answer<SafetyDishonesty>,
) {
    let rule = Rule::FiveYears;
    let measures = if subject.is_person() {
        [Measure::FiveYears]
    } else {
        [Measure::FiveYearsPrincipal]
    };
    let head = &accident.head;
    match (found(rule, subject, accident, answer), head.decided_on) {
        (Compared::Unmet, _) => {}
        (Compared::Open(missing), None) => answer.gap(rule, Some(head), missing, &measures),
        (Compared::Open(missing), Some(decided_on)) => {
            let open = Open {
                rule,
                head,
                missing,
            };
            open.until(decided_on.add_months(60), &measures, question, answer);
        }
        (Compared::Met, None) => answer.gap(rule, Some(head), Missing::DecidedOn, &measures),
        (Compared::Met, Some(decided_on)) => {
            let until = End::after(decided_on, 60);
            answer.determine(rule, &[head], decided_on, until, &measures);
        }
    }
}

/// 终身不得担任本行业生产经营单位的主要负责人.
fn for_life(subject: &Profile, accident: &Accident, answer: &mut Answer<SafetyDishonesty>) {
    let rule = Rule::ForLife;
    let measures = if subject.is_person() {
        [Measure::ForLife]
    } else {
        [Measure::ForLifePrincipal]
    };
    let head = &accident.head;
    let mut check = answer.check(rule, head);
    let grave = check.at_least(Accident::GRADE, &accident.grade, Grade::Major);
    let found = found(rule, subject, accident, answer)
        .and(grave)
        .and(is_under_the_law(head));
    match (found, head.decided_on) {
        (Compared::Unmet, _) => {}
        (Compared::Open(missing), _) => answer.gap(rule, Some(head), missing, &measures),
        (Compared::Met, None) => answer.gap(rule, Some(head), Missing::DecidedOn, &measures),
        (Compared::Met, Some(decided_on)) => {
            answer.determine(rule, &[head], decided_on, End::Never, &measures);
        }
    }
}

/// Whether a principal is found responsible: by the person's own finding, or, for a unit, in
/// a liability accident, where the host knows whom the finding names.
fn found(
    rule: Rule,
    subject: &Profile,
    accident: &Accident,
    answer: &mut Answer<SafetyDishonesty>,
) -> Compared {
    let mut check = answer.check(rule, &accident.head);
    if subject.is_person() {
        let principal = check.equal(Accident::ROLE, &accident.role, Post::Principal);
        principal.and(check.equal(Accident::RESPONSIBLE, &accident.responsible, true))
    } else {
        check.equal(Accident::LIABILITY, &accident.liability, true)
    }
}

/// Whether the accident happened under the law that has the ban for life.
fn is_under_the_law(head: &Head) -> Compared {
    match (head.acted_on, head.decided_on) {
        (Some(acted_on), _) if acted_on >= FOR_LIFE_FROM => Compared::Met,
        (Some(_), _) => Compared::Unmet,
        (None, Some(decided_on)) if decided_on < FOR_LIFE_FROM => Compared::Unmet,
        (None, _) => Compared::Open(Missing::ActedOn),
    }
}
