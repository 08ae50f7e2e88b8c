//! Money, exact: whole fen, and texts that say their unit.
//!
//! Departments write 元 and 万元 in the same column and swap them; an amount without a
//! unit is therefore never taken.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Money in fen (分), 1/100 yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// It does not end in 元 or 万元.
    #[error("`{0}` does not end in 元 or 万元")]
    Unit(String),
    /// The number before the unit is none.
    #[error("`{0}` is not a decimal number before its unit")]
    Number(String),
    /// It has a fraction of a fen.
    #[error("`{0}` is not a whole number of fen")]
    Fraction(String),
    /// It is too large to hold.
    #[error("`{0}` is too large")]
    TooLarge(String),
}

impl FromStr for Fen {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let shown = || text.chars().take(48).collect::<String>();
        let (number, digits) = if let Some(number) = text.strip_suffix("万元") {
            (number, 6)
        } else if let Some(number) = text.strip_suffix('元') {
            (number, 2)
        } else {
            return Err(MoneyError::Unit(shown()));
        };
        let number = number.trim();
        let (negative, number) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let dangling = number.ends_with('.') || whole.is_empty();
        if dangling || !is_number(whole) || !is_number(fraction) {
            return Err(MoneyError::Number(shown()));
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > digits {
            return Err(MoneyError::Fraction(shown()));
        }
        format!(
            "{}{whole}{fraction:0<digits$}",
            if negative { "-" } else { "" }
        )
        .parse()
        .map(Self)
        .map_err(|_| MoneyError::TooLarge(shown()))
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02} 元", fen / 100, fen % 100)
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (text, fen) in [
            ("0.2 万元", 200_000),
            ("1000000.00 元", 100_000_000),
            ("99.99万元", 99_990_000),
            ("0.01元", 1),
            ("12.3400 万元", 12_340_000),
            ("-5 元", -500),
        ] {
            assert_eq!(text.parse(), Ok(Fen(fen)), "{text}");
        }
        assert_eq!(Fen(99_990_000).to_string(), "999900.00 元");
        assert_eq!(Fen(-5).to_string(), "-0.05 元");
    }

    #[test]
    fn what_is_not_an_amount_says_so() {
        for text in ["100", "", "100 USD"] {
            assert!(
                matches!(text.parse::<Fen>(), Err(MoneyError::Unit(_))),
                "{text}"
            );
        }
        for text in ["元", "x元", "1.2.3元", ".5元", "1.元", "--1元", "１元"] {
            assert!(
                matches!(text.parse::<Fen>(), Err(MoneyError::Number(_))),
                "{text}"
            );
        }
        assert!(matches!(
            "0.001元".parse::<Fen>(),
            Err(MoneyError::Fraction(_))
        ));
        let large = format!("{}元", "9".repeat(40));
        assert!(matches!(large.parse::<Fen>(), Err(MoneyError::TooLarge(_))));
    }
}
