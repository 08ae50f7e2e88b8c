//! A value as it is written in a case, before a field or parameter gives it a type.

use std::ops::Range;

use accord_model::{
    contract::{Value, ValueType},
    date::Date,
    money::Fen,
};
use toml::de::{DeInteger, DeValue};

use super::error::{Flaw, type_name};

/// A value and its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its place, in bytes.
    pub span: Range<usize>,
    form: Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Text(String),
    Integer(i64),
    Flag(bool),
    Date(Date),
    Texts(Vec<String>),
}

impl Written {
    /// The value in a file; `None` if it is of no form that a value can have.
    pub(super) fn of(value: &DeValue<'_>, span: Range<usize>) -> Option<Self> {
        let form = match value {
            DeValue::String(text) => Form::Text(text.clone().into_owned()),
            DeValue::Integer(number) => Form::Integer(integer(number)?),
            DeValue::Boolean(flag) => Form::Flag(*flag),
            DeValue::Datetime(moment) => Form::Date(day(moment)?),
            DeValue::Array(items) => Form::Texts(
                items
                    .iter()
                    .map(|item| item.get_ref().as_str().map(str::to_owned))
                    .collect::<Option<_>>()?,
            ),
            DeValue::Float(_) | DeValue::Table(_) => return None,
        };
        Some(Self { span, form })
    }

    /// Bytes that it takes, near enough.
    pub(super) fn size(&self) -> usize {
        let held = match &self.form {
            Form::Text(text) => text.len(),
            Form::Texts(texts) => texts
                .iter()
                .map(|text| size_of::<String>() + text.len())
                .sum(),
            Form::Integer(_) | Form::Flag(_) | Form::Date(_) => 0,
        };
        size_of::<Self>() + held
    }

    /// The value as one of `value_type`.
    ///
    /// # Errors
    /// [`Flaw::Money`] for an amount without its unit; [`Flaw::Expected`] for another form.
    pub fn typed(&self, value_type: ValueType) -> Result<Value, Flaw> {
        Ok(match (value_type, &self.form) {
            (ValueType::Text, Form::Text(text)) => Value::Text(text.clone()),
            (ValueType::Integer, Form::Integer(number)) => Value::Integer(*number),
            (ValueType::Amount, Form::Text(text)) => {
                Value::Amount(amount(text).map_err(Flaw::Money)?)
            }
            (ValueType::Flag, Form::Flag(flag)) => Value::Flag(*flag),
            (ValueType::Date, Form::Date(date)) => Value::Date(*date),
            (ValueType::Date, Form::Text(text)) => match text.parse() {
                Ok(date) => Value::Date(date),
                Err(_) => return Err(Flaw::Expected(type_name(value_type))),
            },
            (ValueType::Code, Form::Text(code)) => Value::Code(code.clone()),
            (ValueType::Codes, Form::Texts(codes)) => Value::Codes(codes.clone()),
            _ => return Err(Flaw::Expected(type_name(value_type))),
        })
    }
}

/// A number in whatever base it is written; `None` if it has more than 64 bits.
pub(super) fn integer(number: &DeInteger<'_>) -> Option<i64> {
    let digits = number.as_str().replace('_', "");
    i64::from_str_radix(&digits, number.radix()).ok()
}

/// An amount such as `1,000.5元` or `100 万元`.
fn amount(text: &str) -> Result<Fen, accord_model::money::MoneyError> {
    text.replace([',', '，'], "").parse()
}

/// The day of a TOML date; `None` if it has a time, or is no day.
pub(super) fn day(moment: &toml::value::Datetime) -> Option<Date> {
    let date = moment.date.filter(|_| moment.time.is_none())?;
    Date::new(i32::from(date.year), date.month, date.day).ok()
}
