//! Conditions over one record: three-valued, so that a missing value is never taken for one
//! that the test refuses.

use accord_plugin::{
    Compared,
    contract::{self, Fact, Missing, Outcome, Value},
};
use table_format::{Column, Condition, Group, Literal, Program, Required, Test};

use crate::{Refusal, days::field, manifest};

/// What conditions are held against.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) program: &'a Program<'a>,
    pub(crate) facts: &'a [Fact],
    pub(crate) parameters: &'a [Value],
    /// The bit of the subject's kind.
    pub(crate) subject: u16,
    /// The day asked about.
    pub(crate) as_of: i32,
}

/// The comparisons to be told, if any are: each condition once for a rule and a record.
pub(crate) struct Told<'a> {
    pub(crate) rule: u16,
    pub(crate) conditions: Option<&'a mut Vec<contract::Condition>>,
    pub(crate) seen: Vec<u16>,
}

impl Given<'_> {
    /// Whether a group applies to a record at all.
    pub(crate) fn concerns(&self, group: &Group, fact: &Fact) -> bool {
        let stands = group.ended || fact.standing == contract::Standing::Active;
        group.need == fact.need && stands && group.subjects & self.subject != 0
    }

    /// Whether all conditions of a group hold for a record.
    pub(crate) fn compare(
        &self,
        group: &Group,
        fact: &Fact,
        told: &mut Told<'_>,
    ) -> Result<Compared, Refusal> {
        let conditions = group.conditions.iter().map(|position| {
            let condition = self.program.conditions.get(usize::from(*position));
            Ok((*position, condition.ok_or(Refusal::DoesNotFit)?))
        });
        let conditions: Vec<_> = conditions.collect::<Result<_, _>>()?;
        let is_of_place =
            |condition: &Condition<'_>| matches!(condition.column, Column::Parameter(_));
        // What the place does not count is not looked at.
        for (_, condition) in &conditions {
            if is_of_place(condition)
                && self
                    .raw(condition, fact)?
                    .is_none_or(|(raw, _)| raw != Compared::Met)
            {
                return Ok(Compared::Unmet);
            }
        }
        let mut compared = decided_within(group, fact);
        for (position, condition) in conditions {
            if !is_of_place(condition) {
                compared = compared.and(self.condition(position, condition, fact, told)?);
            }
        }
        Ok(compared)
    }

    fn condition(
        &self,
        position: u16,
        condition: &Condition<'_>,
        fact: &Fact,
        told: &mut Told<'_>,
    ) -> Result<Compared, Refusal> {
        let Some((raw, observed)) = self.raw(condition, fact)? else {
            return Ok(Compared::Unmet);
        };
        self.tell(position, condition, fact, (raw, observed), told);
        Ok(match raw {
            Compared::Open(_) if !condition.gap_if_missing => Compared::Unmet,
            Compared::Unmet => match (condition.column, observed) {
                (Column::Field(field), Some(Seen::Value(value)))
                    if condition.doubtful.iter().any(|code| has(value, code)) =>
                {
                    Compared::Open(Missing::Field(field))
                }
                _ => Compared::Unmet,
            },
            other => other,
        })
    }

    /// What a condition sees and how it compares; `None` if it asks for one of none, which
    /// nothing is, missing or not.
    fn raw<'f>(
        &'f self,
        condition: &Condition<'_>,
        fact: &'f Fact,
    ) -> Result<Option<(Compared, Option<Seen<'f>>)>, Refusal> {
        let (observed, missing) = match condition.column {
            Column::Field(position) => {
                let value = field(fact, position)?;
                (value.map(Seen::Value), Missing::Field(position))
            }
            Column::ActedOn => (fact.acted_on.map(Seen::Day), Missing::ActedOn),
            Column::DecidedOn => (fact.decided_on.map(Seen::Day), Missing::DecidedOn),
            Column::Parameter(position) => {
                let value = self.parameter(position)?;
                (Some(Seen::Value(value)), Missing::Parameter(position))
            }
        };
        let required = match &condition.required {
            Required::Nothing if condition.test == Test::Present => {
                let present = observed.map_or(Compared::Unmet, |_| Compared::Met);
                return Ok(Some((present, observed)));
            }
            Required::Nothing => return Err(Refusal::DoesNotFit),
            Required::Value(literal) => Wanted::Literal(literal),
            Required::Parameter(position) => Wanted::Value(self.parameter(*position)?),
        };
        if condition.test == Test::OneOf && required.is_empty() {
            return Ok(None);
        }
        let compared = match observed {
            None => Compared::Open(missing),
            Some(seen) => match holds(condition.test, seen, required) {
                None => return Err(Refusal::DoesNotFit),
                Some(true) => Compared::Met,
                Some(false) => Compared::Unmet,
            },
        };
        Ok(Some((compared, observed)))
    }

    fn parameter(&self, position: u16) -> Result<&Value, Refusal> {
        let value = self.parameters.get(usize::from(position));
        value.ok_or(Refusal::DoesNotFit)
    }

    fn tell(
        &self,
        position: u16,
        condition: &Condition<'_>,
        fact: &Fact,
        (compared, observed): (Compared, Option<Seen<'_>>),
        told: &mut Told<'_>,
    ) {
        let Some(conditions) = &mut told.conditions else {
            return;
        };
        if told.seen.contains(&position) {
            return;
        }
        told.seen.push(position);
        conditions.push(contract::Condition {
            rule: told.rule,
            fact: Some(fact.id),
            field: match condition.column {
                Column::Field(field) => Some(field),
                _ => None,
            },
            test: test(condition.test),
            observed: observed.map(|seen| match seen {
                Seen::Value(value) => value.clone(),
                Seen::Day(day) => Value::Date(day),
            }),
            required: match &condition.required {
                Required::Nothing => None,
                Required::Value(literal) => Some(manifest::value(literal)),
                Required::Parameter(position) => self.parameter(*position).ok().cloned(),
            },
            outcome: match compared {
                Compared::Met => Outcome::Met,
                Compared::Unmet => Outcome::Unmet,
                Compared::Open(_) => Outcome::Unknown,
            },
        });
    }
}

