//! 市场准入和任职资格限制 by field (2045号二): whom a sector's law bars, registration refuses.
//!
//! It rests on the sector authority's own decision and lasts as long as that law says,
//! whatever becomes of a list or of the record (R-EXIT, R-REP). Of the twelve fields two
//! have both a law that was read and records: work safety, and food.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    MarketDishonesty, Rule,
    bans::{Ban, Term, opens_later},
    measures::Measure,
    records::{
        Accident, AccidentGrade, FieldOfCrime, FoodBan, FoodDrugSector, FoodRevocation, Records,
        SafetyPost, Sentence,
    },
    rule_sets::{FOOD_LAW_FROM, SAFETY_LIFE_FROM},
};

/// Of the shorter bans of both laws.
const FIVE_YEARS: Term = Term::Months(60);

/// 五年内不得担任任何生产经营单位的主要负责人 (安全生产法 94): registration refuses him, and
/// orders what he leads now to change.
pub(crate) fn safety_five_years(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    let measures = if subject.is_person() {
        &[Measure::Refusal, Measure::OrderToChange][..]
    } else {
        &[Measure::RefusalOfPrincipal]
    };
    for accident in &records.accidents {
        let rule = Rule::SafetyFiveYears;
        let head = &accident.head;
        let barred = principal_responsible(rule, subject, accident, answer);
        let ban = Ban {
            rule,
            head,
            measures,
            term: FIVE_YEARS,
        };
        ban.stands_if(barred, None, question, answer);
    }
}

/// 对重大、特别重大事故负有责任的, 终身不得担任本行业的主要负责人 (安全生产法 94). In which
/// trade the organisations are that he leads is not known here, so that none is reached.
pub(crate) fn safety_for_life(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    let measures = if subject.is_person() {
        &[Measure::Refusal]
    } else {
        &[Measure::RefusalOfPrincipal]
    };
    for accident in &records.accidents {
        let rule = Rule::SafetyForLife;
        let head = &accident.head;
        let grave = answer.check(rule, head).compare(
            Accident::GRADE,
            &accident.grade,
            &AccidentGrade::Major,
            Test::AtLeast,
            |grade| matches!(grade, AccidentGrade::Major | AccidentGrade::Extraordinary),
        );
        let under_the_law = match (head.acted_on, head.decided_on) {
            (Some(day), _) if day >= SAFETY_LIFE_FROM => Compared::Met,
            (None, Some(day)) if day >= SAFETY_LIFE_FROM => Compared::Open(Missing::ActedOn),
            (None, None) => Compared::Open(Missing::ActedOn),
            _ => Compared::Unmet,
        };
        let barred = principal_responsible(rule, subject, accident, answer)
            .and(grave)
            .and(under_the_law);
        let ban = Ban {
            rule,
            head,
            measures,
            term: Term::Life,
        };
        ban.stands_if(barred, None, question, answer);
    }
}

/// Whether a 主要负责人 was found responsible: of a person his finding says it; of an
/// organisation's accident the host knows whom the finding names.
fn principal_responsible(
    rule: Rule,
    subject: &Profile,
    accident: &Accident,
    answer: &mut Answer<MarketDishonesty>,
) -> Compared {
    let mut check = answer.check(rule, &accident.head);
    if subject.is_person() {
        let principal = check.equal(Accident::ROLE, &accident.role, SafetyPost::Principal);
        principal.and(check.equal(Accident::RESPONSIBLE, &accident.responsible, true))
    } else {
        check.equal(Accident::LIABILITY, &accident.liability, true)
    }
}

/// 被吊销许可证的食品生产经营者及其法定代表人、直接责任人员五年内不得从事食品生产经营管理工作
/// (食品安全法 135 第一款): by the revocation, and by a ban that names the person.
pub(crate) fn food_five_years(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    let rule = Rule::FoodFiveYears;
    let himself = is_operator_himself(subject);
    let measures = if himself {
        &[Measure::Refusal][..]
    } else {
        &[
            Measure::RefusalOfRepresentative,
            Measure::RefusalOfResponsible,
        ]
    };
    for revocation in &records.food_revocations {
        let head = &revocation.head;
        let food = FoodDrugSector::Food;
        let sector = FoodRevocation::SECTOR;
        let barred = answer
            .check(rule, head)
            .equal(sector, &revocation.sector, food);
        let ban = Ban {
            rule,
            head,
            measures,
            term: FIVE_YEARS,
        };
        ban.stands_if(
            barred.and(is_under_food_law(head, question, answer)),
            None,
            question,
            answer,
        );
    }
    for food_ban in records.food_bans.iter().filter(|_| himself) {
        let barred = rests_on(rule, food_ban, "food-safety-law-135-1", question, answer);
        let ban = Ban {
            rule,
            head: &food_ban.head,
            measures,
            term: FIVE_YEARS,
        };
        ban.stands_if(barred, None, question, answer);
    }
}

/// 因食品安全犯罪被判处有期徒刑以上刑罚的, 终身不得从事食品生产经营管理工作 (食品安全法 135
/// 第二款): by the sentence, and by a ban that says so.
pub(crate) fn food_for_life(
    subject: &Profile,
    records: &Records,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) {
    let rule = Rule::FoodForLife;
    let measures = &[Measure::Refusal];
    for food_ban in records
        .food_bans
        .iter()
        .filter(|_| is_operator_himself(subject))
    {
        let barred = rests_on(rule, food_ban, "food-safety-law-135-2", question, answer);
        let ban = Ban {
            rule,
            head: &food_ban.head,
            measures,
            term: Term::Life,
        };
        ban.stands_if(barred, None, question, answer);
    }
    for sentence in records.sentences.iter().filter(|_| subject.is_person()) {
        let head = &sentence.head;
        let mut check = answer.check(rule, head);
        let field = Sentence::FIELD_OF_CRIME;
        // Set only where it applies: without it nothing is claimed.
        let food = check.equal(field, &sentence.field_of_crime, FieldOfCrime::FoodSafety);
        if food != Compared::Met {
            continue;
        }
        let imprisoned = check.equal(Sentence::IMPRISONMENT, &sentence.imprisonment, true);
        let ban = Ban {
            rule,
            head,
            measures,
            term: Term::Life,
        };
        ban.stands_if(
            imprisoned.and(is_under_food_law(head, question, answer)),
            None,
            question,
            answer,
        );
    }
}

/// Whether the subject is a person in business, and no organisation that others run.
fn is_operator_himself(subject: &Profile) -> bool {
    matches!(
        subject.kind,
        SubjectKind::NaturalPerson | SubjectKind::SoleProprietor
    )
}

fn rests_on(
    rule: Rule,
    food_ban: &FoodBan,
    basis: &str,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) -> Compared {
    let head = &food_ban.head;
    let mut check = answer.check(rule, head);
    let rests = check.equal(FoodBan::BASIS, &food_ban.basis, basis.to_owned());
    rests.and(is_under_food_law(head, question, answer))
}

/// Whether it was decided under 食品安全法(2015).
fn is_under_food_law(
    head: &Head,
    question: &Question,
    answer: &mut Answer<MarketDishonesty>,
) -> Compared {
    if head.decided_on.unwrap_or(question.as_of) >= FOOD_LAW_FROM {
        return Compared::Met;
    }
    opens_later(head, Some(FOOD_LAW_FROM), answer);
    Compared::Unmet
}
