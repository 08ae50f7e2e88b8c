//! NDJSON: one object on each line.
//!
//! ```json
//! {"type":"subject","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},
//!  "kind":"enterprise","name":"测试甲","since":"2010-03-04","industry":"C","region":"481802","status":"active"}
//! {"type":"record","identifier":{…},"kind":"tax/credit-level","provider":"tax-bureau","number":"2025-1",
//!  "decided_on":"2026-04-20","stated_at":"2026-04-21T09:00:00+08:00","values":{"year":2025,"level":"a"}}
//! {"type":"withdrawal","identifier":{…},"kind":"tax/credit-level","provider":"tax-bureau","number":"2025-1",
//!  "reason":"复议撤销","stated_at":"2026-05-06 10:00:00"}
//! {"type":"role","organisation":{…},"person":{…},"role":"legal-representative","from":"2010-03-04",
//!  "finding":{"provider":"tax-bureau","number":"稽罚〔2017〕1号","decided_on":"2017-10-31"}}
//! {"type":"merger","subject":{…},"into":{…},"from":"2020-01-01","stated_at":"2020-01-03 10:00:00"}
//! ```
//!
//! | key | of | what |
//! | --- | --- | --- |
//! | `type` | all | `subject`, `record`, `withdrawal`, `role`, `role-withdrawal`, `merger`, `merger-withdrawal` |
//! | `identifier` | subject, record, withdrawal | `scheme`, one of [`Scheme::ALL`](accord_model::identifier::Scheme::ALL), and `value` |
//! | `identifiers` | subject, record, withdrawal | further ones; optional |
//! | `name` | subject; optional of record, withdrawal | its name; it finds nobody |
//! | `kind` | subject | `enterprise`, `natural-person`, … as in the contract |
//! | `kind` | record, withdrawal | a kind of the data dictionary |
//! | `provider` | subject, record, withdrawal | a department; without it the one that sends the file |
//! | `from` | subject | first day of this name or status; none = since the beginning |
//! | `since`, `industry`, `region`, `status` | subject | day of birth or foundation, GB/T 4754 (`C`, `C1311`), six digits, the register's word |
//! | `number` | record, withdrawal | names it, with kind, provider and subject: the same again about the same subject is a correction, about another a record of its own |
//! | `acted_on`, `acted_until`, `decided_on`, `ends_on` | record | days, `2017-10-31`; `ends_on` is the first on which it no longer stands |
//! | `ends_as` | record | `expired`, `repaired` or `exited` |
//! | `values` | record | fields of the kind; an amount says its unit: `"0.2 万元"`, `"2000.00 元"` |
//! | `reason` | withdrawal | why |
//! | `stated_at` | all | when the provider said so: RFC 3339, or `2026-11-23 10:00:00` in Asia/Shanghai; it tells which of two came first |
//! | `organisation`, `person`, `role` | role, role-withdrawal | as identifiers, and `legal-representative`, … as in the contract |
//! | `from`, `to` | role, role-withdrawal | first day, first day after it |
//! | `finding` | role, role-withdrawal | `provider`, `number`, `decided_on` of the decision that names the holder as responsible; without it the one that is known stays |
//! | `subject`, `into` | merger, merger-withdrawal | the one that goes on no longer by itself, the one it is now; of a withdrawal: never was |
//! | `from` | merger | first day; none = they were always one |
//! | `_rejected` | all | ignored: why the line came back |
//! | `_line` | | a line that was no object, as text: read in its place |
//!
//! What the provider left out is left out; so are `null` and the texts `""`, `"/"`, `"-"`,
//! `"--"`, `"—"`, `"——"`, `"无"`, `"暂无"`, `"不详"`, `"无此项"`, `"N/A"` and `"NULL"`. An
//! unknown key is refused.

use std::io::Read;

use crate::{
    encoding::Decoded,
    error::FileError,
    line::{Line, Original, Place, Summary, Take, Taken},
    lines::Lines,
    reading::{Reading, outcome},
    rejection::{Fault, Notes, Rejection},
};

pub(crate) mod json;
mod keys;
mod messages;
mod values;

use json::Json;
use keys::Keys;

/// Reads a file, line by line.
///
/// # Errors
/// [`FileError`] if the input breaks or is no text.
pub fn read_ndjson(
    input: impl Read,
    reading: &Reading<'_>,
    take: Take<'_>,
) -> Result<Summary, FileError> {
    let mut lines = Lines::new(Decoded::new(input, reading.encoding)?);
    let mut summary = Summary::default();
    while let Some(line) = lines.next()? {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        summary.lines += 1;
        let outcome = if line.whole {
            parse(text, reading)
        } else {
            let mut notes = Notes::default();
            notes.reject("", None, Fault::LineTooLong);
            Err(notes.rejections)
        };
        let line = Line {
            place: Place {
                sheet: None,
                line: line.number,
            },
            original: Original::Json(text),
            outcome,
        };
        if take(line).is_break() {
            break;
        }
    }
    summary.encoding = lines.input().encoding();
    Ok(summary)
}

/// Reads one line.
pub(crate) fn parse(text: &str, reading: &Reading<'_>) -> Result<Taken, Vec<Rejection>> {
    let mut notes = Notes::default();
    if text.contains('\u{FFFD}') {
        notes.reject("", None, Fault::Undecodable);
        return Err(notes.rejections);
    }
    let message = match serde_json::from_str(text) {
        Ok(Json::Object(mut entries)) => {
            if let Some(inner) = quoted_line(&mut entries) {
                return parse(&inner, reading);
            }
            entries.retain(|(key, _)| key != REJECTED);
            messages::message(&mut notes, Keys::new(entries), reading)
        }
        Ok(_) => Err(notes.reject("", None, Fault::NotAnObject)),
        Err(error) => {
            let column = error.column();
            Err(notes.reject("", None, Fault::Json { column }))
        }
    };
    outcome(message.ok(), notes)
}

/// The key under which a line came back with what is wrong with it.
pub(crate) const REJECTED: &str = "_rejected";

/// The key under which a line that was no object came back.
pub(crate) const LINE: &str = "_line";

/// The line that came back as a text, if this is one.
fn quoted_line(entries: &mut [(std::borrow::Cow<'_, str>, Json<'_>)]) -> Option<String> {
    let others = |key: &str| key != LINE && key != REJECTED;
    if entries.iter().any(|(key, _)| others(key)) {
        return None;
    }
    entries.iter_mut().find_map(|(key, value)| match value {
        Json::Text(text) if key == LINE => Some(std::mem::take(text).into_owned()),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
