//! 公布标准: four rule sets, chosen by the day on which the case was decided.
//!
//! Meeting them proposes a listing and nothing else. What the dossier marks unknown is
//! left out: the amount for 逃避追缴欠税 of 2016 and 2018, and "large" 骗税 of 2014.

use accord_plugin::{contract::Test, prelude::*};

use crate::{
    Rule, TaxMajorViolation,
    records::{InspectionCase, Records, Violation},
};

/// A rule set of the publication standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleSet {
    /// 公告2014年第41号.
    Notice2014,
    /// 公告2016年第24号.
    Notice2016,
    /// 公告2018年第54号.
    Notice2018,
    /// 总局令第54号.
    Order54,
}

impl RuleSet {
    /// First days in force, latest first.
    const FROM: [(Date, Self); 4] = [
        (Date::new(2022, 2, 1), Self::Order54),
        (Date::new(2019, 1, 1), Self::Notice2018),
        (Date::new(2016, 6, 1), Self::Notice2016),
        (Date::new(2014, 10, 1), Self::Notice2014),
    ];

    /// The rule set of a case decided on `day`; before October 2014 there was none.
    pub(crate) fn in_force_on(day: Date) -> Option<Self> {
        Self::FROM
            .iter()
            .find(|(from, _)| *from <= day)
            .map(|(_, rules)| *rules)
    }

    /// Months for which a case stays published.
    pub(crate) fn term_months(self) -> u16 {
        match self {
            Self::Order54 => 36,
            Self::Notice2014 | Self::Notice2016 | Self::Notice2018 => 24,
        }
    }

    /// Whether paying in full by itself keeps a case of 偷税 or 欠税 from being published
    /// and ends its publication. Since 2022 that takes an application.
    pub(crate) fn payment_relieves(self) -> bool {
        self != Self::Order54
    }
}

/// A case under comparison.
pub(crate) type Case<'a> = &'a InspectionCase;

/// A criterion: its rule and how a case compares.
pub(crate) type Criterion = (Rule, Compared);

/// Proposes to list every decided case that meets the standard and is not yet published.
pub(crate) fn propose(
    records: &Records,
    question: &Question,
    answer: &mut Answer<TaxMajorViolation>,
) {
    for case in &records.inspected {
        let published = |number: &String| {
            let same =
                |other: &crate::records::PublishedCase| other.case_number.as_ref() == Some(number);
            records.published.iter().any(same)
        };
        if case.case_number.as_ref().is_some_and(published) {
            continue;
        }
        let Some(decided_on) = case.head.decided_on else {
            answer.gap(Rule::Published, Some(&case.head), Missing::DecidedOn, &[]);
            continue;
        };
        let Some(rules) = RuleSet::in_force_on(decided_on) else {
            continue;
        };
        let relieved_on = relieved_on(case, rules);
        if relieved_on.is_some_and(|paid| paid <= question.as_of) {
            continue;
        }
        let (rule, compared) = compare(case, rules, answer);
        match compared {
            Compared::Met => answer.propose(rule, &[&case.head], 0, Some(rules.term_months())),
            Compared::Open(missing) => answer.gap(rule, Some(&case.head), missing, &[]),
            Compared::Unmet => continue,
        }
        if let Some(paid) = relieved_on {
            answer.review_on(paid);
        }
    }
}

/// The day from which 偷税, 欠税 paid in full before publication are recorded inside the tax
/// office only.
fn relieved_on(case: Case<'_>, rules: RuleSet) -> Option<Date> {
    case.paid_in_full_on
        .filter(|_| rules.payment_relieves())
        .filter(|_| {
            case.violation
                .is_some_and(Violation::is_relieved_by_payment)
        })
}

/// The first criterion that a case meets, or the first that is open.
fn compare(case: Case<'_>, rules: RuleSet, answer: &mut Answer<TaxMajorViolation>) -> Criterion {
    let own = by_violation(case, rules, answer);
    if own.1 == Compared::Met {
        return own;
    }
    let absconded = match rules {
        RuleSet::Notice2018 => Some(Rule::Absconding2018),
        RuleSet::Order54 => Some(Rule::AnyAmount2022),
        RuleSet::Notice2014 | RuleSet::Notice2016 => None,
    };
    if let Some(rule) = absconded
        && flagged(
            rule,
            InspectionCase::ABSCONDED,
            case.absconded,
            case,
            answer,
        )
    {
        return (rule, Compared::Met);
    }
    let grave = match rules {
        RuleSet::Notice2014 => Rule::Grave2014,
        RuleSet::Notice2016 | RuleSet::Notice2018 => Rule::Grave2016,
        RuleSet::Order54 => Rule::Grave2022,
    };
    if flagged(
        grave,
        InspectionCase::GRAVE_INFLUENCE,
        case.grave_influence,
        case,
        answer,
    ) {
        return (grave, Compared::Met);
    }
    own
}

