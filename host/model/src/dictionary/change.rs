//! How an administrator changes the dictionary.
//!
//! A change is a fragment in the dictionary's own form, and says only what is new or
//! different: what it leaves out stays. It can add, rename and end. It can neither take
//! away nor give another meaning to what is stored: numbers, types and code lists stand
//! for ever. Sent twice, it changes nothing the second time.

use std::collections::BTreeSet;

use crate::{
    contract::ValueType,
    date::Date,
    dictionary::{
        CodeEntry, CodeEntryFragment, CodeList, CodeListFragment, Dictionary, DictionaryData,
        DictionaryError, DictionaryFragment, Field, FieldFragment, Item, Kind, KindFragment,
    },
};

/// Why a change is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The change names it twice, so that it does not say which holds.
    #[error("{0} stands twice in the change; leave one out")]
    Twice(Item),
    /// It is new and lacks what a new one needs.
    #[error("{item} is new and lacks `{missing}`; add it")]
    Missing {
        /// What is new.
        item: Item,
        /// What it lacks.
        missing: &'static str,
    },
    /// It has another number already, under which records are stored.
    #[error("{item} has the number {number} for ever, not {given}; leave the number out")]
    Number {
        /// The kind or field.
        item: Item,
        /// Its number.
        number: u16,
        /// The change's.
        given: u16,
    },
    /// The number of a new kind or field belongs to another, ended or not.
    #[error("{item} cannot have the number {number}, which is that of {owner}; leave it out")]
    NumberTaken {
        /// What is new.
        item: Item,
        /// The number.
        number: u16,
        /// Whose it is.
        owner: Item,
    },
    /// The greatest number is taken, so there is no next one.
    #[error("there is no next number for {0}; give one that is free")]
    NoNextNumber(Item),
    /// Its type would change, so that stored values could not be read.
    #[error("{item} is {value_type:?} for ever, not {given:?}; end it and add another field")]
    ValueType {
        /// The field.
        item: Item,
        /// Its type.
        value_type: ValueType,
        /// The change's.
        given: ValueType,
    },
    /// Its code list would change, so that stored codes would mean something else.
    #[error("{item} has its code list for ever, not `{given}`; end it and add another field")]
    CodeList {
        /// The field.
        item: Item,
        /// The change's.
        given: String,
    },
    /// Its first day would change, though records may have been taken by the old one.
    #[error("{item} has its first day for ever, not {given}; leave `from` out")]
    From {
        /// What it is.
        item: Item,
        /// The change's.
        given: Date,
    },
    /// The dictionary would not be in order.
    #[error(transparent)]
    Contradiction(#[from] DictionaryError),
}

impl Dictionary {
    /// This dictionary with a change.
    ///
    /// A number that a new kind or field leaves out is the one after the greatest. New
    /// entries of a code list come after those that are there.
    ///
    /// # Errors
    /// [`ChangeError`] for the first thing in the change that cannot be done; then none of
    /// it is.
    pub fn changed(&self, change: DictionaryFragment) -> Result<Self, ChangeError> {
        once(&change)?;
        let mut data = self.data();
        for list in change.code_lists {
            change_list(&mut data.code_lists, list)?;
        }
        // Those that bring a number first, so that none of them is given away.
        let (numbered, others): (Vec<_>, Vec<_>) = change
            .kinds
            .into_iter()
            .partition(|kind| kind.number.is_some());
        for kind in numbered.into_iter().chain(others) {
            change_kind(&mut data, kind)?;
        }
        Ok(Self::new(data)?)
    }
}

fn once(change: &DictionaryFragment) -> Result<(), ChangeError> {
    let lists = change.code_lists.iter().flat_map(|list| {
        let entries = list.entries.iter();
        std::iter::once(Item::CodeList(list.code.clone()))
            .chain(entries.map(|entry| Item::entry(&list.code, &entry.code)))
    });
    let kinds = change.kinds.iter().flat_map(|kind| {
        let fields = kind.fields.iter();
        std::iter::once(Item::Kind(kind.code.clone()))
            .chain(fields.map(|field| Item::field(&kind.code, &field.name)))
    });
    let mut seen = BTreeSet::new();
    match lists.chain(kinds).find(|item| !seen.insert(item.clone())) {
        Some(twice) => Err(ChangeError::Twice(twice)),
        None => Ok(()),
    }
}

fn change_list(lists: &mut Vec<CodeList>, change: CodeListFragment) -> Result<(), ChangeError> {
    let item = Item::CodeList(change.code.clone());
    let list = match lists.iter_mut().find(|list| list.code == change.code) {
        Some(list) => {
            set(&mut list.title, change.title);
            set(&mut list.title_en, change.title_en);
            list
        }
        None => lists.push_mut(CodeList {
            title: needed(&item, "title", change.title)?,
            title_en: needed(&item, "title_en", change.title_en)?,
            code: change.code,
            entries: Vec::new(),
        }),
    };
    for entry in change.entries {
        change_entry(list, entry)?;
    }
    Ok(())
}

fn change_entry(list: &mut CodeList, change: CodeEntryFragment) -> Result<(), ChangeError> {
    let item = Item::entry(&list.code, &change.code);
    match list
        .entries
        .iter_mut()
        .find(|entry| entry.code == change.code)
    {
        Some(entry) => {
            set(&mut entry.title, change.title);
            set(&mut entry.title_en, change.title_en);
            same_from(&item, entry.from, change.from)?;
            entry.until = change.until.or(entry.until);
        }
        None => list.entries.push(CodeEntry {
            title: needed(&item, "title", change.title)?,
            title_en: needed(&item, "title_en", change.title_en)?,
            code: change.code,
            from: change.from,
            until: change.until,
        }),
    }
    Ok(())
}