/// Whether a record was decided within the days of a group.
fn decided_within(group: &Group, fact: &Fact) -> Compared {
    if group.from.is_none() && group.until.is_none() {
        return Compared::Met;
    }
    match fact.decided_on {
        None => Compared::Open(Missing::DecidedOn),
        Some(day)
            if group.from.is_none_or(|from| from <= day)
                && group.until.is_none_or(|until| day < until) =>
        {
            Compared::Met
        }
        Some(_) => Compared::Unmet,
    }
}

/// What is looked at.
#[derive(Clone, Copy)]
enum Seen<'a> {
    Value(&'a Value),
    Day(i32),
}

/// With what it is compared.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    Literal(&'a Literal<'a>),
    Value(&'a Value),
}

impl Wanted<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Literal(Literal::Codes(codes)) => codes.is_empty(),
            Self::Value(Value::Codes(codes)) => codes.is_empty(),
            _ => false,
        }
    }

    /// Whether it is, or has among its codes, this one; `None` if it has none.
    fn has(&self, code: &str) -> Option<bool> {
        match self {
            Self::Literal(Literal::Codes(codes)) => Some(codes.contains(&code)),
            Self::Value(Value::Codes(codes)) => Some(codes.iter().any(|own| own == code)),
            _ => self.text().map(|text| text == code),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Literal(Literal::Text(text) | Literal::Code(text)) => Some(text),
            Self::Value(Value::Text(text) | Value::Code(text)) => Some(text),
            _ => None,
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Literal(Literal::Integer(number) | Literal::Amount(number)) => Some(*number),
            Self::Literal(Literal::Date(day)) => Some((*day).into()),
            Self::Literal(Literal::Flag(flag)) => Some((*flag).into()),
            Self::Value(value) => number(value),
            Self::Literal(_) => None,
        }
    }
}

/// A value that has an order, or a flag, as a number; types are held together where a table
/// is made.
fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) | Value::Amount(number) => Some(*number),
        Value::Date(day) => Some((*day).into()),
        Value::Flag(flag) => Some((*flag).into()),
        Value::Text(_) | Value::Code(_) | Value::Codes(_) => None,
    }
}

/// Whether a value passes a test; `None` if the test is not one for such a value.
fn holds(test: Test, seen: Seen<'_>, wanted: Wanted<'_>) -> Option<bool> {
    match seen {
        Seen::Value(Value::Text(text) | Value::Code(text)) => match test {
            Test::Equal => wanted.text().map(|wanted| wanted == text),
            Test::OneOf => wanted.has(text),
            _ => None,
        },
        Seen::Value(Value::Codes(codes)) if test == Test::OneOf => codes
            .iter()
            .try_fold(false, |any, code| Some(any | wanted.has(code)?)),
        Seen::Value(value) => order(test, number(value)?, wanted.number()?),
        Seen::Day(day) => order(test, day.into(), wanted.number()?),
    }
}

fn order(test: Test, seen: i64, wanted: i64) -> Option<bool> {
    Some(match test {
        Test::Equal => seen == wanted,
        Test::AtLeast => seen >= wanted,
        Test::MoreThan => seen > wanted,
        Test::AtMost => seen <= wanted,
        Test::LessThan => seen < wanted,
        Test::OneOf | Test::Present => return None,
    })
}

/// Whether a value is, or has among its codes, this one.
fn has(value: &Value, code: &str) -> bool {
    match value {
        Value::Code(own) => own == code,
        Value::Codes(codes) => codes.iter().any(|own| own == code),
        _ => false,
    }
}

fn test(test: Test) -> contract::Test {
    match test {
        Test::Equal => contract::Test::Equal,
        Test::AtLeast => contract::Test::AtLeast,
        Test::MoreThan => contract::Test::MoreThan,
        Test::AtMost => contract::Test::AtMost,
        Test::LessThan => contract::Test::LessThan,
        Test::OneOf => contract::Test::OneOf,
        Test::Present => contract::Test::Present,
    }
}