/// A flag that the provider sets where it applies; without it nothing is claimed.
fn flagged(
    rule: Rule,
    field: u16,
    flag: Option<bool>,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> bool {
    answer.check(rule, &case.head).equal(field, &flag, true) == Compared::Met
}

fn by_violation(
    case: Case<'_>,
    rules: RuleSet,
    answer: &mut Answer<TaxMajorViolation>,
) -> Criterion {
    let Some(violation) = case.violation else {
        return (
            Rule::Published,
            Compared::Open(Missing::Field(InspectionCase::VIOLATION)),
        );
    };
    match rules {
        RuleSet::Notice2014 => notice_2014(violation, case, answer),
        RuleSet::Notice2016 => notice_2016(violation, case, answer),
        RuleSet::Notice2018 if violation == Violation::Absconding => {
            (Rule::Absconding2018, Compared::Met)
        }
        RuleSet::Notice2018 => notice_2016(violation, case, answer),
        RuleSet::Order54 => order_54(violation, case, answer),
    }
}

/// 公告2014年第41号; thresholds unverified.
fn notice_2014(
    violation: Violation,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> Criterion {
    let amount = |rule, wan, answer: &mut Answer<TaxMajorViolation>| {
        (rule, amount_at_least(rule, wan, case, answer))
    };
    match violation {
        Violation::Evasion => amount(Rule::Evasion2014, 500, answer),
        Violation::ArrearsEvasion => amount(Rule::ArrearsEvasion2014, 500, answer),
        Violation::Refusal => (Rule::Refusal2014, Compared::Met),
        Violation::SpecialInvoiceFraud => amount(Rule::SpecialInvoice2014, 1_000, answer),
        Violation::OrdinaryInvoiceFraud => {
            let rule = Rule::OrdinaryInvoice2014;
            (rule, face_at_least(rule, 5_000, case, answer))
        }
        _ => (Rule::Published, Compared::Unmet),
    }
}

/// 公告2016年第24号.
fn notice_2016(
    violation: Violation,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> Criterion {
    match violation {
        Violation::Evasion => (Rule::Evasion2016, evasion(Rule::Evasion2016, case, answer)),
        Violation::ExportRefundFraud => (Rule::ExportRefund2016, Compared::Met),
        Violation::Refusal => (Rule::Refusal2016, Compared::Met),
        Violation::SpecialInvoiceFraud => (Rule::SpecialInvoice2016, Compared::Met),
        Violation::OrdinaryInvoiceFraud => {
            let rule = Rule::OrdinaryInvoice2016;
            let sheets = sheets_at_least(rule, 100, case, answer);
            (rule, sheets.or(face_at_least(rule, 40, case, answer)))
        }
        Violation::ForgedInvoices => (Rule::ForgedInvoices2016, Compared::Met),
        _ => (Rule::Published, Compared::Unmet),
    }
}

/// 总局令第54号.
fn order_54(
    violation: Violation,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> Criterion {
    let amount = |rule, answer: &mut Answer<TaxMajorViolation>| {
        (rule, amount_at_least(rule, 100, case, answer))
    };
    match violation {
        Violation::Evasion => (Rule::Evasion2022, evasion(Rule::Evasion2022, case, answer)),
        Violation::WithholdingAgent => amount(Rule::Withholding2022, answer),
        Violation::ArrearsEvasion => amount(Rule::ArrearsEvasion2022, answer),
        Violation::Aiding => amount(Rule::Aiding2022, answer),
        Violation::OrdinaryInvoiceFraud => {
            let rule = Rule::OrdinaryInvoice2022;
            let sheets = sheets_at_least(rule, 100, case, answer);
            (rule, sheets.and(face_at_least(rule, 400, case, answer)))
        }
        Violation::ExportRefundFraud
        | Violation::Refusal
        | Violation::SpecialInvoiceFraud
        | Violation::ForgedInvoices
        | Violation::Absconding => (Rule::AnyAmount2022, Compared::Met),
    }
}

/// 100万元以上 **and** 10% 以上 of the year's tax; both numbers included (民法典 1259).
fn evasion(rule: Rule, case: Case<'_>, answer: &mut Answer<TaxMajorViolation>) -> Compared {
    let large = amount_at_least(rule, 100, case, answer);
    let share = match (case.amount, case.tax_payable_of_year) {
        (None, _) => Compared::Open(Missing::Field(InspectionCase::AMOUNT)),
        (Some(amount), payable) => answer.check(rule, &case.head).compare(
            InspectionCase::TAX_PAYABLE_OF_YEAR,
            &payable,
            &Fen(amount.0.saturating_mul(10)),
            Test::AtMost,
            |payable| i128::from(payable.0) <= i128::from(amount.0) * 10,
        ),
    };
    large.and(share)
}

fn amount_at_least(
    rule: Rule,
    wan: i64,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> Compared {
    let mut check = answer.check(rule, &case.head);
    check.at_least(InspectionCase::AMOUNT, &case.amount, Fen::wan(wan))
}

fn face_at_least(
    rule: Rule,
    wan: i64,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> Compared {
    let mut check = answer.check(rule, &case.head);
    check.at_least(
        InspectionCase::FACE_AMOUNT,
        &case.face_amount,
        Fen::wan(wan),
    )
}

fn sheets_at_least(
    rule: Rule,
    sheets: i64,
    case: Case<'_>,
    answer: &mut Answer<TaxMajorViolation>,
) -> Compared {
    let mut check = answer.check(rule, &case.head);
    check.at_least(InspectionCase::INVOICES, &case.invoices, sheets)
}
