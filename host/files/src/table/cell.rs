//! The value in a cell, typed by the dictionary.

use accord_model::{
    contract::{Value, ValueType},
    dictionary::{CodeEntry, Field},
};

use crate::{
    form::{BoundColumn, key},
    limits::TEXT_CHARACTERS,
    reading::{Reading, list_title},
    rejection::{Fault, Found, Notes},
    written::{self, DayOf},
};

/// What separates codes in a cell. Names of codes have 、 in them, so it is tried last.
const SEPARATORS: [char; 5] = [';', '；', ',', '，', '|'];

/// What a spreadsheet shows for a formula that failed.
const ERRORS: [&str; 7] = [
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!",
];

/// Whether a cell shows a formula's failure.
pub(super) fn is_error(text: &str) -> bool {
    ERRORS.contains(&text.trim())
}

/// A text that is short enough to be kept.
pub(super) fn text(notes: &mut Notes, field: &str, text: &str) -> Found<String> {
    let text = text.trim();
    if text.len() > TEXT_CHARACTERS && text.chars().count() > TEXT_CHARACTERS {
        let limit = TEXT_CHARACTERS;
        return Err(notes.reject(field, Some(text), Fault::TooLong { limit }));
    }
    Ok((!written::is_nothing(text)).then(|| text.to_owned()))
}

/// The value of a field in a cell.
pub(super) fn value(
    notes: &mut Notes,
    reading: &Reading<'_>,
    column: &BoundColumn<'_>,
    field: &Field,
    cell: &str,
) -> Found<Value> {
    if written::is_nothing(cell) {
        return Ok(None);
    }
    let name = &column.header;
    let read = match field.value_type {
        ValueType::Text => return Ok(text(notes, name, cell)?.map(Value::Text)),
        ValueType::Date => {
            return Ok(written::day(notes, name, cell, DayOf::Value)?.map(Value::Date));
        }
        ValueType::Integer => written::integer(notes, cell).map(Value::Integer),
        ValueType::Amount => written::amount(notes, cell, column.unit).map(Value::Amount),
        ValueType::Flag => written::flag(notes, cell).map(Value::Flag),
        ValueType::Code => match code(reading, column, field, cell) {
            Some(code) => Ok(Value::Code(code)),
            None => Err(not_in_list(reading, field)),
        },
        ValueType::Codes => match codes(reading, column, field, cell) {
            Some(codes) => Ok(Value::Codes(codes)),
            None => Err(not_in_list(reading, field)),
        },
    };
    match read {
        Ok(value) => Ok(Some(value)),
        Err(fault) => Err(notes.reject(name, Some(cell), fault)),
    }
}

fn not_in_list(reading: &Reading<'_>, field: &Field) -> Fault {
    let list = list_title(reading.dictionary, field);
    Fault::NotInList { list }
}

/// The code that a cell names, by itself, by its name or by a word of the form.
fn code(
    reading: &Reading<'_>,
    column: &BoundColumn<'_>,
    field: &Field,
    cell: &str,
) -> Option<String> {
    let wanted = key(cell);
    let list = field.code_list.as_deref().unwrap_or_default();
    let entries = reading.dictionary.code_list(list)?.entries.iter();
    let named = |entry: &&CodeEntry| key(&entry.code) == wanted || key(&entry.title) == wanted;
    let mut words = column.words.iter();
    entries
        .clone()
        .find(named)
        .map(|entry| entry.code.clone())
        .or_else(|| {
            words
                .find(|(word, _)| key(word) == wanted)
                .map(|(_, code)| code.clone())
        })
}

fn codes(
    reading: &Reading<'_>,
    column: &BoundColumn<'_>,
    field: &Field,
    cell: &str,
) -> Option<Vec<String>> {
    let one = |text: &str| code(reading, column, field, text);
    if let Some(code) = one(cell) {
        return Some(vec![code]);
    }
    let mut codes = Vec::new();
    for part in cell
        .split(SEPARATORS)
        .filter(|part| !part.trim().is_empty())
    {
        match one(part) {
            Some(code) => codes.push(code),
            None => {
                let parts = part.split('、').map(one);
                codes.extend(parts.collect::<Option<Vec<_>>>()?);
            }
        }
    }
    codes.sort();
    codes.dedup();
    (!codes.is_empty()).then_some(codes)
}
