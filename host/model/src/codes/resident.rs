//! 公民身份号码, GB 11643-1999.

use crate::date::Date;

use super::{CodeError, CodeKind, code_traits, digits, join, number, read, text, verify};

const KIND: CodeKind = CodeKind::ResidentIdentity;

/// A resident identity number (公民身份号码, GB 11643-1999): region, date of birth,
/// sequence number and check character.
///
/// The region is that of the first registration and may be younger than the person, so
/// it is not looked up in any table. Numbers of the first generation with 15 digits are
/// refused. It is personal information: it is shown as region and last character only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentIdentityNumber([u8; 18]);

impl ResidentIdentityNumber {
    /// Reads a number.
    ///
    /// # Errors
    /// [`CodeError::Length`], [`CodeError::Character`], [`CodeError::BirthDate`] or
    /// [`CodeError::Check`], in this order.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let code: [u8; 18] = read(KIND, text.trim().chars(), |index, byte| {
            byte.is_ascii_digit() || (index == 17 && byte == b'X')
        })?;
        let number = Self(code);
        let (year, month, day) = number.birth_date();
        date_exists(year, month, day)?;
        let [content @ .., check] = code;
        verify(KIND, 18, check_character(&content), check)?;
        Ok(number)
    }

    /// Makes the number of the person with this region, date of birth and sequence number
    /// (odd for men), computing its check character.
    ///
    /// # Errors
    /// [`CodeError::Region`], [`CodeError::BirthDate`] or [`CodeError::Sequence`].
    pub fn compose(
        region: u32,
        year: u16,
        month: u8,
        day: u8,
        sequence: u16,
    ) -> Result<Self, CodeError> {
        date_exists(year, month, day)?;
        let region: [u8; 6] = digits(region).ok_or(CodeError::Region { found: region })?;
        let date = u32::from(year) * 10_000 + u32::from(month) * 100 + u32::from(day);
        let date: [u8; 8] = digits(date).ok_or(CodeError::BirthDate)?;
        let sequence: [u8; 3] = digits(sequence).ok_or(CodeError::Sequence { found: sequence })?;
        let content = join(region.into_iter().chain(date).chain(sequence));
        Ok(Self(join(
            content.into_iter().chain([check_character(&content)]),
        )))
    }

    /// The whole number. Every use of it must have a ground in law (个人信息保护法).
    pub fn reveal(&self) -> &str {
        text(&self.0)
    }

    /// The region of the first registration (GB/T 2260), not of today's home.
    pub fn region(&self) -> u32 {
        let [region @ .., _, _, _, _, _, _, _, _, _, _, _, _] = &self.0;
        number(region)
    }

    /// The date of birth as year, month and day.
    pub fn birth_date(&self) -> (u16, u8, u8) {
        let [_, _, _, _, _, _, y1, y2, y3, y4, m1, m2, d1, d2, ..] = self.0;
        // INVARIANT: all but the last character are digits.
        let pair = |tens: u8, ones: u8| tens.saturating_sub(b'0') * 10 + ones.saturating_sub(b'0');
        let year = u16::from(pair(y1, y2)) * 100 + u16::from(pair(y3, y4));
        (year, pair(m1, m2), pair(d1, d2))
    }
}

code_traits!(ResidentIdentityNumber, head 6, tail 1);

/// Whether the day exists in the Gregorian calendar, whose first whole year is 1583.
fn date_exists(year: u16, month: u8, day: u8) -> Result<(), CodeError> {
    match Date::new(i32::from(year), month, day) {
        Ok(_) if year >= 1583 => Ok(()),
        _ => Err(CodeError::BirthDate),
    }
}

/// The check character of GB 11643 (ISO 7064, MOD 11-2).
fn check_character(content: &[u8; 17]) -> u8 {
    // INVARIANT: the content is digits, and each remainder of 11 has its character.
    let remainder = content.iter().fold(0, |sum, byte| {
        (sum + usize::from(byte.saturating_sub(b'0'))) * 2 % 11
    });
    b"10X98765432".get(remainder).copied().unwrap_or(b'0')
}
