//! M2 against domain.md §2.2 and G06 to G11 of §5.6.

use std::collections::BTreeSet;

use accord_plugin::{
    contract, describe,
    prelude::*,
    testing::{Case, FactRow, Outcome},
};

use crate::{Offence, PenaltyCategory, TaxMajorViolation, Violation};

const AS_OF: Date = Date::new(2017, 11, 24);
const LATE: Date = Date::new(2024, 6, 3);
const PUBLISHED: Date = Date::new(2016, 11, 1);

/// Days on which a case may be decided, one in each rule set.
const IN_41: Date = Date::new(2015, 3, 2);
const IN_24: Date = Date::new(2016, 9, 1);
const IN_2018: Date = Date::new(2020, 3, 2);
const IN_54: Date = Date::new(2023, 3, 1);

fn on(as_of: Date, rows: impl IntoIterator<Item = FactRow>) -> Outcome {
    let case = rows.into_iter().fold(Case::enterprise(as_of), Case::fact);
    case.evaluate::<TaxMajorViolation>()
}

fn person_on(as_of: Date, rows: impl IntoIterator<Item = FactRow>) -> Outcome {
    let case = rows.into_iter().fold(Case::person(as_of), Case::fact);
    case.evaluate::<TaxMajorViolation>()
}

/// A case decided and not published.
fn inspected(decided_on: Date, violation: Violation) -> FactRow {
    FactRow::new("tax/inspection-case")
        .decided_on(decided_on)
        .text("case-number", "清城税稽〔1〕号")
        .value("violation", violation)
}

fn published(case_decided_on: Date, violation: Violation, published_on: Date) -> FactRow {
    FactRow::new("tax/published-case")
        .decided_on(published_on)
        .text("case-number", "清城税稽〔1〕号")
        .value("violation", violation)
        .value("case-decided-on", case_decided_on)
}

fn unpaid_arrears() -> FactRow {
    FactRow::new("tax/arrears").decided_on(Date::new(2016, 5, 3))
}

fn debtor(listed_on: Date) -> FactRow {
    FactRow::new("court/judgment-debtor").decided_on(listed_on)
}

fn penalty() -> FactRow {
    FactRow::new("admin/penalty").decided_on(Date::new(2016, 12, 5))
}

fn sentence() -> FactRow {
    FactRow::new("court/sentence").decided_on(Date::new(2015, 6, 1))
}

/// 偷税 of so much, in a year with so much tax payable.
fn evasion(decided_on: Date, amount: Fen, payable: Fen) -> FactRow {
    inspected(decided_on, Violation::Evasion)
        .value("amount", amount)
        .value("tax-payable-of-year", payable)
}

fn sheets(decided_on: Date, count: i64, face: Fen) -> FactRow {
    inspected(decided_on, Violation::OrdinaryInvoiceFraud)
        .value("invoices", count)
        .value("face-amount", face)
}

fn amount(decided_on: Date, violation: Violation, amount: Fen) -> FactRow {
    inspected(decided_on, violation).value("amount", amount)
}

/// The rule under which listing is proposed; nothing else may come of a case that is
/// not published.
fn proposed(row: FactRow) -> Option<String> {
    let outcome = on(LATE, [row]);
    assert_eq!(outcome.determinations(), []);
    assert_eq!(outcome.gaps(), []);
    let proposals = outcome.proposals();
    assert!(proposals.len() <= 1, "{proposals:?}");
    let (listing, rule, _) = proposals.into_iter().next()?;
    assert_eq!(listing, "tax/major-violation");
    Some(rule)
}

fn gaps(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected.iter();
    owned
        .map(|(rule, missing)| ((*rule).to_owned(), (*missing).to_owned()))
        .collect()
}

