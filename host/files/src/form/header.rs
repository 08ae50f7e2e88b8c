//! Which form a header is of, and what each of its columns is.

use std::{borrow::Cow, collections::BTreeMap};

use accord_model::{
    contract::ValueType,
    dictionary::{Field, Kind},
    identifier::Scheme,
};

use super::{Column, Form, Status, To, generic};
use crate::{
    error::FileError,
    reading::Reading,
    rejection::shown,
    written::{Unit, half_width},
};

/// The columns of a file that came back with what is wrong with it.
pub(crate) const MENDING: [&str; 3] = ["拒收行", "拒收字段", "拒收原因"];

/// Whether a column says why a row came back.
pub(crate) fn is_mending(header: &str) -> bool {
    MENDING.contains(&header.trim())
}

/// The columns of a table, each with what becomes of its cells.
#[derive(Debug)]
pub(crate) struct Bound<'r> {
    /// Code of the form.
    pub(crate) form: String,
    /// What its rows are.
    pub(crate) kind: &'r Kind,
    /// Its columns, those without a header left out.
    pub(crate) columns: Vec<BoundColumn<'r>>,
    /// The places in the form of the columns that a record's number is joined of.
    pub(crate) numbers: Vec<usize>,
}

/// A column of a table.
#[derive(Debug)]
pub(crate) struct BoundColumn<'r> {
    /// Where it stands, from 0.
    pub(crate) index: usize,
    /// Its place in the form.
    pub(crate) order: usize,
    /// Its header as written.
    pub(crate) header: String,
    /// The unit of its amounts.
    pub(crate) unit: Option<Unit>,
    /// The keys of all its names, for a second header under the first.
    pub(crate) keys: Vec<String>,
    /// What is written there for codes of its list.
    pub(crate) words: BTreeMap<String, String>,
    /// What becomes of its cells.
    pub(crate) to: Vec<BoundTo<'r>>,
}

/// What becomes of a cell, looked up in the dictionary.
#[derive(Debug, Clone)]
pub(crate) enum BoundTo<'r> {
    Identifier(Scheme),
    Field(&'r Field),
    Status(Status),
    Other(To),
}

/// The code and the captions of a column.
pub(super) fn names(column: &Column) -> impl Iterator<Item = &str> {
    std::iter::once(column.code.as_str()).chain(column.captions.iter().map(String::as_str))
}

/// A header without what differs from file to file: width, case and blanks.
pub(crate) fn key(header: &str) -> String {
    half_width(header)
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '\u{FEFF}')
        .flat_map(char::to_lowercase)
        .collect()
}

/// A header's key without the unit at its end, and the unit.
fn without_unit(key: &str) -> Option<(&str, Unit)> {
    [Unit::Yuan, Unit::TenThousandYuan]
        .into_iter()
        .find_map(|unit| {
            let base = key.strip_suffix(')')?.strip_suffix(unit.name())?;
            Some((base.strip_suffix('(')?, unit))
        })
}

/// How well a header fits a form.
struct Fit<'f> {
    form: &'f Form,
    /// For each header its column in the form and the unit it says.
    columns: Vec<Option<(usize, Option<Unit>)>>,
    unknown: Vec<String>,
    missing: Vec<String>,
}

impl Fit<'_> {
    fn matched(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    fn is_complete(&self) -> bool {
        self.unknown.is_empty() && self.missing.is_empty()
    }
}

fn fit<'f>(form: &'f Form, kind: &Kind, header: &[String]) -> Fit<'f> {
    let keys: Vec<Vec<String>> = form
        .column
        .iter()
        .map(|column| names(column).map(key).collect())
        .collect();
    let is_amount = |at: usize| {
        form.column.get(at).is_some_and(|column| {
            column.to.iter().any(|to| match to {
                To::Field(name) => kind
                    .field(name)
                    .is_some_and(|field| field.value_type == ValueType::Amount),
                _ => false,
            })
        })
    };
    let find = |wanted: &str| {
        keys.iter()
            .position(|keys| keys.iter().any(|key| key == wanted))
    };
    let mut unknown = Vec::new();
    let columns: Vec<_> = header
        .iter()
        .map(|text| {
            let wanted = key(text);
            if wanted.is_empty() || is_mending(text) {
                return None;
            }
            let based = || {
                let (base, unit) = without_unit(&wanted)?;
                let at = find(base).filter(|at| is_amount(*at))?;
                Some((at, Some(unit)))
            };
            let exact = find(&wanted).map(|at| {
                let unit = without_unit(&wanted).map(|(_, unit)| unit);
                (at, unit)
            });
            let found = exact.or_else(based);
            if found.is_none() {
                unknown.push(shown(text.trim()));
            }
            found
        })
        .collect();
    let has = |at: usize| columns.iter().flatten().any(|(other, _)| *other == at);
    let missing = form
        .column
        .iter()
        .enumerate()
        .filter(|(at, column)| column.required && !has(*at))
        .map(|(_, column)| column.code.clone())
        .collect();
    Fit {
        form,
        columns,
        unknown,
        missing,
    }
}

