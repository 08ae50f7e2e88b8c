//! Dates, money, ends and reaches as an author writes them.

use crate::contract;

/// A day, as days since 1970-01-01.
///
/// A term is not added up here: an author names a start and a number of months
/// ([`End::after`]) and the host adds them (民法典 202), so that every language agrees.
/// [`Date::add_months`] is for criteria that look back, such as three full years on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i32);

impl Date {
    /// The day of the Gregorian calendar.
    ///
    /// Meant for constants: a month or day out of range does not compile there.
    #[must_use]
    pub const fn new(year: i32, month: u8, day: u8) -> Self {
        assert!(month >= 1 && month <= 12 && day >= 1 && day <= 31);
        // Days from civil, by eras of 400 years that begin in March.
        let y = if month <= 2 { year - 1 } else { year } as i64;
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let shifted = (month as i64 + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + day as i64 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self((era * 146_097 + day_of_era - 719_468) as i32)
    }

    /// The same day `months` later, or the last of that month if it has no such day
    /// (民法典 202). The host's own arithmetic: a test holds the two together.
    #[must_use]
    pub const fn add_months(self, months: u16) -> Self {
        let (year, month, day) = self.civil();
        let months = year as i64 * 12 + month as i64 - 1 + months as i64;
        let year = months.div_euclid(12) as i32;
        let month = months.rem_euclid(12) as u8 + 1;
        let last = days_in_month(year, month);
        Self::new(year, month, if day > last { last } else { day })
    }

    /// Year, month and day.
    const fn civil(self) -> (i32, u8, u8) {
        let days = self.0 as i64 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + (month <= 2) as i64;
        (year as i32, month as u8, day as u8)
    }
}

const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Money in fen (分), 1/100 yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

impl Fen {
    /// So many yuan (元).
    #[must_use]
    pub const fn yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }

    /// So many ten thousand yuan (万元).
    #[must_use]
    pub const fn wan(wan: i64) -> Self {
        Self(wan * 1_000_000)
    }
}

/// The first day on which a measure no longer holds, or how the host finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// When the first of the grounds ends.
    WithGrounds,
    /// So many months after a day.
    After {
        /// The day from which the term runs.
        start: Date,
        /// Whole months.
        months: u16,
    },
    /// On a day that the law or the record names.
    On(Date),
    /// Never.
    Never,
}

impl End {
    /// `months` whole months after `start`.
    #[must_use]
    pub const fn after(start: Date, months: u16) -> Self {
        Self::After { start, months }
    }
}

impl From<End> for contract::End {
    fn from(end: End) -> Self {
        match end {
            End::WithGrounds => Self::WithGrounds,
            End::After { start, months } => Self::After(contract::Period {
                start: start.0,
                months,
            }),
            End::On(day) => Self::On(day.0),
            End::Never => Self::Never,
        }
    }
}

/// Whom a measure reaches; the host resolves it, a plugin never sees roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The subject itself.
    Subject,
    /// Persons who hold a role in the subject.
    Holders {
        /// Any of these roles.
        roles: &'static [contract::Role],
        /// Only those whom a finding names as responsible.
        responsible_only: bool,
        /// When the role must be held.
        test: contract::RoleTest,
    },
    /// Organisations in which the subject holds a role.
    LedEntities {
        /// Any of these roles.
        roles: &'static [contract::Role],
        /// When the role must be held.
        test: contract::RoleTest,
    },
}

impl From<Reach> for contract::Reach {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Subject => Self::SelfOnly,
            Reach::Holders {
                roles,
                responsible_only,
                test,
            } => Self::Holders(contract::Edge {
                roles: roles.to_vec(),
                responsible_only,
                test,
            }),
            Reach::LedEntities { roles, test } => Self::LedEntities(contract::Edge {
                roles: roles.to_vec(),
                responsible_only: false,
                test,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_known_dates() {
        for (date, days) in [
            (Date::new(1970, 1, 1), 0),
            (Date::new(1969, 12, 31), -1),
            (Date::new(2000, 2, 29), 11_016),
            (Date::new(2016, 6, 1), 16_953),
            (Date::new(2026, 11, 23), 20_780),
        ] {
            assert_eq!(date.0, days);
        }
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last_of_the_month() {
        for (start, months, end) in [
            (Date::new(2016, 2, 29), 12, Date::new(2017, 2, 28)),
            (Date::new(2016, 2, 29), 48, Date::new(2020, 2, 29)),
            (Date::new(2017, 1, 31), 1, Date::new(2017, 2, 28)),
            (Date::new(2017, 12, 1), 1, Date::new(2018, 1, 1)),
            (Date::new(1969, 12, 31), 2, Date::new(1970, 2, 28)),
            (Date::new(2000, 3, 1), 0, Date::new(2000, 3, 1)),
        ] {
            assert_eq!(start.add_months(months), end, "{start:?} + {months}");
        }
    }
}
