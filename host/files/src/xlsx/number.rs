//! Numbers of cells as a person sees them.
//!
//! A workbook holds binary fractions: 0.2 may stand there as 0.20000000000000001. Excel
//! shows fifteen digits and that is what was meant; nothing is computed with them.

use accord_model::date::Date;

/// A number with its first fifteen digits. One of sixteen digits or more has lost some
/// and is shown as `4.8180219800101E+17`.
pub(super) fn number_text(raw: &str) -> String {
    let raw = raw.trim();
    // What has few digits is as it was typed.
    if raw.len() <= 15
        && raw
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return raw.to_owned();
    }
    let Ok(number) = raw.parse::<f64>() else {
        return raw.to_owned();
    };
    let rounded = format!("{number:.14e}");
    let Some((mantissa, exponent)) = rounded.split_once('e') else {
        return raw.to_owned();
    };
    let Ok(exponent) = exponent.parse::<i32>() else {
        return raw.to_owned();
    };
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    if !(-15..15).contains(&exponent) {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let point = if rest.is_empty() { "" } else { "." };
        let power = if exponent < 0 { "-" } else { "+" };
        return format!("{sign}{first}{point}{rest}E{power}{}", exponent.abs());
    }
    // Digits before the point; none or fewer for a number below one.
    let whole = exponent + 1;
    match usize::try_from(whole) {
        Ok(whole) if whole >= digits.len() => format!("{sign}{digits:0<whole$}"),
        Ok(whole) if whole > 0 => {
            let (before, after) = digits.split_at_checked(whole).unwrap_or((digits, "0"));
            format!("{sign}{before}.{after}")
        }
        _ => {
            let zeros = usize::try_from(-whole).unwrap_or_default();
            format!("{sign}0.{:0>zeros$}{digits}", "")
        }
    }
}

/// The day, and the time if it is not midnight, that a number counts.
pub(super) fn day_text(raw: &str, is_1904: bool) -> Option<String> {
    /// 9999-12-31.
    const LAST: f64 = 2_958_466.0;
    let number: f64 = raw.trim().parse().ok()?;
    if !(0.0..LAST).contains(&number) {
        return None;
    }
    let seconds = (number * 86_400.0).round() as i64;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let days = i32::try_from(days).ok()?;
    let day = match (is_1904, days) {
        (true, _) => Date::new(1904, 1, 1).ok()?.add_days(days),
        // Excel holds 1900 for a leap year, so that days before March 1900 count one less.
        (false, ..60) => Date::new(1899, 12, 31).ok()?.add_days(days),
        (false, _) => Date::new(1899, 12, 30).ok()?.add_days(days),
    };
    if second == 0 {
        return Some(day.to_string());
    }
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    Some(format!("{day} {hour:02}:{minute:02}:{:02}", second % 60))
}

/// Whether a format shows days: it has a year or a day outside quotation marks, brackets
/// and what is escaped.
pub(super) fn is_date_format(code: &str) -> bool {
    let mut characters = code.chars();
    let mut until = None;
    while let Some(character) = characters.next() {
        match (until, character) {
            (Some(end), other) if other == end => until = None,
            (Some(_), _) => {}
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, '\\' | '_' | '*') => {
                characters.next();
            }
            (None, 'y' | 'Y' | 'd' | 'D') => return true,
            (None, _) => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_a_person_sees() {
        for (raw, text) in [
            ("0.2", "0.2"),
            ("0.20000000000000001", "0.2"),
            ("2.0000000000000001E-1", "0.2"),
            ("0.30000000000000004", "0.3"),
            ("1234567.8900000001", "1234567.89"),
            ("100000", "100000"),
            ("1E5", "100000"),
            ("-12.5", "-12.5"),
            ("0.0E0", "0"),
            ("1.5E-3", "0.0015"),
            ("481802198001010000", "4.8180219800101E+17"),
            ("4.8180219800101E+17", "4.8180219800101E+17"),
            ("20171031", "20171031"),
            ("x", "x"),
        ] {
            assert_eq!(number_text(raw), text, "{raw}");
        }
    }

    #[test]
    fn a_day_is_counted_as_excel_counts() {
        for (raw, is_1904, text) in [
            ("43039", false, "2017-10-31"),
            ("61", false, "1900-03-01"),
            ("1", false, "1900-01-01"),
            ("0", false, "1899-12-31"),
            ("43039.5", false, "2017-10-31 12:00:00"),
            ("41577", true, "2017-10-31"),
        ] {
            assert_eq!(day_text(raw, is_1904).as_deref(), Some(text), "{raw}");
        }
        assert_eq!(day_text("-1", false), None);
        assert_eq!(day_text("1e300", false), None);
        assert_eq!(day_text("NaN", false), None);
    }

    #[test]
    fn a_format_shows_days_or_not() {
        for code in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-F800]dddd",
            "YYYY/M/D",
        ] {
            assert!(is_date_format(code), "{code}");
        }
        for code in [
            "0.00",
            "#,##0",
            "[Red]0.00",
            "\"day\"0",
            "General",
            "hh:mm:ss",
            "0\\d",
        ] {
            assert!(!is_date_format(code), "{code}");
        }
    }
}
