//! 条件: when a clause holds.

use accord_model::{
    contract::ValueType,
    dictionary::{Field, Kind},
};
use table_format::{Column, Condition, Group, Literal, Required, Test};

use super::{Cell, Compiling, Place, Problem, Row, position};
use crate::words::{ALL_SUBJECTS, DAYS, DayWord, MISSING, PARAMETER, STANDINGS, TESTS};

/// The group of a row that says none.
const FIRST: &str = "1";

/// The rows of one rule and group.
pub(super) struct GroupRows<'a> {
    /// Where the first is.
    place: Place,
    /// The kind of record, once a row says it.
    kind: Option<&'a Kind>,
    ended: Option<bool>,
    subjects: u16,
    from: Option<i32>,
    until: Option<i32>,
    conditions: Vec<u16>,
}

/// What a row looks at: where, of which type and of which code list.
struct Looked<'a> {
    column: Column,
    value_type: ValueType,
    code_list: Option<&'a str>,
}

impl<'a> Compiling<'a> {
    pub(super) fn condition(&mut self, row: &'a Row) {
        let rule = self.rule_of(row);
        let looked = self.looked_at(row, rule);
        let condition = match (row.cell("field"), looked) {
            (None, _) => {
                let keys = ["test", "value", "parameter", "doubtful", "missing"];
                self.superfluous(row, &keys);
                None
            }
            (Some(_), None) => None,
            (Some(_), Some(looked)) => self.comparison(row, looked),
        };
        let condition = condition.map(|condition| position(&mut self.conditions, condition));
        self.bounds(row, rule, condition);
    }

