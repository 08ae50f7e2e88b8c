//! Whom food and drug law bars from the trade, and for how long.
//!
//! A ban rests on a decision and on no list: on the revocation of a licence, on a sentence,
//! on the ban itself. It runs by its article alone: neither exit nor repair nor the end of
//! the record shortens it (R-EXIT, R-REP).

use accord_plugin::prelude::*;

use crate::{
    Asked, FoodDrugDishonesty, Rule,
    age::of_age,
    measures::{Measure, of_drug_fraud, of_drug_offence, of_food_crime, of_food_revocation},
    open::Open,
    records::{Ban, BanBasis, FieldOfCrime, Records, Revocation, Sector, Sentence},
};

/// First day of 食品安全法(2015): article 135 was read in no earlier text.
const FOOD_LAW: Date = Date::new(2015, 10, 1);
/// First day of 药品管理法(2019), in whose numbering the articles are told.
const DRUG_LAW: Date = Date::new(2019, 12, 1);

/// What an article says, of decisions from a day on.
#[derive(Clone, Copy)]
struct Article {
    rule: Rule,
    from: Date,
    term: Term,
}

/// How long an article bars.
#[derive(Clone, Copy)]
enum Term {
    /// So many months from the decision.
    Months(u16),
    /// So many months from the decision, or as many more as that says.
    AtLeast(u16),
    /// 终身.
    Life,
}

/// 食品安全法 135(1).
const FOOD_FIVE_YEARS: Article = Article {
    rule: Rule::FoodFiveYears,
    from: FOOD_LAW,
    term: Term::Months(60),
};
/// 食品安全法 135(2).
const FOOD_FOR_LIFE: Article = Article {
    rule: Rule::FoodForLife,
    from: FOOD_LAW,
    term: Term::Life,
};
/// 药品管理法 123.
const DRUGS_TEN_YEARS: Article = Article {
    rule: Rule::DrugsTenYears,
    from: DRUG_LAW,
    term: Term::Months(120),
};
/// 药品管理法 124: 十年直至终身.
const DRUGS_TEN_YEARS_OR_MORE: Article = Article {
    term: Term::AtLeast(120),
    ..DRUGS_TEN_YEARS
};
/// 药品管理法 118, 124.
const DRUGS_FOR_LIFE: Article = Article {
    rule: Rule::DrugsForLife,
    from: DRUG_LAW,
    term: Term::Life,
};

/// All of them.
pub(crate) fn barred(
    subject: &Profile,
    records: &Records,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    for revocation in &records.revocations {
        food_licence_revoked(subject, revocation, asked, answer);
    }
    for sentence in &records.sentences {
        food_crime(subject, sentence, asked, answer);
    }
    for ban in &records.bans {
        match ban.basis {
            Some(basis) => by_basis(subject, ban, basis, asked, answer),
            None => without_basis(subject, ban, asked, answer),
        }
    }
}

/// 被吊销许可证的食品生产经营者及其责任人员: 五年 (食品安全法 135 第一款).
fn food_licence_revoked(
    subject: &Profile,
    revocation: &Revocation,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let head = &revocation.head;
    let mut check = answer.check(FOOD_FIVE_YEARS.rule, head);
    let food = check.equal(Revocation::SECTOR, &revocation.sector, Sector::Food);
    let measures = of_food_revocation(subject);
    FOOD_FIVE_YEARS
        .to(head, measures)
        .stands_if(food, subject, asked, answer);
}

/// 因食品安全犯罪被判处有期徒刑以上刑罚: 终身 (食品安全法 135 第二款). Courts name the field of a
/// crime only where it is one of those asked for: without it nothing is claimed.
fn food_crime(
    subject: &Profile,
    sentence: &Sentence,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let head = &sentence.head;
    let mut check = answer.check(FOOD_FOR_LIFE.rule, head);
    let field = Sentence::FIELD_OF_CRIME;
    if check.equal(field, &sentence.field_of_crime, FieldOfCrime::FoodSafety) != Compared::Met {
        return;
    }
    let imprisoned = check.equal(Sentence::IMPRISONMENT, &sentence.imprisonment, true);
    FOOD_FOR_LIFE
        .to(head, of_food_crime(subject))
        .stands_if(imprisoned, subject, asked, answer);
}

