//! Kinds, fields, codes and measures by their code or their Chinese name, as dictionary and
//! catalogue have them.

use accord_files::half_width;
use accord_model::{
    catalogue::{Catalogue, Measure},
    dictionary::{CodeEntry, Dictionary, Field, Kind},
};

pub(crate) fn kind<'a>(dictionary: &'a Dictionary, name: &str) -> Option<&'a Kind> {
    let named = || dictionary.kinds().find(|kind| same(&kind.name, name));
    dictionary.kind(name).or_else(named)
}

pub(crate) fn field<'a>(kind: &'a Kind, name: &str) -> Option<&'a Field> {
    let titled = || kind.fields.iter().find(|field| same(&field.title, name));
    kind.field(name).or_else(titled)
}

pub(crate) fn code<'a>(dictionary: &'a Dictionary, list: &str, name: &str) -> Option<&'a str> {
    let entries = &dictionary.code_list(list)?.entries;
    let find = |wanted: &dyn Fn(&&CodeEntry) -> bool| entries.iter().find(wanted);
    let entry =
        find(&|entry| entry.code == name).or_else(|| find(&|entry| same(&entry.title, name)));
    entry.map(|entry| entry.code.as_str())
}

pub(crate) fn measure<'a>(catalogue: &'a Catalogue, name: &str) -> Option<&'a Measure> {
    let titled = || {
        catalogue
            .measures()
            .find(|measure| same(&measure.title, name))
    };
    catalogue.measure(name).or_else(titled)
}

/// Whether a title is what stands in a cell, whose full-width characters were made
/// half-width.
fn same(title: &str, name: &str) -> bool {
    title == name || half_width(title).trim() == name
}
