//! Departments (部门), and the other bodies that provide records or execute measures.
//!
//! The reform of 2018-2019 renamed some bodies and merged others, so a department is not
//! a name: a code names a task and stays when the name changes, and a body that was
//! merged has a code of its own that ends and names its successor. A record keeps the
//! code under which it came; whoever shows it asks for the body that has the task on the
//! day asked about, by the name of that day. Ends are exclusive.
//!
//! Of most changes only the year is known. A year counts from its 1 January, and a
//! [`Standing`] says when that is all that is known. Source: domain.md §2.0, golden case
//! G34.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{ExecutionLevel, SourceStatus},
    date::{Date, PartialDate},
};

mod change;
mod check;
mod key;

pub use change::Past;
pub use check::{DepartmentError, is_code};
pub use key::{KeyError, KeyForm, KeyId, PublicKey, Revocation, SigningKey};

/// A name (名称) and the period in which it was in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamePeriod {
    /// The Chinese name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// Its first day; none for the first name, which begins with the department.
    #[serde(default)]
    pub from: Option<PartialDate>,
    /// The first day of the next name; none for the last, which ends with the department.
    #[serde(default)]
    pub until: Option<PartialDate>,
}

/// A department (部门), or another body that provides records or executes measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Its code: lower-case words joined by hyphens, naming the task.
    pub code: String,
    /// At which level it can act itself.
    pub level: ExecutionLevel,
    /// Its names, the oldest first, one following on the other.
    pub names: Vec<NamePeriod>,
    /// Its first day; none if it has had the task for as long as is recorded.
    #[serde(default)]
    pub from: Option<PartialDate>,
    /// The first day on which it acts no more (撤销); none while it exists.
    #[serde(default)]
    pub until: Option<PartialDate>,
    /// Code of the body that has its task from then on (职责承继).
    #[serde(default)]
    pub successor: Option<String>,
    /// How sure its days and its successor are; it must be there where they are.
    #[serde(default)]
    pub status: Option<SourceStatus>,
    /// Keys with which it signs. Several may be in use at once, so that one can replace
    /// another.
    #[serde(default)]
    pub keys: Vec<SigningKey>,
}

/// As it is written down, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentData {
    /// Departments.
    #[serde(rename = "department")]
    pub departments: Vec<Department>,
}

/// The registry of departments (部门名录), checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departments {
    // INVARIANT: every successor is there and no walk along successors comes round;
    // each department has one name on each of its days.
    by_code: BTreeMap<String, Department>,
}

/// Who has a task on a day, and under which name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The body: the one asked for, or what its task passed to.
    pub department: &'a Department,
    /// Its name on that day.
    pub name: &'a NamePeriod,
    /// Since when it has been called so; none if for as long as is recorded. Where only
    /// the year is known, this is the year.
    pub since: Option<PartialDate>,
    /// A change that is taken to have come but may come only later: its year is the one
    /// asked about, and the day is not known. None if the answer is sure of its days.
    pub uncertain: Option<PartialDate>,
}

impl Department {
    /// Whether it acts under its code on that day.
    #[must_use]
    pub fn is_open(&self, as_of: Date) -> bool {
        runs(self.from, self.until, as_of)
    }

    fn standing(&self, as_of: Date) -> Option<Standing<'_>> {
        let name = self
            .names
            .iter()
            .find(|name| runs(name.from, name.until, as_of))?;
        let since = name.from.or(self.from);
        Some(Standing {
            department: self,
            name,
            since,
            uncertain: since.filter(|since| since.is_open_on(as_of)),
        })
    }
}

/// Whether a period, its end not included, holds a day.
fn runs(from: Option<PartialDate>, until: Option<PartialDate>, day: Date) -> bool {
    from.is_none_or(|from| from.first_day() <= day)
        && until.is_none_or(|until| day < until.first_day())
}

impl Departments {
    /// The registry of this data.
    ///
    /// # Errors
    /// The first contradiction in it.
    pub fn new(data: DepartmentData) -> Result<Self, DepartmentError> {
        let mut by_code = BTreeMap::new();
        for department in data.departments {
            check::department(&department)?;
            if let Some(twice) = by_code.insert(department.code.clone(), department) {
                return Err(DepartmentError::Twice(twice.code));
            }
        }
        check::registry(&by_code)?;
        Ok(Self { by_code })
    }

    /// The department of this code, whether it still exists or not.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Department> {
        self.by_code.get(code)
    }

    /// All of them, in the order of their codes.
    pub fn all(&self) -> impl Iterator<Item = &Department> {
        self.by_code.values()
    }

    /// Who has the task of this code on that day: the department itself, or whoever it
    /// passed to.
    ///
    /// None if there is no such code, or if nobody has the task that day: not yet, or no
    /// more and without a successor.
    #[must_use]
    pub fn on(&self, code: &str, as_of: Date) -> Option<Standing<'_>> {
        let mut department = self.get(code)?;
        let mut uncertain = None;
        while let Some(until) = department.until
            && until.first_day() <= as_of
        {
            uncertain = uncertain.or(Some(until).filter(|until| until.is_open_on(as_of)));
            department = self.get(department.successor.as_deref()?)?;
        }
        if !department.is_open(as_of) {
            return None;
        }
        let standing = department.standing(as_of)?;
        Some(Standing {
            uncertain: standing.uncertain.or(uncertain),
            ..standing
        })
    }

    /// Whether a department may act under this code on that day.
    #[must_use]
    pub fn is_open(&self, code: &str, as_of: Date) -> bool {
        self.get(code)
            .is_some_and(|department| department.is_open(as_of))
    }

    /// The key of this id, if that department may sign with it on that day.
    ///
    /// # Errors
    /// [`KeyError`]: why it does not count.
    pub fn key_in_force(
        &self,
        department: &str,
        key: KeyId,
        at: Date,
    ) -> Result<&PublicKey, KeyError> {
        let found = self
            .get(department)
            .ok_or_else(|| KeyError::UnknownDepartment(department.chars().take(64).collect()))?;
        let code = || found.code.clone();
        let signing = found
            .keys
            .iter()
            .find(|signing| signing.id() == key)
            .ok_or_else(|| KeyError::UnknownKey {
                department: code(),
                key,
            })?;
        if !found.is_open(at) {
            return Err(KeyError::DepartmentClosed(code()));
        }
        signing.check_on(at)?;
        Ok(&signing.public_key)
    }
}

#[cfg(test)]
mod tests;