/// 从业禁止, by the article that it names.
fn by_basis(
    subject: &Profile,
    ban: &Ban,
    basis: BanBasis,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let (mut article, measures) = match basis {
        BanBasis::FoodRevocation => (FOOD_FIVE_YEARS, of_food_revocation(subject)),
        BanBasis::FoodCrime => (FOOD_FOR_LIFE, of_food_crime(subject)),
        BanBasis::FakeDrugs => (DRUGS_FOR_LIFE, of_drug_offence(subject)),
        BanBasis::FraudulentPermit => (DRUGS_TEN_YEARS, of_drug_fraud(subject)),
        BanBasis::UnapprovedDrugs => return unapproved_drugs(subject, ban, asked, answer),
    };
    // A record that says otherwise than its article is wrong in one of both: nobody guesses in
    // which, nor when it would be over.
    let agrees = match (article.term, ban.lifelong) {
        (Term::Months(months), Some(true)) => {
            article.term = Term::AtLeast(months);
            Compared::Open(Missing::Field(Ban::LIFELONG))
        }
        (Term::Life, Some(false)) => Compared::Open(Missing::Field(Ban::LIFELONG)),
        _ => Compared::Met,
    };
    article
        .to(&ban.head, measures)
        .stands_if(agrees, subject, asked, answer);
}

/// 十年直至终身 (药品管理法 124). Ten years are sure; whether it is for life the ban says.
fn unapproved_drugs(
    subject: &Profile,
    ban: &Ban,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let head = &ban.head;
    let measures = of_drug_offence(subject);
    let mut check = answer.check(DRUGS_FOR_LIFE.rule, head);
    let lifelong = check.equal(Ban::LIFELONG, &ban.lifelong, true);
    if lifelong != Compared::Met {
        DRUGS_TEN_YEARS_OR_MORE
            .to(head, measures)
            .stands_if(Compared::Met, subject, asked, answer);
    }
    DRUGS_FOR_LIFE
        .to(head, measures)
        .stands_if(lifelong, subject, asked, answer);
}

/// 从业禁止 that does not say by which article: each of its sector may be the one.
fn without_basis(
    subject: &Profile,
    ban: &Ban,
    asked: &Asked,
    answer: &mut Answer<FoodDrugDishonesty>,
) {
    let missing = Compared::Open(Missing::Field(Ban::BASIS));
    for (sector, article, measures) in [
        (Sector::Food, FOOD_FIVE_YEARS, of_food_revocation(subject)),
        (Sector::Food, FOOD_FOR_LIFE, of_food_crime(subject)),
        (
            Sector::Drugs,
            DRUGS_TEN_YEARS_OR_MORE,
            of_drug_fraud(subject),
        ),
        (Sector::Drugs, DRUGS_FOR_LIFE, of_drug_offence(subject)),
    ] {
        if ban.sector.is_none_or(|told| told == sector) {
            article
                .to(&ban.head, measures)
                .stands_if(missing, subject, asked, answer);
        }
    }
}

impl Article {
    fn to<'a>(self, head: &'a Head, measures: &'a [Measure]) -> Applied<'a> {
        Applied {
            article: self,
            head,
            measures,
        }
    }
}

/// An article applied to a record.
struct Applied<'a> {
    article: Article,
    head: &'a Head,
    measures: &'a [Measure],
}

impl Applied<'_> {
    /// Stands if `compared` is met, the subject was of age and the law in force; what is
    /// open closes with the term.
    fn stands_if(
        self,
        compared: Compared,
        subject: &Profile,
        asked: &Asked,
        answer: &mut Answer<FoodDrugDishonesty>,
    ) {
        let Self {
            article,
            head,
            measures,
        } = self;
        let Article { rule, from, term } = article;
        if measures.is_empty() || head.decided_on.is_some_and(|day| day < from) {
            return;
        }
        let missing = match (compared.and(of_age(subject, head)), head.decided_on) {
            (Compared::Unmet, _) => return,
            (Compared::Open(missing), _) => missing,
            (Compared::Met, None) => Missing::DecidedOn,
            (Compared::Met, Some(day)) => {
                answer.determine(rule, &[head], day, term.end(day, head), measures);
                return;
            }
        };
        let open = Open {
            rule,
            head,
            missing,
            measures,
        };
        let over_on = head.decided_on.and_then(|day| term.over_on(day));
        open.until(over_on, asked, answer);
    }
}

impl Term {
    fn end(self, decided_on: Date, head: &Head) -> End {
        match (self, head.ends_on) {
            (Self::AtLeast(months), Some(day)) if decided_on.add_months(months) < day => {
                End::On(day)
            }
            (Self::Months(months) | Self::AtLeast(months), _) => End::after(decided_on, months),
            (Self::Life, _) => End::Never,
        }
    }

    /// The day on which it is over whatever is missing; none if there is none.
    fn over_on(self, decided_on: Date) -> Option<Date> {
        match self {
            Self::Months(months) => Some(decided_on.add_months(months)),
            Self::AtLeast(_) | Self::Life => None,
        }
    }
}
