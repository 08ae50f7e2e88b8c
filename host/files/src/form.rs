//! The forms (表单) in which departments send tables, as data.
//!
//! A form says what each column is. It is read from `forms.toml`, so that a form that a
//! new notice prescribes needs no code; and every kind of record of the dictionary has a
//! form of its own, so that any department can send any kind as a table.

use std::collections::{BTreeMap, BTreeSet};

use accord_model::{
    contract::{Value, ValueType},
    dictionary::{Dictionary, Kind},
    identifier::Scheme,
    message::Flag,
    money::Fen,
};
use serde::Deserialize;

use crate::{rejection::Notes, written::Unit};

mod generic;
mod header;

pub(crate) use header::{Bound, BoundColumn, BoundTo, MENDING, bind, candidates, is_mending, key};

/// The forms as they are written down, before they are checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormsData {
    /// Amounts that are so large that the unit may be wrong.
    #[serde(default)]
    pub implausible: Vec<Implausible>,
    /// Types of documents (证件类型).
    #[serde(default)]
    pub document_type: Vec<DocumentType>,
    /// Categories of subjects (行政相对人类别).
    #[serde(default)]
    pub category: Vec<Category>,
    /// The forms.
    #[serde(default)]
    pub form: Vec<Form>,
}

/// From which amount on a field is flagged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Implausible {
    /// Code of the kind of record.
    pub kind: String,
    /// Name of the field.
    pub field: String,
    /// The smallest amount that is flagged.
    pub from: Fen,
}

/// How a type of document is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentType {
    /// What it is.
    pub scheme: Scheme,
    /// Its codes and names.
    pub written: Vec<String>,
}

/// How a category of subjects is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// What it is.
    pub means: Means,
    /// Its codes and names.
    pub written: Vec<String>,
}

/// What a category of subjects means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// 自然人.
    NaturalPerson,
    /// 个体工商户.
    SoleProprietor,
    /// 法人及非法人组织: any other.
    Organisation,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its code, such as `cf-2018`.
    pub code: String,
    /// Its Chinese name.
    pub title: String,
    /// The document that prescribes it.
    #[serde(default)]
    pub source: Option<String>,
    /// Code of the kind of record that its rows are.
    pub kind: String,
    /// Its columns.
    pub column: Vec<Column>,
}

/// A column of a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its code, such as `CF_WSH`.
    pub code: String,
    /// Its Chinese captions.
    #[serde(default)]
    pub captions: Vec<String>,
    /// Whether a table without it is not of this form.
    #[serde(default)]
    pub required: bool,
    /// The unit of its amounts, unless the header or the cell says another.
    #[serde(default)]
    pub unit: Option<Unit>,
    /// What is written there for codes of the field's list, besides its codes and names.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// What becomes of its cells.
    pub to: Vec<To>,
}

/// What becomes of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    /// The subject's name.
    Name,
    /// An identifier of the subject.
    Identifier(Scheme),
    /// The category of the subject.
    Category,
    /// The type of the document whose number stands in another column.
    DocumentType,
    /// The number of a document whose type stands in another column.
    DocumentNumber,
    /// The record's number, or a part of it: parts are joined by `|` in the form's order.
    Number,
    /// Code of the department that provides it.
    Provider,
    /// Day of the act.
    ActedOn,
    /// Last day of an act that lasted.
    ActedUntil,
    /// Day of the decision.
    DecidedOn,
    /// First day on which it no longer stands.
    EndsOn,
    /// Last day on which it stands.
    LastDay,
    /// When the provider said so.
    StatedAt,
    /// Whether the record stands.
    Status(Status),
    /// Why it is withdrawn.
    Reason,
    /// A field of the kind.
    Field(String),
    /// Read and not kept, for this reason.
    NotKept(String),
}

/// What is written of whether a record stands (当前状态). Any other word is refused: taken
/// for either, it would say of the subject what nobody said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// It stands.
    pub stands: Vec<String>,
    /// It is withdrawn.
    pub withdrawn: Vec<String>,
}

impl Status {
    /// Whether a word says that it is withdrawn; `None` if it is no word of these.
    pub(crate) fn withdraws(&self, word: &str) -> Option<bool> {
        let wanted = key(word);
        let has = |words: &[String]| words.iter().any(|word| key(word) == wanted);
        match (has(&self.stands), has(&self.withdrawn)) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        }
    }
}

/// The forms, checked.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    implausible: Vec<(u16, u16, Fen)>,
    pub(crate) document_types: Vec<DocumentType>,
    pub(crate) categories: Vec<Category>,
    forms: Vec<Form>,
}

