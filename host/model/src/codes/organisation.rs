//! 组织机构代码, GB 11714-1997.

use super::{CodeError, CodeKind, code_traits, join, read, text, verify};

/// An organisation code (组织机构代码, GB 11714-1997): eight letters or digits and a check
/// character, written `XXXXXXXX-X` or without the dash.
///
/// Old ones may hold I, O, S, V or Z and can then not stand inside a
/// [`UnifiedSocialCreditCode`](super::UnifiedSocialCreditCode).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationCode(pub(super) [u8; 9]);

impl OrganisationCode {
    /// Reads a code, with or without the dash before its check character.
    ///
    /// # Errors
    /// [`CodeError::Length`], [`CodeError::Character`] or [`CodeError::Check`].
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        const DASH: usize = 8;
        let written = text.trim().chars();
        let dashed =
            written.clone().count() == 10 && matches!(written.clone().nth(DASH), Some('-' | '－'));
        let characters = written
            .enumerate()
            .filter(|(index, _)| !(dashed && *index == DASH))
            .map(|(_, c)| c);
        let code: [u8; 9] = read(
            CodeKind::Organisation,
            characters,
            |index, byte| match index {
                8 => byte.is_ascii_digit() || byte == b'X',
                _ => byte.is_ascii_alphanumeric(),
            },
        )?;
        let [body @ .., check] = code;
        verify(CodeKind::Organisation, 9, check_character(&body), check)?;
        Ok(Self(code))
    }

    /// Makes the code with this body of eight characters, computing its check character.
    ///
    /// # Errors
    /// [`CodeError::Length`] or [`CodeError::Character`].
    pub fn compose(body: &str) -> Result<Self, CodeError> {
        let body = read(CodeKind::Organisation, body.trim().chars(), |_, byte| {
            byte.is_ascii_alphanumeric()
        })?;
        Ok(Self(join(body.into_iter().chain([check_character(&body)]))))
    }

    /// The whole code in nine characters, without the dash.
    pub fn reveal(&self) -> &str {
        text(&self.0)
    }
}

code_traits!(OrganisationCode, head 2, tail 1);

/// The check character of GB 11714: the weighted sum brought up to a multiple of 11.
pub(super) fn check_character(body: &[u8; 8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    // INVARIANT: the body holds ASCII letters and digits, which all have a value in base 36.
    let value = |byte: u8| char::from(byte).to_digit(36).unwrap_or_default();
    let sum: u32 = body
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| value(*byte) * weight)
        .sum();
    // INVARIANT: a remainder of 11 has its character.
    b"0X987654321"
        .get((sum % 11) as usize)
        .copied()
        .unwrap_or(b'0')
}
