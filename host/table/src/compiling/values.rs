//! What stands in a cell as a value.

use accord_files::parse_day;
use accord_model::{
    contract::{Value, ValueType},
    date::Date,
    money::Fen,
};
use table_format::Literal;

use super::{Cell, Compiling, Problem, Row};
use crate::{
    lookup,
    words::{ALL_SUBJECTS, FLAGS, SUBJECTS, Words},
};

impl<'a> Compiling<'a> {
    /// The day in a column, if one is.
    pub(super) fn day(&mut self, row: &Row, key: &str) -> Option<Date> {
        let cell = row.cell(key)?;
        let day = parse_day(&cell.text);
        if day.is_none() {
            self.flaw(cell.place.clone(), Problem::Value(ValueType::Date));
        }
        day
    }

    /// What the word in a column means, if one is.
    pub(super) fn word<T: Copy>(&mut self, row: &Row, key: &str, words: &Words<T>) -> Option<T> {
        self.meaning(row.cell(key)?, &row.cell(key)?.text, words)
    }

    /// What a word of a cell means.
    pub(super) fn meaning<T: Copy>(
        &mut self,
        cell: &Cell,
        word: &str,
        words: &Words<T>,
    ) -> Option<T> {
        let meaning = words.find(word);
        if meaning.is_none() {
            let word = word.to_owned();
            let known = words.chinese();
            self.flaw(cell.place.clone(), Problem::Word { word, known });
        }
        meaning
    }

    /// The kinds of subject in the column `subjects`; all if it is empty.
    pub(super) fn subjects(&mut self, row: &Row) -> u16 {
        let Some(cell) = row.cell("subjects") else {
            return ALL_SUBJECTS;
        };
        let mut subjects = 0;
        for word in cell.items() {
            subjects |= self.meaning(cell, word, &SUBJECTS).unwrap_or_default();
        }
        subjects
    }

    /// A value as the contract has it.
    pub(super) fn value(
        &mut self,
        cell: &'a Cell,
        value_type: ValueType,
        list: Option<&str>,
    ) -> Option<Value> {
        let literal = self.literal(cell, value_type, list)?;
        let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
        Some(match literal {
            Literal::Text(text) => Value::Text(text.to_owned()),
            Literal::Integer(number) => Value::Integer(number),
            Literal::Amount(fen) => Value::Amount(Fen(fen)),
            Literal::Flag(flag) => Value::Flag(flag),
            Literal::Date(day) => Value::Date(Date::from_days(day)),
            Literal::Code(code) => Value::Code(code.to_owned()),
            Literal::Codes(codes) => Value::Codes(owned(codes)),
        })
    }

    /// A value of a type; a code of a list is looked up there.
    pub(super) fn literal(
        &mut self,
        cell: &'a Cell,
        value_type: ValueType,
        list: Option<&str>,
    ) -> Option<Literal<'a>> {
        let text = cell.text.as_str();
        let literal = match value_type {
            ValueType::Text => Some(Literal::Text(text)),
            ValueType::Integer => text.replace(',', "").parse().ok().map(Literal::Integer),
            ValueType::Amount => match text.replace(',', "").parse::<Fen>() {
                Ok(fen) => Some(Literal::Amount(fen.0)),
                Err(error) => {
                    self.flaw(cell.place.clone(), Problem::Money(error));
                    return None;
                }
            },
            ValueType::Flag => FLAGS.find(text).map(Literal::Flag),
            ValueType::Date => parse_day(text).map(|day| Literal::Date(day.days())),
            ValueType::Code => return self.code(cell, text, list).map(Literal::Code),
            ValueType::Codes => return self.codes(cell, list).map(Literal::Codes),
        };
        if literal.is_none() {
            self.flaw(cell.place.clone(), Problem::Value(value_type));
        }
        literal
    }

    /// The codes in a cell.
    pub(super) fn codes(&mut self, cell: &'a Cell, list: Option<&str>) -> Option<Vec<&'a str>> {
        let codes: Vec<_> = cell
            .items()
            .map(|item| self.code(cell, item, list))
            .collect();
        codes.into_iter().collect()
    }

    fn code(&mut self, cell: &Cell, name: &'a str, list: Option<&str>) -> Option<&'a str> {
        let Some(list) = list else {
            return Some(name);
        };
        let code = lookup::code(self.dictionary, list, name);
        if code.is_none() {
            let problem = Problem::NotInList {
                code: name.to_owned(),
                list: list.to_owned(),
            };
            self.flaw(cell.place.clone(), problem);
        }
        code
    }
}