/// What is wrong with the data of forms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormsError {
    /// A code or caption stands twice.
    #[error("`{name}` stands twice in `{form}`")]
    Twice {
        /// The form.
        form: String,
        /// What stands twice.
        name: String,
    },
    /// The dictionary has no such kind.
    #[error("form `{form}`: the dictionary has no kind `{kind}`")]
    Kind {
        /// The form.
        form: String,
        /// The kind.
        kind: String,
    },
    /// The kind has no such field.
    #[error("form `{form}`: kind `{kind}` has no field `{field}`")]
    Field {
        /// The form.
        form: String,
        /// The kind.
        kind: String,
        /// The field.
        field: String,
    },
    /// No column gives the record's number, or only an optional one.
    #[error("form `{form}` has no required column for the record's number")]
    NoNumber {
        /// The form.
        form: String,
    },
    /// A word stands for a code that the field's list lacks, or at a column of no code.
    #[error("form `{form}`: column `{column}` has words for no code of its list")]
    Words {
        /// The form.
        form: String,
        /// The column.
        column: String,
    },
    /// A unit stands at a column that is no amount, or an amount has none.
    #[error("form `{form}`: column `{column}` has a unit and no amount, or the reverse")]
    Unit {
        /// The form.
        form: String,
        /// The column.
        column: String,
    },
}

impl Forms {
    /// The forms of this data, for the records of a dictionary.
    ///
    /// # Errors
    /// The first contradiction in it.
    pub fn new(data: FormsData, dictionary: &Dictionary) -> Result<Self, FormsError> {
        let mut forms = Self {
            implausible: Vec::new(),
            document_types: data.document_type,
            categories: data.category,
            forms: Vec::new(),
        };
        for bound in data.implausible {
            let form = || "implausible".to_owned();
            let kind = known_kind(dictionary, form(), &bound.kind)?;
            let number = field_number(kind, form(), &bound.field)?;
            forms.implausible.push((kind.number, number, bound.from));
        }
        for form in data.form {
            check(&form, dictionary)?;
            if forms.forms.iter().any(|other| other.code == form.code) {
                return Err(FormsError::Twice {
                    name: form.code.clone(),
                    form: form.code,
                });
            }
            forms.forms.push(form);
        }
        Ok(forms)
    }

    /// The forms, in the order in which they are written down.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Flags an amount from which on the unit may be wrong.
    pub(crate) fn look_at_amount(&self, notes: &mut Notes, kind: u16, field: u16, value: &Value) {
        let Value::Amount(amount) = value else {
            return;
        };
        let of_field = |bound: &&(u16, u16, Fen)| (bound.0, bound.1) == (kind, field);
        if let Some((_, _, from)) = self.implausible.iter().find(of_field)
            && amount >= from
        {
            notes.flag(Flag::ImplausibleAmount);
        }
    }
}

fn known_kind<'d>(
    dictionary: &'d Dictionary,
    form: String,
    code: &str,
) -> Result<&'d Kind, FormsError> {
    dictionary.kind(code).ok_or_else(|| FormsError::Kind {
        form,
        kind: code.to_owned(),
    })
}

fn field_number(kind: &Kind, form: String, name: &str) -> Result<u16, FormsError> {
    match kind.field(name) {
        Some(field) => Ok(field.number),
        None => Err(FormsError::Field {
            form,
            kind: kind.code.clone(),
            field: name.to_owned(),
        }),
    }
}

fn check(form: &Form, dictionary: &Dictionary) -> Result<(), FormsError> {
    let code = || form.code.clone();
    let kind = known_kind(dictionary, code(), &form.kind)?;
    let mut names = BTreeSet::new();
    for column in &form.column {
        for name in header::names(column) {
            if !names.insert(key(name)) {
                return Err(FormsError::Twice {
                    form: code(),
                    name: name.to_owned(),
                });
            }
        }
        let mut is_amount = false;
        let mut list = None;
        for to in &column.to {
            if let To::Field(name) = to {
                field_number(kind, code(), name)?;
                let field = kind.field(name);
                is_amount |= field.is_some_and(|field| field.value_type == ValueType::Amount);
                list = list.or(field.and_then(|field| field.code_list.as_deref()));
            }
        }
        let list = list.and_then(|list| dictionary.code_list(list));
        let listed = |word: &String| {
            list.is_some_and(|list| list.entries.iter().any(|entry| entry.code == *word))
        };
        if !column.words.values().all(listed) {
            return Err(FormsError::Words {
                form: code(),
                column: column.code.clone(),
            });
        }
        if is_amount != column.unit.is_some() {
            return Err(FormsError::Unit {
                form: code(),
                column: column.code.clone(),
            });
        }
    }
    let numbers = |column: &&Column| column.required && column.to.contains(&To::Number);
    if form.column.iter().any(|column| numbers(&column)) {
        Ok(())
    } else {
        Err(FormsError::NoNumber { form: code() })
    }
}

#[cfg(test)]
mod tests;