    /// What holds for the group as a whole: days, standing, subjects.
    fn bounds(&mut self, row: &'a Row, rule: Option<u16>, condition: Option<u16>) {
        let from = self.day(row, "decided-from").map(|day| day.days());
        let until = self.day(row, "decided-before").map(|day| day.days());
        let subjects = self.subjects(row);
        let ended = self.word(row, "standing", &STANDINGS);
        let Some(group) = rule.map(|rule| self.group(row, rule)) else {
            return;
        };
        group.subjects &= subjects;
        group.from = group.from.max(from);
        group.until = match (group.until, until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        if let Some(condition) = condition
            && !group.conditions.contains(&condition)
        {
            group.conditions.push(condition);
        }
        let conflict = matches!((group.ended, ended), (Some(one), Some(other)) if one != other);
        group.ended = group.ended.or(ended);
        if conflict {
            self.flaw_at(row, "standing", Problem::Standing);
        }
    }

    fn group(&mut self, row: &'a Row, rule: u16) -> &mut GroupRows<'a> {
        let name = row.cell("group").map_or(FIRST, |cell| cell.text.as_str());
        self.groups
            .entry((rule, name))
            .or_insert_with(|| GroupRows {
                place: row.place_of("kind"),
                kind: None,
                ended: None,
                subjects: ALL_SUBJECTS,
                from: None,
                until: None,
                conditions: Vec::new(),
            })
    }

    /// What a row looks at; `None` if it is not known, or only that there is a record.
    fn looked_at(&mut self, row: &'a Row, rule: Option<u16>) -> Option<Looked<'a>> {
        let kind = self.required(row, "kind")?;
        if PARAMETER.find(&kind.text).is_some() {
            let cell = self.required(row, "field")?;
            let (parameter, value_type) = self.parameter_named(cell)?;
            return Some(Looked {
                column: Column::Parameter(parameter),
                value_type,
                code_list: None,
            });
        }
        let found = self.kind(kind)?;
        self.of_one_kind(row, rule, kind, found);
        let need = self.reads.need(found);
        let cell = row.cell("field")?;
        if let Some(day) = DAYS.find(&cell.text) {
            return Some(Looked {
                column: match day {
                    DayWord::DecidedOn => Column::DecidedOn,
                    DayWord::ActedOn => Column::ActedOn,
                },
                value_type: ValueType::Date,
                code_list: None,
            });
        }
        let field: &Field = self.field(found, cell)?;
        Some(Looked {
            column: Column::Field(self.reads.field(need, field)),
            value_type: field.value_type,
            code_list: field.code_list.as_deref(),
        })
    }

    /// Holds the rows of a group to one kind of record.
    fn of_one_kind(&mut self, row: &'a Row, rule: Option<u16>, cell: &Cell, kind: &'a Kind) {
        let Some(rule) = rule else {
            return;
        };
        let known = self.group(row, rule).kind.get_or_insert(kind).code.clone();
        if known != kind.code {
            self.flaw(cell.place.clone(), Problem::OtherKind(known));
        }
    }

    fn comparison(&mut self, row: &'a Row, looked: Looked<'a>) -> Option<Condition<'a>> {
        self.required(row, "test");
        let test = self.word(row, "test", &TESTS);
        let doubtful = self.doubtful(row, &looked);
        let gap_if_missing = self.word(row, "missing", &MISSING).unwrap_or(true);
        let test = test?;
        if !fits(test, looked.value_type) {
            self.flaw_at(row, "test", Problem::Test(looked.value_type));
            return None;
        }
        Some(Condition {
            required: self.compared_with(row, test, &looked)?,
            column: looked.column,
            test,
            doubtful,
            gap_if_missing,
        })
    }

    fn doubtful(&mut self, row: &'a Row, looked: &Looked<'a>) -> Vec<&'a str> {
        let Some(cell) = row.cell("doubtful") else {
            return Vec::new();
        };
        let is_code = matches!(looked.value_type, ValueType::Code | ValueType::Codes);
        if !is_code || !matches!(looked.column, Column::Field(_)) {
            self.flaw(cell.place.clone(), Problem::Doubtful);
            return Vec::new();
        }
        self.codes(cell, looked.code_list).unwrap_or_default()
    }

    fn compared_with(
        &mut self,
        row: &'a Row,
        test: Test,
        looked: &Looked<'a>,
    ) -> Option<Required<'a>> {
        let expected = match test {
            Test::Present => {
                self.superfluous(row, &["value", "parameter", "doubtful", "missing"]);
                return Some(Required::Nothing);
            }
            Test::OneOf => ValueType::Codes,
            _ => looked.value_type,
        };
        match (row.cell("value"), row.cell("parameter")) {
            (Some(cell), None) if looked.value_type == ValueType::Text && test == Test::OneOf => {
                Some(Required::Value(Literal::Codes(cell.items().collect())))
            }
            (Some(cell), None) => {
                let literal = self.literal(cell, expected, looked.code_list)?;
                Some(Required::Value(literal))
            }
            (None, Some(cell)) => {
                let (parameter, value_type) = self.parameter_named(cell)?;
                if value_type != expected {
                    let problem = Problem::ParameterType {
                        parameter: cell.text.clone(),
                        expected,
                    };
                    self.flaw(cell.place.clone(), problem);
                }
                Some(Required::Parameter(parameter))
            }
            _ => {
                let [value, parameter] =
                    ["value", "parameter"].map(|key| super::title(row.part, key));
                self.flaw_at(row, "value", Problem::OneOfBoth(value, parameter));
                None
            }
        }
    }

    /// Whether a rule has rows at all, in order or not.
    pub(super) fn has_rows(&self, rule: u16) -> bool {
        self.groups.keys().any(|(of, _)| *of == rule)
    }

    /// The groups of a rule.
    pub(super) fn groups_of(&mut self, rule: u16) -> Vec<Group> {
        let rows = self.groups.iter().filter(|((of, _), _)| *of == rule);
        let mut groups = Vec::new();
        let mut without_kind = Vec::new();
        for (_, rows) in rows {
            let Some(kind) = rows.kind else {
                without_kind.push(rows.place.clone());
                continue;
            };
            groups.push(Group {
                need: self.reads.need(kind),
                ended: rows.ended.unwrap_or_default(),
                subjects: rows.subjects,
                from: rows.from,
                until: rows.until,
                conditions: rows.conditions.clone(),
            });
        }
        for place in without_kind {
            self.flaw(place, Problem::NoKind);
        }
        groups
    }
}

/// Whether a test is one for values of a type.
fn fits(test: Test, value_type: ValueType) -> bool {
    use ValueType::{Amount, Code, Codes, Date, Flag, Integer, Text};
    match test {
        Test::Present => true,
        Test::OneOf => matches!(value_type, Text | Code | Codes),
        Test::Equal => matches!(value_type, Text | Integer | Amount | Flag | Date | Code),
        Test::AtLeast | Test::MoreThan | Test::AtMost | Test::LessThan => {
            matches!(value_type, Integer | Amount | Date)
        }
    }
}
