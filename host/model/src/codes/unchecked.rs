//! A code that is kept although nothing vouches for it.

use std::fmt;

use super::{CodeError, CodeKind, plain, text};

/// Characters of the longest code kept.
const LIMIT: usize = 32;

/// A code whose check character is wrong, or that has none. Such codes are in circulation,
/// so an intake keeps them under a flag; they are matched exactly and never corrected.
/// Displays masked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UncheckedCode {
    bytes: [u8; LIMIT],
    length: usize,
}

impl UncheckedCode {
    /// A code of `code`'s length made of letters and digits, whatever its check says.
    ///
    /// # Errors
    /// [`CodeError::Length`], [`CodeError::Size`] and [`CodeError::Character`].
    pub fn parse(code: CodeKind, given: &str) -> Result<Self, CodeError> {
        let dashes = matches!(code, CodeKind::Organisation | CodeKind::Document);
        let characters = given
            .trim()
            .chars()
            .filter(|c| !(dashes && matches!(c, '-' | '－')));
        let found = characters.clone().count();
        let length = |expected| CodeError::Length {
            code,
            expected,
            found,
        };
        match code {
            CodeKind::UnifiedSocialCredit if found != 18 => return Err(length(18)),
            // First-generation numbers with 15 digits stand in old judgments.
            CodeKind::ResidentIdentity if found != 18 && found != 15 => return Err(length(18)),
            CodeKind::Registration if found != 15 => return Err(length(15)),
            CodeKind::Organisation if found != 9 => return Err(length(9)),
            CodeKind::Document if !(1..=LIMIT).contains(&found) => {
                return Err(CodeError::Size {
                    limit: LIMIT,
                    found,
                });
            }
            _ => {}
        }
        let mut bytes = [b'0'; LIMIT];
        for (index, (slot, found)) in bytes.iter_mut().zip(characters).enumerate() {
            let fits = |byte: &u8| match code {
                CodeKind::Registration => byte.is_ascii_digit(),
                _ => byte.is_ascii_alphanumeric(),
            };
            *slot = plain(found).filter(fits).ok_or(CodeError::Character {
                code,
                position: index + 1,
                found,
            })?;
        }
        Ok(Self {
            bytes,
            length: found,
        })
    }

    /// The whole code.
    #[must_use]
    pub fn reveal(&self) -> &str {
        text(self.bytes.get(..self.length).unwrap_or_default())
    }
}

/// Masked: the first two and the last two characters, fewer of a short code.
impl fmt::Display for UncheckedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = 2.min(self.length / 4);
        let mask = |(index, character)| {
            if index < shown || index + shown >= self.length {
                character
            } else {
                '*'
            }
        };
        let masked: String = self.reveal().chars().enumerate().map(mask).collect();
        f.pad(&masked)
    }
}

/// Masked.
impl fmt::Debug for UncheckedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UncheckedCode")
            .field(&format_args!("{self}"))
            .finish()
    }
}
