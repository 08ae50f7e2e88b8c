//! The three codes by which a subject is known: 统一社会信用代码 (GB 32100-2015),
//! 组织机构代码 (GB 11714-1997) and 公民身份号码 (GB 11643-1999).
//!
//! A value of these types has passed every check of its standard; there is no other way
//! to make one. Files carry full-width letters, lower case and surrounding blanks, so
//! reading forgives these and nothing more: what is left wrong is named and never
//! repaired, because a corrected code is another subject's. Codes with a wrong check
//! character have been issued; an intake keeps one as an [`UncheckedCode`], under a flag.
//!
//! [`Display`](std::fmt::Display) and [`Debug`] are masked, so that no log, message or
//! test failure shows a whole number; `reveal` is the one way out and easy to search for.
//! For the same reason nothing here is serialisable. Source: domain.md §3.1–3.3, §4.4.
//!
//! ```
//! use accord_model::codes::UnifiedSocialCreditCode;
//!
//! let code: UnifiedSocialCreditCode = " 91481802ma0000007t".parse()?;
//! assert_eq!(code.reveal(), "91481802MA0000007T");
//! assert_eq!(code.to_string(), "914818**********7T");
//! # Ok::<(), accord_model::codes::CodeError>(())
//! ```

use std::fmt;

mod organisation;
mod resident;
#[cfg(test)]
mod tests;
mod unchecked;
mod unified;

pub use organisation::OrganisationCode;
pub use resident::ResidentIdentityNumber;
pub use unchecked::UncheckedCode;
pub use unified::UnifiedSocialCreditCode;

/// Which of the codes was being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// 统一社会信用代码, GB 32100-2015.
    UnifiedSocialCredit,
    /// 组织机构代码, GB 11714-1997.
    Organisation,
    /// 公民身份号码, GB 11643-1999.
    ResidentIdentity,
    /// 工商注册号, 15 digits, in use before 2015.
    Registration,
    /// The number of another document, of which no check is known.
    Document,
}

impl fmt::Display for CodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::UnifiedSocialCredit => "unified social credit code",
            Self::Organisation => "organisation code",
            Self::ResidentIdentity => "resident identity number",
            Self::Registration => "business registration number",
            Self::Document => "document number",
        })
    }
}

/// Why a text is not a valid code.
///
/// It names single characters and never the text itself, which may be a person's number.
/// Positions count from 1 in what was given, surrounding blanks and the dash of an
/// organisation code left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It has too few or too many characters: often another code in the same column, such
    /// as a 15-digit business registration number.
    #[error("{code} has {found} characters instead of {expected}")]
    Length {
        /// The code that was read.
        code: CodeKind,
        /// How many characters the standard asks for.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// A document's number is empty or too long to be one.
    #[error("a document number has 1 to {limit} characters, not {found}")]
    Size {
        /// How many it may have.
        limit: usize,
        /// How many there were.
        found: usize,
    },
    /// A character that cannot stand there.
    #[error("{code} cannot have `{}` as character {position}", .found.escape_debug())]
    Character {
        /// The code that was read.
        code: CodeKind,
        /// Where it stands.
        position: usize,
        /// The character as given.
        found: char,
    },
    /// The first character of a unified social credit code names no registering department.
    #[error("no registering department has the code `{found}`")]
    Department {
        /// The character found.
        found: char,
    },
    /// The second character of a unified social credit code is no category of its
    /// registering department.
    #[error("registering department `{department}` has no category `{found}`")]
    Category {
        /// The registering department.
        department: char,
        /// The character found.
        found: char,
    },
    /// The date of birth does not exist in the Gregorian calendar.
    #[error("date of birth does not exist")]
    BirthDate,
    /// A check character does not follow from the others. In a unified social credit code,
    /// [`CodeKind::Organisation`] means the check of the organisation code inside it.
    #[error("check character of {code} is `{found}` instead of `{expected}`")]
    Check {
        /// The code whose check failed.
        code: CodeKind,
        /// Where the check character stands.
        position: usize,
        /// What the others call for.
        expected: char,
        /// What is there.
        found: char,
    },
    /// A region with more than six digits was to be made into a code.
    #[error("region {found} has more than six digits")]
    Region {
        /// The region given.
        found: u32,
    },
    /// A sequence number with more than three digits was to be made into a code.
    #[error("sequence number {found} has more than three digits")]
    Sequence {
        /// The sequence number given.
        found: u16,
    },
}