fn change_kind(data: &mut DictionaryData, change: KindFragment) -> Result<(), ChangeError> {
    let item = Item::Kind(change.code.clone());
    let kinds = &mut data.kinds;
    let kind = match kinds.iter_mut().find(|kind| kind.code == change.code) {
        Some(kind) => {
            same_number(&item, kind.number, change.number)?;
            same_from(&item, kind.from, change.from)?;
            set(&mut kind.name, change.name);
            set(&mut kind.name_en, change.name_en);
            set(&mut kind.provider, change.provider);
            set(&mut kind.tier, change.tier);
            set(&mut kind.personal, change.personal);
            kind.until = change.until.or(kind.until);
            kind
        }
        None => {
            let numbers = kinds.iter().map(|kind| (kind.number, &kind.code));
            let number = new_number(&item, change.number, numbers, |code| {
                Item::Kind(code.clone())
            })?;
            let kind = Kind {
                number,
                name: needed(&item, "name", change.name)?,
                name_en: needed(&item, "name_en", change.name_en)?,
                provider: needed(&item, "provider", change.provider)?,
                tier: needed(&item, "tier", change.tier)?,
                personal: needed(&item, "personal", change.personal)?,
                code: change.code,
                from: change.from,
                until: change.until,
                fields: Vec::new(),
            };
            kinds.push_mut(kind)
        }
    };
    let (numbered, others): (Vec<_>, Vec<_>) = change
        .fields
        .into_iter()
        .partition(|field| field.number.is_some());
    for field in numbered.into_iter().chain(others) {
        change_field(kind, field)?;
    }
    Ok(())
}

fn change_field(kind: &mut Kind, change: FieldFragment) -> Result<(), ChangeError> {
    let item = Item::field(&kind.code, &change.name);
    let fields = &mut kind.fields;
    match fields.iter_mut().find(|field| field.name == change.name) {
        Some(field) => {
            same_number(&item, field.number, change.number)?;
            same_meaning(&item, field, change.value_type, change.code_list)?;
            same_from(&item, field.from, change.from)?;
            set(&mut field.title, change.title);
            set(&mut field.title_en, change.title_en);
            set(&mut field.personal, change.personal);
            field.unit = change.unit.or(field.unit.take());
            field.until = change.until.or(field.until);
        }
        None => {
            let numbers = fields.iter().map(|field| (field.number, &field.name));
            let number = new_number(&item, change.number, numbers, |name| {
                Item::field(&kind.code, name)
            })?;
            fields.push(Field {
                number,
                title: needed(&item, "title", change.title)?,
                title_en: needed(&item, "title_en", change.title_en)?,
                value_type: needed(&item, "type", change.value_type)?,
                name: change.name,
                code_list: change.code_list,
                unit: change.unit,
                personal: change.personal.unwrap_or_default(),
                from: change.from,
                until: change.until,
            });
        }
    }
    Ok(())
}

/// The number of what is new: the given one if it is free, or the one after the greatest.
fn new_number<'a>(
    item: &Item,
    given: Option<u16>,
    taken: impl Iterator<Item = (u16, &'a String)> + Clone,
    owner: impl Fn(&String) -> Item,
) -> Result<u16, ChangeError> {
    let Some(number) = given else {
        let greatest = taken.map(|(number, _)| number).max().unwrap_or(0);
        return greatest
            .checked_add(1)
            .ok_or_else(|| ChangeError::NoNextNumber(item.clone()));
    };
    match taken.clone().find(|(other, _)| *other == number) {
        Some((_, name)) => Err(ChangeError::NumberTaken {
            item: item.clone(),
            number,
            owner: owner(name),
        }),
        None => Ok(number),
    }
}

fn same_number(item: &Item, number: u16, given: Option<u16>) -> Result<(), ChangeError> {
    match given.filter(|given| *given != number) {
        Some(given) => Err(ChangeError::Number {
            item: item.clone(),
            number,
            given,
        }),
        None => Ok(()),
    }
}

fn same_meaning(
    item: &Item,
    field: &Field,
    value_type: Option<ValueType>,
    code_list: Option<String>,
) -> Result<(), ChangeError> {
    if let Some(given) = value_type.filter(|given| *given != field.value_type) {
        return Err(ChangeError::ValueType {
            item: item.clone(),
            value_type: field.value_type,
            given,
        });
    }
    match code_list.filter(|given| field.code_list.as_ref() != Some(given)) {
        Some(given) => Err(ChangeError::CodeList {
            item: item.clone(),
            given: given.chars().take(64).collect(),
        }),
        None => Ok(()),
    }
}

fn same_from(item: &Item, from: Option<Date>, given: Option<Date>) -> Result<(), ChangeError> {
    match given.filter(|given| Some(*given) != from) {
        Some(given) => Err(ChangeError::From {
            item: item.clone(),
            given,
        }),
        None => Ok(()),
    }
}

fn needed<T>(item: &Item, missing: &'static str, given: Option<T>) -> Result<T, ChangeError> {
    given.ok_or_else(|| ChangeError::Missing {
        item: item.clone(),
        missing,
    })
}

fn set<T>(old: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *old = given;
    }
}

#[cfg(test)]
mod tests;
