//! R-3Y: 连续三年无不良信用记录, by the host's own reading.
//!
//! Bad is a record of any tier that was decided within (D − years, D], or that still stands
//! however old it is; not one that is repaired, nor a penalty that is a warning only, which
//! is not published (domain.md §1.4). A withdrawn or revoked record is none. What is
//! contested, or lacks what tells, leaves it undetermined (R-OBJ, R-NULL).

use crate::{
    contract::{Standing, Value},
    date::Date,
    dictionary::{Dictionary, Kind, Tier},
    period,
    subject::{Record, RecordName},
};

/// Kind and code of a penalty that does not count.
const PENALTY: &str = "admin/penalty";
const WARNING: &str = "warning";
const CATEGORY: &str = "category";

/// Whether a subject has had no bad record for some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clean {
    /// It has none, and is as old itself.
    Yes,
    /// It is younger than that.
    TooYoung,
    /// It has these.
    No(Vec<RecordName>),
    /// It hangs on these records, or on the unknown day on which the subject began.
    Undetermined(Vec<RecordName>),
}

/// Whether a subject that began on `since` has had no bad record in the years up to `as_of`.
pub fn clean_years<'a>(
    records: impl Iterator<Item = &'a Record>,
    dictionary: &Dictionary,
    is_contested: &dyn Fn(&Record) -> bool,
    since: Option<Date>,
    years: u16,
    as_of: Date,
) -> Clean {
    let (mut bad, mut open) = (Vec::new(), Vec::new());
    for record in records {
        let Some(kind) = dictionary.kind_of_number(record.kind) else {
            continue;
        };
        match is_bad(record, kind, years, as_of) {
            Some(false) => {}
            Some(true) if !is_contested(record) => bad.push(RecordName::of(record)),
            Some(true) | None => open.push(RecordName::of(record)),
        }
    }
    match since {
        _ if !bad.is_empty() => Clean::No(bad),
        Some(since) if since.add_years(years) > as_of => Clean::TooYoung,
        Some(_) if open.is_empty() => Clean::Yes,
        _ => Clean::Undetermined(open),
    }
}

/// Whether a record is bad; `None` if what tells is missing.
fn is_bad(record: &Record, kind: &Kind, years: u16, as_of: Date) -> Option<bool> {
    if kind.tier == Tier::None {
        return Some(false);
    }
    let standing = record.standing(as_of);
    if standing == Standing::Repaired {
        return Some(false);
    }
    let stands = standing == Standing::Active && matches!(kind.tier, Tier::A | Tier::B);
    let counts = match record.decided_on {
        Some(day) if day > as_of => false,
        Some(day) => stands || period::window(as_of, years).contains(&day),
        None if stands => true,
        None => return None,
    };
    if counts {
        is_no_warning(record, kind)
    } else {
        Some(false)
    }
}

/// Whether a record is anything but a penalty that is a warning only.
fn is_no_warning(record: &Record, kind: &Kind) -> Option<bool> {
    if kind.code != PENALTY {
        return Some(true);
    }
    let category = kind.field(CATEGORY)?;
    match record.value(category.number)? {
        Value::Codes(codes) => Some(codes.iter().any(|code| code != WARNING)),
        Value::Code(code) => Some(code != WARNING),
        _ => None,
    }
}
