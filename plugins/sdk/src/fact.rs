//! Records as structs: what a plugin declares is what it reads.

use crate::{
    contract::{self, FactNeed, FieldNeed, Standing, Value, ValueType},
    types::{Date, Fen},
};

/// What every record has, whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Handle within this evaluation; cited as a ground.
    pub id: u32,
    /// Day of the act.
    pub acted_on: Option<Date>,
    /// Last day of an act that lasted.
    pub acted_until: Option<Date>,
    /// Day of the decision or listing.
    pub decided_on: Option<Date>,
    /// First day on which the record no longer stands.
    pub ends_on: Option<Date>,
    /// Whether it stands on the as-of date, and if not, why.
    pub standing: Standing,
}

impl Head {
    /// Whether the record stands on the as-of date.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }
}

impl From<&contract::Fact> for Head {
    fn from(fact: &contract::Fact) -> Self {
        Self {
            id: fact.id,
            acted_on: fact.acted_on.map(Date),
            acted_until: fact.acted_until.map(Date),
            decided_on: fact.decided_on.map(Date),
            ends_on: fact.ends_on.map(Date),
            standing: fact.standing,
        }
    }
}

/// A kind of credit record (信用信息). Made by `#[derive(Fact)]` from a struct with a
/// `head: Head` and an `Option` for each field: the provider may have left any out.
///
/// `#[fact(kind = "…", triggers, history)]` names the kind of the data dictionary, whether
/// such a record makes the host evaluate the subject, and whether ended ones are wanted.
/// A field's name is the dictionary's with `_` for `-`; each gets a constant in capitals
/// with its position.
pub trait Fact: Sized {
    /// What the manifest says of it.
    fn need() -> FactNeed;
    /// The record from the contract's words.
    fn read(fact: contract::Fact) -> Self;
}

/// All kinds of record that a memorandum reads. Made by `#[derive(Reads)]` from a struct
/// whose fields are `Vec`s of [`Fact`]s.
pub trait Reads: Sized {
    /// What the manifest says of them, in the order of the fields.
    fn needs() -> Vec<FactNeed>;
    /// Sorts the facts of one subject into their vectors.
    fn read(facts: Vec<contract::Fact>) -> Self;
}

/// A code list (代码集) of the data dictionary as an enum. Made by `#[derive(CodeList)]`;
/// a variant's code is its name in kebab-case.
pub trait CodeList: Sized {
    /// The list's code.
    const LIST: &'static str;
    /// The variant of a code. A code that this plugin does not know is `None`: like a
    /// missing one it decides nothing.
    fn from_code(code: &str) -> Option<Self>;
    /// The variant's code.
    fn code(&self) -> &'static str;
}

/// A type that a field of a record can have.
pub trait FieldValue: Sized {
    /// The dictionary's type.
    const TYPE: ValueType;
    /// The code list of a code.
    const CODE_LIST: Option<&'static str> = None;
    /// The value from the contract's words; `None` if it is of another type.
    fn from_value(value: Value) -> Option<Self>;
    /// The value in the contract's words.
    fn to_value(&self) -> Value;
}

macro_rules! field_value {
    ($rust:ty, $variant:ident, $from:expr, $to:expr) => {
        impl FieldValue for $rust {
            const TYPE: ValueType = ValueType::$variant;
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::$variant(inner) => Some($from(inner)),
                    _ => None,
                }
            }
            fn to_value(&self) -> Value {
                Value::$variant($to(self))
            }
        }
    };
}

field_value!(String, Text, |s| s, Self::clone);
field_value!(i64, Integer, |n| n, |n: &i64| *n);
field_value!(Fen, Amount, Fen, |f: &Fen| f.0);
field_value!(bool, Flag, |b| b, |b: &bool| *b);
field_value!(Date, Date, Date, |d: &Date| d.0);

impl<T: CodeList> FieldValue for T {
    const TYPE: ValueType = ValueType::Code;
    const CODE_LIST: Option<&'static str> = Some(T::LIST);
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Code(code) => T::from_code(&code),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Code(self.code().to_owned())
    }
}

impl<T: CodeList> FieldValue for Vec<T> {
    const TYPE: ValueType = ValueType::Codes;
    const CODE_LIST: Option<&'static str> = Some(T::LIST);
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Codes(codes) => codes.iter().map(|code| T::from_code(code)).collect(),
            _ => None,
        }
    }
    fn to_value(&self) -> Value {
        Value::Codes(self.iter().map(|code| code.code().to_owned()).collect())
    }
}

/// The need of a field of type `T`. Called by the derive macros.
#[doc(hidden)]
#[must_use]
pub fn field_need<T: FieldValue>(name: &str, code_list: Option<&str>) -> FieldNeed {
    let code_list = code_list.or(T::CODE_LIST).map(str::to_owned);
    FieldNeed {
        name: name.to_owned(),
        // A code read as text is still a code to the dictionary.
        type_: match (&code_list, T::TYPE) {
            (Some(_), ValueType::Text) => ValueType::Code,
            (_, declared) => declared,
        },
        code_list,
    }
}

/// The next value of a record as a `T`. Called by the derive macros.
#[doc(hidden)]
pub fn next_value<T: FieldValue>(values: &mut impl Iterator<Item = Option<Value>>) -> Option<T> {
    let value = values.next().flatten()?;
    match (T::TYPE, value) {
        (ValueType::Text, Value::Code(code)) => T::from_value(Value::Text(code)),
        (_, value) => T::from_value(value),
    }
}
