//! Whether a dictionary is in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    contract::ValueType,
    date::Date,
    dictionary::{CodeList, Dictionary, DictionaryData, Field, Item, Kind},
};

/// What is wrong with a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// A code, name or number stands twice.
    #[error("`{0}` stands twice")]
    Twice(String),
    /// A field of type code names no code list, or one that is not there; or a field of
    /// another type names one.
    #[error("field `{field}` of `{kind}` has no known code list")]
    CodeList {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
    },
    /// A kind, field or code list is not named by lower-case words joined by `-`, a kind or
    /// list by one or two such names joined by `/`; or a code is empty, longer than 64
    /// characters or not of visible ASCII.
    #[error("{0} is not named as files and plugins can write it")]
    Name(Item),
    /// A text that people need is empty or much too long.
    #[error("`{text}` of {item} is empty or longer than 200 characters")]
    Text {
        /// What lacks it.
        item: Item,
        /// The text.
        text: &'static str,
    },
    /// Something other than an integer has a unit.
    #[error("{0} has a unit, which only an integer has")]
    Unit(Item),
    /// Something ends before it begins.
    #[error("{0} ends before it begins")]
    Dates(Item),
}

impl Dictionary {
    /// The dictionary of this data.
    ///
    /// # Errors
    /// The first contradiction in it.
    pub fn new(data: DictionaryData) -> Result<Self, DictionaryError> {
        let mut dictionary = Self {
            kinds: BTreeMap::new(),
            codes: BTreeMap::new(),
            code_lists: BTreeMap::new(),
        };
        for list in data.code_lists {
            dictionary.add_list(list)?;
        }
        for kind in data.kinds {
            dictionary.add_kind(kind)?;
        }
        Ok(dictionary)
    }

    fn add_list(&mut self, list: CodeList) -> Result<(), DictionaryError> {
        let item = || Item::CodeList(list.code.clone());
        if !is_path(&list.code) {
            return Err(DictionaryError::Name(item()));
        }
        texts(
            item,
            &[("title", &list.title), ("title_en", &list.title_en)],
        )?;
        let mut seen = BTreeSet::new();
        for entry in &list.entries {
            let item = || Item::entry(&list.code, &entry.code);
            if !seen.insert(&entry.code) {
                return Err(DictionaryError::Twice(format!(
                    "{} {}",
                    list.code, entry.code
                )));
            }
            let visible = entry.code.bytes().all(|byte| byte.is_ascii_graphic());
            if !visible || !(1..=64).contains(&entry.code.len()) {
                return Err(DictionaryError::Name(item()));
            }
            texts(
                item,
                &[("title", &entry.title), ("title_en", &entry.title_en)],
            )?;
            ordered(item, entry.from, entry.until)?;
        }
        match self.code_lists.insert(list.code.clone(), list) {
            Some(twice) => Err(DictionaryError::Twice(twice.code)),
            None => Ok(()),
        }
    }

    fn add_kind(&mut self, mut kind: Kind) -> Result<(), DictionaryError> {
        let item = || Item::Kind(kind.code.clone());
        if !is_path(&kind.code) {
            return Err(DictionaryError::Name(item()));
        }
        let named = [
            ("name", &kind.name),
            ("name_en", &kind.name_en),
            ("provider", &kind.provider),
        ];
        texts(item, &named)?;
        ordered(item, kind.from, kind.until)?;
        let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for field in &kind.fields {
            if !names.insert(&field.name) || !numbers.insert(field.number) {
                return Err(DictionaryError::Twice(format!(
                    "{} {}",
                    kind.code, field.name
                )));
            }
            self.check_field(&kind.code, field)?;
        }
        kind.fields.sort_by_key(|field| field.number);
        if self.codes.insert(kind.number, kind.code.clone()).is_some() {
            return Err(DictionaryError::Twice(kind.number.to_string()));
        }
        match self.kinds.insert(kind.code.clone(), kind) {
            Some(twice) => Err(DictionaryError::Twice(twice.code)),
            None => Ok(()),
        }
    }

    fn check_field(&self, kind: &str, field: &Field) -> Result<(), DictionaryError> {
        let item = || Item::field(kind, &field.name);
        if !is_kebab(&field.name) {
            return Err(DictionaryError::Name(item()));
        }
        texts(
            item,
            &[("title", &field.title), ("title_en", &field.title_en)],
        )?;
        let coded = matches!(field.value_type, ValueType::Code | ValueType::Codes);
        let listed = field
            .code_list
            .as_ref()
            .map(|list| self.code_lists.contains_key(list));
        if listed != coded.then_some(true) {
            return Err(DictionaryError::CodeList {
                kind: kind.to_owned(),
                field: field.name.clone(),
            });
        }
        if let Some(unit) = &field.unit {
            if field.value_type != ValueType::Integer {
                return Err(DictionaryError::Unit(item()));
            }
            texts(item, &[("unit", unit)])?;
        }
        ordered(item, field.from, field.until)
    }
}

fn texts(
    item: impl Fn() -> Item,
    texts: &[(&'static str, &String)],
) -> Result<(), DictionaryError> {
    match texts
        .iter()
        .find(|(_, text)| text.is_empty() || text.chars().count() > 200)
    {
        Some((text, _)) => Err(DictionaryError::Text { item: item(), text }),
        None => Ok(()),
    }
}

fn ordered(
    item: impl Fn() -> Item,
    from: Option<Date>,
    until: Option<Date>,
) -> Result<(), DictionaryError> {
    match (from, until) {
        (Some(from), Some(until)) if until <= from => Err(DictionaryError::Dates(item())),
        _ => Ok(()),
    }
}

/// One or two kebab-case names joined by `/`.
fn is_path(code: &str) -> bool {
    code.len() <= 64 && code.split('/').count() <= 2 && code.split('/').all(is_kebab)
}

/// Lower-case words and numbers joined by `-`.
pub(crate) fn is_kebab(code: &str) -> bool {
    code.len() <= 64
        && code.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}
