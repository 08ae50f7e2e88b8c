//! The keys of an object, taken out one by one until those are left that nobody knows.

use std::borrow::Cow;

use accord_model::{
    date::Date,
    identifier::{Identifier, Scheme},
    subject::Millis,
};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};

use super::json::Json;
use crate::{
    limits::TEXT_CHARACTERS,
    party,
    rejection::{Fault, Found, Noted, Notes, Wanted},
    written::{self, DayOf},
};

/// The keys of an object that are still to be read.
pub(crate) struct Keys<'a> {
    /// What stands before the names of its keys in a report.
    prefix: String,
    entries: Vec<(Cow<'a, str>, Json<'a>)>,
    known: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(entries: Vec<(Cow<'a, str>, Json<'a>)>) -> Self {
        Self {
            prefix: String::new(),
            entries,
            known: Vec::with_capacity(16),
        }
    }

    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    /// Takes out a key; `null` is none.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Json<'a>> {
        self.known.push(key);
        let at = self.entries.iter().position(|(name, _)| name == key)?;
        let (_, value) = self.entries.remove(at);
        (value != Json::Null).then_some(value)
    }

    /// Notes every key that is left.
    pub(crate) fn finish(self, notes: &mut Notes) {
        for (key, _) in &self.entries {
            let fault = if self.known.iter().any(|known| known == key) {
                Fault::Repeated
            } else {
                Fault::UnknownKey
            };
            notes.reject(&self.name(key), None, fault);
        }
    }

    fn wrong(&self, notes: &mut Notes, key: &str, value: &Json<'_>, wanted: Wanted) -> Noted {
        let shown = value.shown();
        notes.reject(&self.name(key), shown.as_deref(), Fault::WrongType(wanted))
    }

    /// A text of at most 2,000 characters, without the blanks around it.
    pub(crate) fn text(&mut self, notes: &mut Notes, key: &'static str) -> Found<String> {
        match self.written(notes, key)? {
            Some(text) => limited(notes, &self.name(key), &text).map(Some),
            None => Ok(None),
        }
    }

    /// A text, unless it stands for nothing.
    fn written(&mut self, notes: &mut Notes, key: &'static str) -> Found<Cow<'a, str>> {
        match self.take(key) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok((!written::is_nothing(&text)).then_some(text)),
            Some(other) => Err(self.wrong(notes, key, &other, Wanted::Text)),
        }
    }

    /// A text that has the form of a code, or this fault.
    pub(crate) fn code(
        &mut self,
        notes: &mut Notes,
        key: &'static str,
        has_form: fn(&str) -> bool,
        fault: Fault,
    ) -> Found<String> {
        match self.text(notes, key)? {
            Some(text) if !has_form(&text) => {
                Err(notes.reject(&self.name(key), Some(&text), fault))
            }
            found => Ok(found),
        }
    }

    pub(crate) fn day(&mut self, notes: &mut Notes, key: &'static str, of: DayOf) -> Found<Date> {
        match self.written(notes, key)? {
            Some(text) => written::day(notes, &self.name(key), &text, of),
            None => Ok(None),
        }
    }

    pub(crate) fn moment(&mut self, notes: &mut Notes, key: &'static str) -> Found<Millis> {
        match self.written(notes, key)? {
            Some(text) => written::moment(notes, &self.name(key), &text),
            None => Ok(None),
        }
    }

    /// One of the words of an enumeration.
    pub(crate) fn word<T: Deserialize<'a>>(
        &mut self,
        notes: &mut Notes,
        key: &'static str,
        words: &'static [&'static str],
    ) -> Found<T> {
        let Some(text) = self.written(notes, key)? else {
            return Ok(None);
        };
        let word = words.iter().find(|word| **word == text).and_then(|word| {
            let read: Result<T, value::Error> = T::deserialize((*word).into_deserializer());
            read.ok()
        });
        match word {
            Some(word) => Ok(Some(word)),
            None => Err(notes.reject(&self.name(key), Some(&text), Fault::NotOneOf(words))),
        }
    }

    /// An object under a key, and what reads it.
    pub(crate) fn object<T>(
        &mut self,
        notes: &mut Notes,
        key: &'static str,
        read: impl FnOnce(&mut Notes, &mut Keys<'a>) -> Result<T, Noted>,
    ) -> Found<T> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => self.nested(notes, key, value, read).map(Some),
        }
    }

    fn nested<T>(
        &self,
        notes: &mut Notes,
        key: &str,
        value: Json<'a>,
        read: impl FnOnce(&mut Notes, &mut Keys<'a>) -> Result<T, Noted>,
    ) -> Result<T, Noted> {
        let Json::Object(entries) = value else {
            return Err(self.wrong(notes, key, &value, Wanted::Object));
        };
        let mut keys = Keys::new(entries);
        keys.prefix = self.name(&format!("{key}."));
        let read = read(notes, &mut keys);
        keys.finish(notes);
        read
    }

    /// An identifier under a key.
    pub(crate) fn identifier(&mut self, notes: &mut Notes, key: &'static str) -> Found<Identifier> {
        Ok(self.object(notes, key, read_identifier)?.flatten())
    }

    /// A list of identifiers under a key.
    pub(crate) fn identifiers(
        &mut self,
        notes: &mut Notes,
        key: &'static str,
    ) -> Result<Vec<Identifier>, Noted> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Json::List(items)) => {
                let read = items
                    .into_iter()
                    .map(|item| self.nested(notes, key, item, read_identifier));
                // Every one is read, so that every fault is told.
                let read: Vec<Found<Identifier>> = read.collect();
                let found: Result<Vec<_>, Noted> = read.into_iter().collect();
                found.map(|found| found.into_iter().flatten().collect())
            }
            Some(other) => Err(self.wrong(notes, key, &other, Wanted::Objects)),
        }
    }
}

fn read_identifier(notes: &mut Notes, keys: &mut Keys<'_>) -> Found<Identifier> {
    let scheme = keys.word(notes, "scheme", SCHEMES);
    let scheme: Result<Scheme, Noted> = notes.required(&keys.name("scheme"), scheme);
    let value = keys.written(notes, "value");
    match (scheme, value?) {
        (Err(noted), _) => Err(noted),
        (Ok(_), None) => Ok(None),
        (Ok(scheme), Some(value)) => party::identifier(notes, &keys.name("value"), scheme, &value),
    }
}

/// The text, without the blanks around it, if it is short enough to be kept.
pub(crate) fn limited(notes: &mut Notes, field: &str, text: &str) -> Result<String, Noted> {
    let text = text.trim();
    // Most are short in bytes too.
    if text.len() > TEXT_CHARACTERS && text.chars().count() > TEXT_CHARACTERS {
        let limit = TEXT_CHARACTERS;
        return Err(notes.reject(field, Some(text), Fault::TooLong { limit }));
    }
    Ok(text.to_owned())
}

/// The names of [`Scheme::ALL`].
const SCHEMES: &[&str] = &[
    "unified-social-credit-code",
    "resident-identity-number",
    "organisation-code",
    "registration-number",
    "tax-registration-number",
    "institution-certificate-number",
    "social-organisation-certificate-number",
    "passport",
    "hong-kong-macao-permit",
    "taiwan-permit",
    "military-identity",
    "other-personal-document",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_its_word() {
        assert!(
            Scheme::ALL
                .iter()
                .map(|scheme| scheme.name())
                .eq(SCHEMES.iter().copied())
        );
    }
}
