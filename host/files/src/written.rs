//! Days, moments, amounts and words as departments write them.
//!
//! What is forgiven is what has one meaning: full-width characters, blanks around a value,
//! thousands separators, the usual ways to write a day. Everything else is refused.

use std::borrow::Cow;

use accord_model::{
    date::Date,
    message::Flag,
    money::{Fen, MoneyError},
    subject::Millis,
};

use crate::rejection::{Fault, Found, Notes};

/// Texts that stand for nothing: those of domain.md §3.4, and others with no other meaning.
const NOTHING: [&str; 11] = [
    "/",
    "无",
    "-",
    "NULL",
    "--",
    "—",
    "——",
    "N/A",
    "暂无",
    "不详",
    "无此项",
];

/// Whether a text stands for nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    // The longest of them has four characters of at most three bytes.
    if text.len() > 12 {
        return false;
    }
    let plain = half_width(text);
    let mut nothing = NOTHING.iter();
    nothing.any(|nothing| nothing.eq_ignore_ascii_case(&plain))
}

/// The text with full-width letters, digits, signs and blanks made half-width.
#[must_use]
pub fn half_width(text: &str) -> Cow<'_, str> {
    /// From `！` U+FF01 to `!` U+0021, and so on to `～`.
    const OFFSET: u32 = 0xFEE0;
    let half = |character: char| match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - OFFSET).unwrap_or(character)
        }
        '\u{3000}' => ' ',
        other => other,
    };
    if text.chars().any(|character| half(character) != character) {
        text.chars().map(half).collect()
    } else {
        Cow::Borrowed(text)
    }
}

/// The half-width form of a value, with a flag if it was written otherwise.
fn plain<'a>(notes: &mut Notes, text: &'a str) -> Cow<'a, str> {
    let plain = half_width(text.trim());
    if matches!(plain, Cow::Owned(_)) {
        notes.flag(Flag::Normalised);
    }
    plain
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayOf {
    /// Something that happened: it is not open-ended, and what is written so stands for none.
    Event,
    /// Something begins; without a day it always was so, which an open end does not say.
    Begin,
    /// A field's value; what is open-ended is none.
    Value,
    /// The first day on which something no longer is.
    End,
    /// The last day on which something is.
    LastDay,
}

/// Days that stand for none (domain.md §3.4); the second is day 0 of spreadsheets.
const PLACEHOLDERS: [(i32, u8, u8); 3] = [(1899, 12, 31), (1899, 12, 30), (1900, 1, 1)];

/// Ends that stand for none: open-ended validity.
const OPEN_ENDS: [(i32, u8, u8); 2] = [(2099, 12, 31), (9999, 12, 31)];

/// The day that a text names. Of a last day the answer is the day after it.
pub(crate) fn day(notes: &mut Notes, field: &str, text: &str, of: DayOf) -> Found<Date> {
    if is_nothing(text) {
        return Ok(None);
    }
    let plain = plain(notes, text);
    let (written, time) = without_time(&plain);
    let Some(day) = parse_day(written) else {
        return Err(notes.reject(field, Some(text), Fault::NotADay));
    };
    if time != 0 {
        notes.flag(Flag::Normalised);
    }
    let is_open = OPEN_ENDS.contains(&day.civil());
    if PLACEHOLDERS.contains(&day.civil()) || (of == DayOf::Event && is_open) {
        notes.flag(Flag::PlaceholderDate);
        return Ok(None);
    }
    Ok(match of {
        DayOf::Value | DayOf::End | DayOf::LastDay if is_open => None,
        DayOf::LastDay => Some(day.add_days(1)),
        _ => Some(day),
    })
}

/// The day that a text names: `2017-10-31`, `2017/10/31`, `2017.10.31`, `20171031`,
/// `2017年10月31日`, with leading zeros or without.
#[must_use]
pub fn parse_day(text: &str) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return date(year, month, day);
    }
    let separators: [(char, char); 4] = [('-', '-'), ('/', '/'), ('.', '.'), ('年', '月')];
    separators.into_iter().find_map(|(first, second)| {
        let (year, rest) = text.split_once(first)?;
        let (month, rest) = rest.split_once(second)?;
        let day = match first {
            '年' => rest.strip_suffix('日')?,
            _ => rest,
        };
        date(year, month, day)
    })
}

/// A day as written, and the time of day after it in milliseconds. A time that says its
/// offset may be of another day and is left where it is.
fn without_time(text: &str) -> (&str, i64) {
    let parts = text.split_once([' ', 'T']);
    let timed = parts.and_then(|(day, time)| Some((day, parse_time(time)?)));
    timed.unwrap_or((text, 0))
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let short = |text: &str| matches!(text.len(), 1 | 2);
    if year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    Date::new(
        number(year)?.try_into().ok()?,
        number(month)?.try_into().ok()?,
        number(day)?.try_into().ok()?,
    )
    .ok()
}