/// The forms that a table may be of.
///
/// # Errors
/// [`FileError::NoSuchForm`] if one is named that there is not.
pub(crate) fn candidates<'r>(reading: &Reading<'r>) -> Result<Vec<Cow<'r, Form>>, FileError> {
    let forms = reading.forms.forms();
    let Some(code) = reading.form else {
        return Ok(forms.iter().map(Cow::Borrowed).collect());
    };
    let of_kind = code
        .strip_prefix(generic::PREFIX)
        .and_then(|kind| reading.dictionary.kind(kind));
    let named = || forms.iter().find(|form| form.code == code);
    match of_kind.map(|kind| Cow::Owned(generic::form(kind))) {
        Some(form) => Ok(vec![form]),
        None => named()
            .map(|form| vec![Cow::Borrowed(form)])
            .ok_or_else(|| FileError::NoSuchForm {
                code: shown(code),
                known: forms.iter().map(|form| form.code.clone()).collect(),
            }),
    }
}

/// The columns of a header; `None` if the row has nothing in common with any form.
///
/// # Errors
/// [`FileError`] if it has something in common, but is of none or of several.
pub(crate) fn bind<'r>(
    reading: &Reading<'r>,
    candidates: &[Cow<'r, Form>],
    header: &[String],
) -> Result<Option<Bound<'r>>, FileError> {
    let mut fits: Vec<(Fit<'_>, &'r Kind)> = candidates
        .iter()
        .filter_map(|form| {
            let kind = reading.dictionary.kind(&form.kind)?;
            Some((fit(form, kind, header), kind))
        })
        .filter(|(fit, _)| fit.matched() > 0)
        .collect();
    // The form of which fewest columns are left out comes first.
    fits.sort_by_key(|(fit, _)| {
        let left_out = fit.form.column.len().saturating_sub(fit.matched());
        let wrong = fit.unknown.len() + fit.missing.len();
        (!fit.is_complete(), wrong, left_out)
    });
    let mut fits = fits.into_iter();
    let Some((best, kind)) = fits.next() else {
        return Ok(None);
    };
    if !best.is_complete() {
        return Err(FileError::UnknownForm {
            nearest: best.form.code.clone(),
            unknown: best.unknown,
            missing: best.missing,
        });
    }
    let left_out = |fit: &Fit<'_>| fit.form.column.len().saturating_sub(fit.matched());
    if let Some((second, _)) = fits.next()
        && second.is_complete()
        && left_out(&second) == left_out(&best)
    {
        return Err(FileError::AmbiguousForm {
            forms: vec![best.form.code.clone(), second.form.code.clone()],
        });
    }
    bound(&best, kind, header).map(Some)
}

fn bound<'r>(fit: &Fit<'_>, kind: &'r Kind, header: &[String]) -> Result<Bound<'r>, FileError> {
    let mut columns: Vec<BoundColumn<'r>> = Vec::with_capacity(header.len());
    for (index, (text, found)) in header.iter().zip(&fit.columns).enumerate() {
        let Some((order, said)) = *found else {
            continue;
        };
        if columns.iter().any(|other| other.order == order) {
            return Err(FileError::RepeatedColumn {
                column: shown(text.trim()),
            });
        }
        let Some(column) = fit.form.column.get(order) else {
            continue;
        };
        let to = column.to.iter().filter_map(|to| match to {
            To::Identifier(scheme) => Some(BoundTo::Identifier(*scheme)),
            To::Field(name) => kind.field(name).map(BoundTo::Field),
            To::Status(status) => Some(BoundTo::Status(status.clone())),
            To::NotKept(_) => None,
            other => Some(BoundTo::Other(other.clone())),
        });
        columns.push(BoundColumn {
            index,
            order,
            header: text.trim().to_owned(),
            unit: said.or(column.unit),
            keys: names(column).map(key).collect(),
            words: column.words.clone(),
            to: to.collect(),
        });
    }
    let in_form = fit.form.column.iter().enumerate();
    let numbers = in_form.filter(|(_, column)| column.to.contains(&To::Number));
    Ok(Bound {
        numbers: numbers.map(|(order, _)| order).collect(),
        form: fit.form.code.clone(),
        kind,
        columns,
    })
}
