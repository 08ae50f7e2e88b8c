//! Sums of tax cases, placed on purpose just below, at and above what makes a case one to
//! be published. A data set without such cases would never show that 以上 includes the
//! number (民法典 1259). Thresholds: domain.md §2.2.

use accord_model::{date::Date, money::Fen};

use super::mixer::Dice;

/// A publication standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RuleSet {
    /// 公告2014年第41号.
    Notice2014,
    /// 公告2016年第24号.
    Notice2016,
    /// 公告2018年第54号.
    Notice2018,
    /// 总局令第54号.
    Order54,
}

/// Where a case lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Below,
    At,
    Above,
}

/// The sums of a case; which ones there are depends on the violation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) amount: Option<Fen>,
    pub(super) tax_payable_of_year: Option<Fen>,
    pub(super) invoices: Option<i64>,
    pub(super) face_amount: Option<Fen>,
}

impl RuleSet {
    /// The one in force on the day of a case's decision.
    pub(super) const fn on(day: Date) -> Self {
        match day.days() {
            // 2022-02-01
            19_024.. => Self::Order54,
            // 2019-01-01
            17_897.. => Self::Notice2018,
            // 2016-06-01
            16_953.. => Self::Notice2016,
            _ => Self::Notice2014,
        }
    }

    /// Months of publication.
    pub(super) const fn term_months(self) -> u16 {
        match self {
            Self::Order54 => 36,
            _ => 24,
        }
    }

    /// What the `turn`-th unpublished case is about: all sides of each violation in turn.
    pub(super) fn turn(self, turn: u64) -> (&'static str, Side) {
        let violations: &[&str] = match self {
            Self::Notice2014 => &[
                "evasion",
                "arrears-evasion",
                "special-invoice-fraud",
                "ordinary-invoice-fraud",
            ],
            Self::Notice2016 => &["evasion", "ordinary-invoice-fraud", "forged-invoices"],
            Self::Notice2018 => &["evasion", "ordinary-invoice-fraud", "absconding"],
            Self::Order54 => &[
                "evasion",
                "ordinary-invoice-fraud",
                "withholding-agent",
                "arrears-evasion",
                "aiding",
            ],
        };
        let violation = violations
            .iter()
            .cycle()
            .nth((turn / 3 % violations.len() as u64) as usize)
            .copied()
            .unwrap_or_default();
        let side = match turn % 3 {
            0 => Side::Below,
            1 => Side::At,
            _ => Side::Above,
        };
        (violation, side)
    }

    /// The sums of a case on this side of the threshold of its violation; where there is
    /// no threshold, any.
    pub(super) fn sums(self, violation: &str, side: Side, dice: &mut Dice) -> Sums {
        match violation {
            "evasion" => self.evasion(side, dice),
            "ordinary-invoice-fraud" => self.ordinary_invoices(side, dice),
            _ => Sums {
                amount: Some(match self.least_wan(violation) {
                    Some(wan) => about(wan, side, dice),
                    None => dice.amount(900_000, 24),
                }),
                invoices: matches!(violation, "special-invoice-fraud" | "forged-invoices")
                    .then(|| 5 + dice.below(400) as i64),
                ..Sums::default()
            },
        }
    }

    /// The threshold of a violation, in 万元.
    const fn least_wan(self, violation: &str) -> Option<i64> {
        match (self, violation.as_bytes()) {
            (Self::Notice2014, b"evasion" | b"arrears-evasion") => Some(500),
            (Self::Notice2014, b"special-invoice-fraud") => Some(1_000),
            (_, b"evasion") => Some(100),
            (Self::Order54, b"arrears-evasion" | b"withholding-agent" | b"aiding") => Some(100),
            _ => None,
        }
    }

    /// An amount and a tenth of the year's tax. Below, one of the two misses.
    fn evasion(self, side: Side, dice: &mut Dice) -> Sums {
        let least = self.least_wan("evasion").unwrap_or(100);
        let share_misses = side == Side::Below && dice.chance(500, 1_000);
        let amount = about(least, if share_misses { Side::At } else { side }, dice);
        let payable = match side {
            // 9.99 %
            Side::Below if share_misses => Fen(amount.0 / 999 * 10_000),
            Side::Below | Side::At => Fen(amount.0 * 10),
            Side::Above => Fen(amount.0 * (12 + dice.below(68) as i64) / 10),
        };
        Sums {
            amount: Some(amount),
            tax_payable_of_year: Some(payable),
            ..Sums::default()
        }
    }

    /// Sheets and face amount: both, one of the two, or the face amount alone.
    fn ordinary_invoices(self, side: Side, dice: &mut Dice) -> Sums {
        let by_sheets = dice.chance(500, 1_000);
        let (sheets, face) = match (self, side) {
            (Self::Notice2014, _) => (20 + dice.below(900) as i64, about(5_000, side, dice)),
            (Self::Order54, Side::Below) if by_sheets => (99, about(400, Side::Above, dice)),
            (Self::Order54, Side::Above) => (100 + dice.below(300) as i64, about(400, side, dice)),
            (Self::Order54, _) => (100, about(400, side, dice)),
            (_, Side::Below) => (99, about(40, side, dice)),
            // 100 sheets over 10 万: enough in 2016, not enough from 2022 on.
            (_, Side::At) if by_sheets => (100, wan(10)),
            (_, Side::At) => (12, wan(40)),
            (_, Side::Above) => (100 + dice.below(300) as i64, about(40, side, dice)),
        };
        Sums {
            amount: Some(Fen(face.0 / 100 * 6)),
            invoices: Some(sheets),
            face_amount: Some(face),
            ..Sums::default()
        }
    }
}

/// So many 万元.
const fn wan(count: i64) -> Fen {
    Fen(count * 1_000_000)
}

/// An amount on this side of so many 万元: a hundredth of a 万 below, the very amount, or
/// up to six times it.
fn about(count: i64, side: Side, dice: &mut Dice) -> Fen {
    match side {
        Side::Below => Fen(wan(count).0 - 10_000),
        Side::At => wan(count),
        Side::Above => Fen(wan(count).0 + wan(count).0 / 100 * (1 + dice.below(500) as i64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_sets_change_on_their_days() {
        for (day, rules) in [
            ("2016-05-31", RuleSet::Notice2014),
            ("2016-06-01", RuleSet::Notice2016),
            ("2018-12-31", RuleSet::Notice2016),
            ("2019-01-01", RuleSet::Notice2018),
            ("2022-01-31", RuleSet::Notice2018),
            ("2022-02-01", RuleSet::Order54),
        ] {
            assert_eq!(RuleSet::on(day.parse().unwrap()), rules, "{day}");
        }
    }
}
