//! 禁止参加政府采购: three years from a 重大违法记录, whatever becomes of the publication.
//!
//! 政府采购法 22 looks at the three years before a tender. The term is the statute's own: it runs
//! from the penalty, and payment, exit and repair do not shorten it (R-EXIT, R-REP). The
//! memorandum concerns the parties of a published case, so one must stand when the later of
//! publication and penalty comes.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Rule, TaxMajorViolation,
    measures::Measure,
    open::Open,
    publication::{Publication, publications},
    records::{Penalty, PenaltyCategory, Records},
};

/// Months for which 政府采购法 22 looks back.
const THREE_YEARS: u16 = 36;

/// Every penalty of whoever was published then or later.
pub(crate) fn procurement(
    records: &Records,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    for publication in publications(records) {
        for penalty in &records.penalties {
            barred(&publication, penalty, question, answer);
        }
    }
}

fn barred(
    publication: &Publication<'_>,
    penalty: &Penalty,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    const MEASURES: [Measure; 1] = [Measure::Procurement];
    let rule = Rule::Procurement;
    let (case, penalised) = (publication.case, &penalty.head);
    let starts_on = publication.from().max(penalised.decided_on);
    let undated = Compared::Open(Missing::DecidedOn);
    let stood = starts_on.map_or(undated, |day| publication.stood_on(day));
    if stood == Compared::Unmet {
        return;
    }
    let (head, missing) = match (grave(penalty, answer), stood, penalised.decided_on) {
        (Compared::Unmet, _, _) => return,
        (Compared::Open(missing), _, _) => (penalised, missing),
        (Compared::Met, Compared::Open(missing), _) => (case, missing),
        (Compared::Met, _, None) => (penalised, Missing::DecidedOn),
        (Compared::Met, _, Some(decided_on)) => {
            let starts_on = starts_on.unwrap_or(decided_on);
            let until = End::after(decided_on, THREE_YEARS);
            answer.determine(rule, &[case, penalised], starts_on, until, &MEASURES);
            return;
        }
    };
    let open = Open {
        rule,
        head,
        missing,
        measures: &MEASURES,
    };
    // A penalty of an unknown day counts only if it came while the case stood.
    let latest = penalised.decided_on.or(publication.over_on());
    open.until(
        latest.map(|day| day.add_months(THREE_YEARS)),
        question,
        answer,
    );
}

/// 重大违法记录: a penalty for unlawful business that stops it, revokes a licence or is a large
/// fine (政府采购法实施条例 19).
fn grave(penalty: &Penalty, answer: &mut Answer<TaxMajorViolation>) -> Compared {
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