/// The number that at most nine digits write.
fn number(text: &str) -> Option<u32> {
    let digits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

const MINUTE: i64 = 60_000;

/// What a time without an offset is ahead of UTC: Asia/Shanghai, without summer time since
/// 1992 and so for as long as providers have stated times.
const SHANGHAI: i64 = 8 * 60 * MINUTE;

/// The moment that a text names: RFC 3339, or a day and time in Asia/Shanghai.
pub(crate) fn moment(notes: &mut Notes, field: &str, text: &str) -> Found<Millis> {
    if is_nothing(text) {
        return Ok(None);
    }
    match parse_moment(&plain(notes, text)) {
        Some(moment) => Ok(Some(moment)),
        None => Err(notes.reject(field, Some(text), Fault::NotAMoment)),
    }
}

fn parse_moment(text: &str) -> Option<Millis> {
    let Some((day, time)) = text.split_once([' ', 'T', 't']) else {
        return Some(i64::from(parse_day(text)?.days()) * 1_440 * MINUTE - SHANGHAI);
    };
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => {
            let (time, offset) = time.split_at_checked(at)?;
            (time, parse_offset(offset)?)
        }
        None => (time, SHANGHAI),
    };
    let of_day = parse_time(time)?;
    Some(i64::from(parse_day(day)?.days()) * 1_440 * MINUTE + of_day - offset)
}

/// A time of day, in milliseconds: `9:00`, `09:00:00`, `09:00:00.5`.
fn parse_time(text: &str) -> Option<i64> {
    let (time, fraction) = text.trim().split_once('.').unwrap_or((text, "0"));
    let mut parts = time.trim().splitn(3, ':').map(|part| match part.len() {
        1 | 2 => number(part),
        _ => None,
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let millis = number(fraction.get(..3.min(fraction.len()))?)?;
    let millis = millis * [100, 10, 1].get(fraction.len().min(3) - 1)?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let minutes = i64::from(hour) * 60 + i64::from(minute);
    Some(minutes * MINUTE + i64::from(second) * 1_000 + i64::from(millis))
}

fn parse_offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * i64::from(hours * 60 + minutes) * MINUTE)
}

/// The unit of a column of amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub enum Unit {
    /// 元.
    #[serde(rename = "元")]
    Yuan,
    /// 万元.
    #[serde(rename = "万元")]
    TenThousandYuan,
}

impl Unit {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::TenThousandYuan => "万元",
        }
    }
}

/// The amount that a text names, in its own unit or the column's.
pub(crate) fn amount(notes: &mut Notes, text: &str, unit: Option<Unit>) -> Result<Fen, Fault> {
    let mut text = plain(notes, text).into_owned();
    if text.contains(',') {
        text = without_separators(&text).ok_or(Fault::NotAnAmount)?;
    }
    if let Some(unit) = unit
        && !text.ends_with('元')
    {
        text.push_str(unit.name());
    }
    match text.parse::<Fen>() {
        Ok(Fen(..0)) => Err(Fault::NegativeAmount),
        Ok(amount) => Ok(amount),
        Err(MoneyError::Unit(_)) => Err(Fault::NoUnit),
        Err(MoneyError::Number(_)) => Err(Fault::NotAnAmount),
        Err(MoneyError::Fraction(_)) => Err(Fault::FractionOfFen),
        Err(MoneyError::TooLarge(_)) => Err(Fault::TooLarge),
    }
}

/// The whole number that a text writes.
pub(crate) fn integer(notes: &mut Notes, text: &str) -> Result<i64, Fault> {
    let plain = plain(notes, text);
    let text = if plain.contains(',') {
        without_separators(&plain).ok_or(Fault::NotAnInteger)?
    } else {
        plain.into_owned()
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::NotAnInteger);
    }
    text.parse().map_err(|_| Fault::TooLarge)
}

/// The number without its thousands separators, if they stand where they should: `12,34`
/// may be a decimal comma.
fn without_separators(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '-')));
    let (whole, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    let mut groups = whole.trim_start_matches('-').split(',');
    let head = (1..=3).contains(&groups.next()?.len());
    let right = head && groups.all(|group| group.len() == 3) && !rest.contains(',');
    right.then(|| whole.replace(',', "") + rest)
}

/// Yes or no, as people write it in tables.
pub(crate) fn flag(notes: &mut Notes, text: &str) -> Result<bool, Fault> {
    match plain(notes, text).to_ascii_lowercase().as_str() {
        "是" | "有" | "true" | "yes" | "y" | "1" => Ok(true),
        "否" | "没有" | "false" | "no" | "n" | "0" => Ok(false),
        _ => Err(Fault::NotAFlag),
    }
}

#[cfg(test)]
mod tests;
