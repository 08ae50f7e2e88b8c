//! What may still be changed in a registry.
//!
//! Receipts and records point into it, so what was answered about a day gone by must stay
//! the answer. It may become closer: a year may become a day of that year. And it may be
//! completed: a reform is often recorded after it came, so an end that was not known may
//! be set in the past.

use std::fmt;

use super::{Department, DepartmentData, DepartmentError, Departments, KeyId, SigningKey};
use crate::date::{Date, PartialDate};

/// What of the past a change would rewrite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past {
    /// The level of a department: one that acts at another level is another department.
    Level,
    /// When it began.
    From,
    /// An end that has come.
    Until,
    /// Who followed when its end came.
    Successor,
    /// A name that has been in use, or its period.
    Name(String),
    /// A key, or when it could be used: it may have signed something.
    Key(KeyId),
}

impl fmt::Display for Past {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level => f.write_str("its level"),
            Self::From => f.write_str("its beginning"),
            Self::Until => f.write_str("an end that has come"),
            Self::Successor => f.write_str("who followed it"),
            Self::Name(name) => write!(f, "the name `{}`, which was in use", name.escape_debug()),
            Self::Key(key) => write!(f, "when key `{key}` could be used"),
        }
    }
}

impl Departments {
    /// The registry with this department added, or put in place of the one of its code.
    ///
    /// `today` parts what has come from what may still be changed.
    ///
    /// # Errors
    /// [`DepartmentError::Past`] if it would rewrite the past; otherwise the first
    /// contradiction in the registry it would give.
    pub fn changed(&self, department: Department, today: Date) -> Result<Self, DepartmentError> {
        if let Some(old) = self.get(&department.code)
            && let Some(what) = rewritten(old, &department, today)
        {
            let code = department.code;
            return Err(DepartmentError::Past { code, what });
        }
        let others = self.all().filter(|other| other.code != department.code);
        let mut departments: Vec<_> = others.cloned().collect();
        departments.push(department);
        Self::new(DepartmentData { departments })
    }
}

fn rewritten(old: &Department, new: &Department, today: Date) -> Option<Past> {
    if old.level != new.level {
        return Some(Past::Level);
    }
    if !beginning_kept(old.from, new.from, today) {
        return Some(Past::From);
    }
    if !end_kept(old.until, new.until, today) {
        return Some(Past::Until);
    }
    let ended = old.until.is_some_and(|until| has_come(until, today));
    if ended && old.successor.is_some() && old.successor != new.successor {
        return Some(Past::Successor);
    }
    name_rewritten(old, new, today)
        .map(Past::Name)
        .or_else(|| key_rewritten(&old.keys, &new.keys, today).map(Past::Key))
}

fn has_come(bound: PartialDate, today: Date) -> bool {
    bound.first_day() <= today
}

/// What has no beginning has always been there.
fn beginning_kept(old: Option<PartialDate>, new: Option<PartialDate>, today: Date) -> bool {
    match old {
        Some(old) if has_come(old, today) => new.is_some_and(|new| new.refines(old)),
        Some(_) => true,
        None => new.is_none(),
    }
}

fn end_kept(old: Option<PartialDate>, new: Option<PartialDate>, today: Date) -> bool {
    match old {
        Some(old) if has_come(old, today) => new.is_some_and(|new| new.refines(old)),
        _ => true,
    }
}

/// The first name already in use that is not kept. Names are in order, so those in use
/// come first.
fn name_rewritten(old: &Department, new: &Department, today: Date) -> Option<String> {
    let in_use = old.names.iter().take_while(|name| {
        let from = name.from.or(old.from);
        from.is_none_or(|from| has_come(from, today))
    });
    let mut kept = new.names.iter();
    for before in in_use {
        let same = kept.next().is_some_and(|after| {
            before.name == after.name
                && before.name_en == after.name_en
                && beginning_kept(before.from.or(old.from), after.from.or(new.from), today)
                && end_kept(before.until.or(old.until), after.until.or(new.until), today)
        });
        if !same {
            return Some(before.name.clone());
        }
    }
    None
}

/// The first key that is gone, or whose use in the past would be another.
fn key_rewritten(old: &[SigningKey], new: &[SigningKey], today: Date) -> Option<KeyId> {
    let lost = old
        .iter()
        .find(|before| same_key(new, before).is_none_or(|after| !key_kept(before, after, today)));
    let backdated = || {
        new.iter()
            .find(|after| after.from < today && same_key(old, after).is_none())
    };
    lost.or_else(backdated).map(SigningKey::id)
}

fn same_key<'a>(keys: &'a [SigningKey], key: &SigningKey) -> Option<&'a SigningKey> {
    keys.iter().find(|other| other.public_key == key.public_key)
}

/// A revocation may reach back, for a key may have been lost for some time; nothing else
/// may, and a revocation stays.
fn key_kept(before: &SigningKey, after: &SigningKey, today: Date) -> bool {
    let from = before.from == after.from || (before.from > today && after.from >= today);
    let coming = |until: Option<Date>| until.is_none_or(|until| until > today);
    let until = before.until == after.until || (coming(before.until) && coming(after.until));
    let revoked = before.revoked.is_none() || before.revoked == after.revoked;
    from && until && revoked
}