fn set(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn rules(outcome: &Outcome) -> Vec<String> {
    let found = outcome.determinations().into_iter();
    found.map(|d| d.rule).collect()
}

const PENNY: Fen = Fen(1);
fn less(amount: Fen) -> Fen {
    Fen(amount.0 - PENNY.0)
}
fn more(amount: Fen) -> Fen {
    Fen(amount.0 + PENNY.0)
}

// ---- 公布标准 ----

#[test]
fn g06_exactly_a_million_and_exactly_a_tenth_is_a_hit_since_notice_24() {
    let row = |day| evasion(day, Fen::wan(100), Fen::wan(1_000));
    assert_eq!(proposed(row(IN_41)), None);
    for (day, rule) in [
        (IN_24, "2016-24/evasion"),
        (IN_2018, "2016-24/evasion"),
        (IN_54, "order-54/evasion"),
    ] {
        assert_eq!(proposed(row(day)).as_deref(), Some(rule));
    }
}

#[test]
fn g07_just_below_a_million_or_a_tenth_is_no_hit() {
    for day in [IN_24, IN_2018, IN_54] {
        for (name, amount, payable) in [
            ("99.99万, 10 %", Fen::yuan(999_900), Fen::yuan(9_999_000)),
            ("100万, 9.99 %", Fen::wan(100), Fen::yuan(10_010_010)),
            ("one fen less", less(Fen::wan(100)), Fen::wan(100)),
            ("one fen more payable", Fen::wan(100), more(Fen::wan(1_000))),
        ] {
            assert_eq!(proposed(evasion(day, amount, payable)), None, "{name}");
        }
        let above = evasion(day, more(Fen::wan(100)), Fen::wan(1_000));
        assert!(proposed(above).is_some());
        let huge = evasion(day, Fen(i64::MAX), Fen(i64::MAX));
        assert!(proposed(huge).is_some(), "no overflow");
    }
}

#[test]
fn g08_a_hundred_sheets_of_little_value_are_a_hit_until_order_54() {
    let row = |day| sheets(day, 100, Fen::wan(10));
    for day in [IN_24, IN_2018] {
        let rule = proposed(row(day));
        assert_eq!(rule.as_deref(), Some("2016-24/ordinary-invoice"));
    }
    assert_eq!(proposed(row(IN_54)), None);
    assert_eq!(proposed(row(IN_41)), None);
}

#[test]
fn amounts_count_from_the_number_itself() {
    use Violation::{Aiding, ArrearsEvasion, Evasion, SpecialInvoiceFraud, WithholdingAgent};
    for (day, violation, wan, rule) in [
        (IN_41, Evasion, 500, "2014-41/evasion"),
        (IN_41, ArrearsEvasion, 500, "2014-41/arrears-evasion"),
        (IN_41, SpecialInvoiceFraud, 1_000, "2014-41/special-invoice"),
        (IN_54, WithholdingAgent, 100, "order-54/withholding"),
        (IN_54, ArrearsEvasion, 100, "order-54/arrears-evasion"),
        (IN_54, Aiding, 100, "order-54/aiding"),
    ] {
        let limit = Fen::wan(wan);
        for (seen, expected) in [
            (less(limit), None),
            (limit, Some(rule)),
            (more(limit), Some(rule)),
        ] {
            let found = proposed(amount(day, violation, seen));
            assert_eq!(found.as_deref(), expected, "{rule}, {seen:?}");
        }
    }
}

#[test]
fn ordinary_invoices_count_by_sheets_or_face_and_since_order_54_by_both() {
    const OF_2014: Option<&str> = Some("2014-41/ordinary-invoice");
    const OF_2016: Option<&str> = Some("2016-24/ordinary-invoice");
    const OF_2022: Option<&str> = Some("order-54/ordinary-invoice");
    for (day, count, face, expected) in [
        (IN_41, 1, less(Fen::wan(5_000)), None),
        (IN_41, 1, Fen::wan(5_000), OF_2014),
        (IN_41, 1, more(Fen::wan(5_000)), OF_2014),
        (IN_24, 99, less(Fen::wan(40)), None),
        (IN_24, 99, Fen::wan(40), OF_2016),
        (IN_24, 99, more(Fen::wan(40)), OF_2016),
        (IN_24, 100, less(Fen::wan(40)), OF_2016),
        (IN_24, 101, less(Fen::wan(40)), OF_2016),
        (IN_2018, 99, less(Fen::wan(40)), None),
        (IN_2018, 100, Fen::wan(0), OF_2016),
        (IN_2018, 1, Fen::wan(40), OF_2016),
        (IN_54, 99, Fen::wan(400), None),
        (IN_54, 100, less(Fen::wan(400)), None),
        (IN_54, 100, Fen::wan(400), OF_2022),
        (IN_54, 101, more(Fen::wan(400)), OF_2022),
    ] {
        let found = proposed(sheets(day, count, face));
        assert_eq!(found.as_deref(), expected, "{day:?}: {count}, {face:?}");
    }
}

#[test]
fn violations_that_count_whatever_their_amount() {
    use Violation::{
        Absconding, Aiding, ArrearsEvasion, ExportRefundFraud, ForgedInvoices, Refusal,
        SpecialInvoiceFraud, WithholdingAgent,
    };
    const ANY: Option<&str> = Some("order-54/any-amount");
    for (violation, expected) in [
        (
            ExportRefundFraud,
            // "Large" of 2014 could not be established.
            [
                None,
                Some("2016-24/export-refund"),
                Some("2016-24/export-refund"),
                ANY,
            ],
        ),
        (
            Refusal,
            [
                Some("2014-41/refusal"),
                Some("2016-24/refusal"),
                Some("2016-24/refusal"),
                ANY,
            ],
        ),
        (
            ForgedInvoices,
            [
                None,
                Some("2016-24/forged-invoices"),
                Some("2016-24/forged-invoices"),
                ANY,
            ],
        ),
        (Absconding, [None, None, Some("2018-54/absconding"), ANY]),
    ] {
        let found = [IN_41, IN_24, IN_2018, IN_54].map(|day| proposed(inspected(day, violation)));
        let found = found.each_ref().map(Option::as_deref);
        assert_eq!(found, expected, "{violation:?}");
    }
    for (day, expected) in [
        (IN_24, Some("2016-24/special-invoice")),
        (IN_2018, Some("2016-24/special-invoice")),
        (IN_54, ANY),
    ] {
        let found = proposed(inspected(day, SpecialInvoiceFraud));
        assert_eq!(found.as_deref(), expected);
    }
    // Not yet among the criteria, or with an amount that could not be established.
    for violation in [ArrearsEvasion, WithholdingAgent, Aiding] {
        for day in [IN_24, IN_2018] {
            let found = proposed(amount(day, violation, Fen::wan(100_000)));
            assert_eq!(found, None, "{violation:?} {day:?}");
        }
    }
}

#[test]
fn absconding_and_grave_influence_count_besides_the_violation() {
    let small = |day| evasion(day, Fen::wan(1), Fen::wan(1_000));
    for (day, absconded, grave) in [
        (IN_41, None, "2014-41/grave"),
        (IN_24, None, "2016-24/grave"),
        (IN_2018, Some("2018-54/absconding"), "2016-24/grave"),
        (IN_54, Some("order-54/any-amount"), "order-54/grave"),
    ] {
        let row = small(day).value("absconded", true);
        assert_eq!(proposed(row).as_deref(), absconded, "{day:?}");
        let row = small(day).value("grave-influence", true);
        assert_eq!(proposed(row).as_deref(), Some(grave), "{day:?}");
        let row = small(day)
            .value("absconded", false)
            .value("grave-influence", false);
        assert_eq!(proposed(row), None, "{day:?}");
    }
    // They settle a case whose amount is missing.
    let row = inspected(IN_54, Violation::Evasion).value("grave-influence", true);
    assert_eq!(proposed(row).as_deref(), Some("order-54/grave"));
}

#[test]
fn the_rule_set_is_that_of_the_day_of_the_decision() {
    let refusal = |day| inspected(day, Violation::Refusal);
    let absconding = |day| inspected(day, Violation::Absconding);
    for (row, expected) in [
        (refusal(Date::new(2014, 9, 30)), None),
        (
            refusal(Date::new(2014, 10, 1)),
            Some(("2014-41/refusal", 24)),
        ),
        (
            refusal(Date::new(2016, 5, 31)),
            Some(("2014-41/refusal", 24)),
        ),
        (
            refusal(Date::new(2016, 6, 1)),
            Some(("2016-24/refusal", 24)),
        ),
        (absconding(Date::new(2018, 12, 31)), None),
        (
            absconding(Date::new(2019, 1, 1)),
            Some(("2018-54/absconding", 24)),
        ),
        (
            absconding(Date::new(2022, 1, 31)),
            Some(("2018-54/absconding", 24)),
        ),
        (
            absconding(Date::new(2022, 2, 1)),
            Some(("order-54/any-amount", 36)),
        ),
    ] {
        let found = on(LATE, [row]).proposals();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(rule, term)| {
                (
                    "tax/major-violation".to_owned(),
                    rule.to_owned(),
                    Some(term),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_missing_value_leaves_the_case_open_unless_another_settles_it() {
    use Violation::{
        Aiding, ArrearsEvasion, Evasion, OrdinaryInvoiceFraud, SpecialInvoiceFraud,
        WithholdingAgent,
    };
    let no_violation = || FactRow::new("tax/inspection-case").decided_on(IN_24);
    let no_day = FactRow::new("tax/inspection-case").value("violation", Violation::Refusal);
    let invoices = |day| inspected(day, OrdinaryInvoiceFraud);
    let hundred = Fen::wan(100);
    for (row, expected) in [
        (no_violation(), Some(("published", "violation"))),
        (
            no_violation().code("violation", "smuggling"),
            Some(("published", "violation")),
        ),
        (no_day, Some(("published", "decided-on"))),
        (
            inspected(IN_41, Evasion),
            Some(("2014-41/evasion", "amount")),
        ),
        (
            inspected(IN_41, ArrearsEvasion),
            Some(("2014-41/arrears-evasion", "amount")),
        ),
        (
            inspected(IN_41, SpecialInvoiceFraud),
            Some(("2014-41/special-invoice", "amount")),
        ),
        (
            invoices(IN_41),
            Some(("2014-41/ordinary-invoice", "face-amount")),
        ),
        (
            inspected(IN_24, Evasion),
            Some(("2016-24/evasion", "amount")),
        ),
        (
            inspected(IN_24, Evasion).value("tax-payable-of-year", hundred),
            Some(("2016-24/evasion", "amount")),
        ),
        (
            amount(IN_24, Evasion, hundred),
            Some(("2016-24/evasion", "tax-payable-of-year")),
        ),
        // Too little, whatever the year's tax was.
        (amount(IN_24, Evasion, less(hundred)), None),
        (
            invoices(IN_24).value("invoices", 99_i64),
            Some(("2016-24/ordinary-invoice", "face-amount")),
        ),
        (
            invoices(IN_24).value("face-amount", less(Fen::wan(40))),
            Some(("2016-24/ordinary-invoice", "invoices")),
        ),
        (
            amount(IN_54, Evasion, hundred),
            Some(("order-54/evasion", "tax-payable-of-year")),
        ),
        (
            invoices(IN_54).value("invoices", 100_i64),
            Some(("order-54/ordinary-invoice", "face-amount")),
        ),
        (
            invoices(IN_54).value("face-amount", Fen::wan(400)),
            Some(("order-54/ordinary-invoice", "invoices")),
        ),
        // One of both that fails settles it.
        (invoices(IN_54).value("invoices", 99_i64), None),
        (
            inspected(IN_54, WithholdingAgent),
            Some(("order-54/withholding", "amount")),
        ),
        (
            inspected(IN_54, ArrearsEvasion),
            Some(("order-54/arrears-evasion", "amount")),
        ),
        (
            inspected(IN_54, Aiding),
            Some(("order-54/aiding", "amount")),
        ),
    ] {
        let outcome = on(LATE, [row.clone()]);
        let expected: Vec<_> = expected.into_iter().collect();
        assert_eq!(outcome.gaps(), gaps(&expected), "{row:?}");
        assert_eq!(outcome.proposals(), [], "{row:?}");
        assert_eq!(outcome.determinations(), [], "{row:?}");
        assert_eq!(outcome.open_measures(), set(&[]), "{row:?}");
    }
    // One of either that holds settles it.
    for row in [
        invoices(IN_24).value("invoices", 100_i64),
        invoices(IN_24).value("face-amount", Fen::wan(40)),
    ] {
        assert_eq!(proposed(row).as_deref(), Some("2016-24/ordinary-invoice"));
    }
}

#[test]
fn a_case_once_published_is_not_proposed_again() {
    let case = || inspected(IN_24, Violation::Refusal);
    let publication = || published(IN_24, Violation::Refusal, PUBLISHED);
    let numbered = |number: &str| publication().text("case-number", number);
    let unnumbered = FactRow::new("tax/published-case")
        .decided_on(PUBLISHED)
        .value("violation", Violation::Refusal)
        .value("case-decided-on", IN_24);
    let case_unnumbered = FactRow::new("tax/inspection-case")
        .decided_on(IN_24)
        .value("violation", Violation::Refusal);
    let ended = |day, standing| publication().ends_as(day, standing);
    let autumn = Date::new(2017, 9, 1);
    for (name, rows, expected) in [
        ("not published", vec![case()], 1),
        ("published", vec![case(), publication()], 0),
        (
            "another one is",
            vec![case(), numbered("清城税稽〔2〕号")],
            1,
        ),
        ("published without a number", vec![case(), unnumbered], 1),
        ("without a number", vec![case_unnumbered, publication()], 1),
        ("expired", vec![case(), ended(autumn, Standing::Expired)], 0),
        (
            "repaired",
            vec![case(), ended(autumn, Standing::Repaired)],
            0,
        ),
        ("exited", vec![case(), ended(autumn, Standing::Exited)], 0),
    ] {
        let outcome = on(AS_OF, rows);
        assert_eq!(outcome.proposals().len(), expected, "{name}");
        assert_eq!(outcome.gaps(), [], "{name}");
    }
}

#[test]
fn a_publication_that_has_ended_carries_nothing() {
    let end = Date::new(2017, 9, 1);
    let rows = || {
        [
            published(IN_24, Violation::Refusal, PUBLISHED).ends_on(end),
            debtor(PUBLISHED),
            penalty().value("operating", true).value("large-fine", true),
        ]
    };
    let carried = ["published", "judgment-debtor", "procurement"];
    assert_eq!(rules(&on(Date(end.0 - 1), rows())), carried);
    let ended = on(end, rows());
    assert_eq!(ended.determinations(), []);
    assert_eq!(ended.gaps(), []);
}

// ---- 公布前后缴清 ----

#[test]
fn g09_paid_before_publication_is_not_published() {
    use Violation::{ArrearsEvasion, Evasion, Refusal};
    let paid = Date::new(2016, 10, 8);
    let case = |day, violation| {
        amount(day, violation, Fen::wan(500))
            .value("tax-payable-of-year", Fen::wan(500))
            .value("paid-in-full-on", paid)
    };
    for (day, violation, before, after) in [
        (IN_41, Evasion, 1, 0),
        (IN_41, ArrearsEvasion, 1, 0),
        (IN_24, Evasion, 1, 0),
        // Payment relieves 偷税 and 欠税 only.
        (IN_41, Refusal, 1, 1),
        (IN_24, Refusal, 1, 1),
    ] {
        for (as_of, expected) in [(Date(paid.0 - 1), before), (paid, after), (AS_OF, after)] {
            let outcome = on(as_of, [case(day, violation)]);
            let name = format!("{violation:?} decided {day:?}, as of {as_of:?}");
            assert_eq!(outcome.proposals().len(), expected, "{name}");
            assert_eq!(outcome.measures(), set(&[]), "{name}");
            assert_eq!(outcome.gaps(), [], "{name}");
            // A proposal that will fall on a known day says so.
            let falls = (as_of < paid && after == 0).then_some(paid);
            assert_eq!(outcome.review_on(), falls, "{name}");
        }
    }
    // Under 令54号 payment alone relieves nobody.
    let row = case(IN_54, Evasion).value("paid-in-full-on", Date::new(2023, 5, 4));
    assert_eq!(proposed(row).as_deref(), Some("order-54/evasion"));
}

#[test]
fn g10_payment_after_publication_ends_the_measures_that_day() {
    use Violation::{ArrearsEvasion, Evasion, Refusal};
    let term = Some(End::after(PUBLISHED, 24));
    let case =
        |violation, paid| published(IN_24, violation, PUBLISHED).value("paid-in-full-on", paid);
    let day = |year, month, day| Date::new(year, month, day);
    for (name, violation, paid, expected) in [
        ("before", Evasion, day(2016, 10, 31), None),
        ("on the day", Evasion, PUBLISHED, None),
        ("欠税, before", ArrearsEvasion, day(2016, 10, 31), None),
        (
            "the day after",
            Evasion,
            day(2016, 11, 2),
            Some(End::On(day(2016, 11, 2))),
        ),
        (
            "later",
            ArrearsEvasion,
            day(2017, 6, 1),
            Some(End::On(day(2017, 6, 1))),
        ),
        (
            "on the last day",
            Evasion,
            day(2018, 10, 31),
            Some(End::On(day(2018, 10, 31))),
        ),
        ("after two years", Evasion, day(2018, 11, 2), term),
        ("抗税, before", Refusal, day(2016, 10, 31), term),
        ("抗税, later", Refusal, day(2017, 6, 1), term),
    ] {
        let outcome = on(AS_OF, [case(violation, paid)]);
        let until = outcome.determination("published").map(|d| d.until);
        assert_eq!(until, expected.map(contract::End::from), "{name}");
        assert_eq!(outcome.gaps(), [], "{name}");
    }
    // With 29 February within, two years have 731 days; both ways end on the same day.
    let leap = Date::new(2019, 3, 1);
    for (paid, expected) in [
        (Date::new(2021, 2, 28), End::On(Date::new(2021, 2, 28))),
        (Date::new(2021, 3, 1), End::after(leap, 24)),
    ] {
        let row = published(Date::new(2019, 1, 2), Evasion, leap).value("paid-in-full-on", paid);
        let found = on(Date::new(2020, 1, 2), [row]).determination("published");
        assert_eq!(found.map(|d| d.until), Some(expected.into()));
    }
}

#[test]
fn g10_payment_ends_the_consumption_ban_with_the_rest() {
    let paid = Date::new(2017, 6, 1);
    let case = published(IN_24, Violation::Evasion, PUBLISHED).value("paid-in-full-on", paid);
    let outcome = on(Date::new(2017, 3, 1), [case.clone(), debtor(PUBLISHED)]);
    let found = outcome.determination("judgment-debtor").unwrap();
    assert_eq!(found.until, End::On(paid).into());
    // Listed by the court when the case no longer stood: never in force.
    let outcome = on(AS_OF, [case, debtor(Date::new(2017, 9, 1))]);
    let found = outcome.determination("judgment-debtor").unwrap();
    assert_eq!(found.until, End::On(found.starts_on).into());
}

#[test]
fn g11_publication_ends_after_two_years_and_arrears_still_block_exit() {
    let case = published(IN_24, Violation::Evasion, PUBLISHED);
    let arrears = unpaid_arrears().value("guaranteed", false);
    let outcome = on(AS_OF, [case.clone(), arrears.clone()]);
    let found = outcome.determination("published").unwrap();
    assert_eq!(found.starts_on, PUBLISHED);
    // The host adds the months: 2018-11-01.
    assert_eq!(found.until, End::after(PUBLISHED, 24).into());
    assert!(!found.measures.contains("exit/prevent"));
    assert!(outcome.measures().contains("exit/prevent"));

    let end = Date::new(2018, 11, 1);
    let later = on(end, [case.ends_on(end), arrears]);
    assert_eq!(later.measures(), set(&["exit/prevent"]));
}

#[test]
fn a_case_stays_published_for_two_years_and_for_three_under_order_54() {
    for (decided, expected) in [
        (Date::new(2014, 9, 30), None),
        (Date::new(2014, 10, 1), Some(24)),
        (Date::new(2016, 5, 31), Some(24)),
        (Date::new(2016, 6, 1), Some(24)),
        (Date::new(2018, 12, 31), Some(24)),
        (Date::new(2019, 1, 1), Some(24)),
        (Date::new(2022, 1, 31), Some(24)),
        (Date::new(2022, 2, 1), Some(36)),
    ] {
        // The rule set is that of the decision, not of the publication.
        let publication = Date::new(2022, 6, 1);
        let row = published(decided, Violation::Evasion, publication);
        let found = on(Date::new(2023, 1, 4), [row]).determination("published");
        let expected = expected.map(|months| End::after(publication, months).into());
        assert_eq!(found.map(|d| d.until), expected, "{decided:?}");
    }
    let paid = published(IN_54, Violation::Evasion, Date::new(2023, 6, 1))
        .value("paid-in-full-on", Date::new(2023, 9, 1));
    let found = on(LATE, [paid]).determination("published").unwrap();
    assert_eq!(found.until, End::after(Date::new(2023, 6, 1), 36).into());
}

#[test]
fn what_is_missing_of_a_published_case_leaves_its_measures_open() {
    let row = || FactRow::new("tax/published-case");
    let paid = Date::new(2017, 6, 1);
    let known = || row().decided_on(PUBLISHED).value("case-decided-on", IN_24);
    for (case, missing) in [
        (row().value("case-decided-on", IN_24), "decided-on"),
        (row().decided_on(PUBLISHED), "case-decided-on"),
        (known().value("paid-in-full-on", paid), "violation"),
        (
            known()
                .value("paid-in-full-on", paid)
                .code("violation", "smuggling"),
            "violation",
        ),
    ] {
        let alone = on(AS_OF, [case.clone()]);
        assert_eq!(alone.determinations(), [], "{missing}");
        assert_eq!(alone.gaps(), gaps(&[("published", missing)]));
        let carried = on(AS_OF, [published(IN_24, Violation::Evasion, PUBLISHED)]);
        assert_eq!(alone.open_measures(), carried.measures());

        // So are the measures that rest on the case and another decision.
        let grave = penalty().value("operating", true).value("large-fine", true);
        let rows = [case, debtor(PUBLISHED), grave];
        let together = on(AS_OF, rows);
        assert_eq!(together.determinations(), [], "{missing}");
        let expected = ["published", "judgment-debtor", "procurement"];
        assert_eq!(together.gaps(), gaps(&expected.map(|rule| (rule, missing))));
    }
    // Neither the violation nor the number matters while nothing is paid.
    assert_eq!(on(AS_OF, [known()]).gaps(), []);
    assert_eq!(rules(&on(AS_OF, [known()])), ["published"]);
}

// ---- 措施 ----

#[test]
fn an_organisation_gets_what_a_person_cannot() {
    let case = || published(IN_24, Violation::Evasion, PUBLISHED);
    let organisation = on(AS_OF, [case()]).measures();
    let person = person_on(AS_OF, [case()]).measures();
    assert!(person.is_subset(&organisation));
    let only: BTreeSet<String> = organisation.difference(&person).cloned().collect();
    assert_eq!(
        only,
        set(&[
            "association/discipline",
            "bond-issue/restrict",
            "concession/restrict",
            "customs/no-certified-status",
            "inspection-quarantine/strengthen",
            "practice/ban",
            "production-licence/restrict",
            "publication/enterprise-system",
            "securities-approval/caution",
            "tariff-quota/restrict",
        ])
    );
    // What needs another decision besides the publication.
    for code in [
        "exit/prevent",
        "company-office/restrict",
        "high-consumption/ban",
        "procurement/ban",
    ] {
        assert!(!organisation.contains(code), "{code}");
    }
    // 撤销荣誉 reaches a person himself once, an organisation and its officers.
    let honours = |outcome: &Outcome| {
        let measures = &describe::<TaxMajorViolation>().measures;
        let found = &outcome.verdict().determinations[0].measures;
        let code = |index: &u16| measures[usize::from(*index)].code == "honours/revoke";
        found.iter().filter(|index| code(index)).count()
    };
    assert_eq!(honours(&on(AS_OF, [case()])), 2);
    assert_eq!(honours(&person_on(AS_OF, [case()])), 1);
}

#[test]
fn arrears_prevent_exit_unless_paid_or_guaranteed() {
    let paid = Date::new(2017, 6, 1);
    let unsecured = || unpaid_arrears().value("guaranteed", false);
    let no_day = FactRow::new("tax/arrears").value("guaranteed", false);
    let with_grounds: contract::End = End::WithGrounds.into();
    let on_payment: contract::End = End::On(paid).into();
    let before = Date(paid.0 - 1);
    let none = || (None, gaps(&[]));
    let stands = |until| (Some(until), gaps(&[]));
    let open = |missing| (None, gaps(&[("arrears", missing)]));
    for (name, as_of, row, (until, missing)) in [
        ("unsecured", AS_OF, unsecured(), stands(with_grounds)),
        (
            "guaranteed",
            AS_OF,
            unpaid_arrears().value("guaranteed", true),
            none(),
        ),
        ("unknown", AS_OF, unpaid_arrears(), open("guaranteed")),
        ("no day", AS_OF, no_day, open("decided-on")),
        ("paid", AS_OF, unsecured().value("paid-on", paid), none()),
        (
            "paid, unknown",
            AS_OF,
            unpaid_arrears().value("paid-on", paid),
            none(),
        ),
        (
            "paid that day",
            paid,
            unsecured().value("paid-on", paid),
            none(),
        ),
        (
            "paid the day after",
            before,
            unsecured().value("paid-on", paid),
            stands(on_payment),
        ),
        (
            "paid after the record ended",
            before,
            unsecured().value("paid-on", Date(paid.0 + 9)).ends_on(paid),
            stands(on_payment),
        ),
        ("ended", AS_OF, unsecured().ends_on(paid), none()),
    ] {
        let evaluate = [on, person_on].map(|ask| ask(as_of, [row.clone()]));
        for outcome in evaluate {
            let found = outcome.determination("arrears");
            assert_eq!(found.as_ref().map(|d| d.until), until, "{name}");
            assert_eq!(outcome.gaps(), missing, "{name}");
            let named = outcome
                .measures()
                .into_iter()
                .chain(outcome.open_measures());
            let expected = if until.is_some() || !missing.is_empty() {
                set(&["exit/prevent"])
            } else {
                set(&[])
            };
            assert_eq!(BTreeSet::from_iter(named), expected, "{name}");
        }
    }
}

#[test]
fn an_organisations_arrears_stop_its_legal_representative() {
    let row = || unpaid_arrears().value("guaranteed", false);
    let measures = describe::<TaxMajorViolation>().measures;
    let reach = |outcome: &Outcome| {
        let found = &outcome.verdict().determinations[0].measures;
        assert_eq!(found.len(), 1);
        measures[usize::from(found[0])].reach.clone()
    };
    assert_eq!(reach(&person_on(AS_OF, [row()])), contract::Reach::SelfOnly);
    let contract::Reach::Holders(edge) = reach(&on(AS_OF, [row()])) else {
        panic!("the representative is a holder");
    };
    assert_eq!(edge.roles, [Role::LegalRepresentative]);
    assert_eq!(edge.test, RoleTest::AtAsOf);
}

#[test]
fn a_sentence_bars_a_person_from_office_for_five_years() {
    let served = Date::new(2016, 8, 1);
    let offences = [
        Offence::EconomicOrder,
        Offence::Bribery,
        Offence::Property,
        Offence::Embezzlement,
    ];
    for offence in offences {
        let row = sentence()
            .value("offence", offence)
            .value("sentence-completed-on", served);
        let outcome = person_on(AS_OF, [row.clone()]);
        let found = outcome.determination("sentence").unwrap();
        assert_eq!(found.measures, set(&["company-office/restrict"]));
        assert_eq!(found.starts_on, Date::new(2015, 6, 1));
        assert_eq!(found.until, End::after(served, 60).into());
        assert_eq!(on(AS_OF, [row]).measures(), set(&[]), "an organisation");
    }
    let no_day = FactRow::new("court/sentence")
        .value("offence", Offence::Bribery)
        .value("sentence-completed-on", served);
    for (row, missing) in [
        (sentence().value("sentence-completed-on", served), "offence"),
        (
            sentence()
                .value("sentence-completed-on", served)
                .code("offence", "dangerous-driving"),
            "offence",
        ),
        (
            sentence().value("offence", Offence::Bribery),
            "sentence-completed-on",
        ),
        (no_day, "decided-on"),
    ] {
        let outcome = person_on(AS_OF, [row.clone()]);
        assert_eq!(outcome.determinations(), [], "{missing}");
        assert_eq!(outcome.gaps(), gaps(&[("sentence", missing)]));
        assert_eq!(outcome.open_measures(), set(&["company-office/restrict"]));
        assert_eq!(on(AS_OF, [row]).gaps(), [], "an organisation");
    }
}

#[test]
fn a_judgment_debtor_with_a_published_case_may_not_consume_lavishly() {
    let case = || published(IN_24, Violation::Refusal, PUBLISHED);
    for (listed_on, starts_on) in [
        (Date::new(2016, 3, 1), PUBLISHED),
        (Date::new(2017, 2, 1), Date::new(2017, 2, 1)),
    ] {
        let outcome = on(AS_OF, [case(), debtor(listed_on)]);
        let found = outcome.determination("judgment-debtor").unwrap();
        assert_eq!(found.measures, set(&["high-consumption/ban"]));
        assert_eq!(
            found.grounds,
            ["tax/published-case", "court/judgment-debtor"]
        );
        assert_eq!(found.starts_on, starts_on);
        assert_eq!(found.until, End::after(PUBLISHED, 24).into());
    }
    assert_eq!(on(AS_OF, [debtor(PUBLISHED)]).measures(), set(&[]), "alone");
    let unpublished = inspected(IN_24, Violation::Refusal);
    let outcome = on(AS_OF, [unpublished, debtor(PUBLISHED)]);
    assert_eq!(outcome.measures(), set(&[]), "not published");
    let undated = FactRow::new("court/judgment-debtor");
    let outcome = on(AS_OF, [case(), undated]);
    assert_eq!(rules(&outcome), ["published"]);
    assert_eq!(outcome.gaps(), gaps(&[("judgment-debtor", "decided-on")]));
    assert_eq!(outcome.open_measures(), set(&["high-consumption/ban"]));
}

#[test]
fn only_a_grave_penalty_in_business_bars_from_procurement() {
    use PenaltyCategory::{
        Fine, LicenceRevocation, LicenceSuspension, LicenceSuspensionOrRevocation, StopBusiness,
        Warning,
    };
    let row = |operating: Option<bool>, categories: Option<Vec<PenaltyCategory>>, large| {
        let row = operating
            .into_iter()
            .fold(penalty(), |row, flag| row.value("operating", flag));
        let row = categories
            .into_iter()
            .fold(row, |row, categories| row.value("category", categories));
        let large: Option<bool> = large;
        large
            .into_iter()
            .fold(row, |row, flag| row.value("large-fine", flag))
    };
    let (yes, no) = (Some(true), Some(false));
    let fine = || Some(vec![Fine]);
    #[derive(Debug, PartialEq)]
    enum Found {
        Ban,
        Nothing,
        Open(&'static str),
    }
    use Found::{Ban, Nothing, Open};
    for (operating, categories, large, expected) in [
        (yes, Some(vec![StopBusiness]), no, Ban),
        (yes, Some(vec![LicenceRevocation]), None, Ban),
        (yes, Some(vec![Warning, StopBusiness]), no, Ban),
        (yes, fine(), yes, Ban),
        (yes, None, yes, Ban),
        (yes, fine(), no, Nothing),
        (yes, Some(vec![LicenceSuspension]), no, Nothing),
        (
            yes,
            Some(vec![LicenceSuspensionOrRevocation]),
            no,
            Open("category"),
        ),
        (yes, Some(vec![LicenceSuspensionOrRevocation]), yes, Ban),
        (yes, Some(vec![]), no, Nothing),
        (no, Some(vec![StopBusiness]), yes, Nothing),
        (no, None, None, Nothing),
        (None, fine(), no, Nothing),
        (None, fine(), yes, Open("operating")),
        (None, None, None, Open("operating")),
        (yes, fine(), None, Open("large-fine")),
        (yes, None, no, Open("category")),
        (yes, None, None, Open("category")),
    ] {
        let name = format!("{operating:?} {categories:?} {large:?}");
        let row = row(operating, categories, large);
        let case = published(IN_24, Violation::Refusal, PUBLISHED);
        let outcome = on(AS_OF, [case, row.clone()]);
        let found = match (outcome.determination("procurement"), &outcome.gaps()[..]) {
            (Some(found), []) => {
                assert_eq!(found.measures, set(&["procurement/ban"]));
                assert_eq!(found.starts_on, Date::new(2016, 12, 5));
                let decided_on = Date::new(2016, 12, 5);
                assert_eq!(found.until, End::after(decided_on, 36).into());
                Ban
            }
            (None, []) => Nothing,
            (None, [(rule, missing)]) if rule == "procurement" => match missing.as_str() {
                "operating" => Open("operating"),
                "category" => Open("category"),
                "large-fine" => Open("large-fine"),
                other => panic!("{name}: {other}"),
            },
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(found, expected, "{name}");
        assert_eq!(on(AS_OF, [row]).measures(), set(&[]), "{name}, alone");
    }
}

#[test]
fn a_penalty_older_than_the_publication_bars_from_the_publication_on() {
    let old = FactRow::new("admin/penalty")
        .decided_on(Date::new(2016, 2, 1))
        .value("operating", true)
        .value("large-fine", true);
    let case = || published(IN_24, Violation::Refusal, PUBLISHED);
    let outcome = on(AS_OF, [case(), old]);
    let found = outcome.determination("procurement").unwrap();
    assert_eq!(found.starts_on, PUBLISHED);
    assert_eq!(found.until, End::after(Date::new(2016, 2, 1), 36).into());

    let undated = FactRow::new("admin/penalty")
        .value("operating", true)
        .value("large-fine", true);
    let outcome = on(AS_OF, [case(), undated]);
    assert_eq!(outcome.determination("procurement"), None);
    assert_eq!(outcome.gaps(), gaps(&[("procurement", "decided-on")]));

    let unknown = penalty()
        .value("operating", true)
        .value("large-fine", false)
        .codes("category", &["fine", "flogging"]);
    let outcome = on(AS_OF, [case(), unknown]);
    assert_eq!(outcome.gaps(), gaps(&[("procurement", "category")]));
}

#[test]
fn an_explanation_reports_what_was_compared() {
    let outcome = on(LATE, [evasion(IN_24, Fen::wan(100), Fen::wan(2_000))]);
    let seen = |rule: &str, field: &str, outcome| (rule.to_owned(), field.to_owned(), outcome);
    assert_eq!(
        outcome.conditions(),
        [
            seen("2016-24/evasion", "amount", contract::Outcome::Met),
            seen(
                "2016-24/evasion",
                "tax-payable-of-year",
                contract::Outcome::Unmet
            ),
            seen(
                "2016-24/grave",
                "grave-influence",
                contract::Outcome::Unknown
            ),
        ]
    );
}

#[test]
fn every_rule_and_measure_is_reached() {
    let big = |day, violation| {
        amount(day, violation, Fen::wan(10_000))
            .value("tax-payable-of-year", Fen::wan(10_000))
            .value("invoices", 1_000_i64)
            .value("face-amount", Fen::wan(10_000))
    };
    let violations = [
        Violation::Evasion,
        Violation::ArrearsEvasion,
        Violation::ExportRefundFraud,
        Violation::Refusal,
        Violation::SpecialInvoiceFraud,
        Violation::OrdinaryInvoiceFraud,
        Violation::ForgedInvoices,
        Violation::Absconding,
        Violation::WithholdingAgent,
        Violation::Aiding,
    ];
    let days = [IN_41, IN_24, IN_2018, IN_54];
    let by_violation = days.into_iter().flat_map(|day| {
        let own = violations.map(|violation| big(day, violation));
        let grave = inspected(day, Violation::Evasion).value("grave-influence", true);
        own.into_iter().chain([grave])
    });
    let mut outcomes: Vec<Outcome> = by_violation.map(|row| on(LATE, [row])).collect();
    let rows = || {
        [
            published(IN_24, Violation::Evasion, PUBLISHED),
            unpaid_arrears().value("guaranteed", false),
            debtor(PUBLISHED),
            penalty().value("operating", true).value("large-fine", true),
            sentence()
                .value("offence", Offence::EconomicOrder)
                .value("sentence-completed-on", AS_OF),
        ]
    };
    outcomes.extend([on(AS_OF, rows()), person_on(AS_OF, rows())]);

    let manifest = describe::<TaxMajorViolation>();
    let mut fired = BTreeSet::new();
    let mut carried = BTreeSet::new();
    for outcome in &outcomes {
        fired.extend(outcome.verdict().proposals.iter().map(|p| p.rule));
        for found in &outcome.verdict().determinations {
            fired.insert(found.rule);
            carried.extend(found.measures.iter().copied());
        }
    }
    let unreached: Vec<_> = (0_u16..)
        .zip(&manifest.rules)
        .filter(|(index, _)| !fired.contains(index))
        .map(|(_, rule)| &rule.id)
        .collect();
    assert_eq!(unreached, Vec::<&String>::new(), "rules");
    // By position: the same code may stand twice, with another reach.
    let unreached: Vec<_> = (0_u16..)
        .zip(&manifest.measures)
        .filter(|(index, _)| !carried.contains(index))
        .map(|(_, measure)| &measure.code)
        .collect();
    assert_eq!(unreached, Vec::<&String>::new(), "measures");
}
