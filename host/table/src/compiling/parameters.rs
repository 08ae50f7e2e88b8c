//! 参数: what the memorandum leaves to the place.

use accord_model::contract::{Parameter, Value, ValueType};
use table_format::Months;

use super::{Cell, Compiling, Problem, Row};
use crate::words::TYPES;

impl<'a> Compiling<'a> {
    pub(super) fn parameter(&mut self, row: &'a Row) {
        let name = self.required(row, "name");
        let title = self.required(row, "title");
        let value_type = self.word(row, "type", &TYPES);
        if row.cell("type").is_none() {
            self.required(row, "type");
        }
        if let Some(name) = name
            && self.parameters.iter().any(|other| other.name == name.text)
        {
            self.flaw(name.place.clone(), Problem::Twice(name.text.clone()));
        }
        let (Some(name), Some(title), Some(value_type)) = (name, title, value_type) else {
            return;
        };
        let default = match row.cell("default") {
            // None of a list is a value.
            None if value_type == ValueType::Codes => Some(Value::Codes(Vec::new())),
            None => {
                self.required(row, "default");
                None
            }
            Some(cell) => self.value(cell, value_type, None),
        };
        let [min, max] = ["min", "max"].map(|key| {
            let cell = row.cell(key)?;
            self.value(cell, value_type, None)
        });
        // One that cannot be read is known all the same, or every use would be a flaw.
        self.parameters.push(Parameter {
            name: name.text.clone(),
            title: title.text.clone(),
            default: default.unwrap_or_else(|| blank(value_type)),
            min,
            max,
        });
    }

    /// The setting that a cell names, and its type.
    pub(super) fn parameter_named(&mut self, cell: &Cell) -> Option<(u16, ValueType)> {
        let found = (0..).zip(&self.parameters);
        let mut found = found.filter(|(_, parameter)| parameter.name == cell.text);
        match found.next() {
            Some((position, parameter)) => Some((position, parameter.default.value_type())),
            None => {
                let problem = Problem::UnknownParameter(cell.text.clone());
                self.flaw(cell.place.clone(), problem);
                None
            }
        }
    }

    /// A number of months, or a setting that is one and has bounds.
    pub(super) fn months(&mut self, cell: &Cell) -> Option<Months> {
        if cell
            .text
            .starts_with(|c: char| c.is_ascii_digit() || c == '-')
        {
            let months = cell.text.parse().ok().map(Months::Fixed);
            if months.is_none() {
                self.flaw(cell.place.clone(), Problem::Months);
            }
            return months;
        }
        let (position, value_type) = self.parameter_named(cell)?;
        if value_type != ValueType::Integer {
            self.flaw(cell.place.clone(), Problem::Months);
            return None;
        }
        let parameter = self.parameters.get(usize::from(position))?;
        let held = |bound: &Option<Value>| match bound {
            Some(Value::Integer(months)) => u16::try_from(*months).is_ok(),
            _ => false,
        };
        if !held(&parameter.min) || !held(&parameter.max) {
            let problem = Problem::MonthsUnbounded(cell.text.clone());
            self.flaw(cell.place.clone(), problem);
        }
        Some(Months::Parameter(position))
    }
}

/// Some value of a type.
fn blank(value_type: ValueType) -> Value {
    match value_type {
        ValueType::Text => Value::Text(String::new()),
        ValueType::Integer => Value::Integer(0),
        ValueType::Amount => Value::Amount(accord_model::money::Fen(0)),
        ValueType::Flag => Value::Flag(false),
        ValueType::Date => Value::Date(accord_model::date::Date::from_days(0)),
        ValueType::Code => Value::Code(String::new()),
        ValueType::Codes => Value::Codes(Vec::new()),
    }
}