/// A text in which whatever may be a person's number is masked: runs of twelve digits and
/// more, be there blanks, dashes or full-width digits in them.
///
/// ```
/// use accord_model::codes::masked;
///
/// assert_eq!(masked("张某 48180219800101001X"), "张某 48**************1X");
/// assert_eq!(masked("2017-10-31"), "2017-10-31");
/// ```
#[must_use]
pub fn masked(text: &str) -> String {
    const DIGITS: usize = 12;
    let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    let of_number =
        |c: &char| is_digit(c) || matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ' | ' ' | '-' | '－');
    let characters: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    for run in characters.chunk_by(|a, b| of_number(a) == of_number(b)) {
        let begin = run.iter().take_while(|c| !is_digit(c)).count();
        let hidden = run.iter().filter(|c| is_digit(c)).count() >= DIGITS;
        for (index, c) in run.iter().enumerate() {
            let is_end = index < begin + 2 || index + 2 >= run.len();
            masked.push(if hidden && !is_end { '*' } else { *c });
        }
    }
    masked
}

/// Reads exactly `N` characters, each made plain and then tried against `fits`, which
/// gets its index.
fn read<const N: usize>(
    code: CodeKind,
    characters: impl Iterator<Item = char> + Clone,
    fits: impl Fn(usize, u8) -> bool,
) -> Result<[u8; N], CodeError> {
    let found = characters.clone().count();
    if found != N {
        return Err(CodeError::Length {
            code,
            expected: N,
            found,
        });
    }
    let mut bytes = [b'0'; N];
    for (index, (slot, found)) in bytes.iter_mut().zip(characters).enumerate() {
        *slot = plain(found)
            .filter(|byte| fits(index, *byte))
            .ok_or(CodeError::Character {
                code,
                position: index + 1,
                found,
            })?;
    }
    Ok(bytes)
}

/// The upper-case ASCII form of a half-width or full-width character.
fn plain(character: char) -> Option<u8> {
    /// From `！` U+FF01 to `!` U+0021, and so on to `～`.
    const FULL_WIDTH_OFFSET: u32 = 0xFEE0;
    let half = match character {
        '\u{FF01}'..='\u{FF5E}' => u32::from(character) - FULL_WIDTH_OFFSET,
        _ => u32::from(character),
    };
    u8::try_from(half)
        .ok()
        .filter(u8::is_ascii)
        .map(|byte| byte.to_ascii_uppercase())
}

/// Compares a check character with the one called for.
fn verify(code: CodeKind, position: usize, expected: u8, found: u8) -> Result<(), CodeError> {
    if expected == found {
        return Ok(());
    }
    Err(CodeError::Check {
        code,
        position,
        expected: expected.into(),
        found: found.into(),
    })
}

/// The first `N` of the bytes.
fn join<const N: usize>(bytes: impl IntoIterator<Item = u8>) -> [u8; N] {
    let mut joined = [b'0'; N];
    for (slot, byte) in joined.iter_mut().zip(bytes) {
        *slot = byte;
    }
    joined
}

/// The number in `N` decimal digits, if it has no more.
fn digits<const N: usize>(number: impl Into<u32>) -> Option<[u8; N]> {
    let mut rest = number.into();
    let mut written = [b'0'; N];
    for slot in written.iter_mut().rev() {
        *slot = b'0' + u8::try_from(rest % 10).ok()?;
        rest /= 10;
    }
    (rest == 0).then_some(written)
}

/// The number that decimal digits write.
fn number(digits: &[u8]) -> u32 {
    // INVARIANT: called with at most six bytes that `read` or `digits` let through as digits.
    digits.iter().fold(0, |sum, byte| {
        sum * 10 + u32::from(byte.saturating_sub(b'0'))
    })
}

/// The code as text.
fn text(code: &[u8]) -> &str {
    // INVARIANT: every byte went through `plain` or is a check character, so it is ASCII.
    std::str::from_utf8(code).unwrap_or_default()
}

/// Writes the code with all but its first `head` and last `tail` characters hidden.
fn write_masked<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    code: &[u8; N],
    head: usize,
    tail: usize,
) -> fmt::Result {
    let shown = |index: usize| index < head || index + tail >= N;
    let masked: [u8; N] = join(
        code.iter()
            .enumerate()
            .map(|(index, byte)| if shown(index) { *byte } else { b'*' }),
    );
    f.pad(text(&masked))
}

/// What every code type does alike.
macro_rules! code_traits {
    ($type:ident, head $head:literal, tail $tail:literal) => {
        impl std::str::FromStr for $type {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = CodeError;

            fn try_from(text: &str) -> Result<Self, CodeError> {
                Self::parse(text)
            }
        }

        /// Masked.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codes::write_masked(f, &self.0, $head, $tail)
            }
        }

        /// Masked.
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($type))
                    .field(&format_args!("{self}"))
                    .finish()
            }
        }
    };
}
use code_traits;
