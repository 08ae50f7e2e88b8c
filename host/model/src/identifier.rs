//! What a subject is found by.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::codes::{CodeError, ResidentIdentityNumber, UnifiedSocialCreditCode};

/// Kind of identifier (证件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// 统一社会信用代码.
    UnifiedSocialCreditCode,
    /// 公民身份号码.
    ResidentIdentityNumber,
}

impl Scheme {
    /// Its name in files and requests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnifiedSocialCreditCode => "unified-social-credit-code",
            Self::ResidentIdentityNumber => "resident-identity-number",
        }
    }
}

/// An identifier whose form and check have been verified. Displays masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// Of an organisation.
    Organisation(UnifiedSocialCreditCode),
    /// Of a natural person.
    Person(ResidentIdentityNumber),
}

impl Identifier {
    /// The identifier of this kind.
    ///
    /// # Errors
    /// What is wrong with its form or check.
    pub fn parse(scheme: Scheme, text: &str) -> Result<Self, CodeError> {
        match scheme {
            Scheme::UnifiedSocialCreditCode => {
                UnifiedSocialCreditCode::parse(text).map(Self::Organisation)
            }
            Scheme::ResidentIdentityNumber => ResidentIdentityNumber::parse(text).map(Self::Person),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Organisation(_) => Scheme::UnifiedSocialCreditCode,
            Self::Person(_) => Scheme::ResidentIdentityNumber,
        }
    }

    /// The whole of it; for keyed hashes and for those with the right to see it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        match self {
            Self::Organisation(code) => code.reveal(),
            Self::Person(number) => number.reveal(),
        }
    }

    /// What may be shown to anyone who sees the subject: an organisation's code is
    /// public, a person's number is not.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Organisation(code) => code.reveal().to_owned(),
            Self::Person(number) => number.to_string(),
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation(code) => code.fmt(f),
            Self::Person(number) => number.fmt(f),
        }
    }
}
