//! Days and months of records.

use accord_plugin::{
    Date,
    contract::{Fact, Missing, Value},
};
use table_format::{Day, Months};

use crate::Refusal;

/// A value of a record's field; `None` if the provider left it out.
pub(crate) fn field(fact: &Fact, field: u16) -> Result<Option<&Value>, Refusal> {
    let value = fact.values.get(usize::from(field));
    Ok(value.ok_or(Refusal::DoesNotFit)?.as_ref())
}

/// A day of a record, or what is missing.
pub(crate) fn day(fact: &Fact, day: Day) -> Result<Result<i32, Missing>, Refusal> {
    Ok(match day {
        Day::DecidedOn => fact.decided_on.ok_or(Missing::DecidedOn),
        Day::ActedOn => fact.acted_on.ok_or(Missing::ActedOn),
        Day::Field(position) => match field(fact, position)? {
            Some(Value::Date(day)) => Ok(*day),
            Some(_) => return Err(Refusal::DoesNotFit),
            None => Err(Missing::Field(position)),
        },
    })
}

/// A number of months; the host holds a setting within its bounds.
pub(crate) fn months(months: Months, parameters: &[Value]) -> Result<u16, Refusal> {
    match months {
        Months::Fixed(months) => Ok(months),
        Months::Parameter(position) => match parameters.get(usize::from(position)) {
            Some(Value::Integer(months)) => u16::try_from(*months).map_err(|_| Refusal::DoesNotFit),
            _ => Err(Refusal::DoesNotFit),
        },
    }
}

/// The day so many months later (民法典 202).
pub(crate) fn later(day: i32, months: u16) -> i32 {
    Date(day).add_months(months).0
}
