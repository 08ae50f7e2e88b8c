//! Days of which only the year is known.
//!
//! Sources often give no more than the year of a change, or two years between which it
//! came. To write a day nobody stated would be to invent one; so what is not known stays
//! visible, and every answer that hangs on it can say so.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Date, DateError};

/// A day, or the year or years in which it lies: `2019-02-01`, `2019`, `2018/2019`.
///
/// It counts from the first day that it can be: a year from its 1 January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    // INVARIANT: a single day, or from a 1 January to a 31 December not before it.
    first: Date,
    last: Date,
}

/// Why a text is neither a day nor a year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartialDateError {
    /// It is of none of the three forms.
    #[error("`{}` is neither YYYY-MM-DD nor YYYY nor YYYY/YYYY", .0.escape_debug())]
    Form(String),
    /// The calendar has no such day or year.
    #[error(transparent)]
    Date(#[from] DateError),
    /// The second year does not come after the first.
    #[error("the year {last:04} does not come after {first:04}")]
    Order {
        /// The first year.
        first: u16,
        /// The second.
        last: u16,
    },
}

/// The binary form.
#[derive(Serialize, Deserialize)]
enum Form {
    Day(Date),
    Years(u16, u16),
}

impl PartialDate {
    /// A day of which only the year is known.
    ///
    /// # Errors
    /// [`PartialDateError::Date`] past the year 9999.
    pub fn year(year: u16) -> Result<Self, PartialDateError> {
        Self::between(year, year)
    }

    /// A day that lies in one of these years or between them.
    ///
    /// # Errors
    /// [`PartialDateError::Order`] if the last is not after the first, and
    /// [`PartialDateError::Date`] past the year 9999.
    pub fn years(first: u16, last: u16) -> Result<Self, PartialDateError> {
        if first >= last {
            return Err(PartialDateError::Order { first, last });
        }
        Self::between(first, last)
    }

    fn between(first: u16, last: u16) -> Result<Self, PartialDateError> {
        Ok(Self {
            first: Date::new(first.into(), 1, 1)?,
            last: Date::new(last.into(), 12, 31)?,
        })
    }

    /// The day from which it counts: the first that it can be.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// The last day that it can be.
    #[must_use]
    pub const fn last_day(self) -> Date {
        self.last
    }

    /// Whether the day itself is known.
    #[must_use]
    pub fn is_day(self) -> bool {
        self.first == self.last
    }

    /// Whether the day may already have come on `day`, and may not.
    #[must_use]
    pub fn is_open_on(self, day: Date) -> bool {
        self.first <= day && day < self.last
    }

    /// Whether it says the same as `coarser` or says it more closely.
    #[must_use]
    pub fn refines(self, coarser: Self) -> bool {
        coarser.first <= self.first && self.last <= coarser.last
    }

    fn form(self) -> Form {
        let year = |date: Date| u16::try_from(date.civil().0).ok();
        match (year(self.first), year(self.last)) {
            (Some(first), Some(last)) if !self.is_day() => Form::Years(first, last),
            _ => Form::Day(self.first),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self {
            first: day,
            last: day,
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form() {
            Form::Day(day) => day.fmt(f),
            Form::Years(first, last) if first == last => write!(f, "{first:04}"),
            Form::Years(first, last) => write!(f, "{first:04}/{last:04}"),
        }
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, PartialDateError> {
        let form = || PartialDateError::Form(text.chars().take(32).collect());
        let year = |part: &str| {
            let four_digits = part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
            let year = four_digits.then(|| part.parse().ok()).flatten();
            year.ok_or_else(form)
        };
        if let Some((first, last)) = text.split_once('/') {
            Self::years(year(first)?, year(last)?)
        } else if text.contains('-') {
            match text.parse::<Date>() {
                Err(DateError::Form(_)) => Err(form()),
                day => Ok(day?.into()),
            }
        } else {
            Self::year(year(text)?)
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.form().serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse()
        } else {
            match Form::deserialize(deserializer)? {
                Form::Day(day) => Ok(day.into()),
                Form::Years(first, last) if first == last => Self::year(first),
                Form::Years(first, last) => Self::years(first, last),
            }
        };
        read.map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partial(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_a_year_and_two_years_read_back() {
        for (text, first, last) in [
            ("2019-02-01", "2019-02-01", "2019-02-01"),
            ("2019", "2019-01-01", "2019-12-31"),
            ("2018/2019", "2018-01-01", "2019-12-31"),
            ("0000", "0000-01-01", "0000-12-31"),
        ] {
            let read = partial(text);
            assert_eq!(
                (read.first_day(), read.last_day()),
                (date(first), date(last))
            );
            assert_eq!(read.to_string(), text);
            let bytes = postcard::to_stdvec(&read).unwrap();
            assert_eq!(postcard::from_bytes::<PartialDate>(&bytes).unwrap(), read);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<PartialDate>(&json).unwrap(), read);
        }
    }

    #[test]
    fn what_is_neither_says_so() {
        for text in [
            "",
            "19",
            "2019-02",
            "二〇一九",
            "2018/19",
            "2018/2019/2020",
            "+019",
        ] {
            let read = text.parse::<PartialDate>();
            assert!(matches!(read, Err(PartialDateError::Form(_))), "{text}");
        }
        assert!(matches!(
            "2019-02-30".parse::<PartialDate>(),
            Err(PartialDateError::Date(DateError::NoSuchDay { .. }))
        ));
        for (first, last) in [(2019, 2018), (2019, 2019)] {
            assert_eq!(
                format!("{first}/{last}").parse::<PartialDate>(),
                Err(PartialDateError::Order { first, last })
            );
        }
        assert!(PartialDate::year(10_000).is_err());
        let bytes = postcard::to_stdvec(&Form::Years(2019, 2018)).unwrap();
        assert!(postcard::from_bytes::<PartialDate>(&bytes).is_err());
    }

    #[test]
    fn a_year_is_open_until_its_last_day() {
        let year = partial("2019");
        for (day, open) in [
            ("2018-12-31", false),
            ("2019-01-01", true),
            ("2019-12-30", true),
            ("2019-12-31", false),
        ] {
            assert_eq!(year.is_open_on(date(day)), open, "{day}");
            assert!(!partial(day).is_open_on(date(day)));
        }
    }

    #[test]
    fn a_day_refines_its_year_and_not_another() {
        for (finer, coarser, refines) in [
            ("2019-02-01", "2019", true),
            ("2019", "2018/2019", true),
            ("2019", "2019", true),
            ("2019", "2019-02-01", false),
            ("2020", "2018/2019", false),
        ] {
            assert_eq!(partial(finer).refines(partial(coarser)), refines, "{finer}");
        }
    }
}
