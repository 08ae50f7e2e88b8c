//! The values of a record, typed by the dictionary.

use accord_model::{
    contract::{Value, ValueType},
    dictionary::{Dictionary, Field, Kind, ValueError},
};

use super::{json::Json, keys::limited};
use crate::{
    reading::{Reading, list_title},
    rejection::{Fault, Found, Noted, Notes, Wanted},
    written::{self, DayOf},
};

/// The values of a record of a kind, by field number.
pub(super) fn values(
    notes: &mut Notes,
    reading: &Reading<'_>,
    kind: &Kind,
    given: Option<Json<'_>>,
) -> Result<Vec<(u16, Value)>, Noted> {
    let entries = match given {
        None => return Ok(Vec::new()),
        Some(Json::Object(entries)) => entries,
        Some(other) => {
            let shown = other.shown();
            let fault = Fault::WrongType(Wanted::Object);
            return Err(notes.reject("values", shown.as_deref(), fault));
        }
    };
    let mut typed: Vec<(u16, Value)> = Vec::with_capacity(entries.len());
    let mut noted = Ok(());
    for (name, json) in &entries {
        let read = match kind.field(name) {
            None => Err(notes.reject(name, None, Fault::UnknownField)),
            Some(field) if typed.iter().any(|(number, _)| *number == field.number) => {
                Err(notes.reject(name, None, Fault::Repeated))
            }
            Some(field) => value(notes, reading.dictionary, field, json)
                .map(|value| value.map(|value| (field.number, value))),
        };
        match read {
            Ok(Some((number, value))) => {
                reading
                    .forms
                    .look_at_amount(notes, kind.number, number, &value);
                typed.push((number, value));
            }
            Ok(None) => {}
            Err(fault) => noted = Err(fault),
        }
    }
    typed.sort_by_key(|(number, _)| *number);
    noted.map(|()| typed)
}

fn value(
    notes: &mut Notes,
    dictionary: &Dictionary,
    field: &Field,
    json: &Json<'_>,
) -> Found<Value> {
    let name = &field.name;
    match (field.value_type, json) {
        (_, Json::Null) => Ok(None),
        (_, Json::Text(text)) if written::is_nothing(text) => Ok(None),
        (ValueType::Text, Json::Text(text)) => {
            limited(notes, name, text).map(|text| Some(Value::Text(text)))
        }
        (ValueType::Integer, Json::Integer(number)) => Ok(Some(Value::Integer(*number))),
        (ValueType::Flag, Json::Flag(flag)) => Ok(Some(Value::Flag(*flag))),
        (ValueType::Amount, Json::Text(text)) => match written::amount(notes, text, None) {
            Ok(amount) => Ok(Some(Value::Amount(amount))),
            Err(fault) => Err(notes.reject(name, Some(text), fault)),
        },
        (ValueType::Date, Json::Text(text)) => {
            Ok(written::day(notes, name, text, DayOf::Value)?.map(Value::Date))
        }
        (ValueType::Code, Json::Text(code)) => listed(
            notes,
            dictionary,
            field,
            Value::Code(code.trim().to_owned()),
        ),
        (ValueType::Codes, Json::List(items)) => {
            let codes: Option<Vec<String>> = items
                .iter()
                .map(|item| match item {
                    Json::Text(code) => Some(code.trim().to_owned()),
                    _ => None,
                })
                .collect();
            match codes {
                Some(codes) if codes.is_empty() => Ok(None),
                // In the order and number in which tables give them.
                Some(mut codes) => {
                    codes.sort();
                    codes.dedup();
                    listed(notes, dictionary, field, Value::Codes(codes))
                }
                None => Err(notes.reject(name, None, Fault::WrongType(Wanted::Texts))),
            }
        }
        (wanted, other) => {
            let shown = other.shown();
            let fault = Fault::WrongType(match wanted {
                ValueType::Text | ValueType::Code | ValueType::Date => Wanted::Text,
                ValueType::Integer => Wanted::Integer,
                ValueType::Amount => Wanted::AmountText,
                ValueType::Flag => Wanted::Flag,
                ValueType::Codes => Wanted::Texts,
            });
            Err(notes.reject(name, shown.as_deref(), fault))
        }
    }
}

/// The value, if its codes are in the field's list.
fn listed(notes: &mut Notes, dictionary: &Dictionary, field: &Field, value: Value) -> Found<Value> {
    let Err(error) = dictionary.check(field, &value) else {
        return Ok(Some(value));
    };
    let code = match error {
        ValueError::NotInList { code, .. } => Some(code),
        ValueError::Type { .. } => None,
    };
    let list = list_title(dictionary, field);
    Err(notes.reject(&field.name, code.as_deref(), Fault::NotInList { list }))
}
