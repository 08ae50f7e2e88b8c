//! What a registry must be before it is used.

use std::collections::{BTreeMap, BTreeSet};

use super::{Department, KeyId, Past};
use crate::date::PartialDate;

/// The longest code of a department.
const CODE_LENGTH: usize = 64;

/// What is wrong with a registry of departments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DepartmentError {
    /// A code is not of the form of codes.
    #[error(
        "`{}` is not a code: at most 64 lower-case letters, digits and single hyphens, \
         beginning with a letter",
        .0.escape_debug()
    )]
    Code(String),
    /// A code stands twice.
    #[error("department `{0}` stands twice")]
    Twice(String),
    /// It has no name, or an empty one.
    #[error("department `{0}` has no name")]
    NoName(String),
    /// It has days or a successor, and nothing says how sure they are.
    #[error("department `{0}` has days or a successor but no `status`")]
    NoStatus(String),
    /// It would end before it began, or on the same day.
    #[error("department `{0}` ends before it begins")]
    Period(String),
    /// A name would end before it began, or on the same day.
    #[error("name `{name}` of department `{code}` ends before it begins")]
    NamePeriod {
        /// The department.
        code: String,
        /// The name.
        name: String,
    },
    /// Two names would be in use at once.
    #[error("name `{name}` of department `{code}` begins before the one before it ends")]
    NamesOverlap {
        /// The department.
        code: String,
        /// The later name.
        name: String,
    },
    /// There would be days without a name.
    #[error("name `{name}` of department `{code}` begins after the one before it ends")]
    NameGap {
        /// The department.
        code: String,
        /// The later name.
        name: String,
    },
    /// The first name does not begin with the department, or the last not end with it.
    #[error("the names of department `{0}` do not begin and end with it")]
    NameEnds(String),
    /// It names a successor that is not there.
    #[error("department `{code}` has the successor `{}`, which is not there", .successor.escape_debug())]
    NoSuccessor {
        /// The department.
        code: String,
        /// What it names.
        successor: String,
    },
    /// It names a successor and does not end.
    #[error("department `{0}` has a successor but no end")]
    SuccessorWithoutEnd(String),
    /// Its task would come back to it.
    #[error("the successors of department `{0}` lead back to it")]
    Cycle(String),
    /// A key would end before it began, or on the same day.
    #[error("key `{key}` of department `{code}` ends before it begins")]
    KeyPeriod {
        /// The department.
        code: String,
        /// The key.
        key: KeyId,
    },
    /// A key was revoked with no reason given.
    #[error("key `{key}` of department `{code}` is revoked without a reason")]
    RevokedWithoutReason {
        /// The department.
        code: String,
        /// The key.
        key: KeyId,
    },
    /// A key stands twice: with one department or with two, it would not say who signed.
    #[error("key `{0}` stands twice")]
    KeyTwice(KeyId),
    /// A change would make answers about days gone by other than they were.
    #[error("department `{code}` cannot change {what}")]
    Past {
        /// The department.
        code: String,
        /// What would change.
        what: Past,
    },
}

/// Whether a text has the form of a department's code.
#[must_use]
pub fn is_code(text: &str) -> bool {
    text.len() <= CODE_LENGTH
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// Checks a department by itself.
pub(super) fn department(department: &Department) -> Result<(), DepartmentError> {
    let code = || department.code.clone();
    if !is_code(&department.code) {
        let shown = department.code.chars().take(CODE_LENGTH).collect();
        return Err(DepartmentError::Code(shown));
    }
    if ends_too_early(department.from, department.until) {
        return Err(DepartmentError::Period(code()));
    }
    if department.successor.is_some() && department.until.is_none() {
        return Err(DepartmentError::SuccessorWithoutEnd(code()));
    }
    names(department)?;
    let changed_names = department.names.len() > 1;
    let dated = department.from.or(department.until).is_some();
    if (dated || changed_names) && department.status.is_none() {
        return Err(DepartmentError::NoStatus(code()));
    }
    for signing in &department.keys {
        let key = signing.id();
        if signing.until.is_some_and(|until| until <= signing.from) {
            return Err(DepartmentError::KeyPeriod { code: code(), key });
        }
        let revoked = signing.revoked.as_ref();
        if revoked.is_some_and(|revoked| revoked.reason.trim().is_empty()) {
            return Err(DepartmentError::RevokedWithoutReason { code: code(), key });
        }
    }
    Ok(())
}

fn ends_too_early(from: Option<PartialDate>, until: Option<PartialDate>) -> bool {
    from.zip(until)
        .is_some_and(|(from, until)| until.first_day() <= from.first_day())
}

/// Checks that there is one name on each day from the department's first to its last.
fn names(department: &Department) -> Result<(), DepartmentError> {
    let code = || department.code.clone();
    let names = &department.names;
    let (Some(first), Some(last)) = (names.first(), names.last()) else {
        return Err(DepartmentError::NoName(code()));
    };
    for name in names {
        if name.name.trim().is_empty() || name.name_en.trim().is_empty() {
            return Err(DepartmentError::NoName(code()));
        }
        if ends_too_early(name.from, name.until) {
            let name = name.name.clone();
            return Err(DepartmentError::NamePeriod { code: code(), name });
        }
    }
    let day = |bound: Option<PartialDate>| bound.map(PartialDate::first_day);
    for (earlier, later) in names.iter().zip(names.iter().skip(1)) {
        // A missing bound reaches without end, so it runs into the other name.
        let order = day(later.from)
            .zip(day(earlier.until))
            .map(|(from, until)| from.cmp(&until));
        let name = later.name.clone();
        match order {
            None | Some(std::cmp::Ordering::Less) => {
                return Err(DepartmentError::NamesOverlap { code: code(), name });
            }
            Some(std::cmp::Ordering::Greater) => {
                return Err(DepartmentError::NameGap { code: code(), name });
            }
            Some(std::cmp::Ordering::Equal) => {}
        }
    }
    let begins = first.from.is_none() || day(first.from) == day(department.from);
    let ends = last.until.is_none() || day(last.until) == day(department.until);
    if begins && ends {
        Ok(())
    } else {
        Err(DepartmentError::NameEnds(code()))
    }
}

/// Checks what departments say of each other.
pub(super) fn registry(by_code: &BTreeMap<String, Department>) -> Result<(), DepartmentError> {
    let mut keys = BTreeSet::new();
    for signing in by_code.values().flat_map(|department| &department.keys) {
        if !keys.insert(signing.id()) {
            return Err(DepartmentError::KeyTwice(signing.id()));
        }
    }
    let mut ending = BTreeSet::new();
    for start in by_code.values() {
        let mut walked = BTreeSet::new();
        let mut department = start;
        while !ending.contains(department.code.as_str()) {
            if !walked.insert(department.code.as_str()) {
                return Err(DepartmentError::Cycle(department.code.clone()));
            }
            let Some(successor) = &department.successor else {
                break;
            };
            department = by_code
                .get(successor)
                .ok_or_else(|| DepartmentError::NoSuccessor {
                    code: department.code.clone(),
                    successor: successor.chars().take(CODE_LENGTH).collect(),
                })?;
        }
        ending.append(&mut walked);
    }
    Ok(())
}
