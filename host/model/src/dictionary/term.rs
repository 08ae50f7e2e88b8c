//! When kinds, fields and codes take new records.
//!
//! The day that counts is the record's day of decision, so that a record delivered late
//! is judged like its neighbours. What is stored is never asked again.

use crate::{
    contract::Value,
    date::Date,
    dictionary::{Dictionary, Item, Kind},
};

/// Why a record decided on a day is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutOfTerm {
    /// What it names had not begun.
    #[error("{item} begins on {from}: it takes no record decided before")]
    NotYet {
        /// What it names.
        item: Item,
        /// First day of decision.
        from: Date,
    },
    /// What it names had ended.
    #[error("{item} ended on {until}: it takes no record decided then or later")]
    Ended {
        /// What it names.
        item: Item,
        /// First day of decision that is no longer taken.
        until: Date,
    },
}

impl Dictionary {
    /// Whether a new record of this kind, with these values by field number, may have been
    /// decided on that day. For a record without a day of decision the caller gives the day
    /// on which it came in.
    ///
    /// # Errors
    /// [`OutOfTerm`], naming the first of kind, fields and codes that was not in use.
    pub fn check_term(
        &self,
        kind: &Kind,
        values: &[(u16, Value)],
        day: Date,
    ) -> Result<(), OutOfTerm> {
        within(|| Item::Kind(kind.code.clone()), kind.from, kind.until, day)?;
        for (number, value) in values {
            let Some(field) = kind.fields.iter().find(|field| field.number == *number) else {
                continue;
            };
            let item = || Item::field(&kind.code, &field.name);
            within(item, field.from, field.until, day)?;
            let codes = match value {
                Value::Code(code) => std::slice::from_ref(code),
                Value::Codes(codes) => codes.as_slice(),
                _ => continue,
            };
            let list = field
                .code_list
                .as_ref()
                .and_then(|list| self.code_list(list));
            let Some(list) = list else { continue };
            for entry in &list.entries {
                if codes.contains(&entry.code) {
                    let item = || Item::entry(&list.code, &entry.code);
                    within(item, entry.from, entry.until, day)?;
                }
            }
        }
        Ok(())
    }
}

fn within(
    item: impl Fn() -> Item,
    from: Option<Date>,
    until: Option<Date>,
    day: Date,
) -> Result<(), OutOfTerm> {
    if let Some(from) = from.filter(|from| day < *from) {
        return Err(OutOfTerm::NotYet { item: item(), from });
    }
    match until.filter(|until| *until <= day) {
        Some(until) => Err(OutOfTerm::Ended {
            item: item(),
            until,
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
