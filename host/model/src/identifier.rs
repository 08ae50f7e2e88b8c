//! What a subject is found by.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    codes::{
        CodeError, CodeKind, OrganisationCode, ResidentIdentityNumber, UncheckedCode,
        UnifiedSocialCreditCode,
    },
    date::Date,
};

/// Kind of identifier (证件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// 统一社会信用代码.
    UnifiedSocialCreditCode,
    /// 公民身份号码.
    ResidentIdentityNumber,
    /// 组织机构代码, of organisations that have no unified code yet.
    OrganisationCode,
    /// 工商注册号: 15 digits, in use before 2015.
    RegistrationNumber,
    /// 税务登记号.
    TaxRegistrationNumber,
    /// 事业单位证书号.
    InstitutionCertificateNumber,
    /// 社会组织登记证号.
    SocialOrganisationCertificateNumber,
    /// 护照.
    Passport,
    /// 港澳居民来往内地通行证.
    HongKongMacaoPermit,
    /// 台湾居民来往大陆通行证.
    TaiwanPermit,
    /// 军人身份有效证件.
    MilitaryIdentity,
    /// 其他法定认可的证件, of persons.
    OtherPersonalDocument,
}

impl Scheme {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::UnifiedSocialCreditCode,
        Self::ResidentIdentityNumber,
        Self::OrganisationCode,
        Self::RegistrationNumber,
        Self::TaxRegistrationNumber,
        Self::InstitutionCertificateNumber,
        Self::SocialOrganisationCertificateNumber,
        Self::Passport,
        Self::HongKongMacaoPermit,
        Self::TaiwanPermit,
        Self::MilitaryIdentity,
        Self::OtherPersonalDocument,
    ];

    /// Its name in files and requests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnifiedSocialCreditCode => "unified-social-credit-code",
            Self::ResidentIdentityNumber => "resident-identity-number",
            Self::OrganisationCode => "organisation-code",
            Self::RegistrationNumber => "registration-number",
            Self::TaxRegistrationNumber => "tax-registration-number",
            Self::InstitutionCertificateNumber => "institution-certificate-number",
            Self::SocialOrganisationCertificateNumber => "social-organisation-certificate-number",
            Self::Passport => "passport",
            Self::HongKongMacaoPermit => "hong-kong-macao-permit",
            Self::TaiwanPermit => "taiwan-permit",
            Self::MilitaryIdentity => "military-identity",
            Self::OtherPersonalDocument => "other-personal-document",
        }
    }

    /// Its Chinese name.
    #[must_use]
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::UnifiedSocialCreditCode => "统一社会信用代码",
            Self::ResidentIdentityNumber => "公民身份号码",
            Self::OrganisationCode => "组织机构代码",
            Self::RegistrationNumber => "工商注册号",
            Self::TaxRegistrationNumber => "税务登记号",
            Self::InstitutionCertificateNumber => "事业单位证书号",
            Self::SocialOrganisationCertificateNumber => "社会组织登记证号",
            Self::Passport => "护照号",
            Self::HongKongMacaoPermit => "港澳居民来往内地通行证号",
            Self::TaiwanPermit => "台湾居民来往大陆通行证号",
            Self::MilitaryIdentity => "军人身份证件号",
            Self::OtherPersonalDocument => "其他证件号",
        }
    }

    /// Whether natural persons have it.
    #[must_use]
    pub const fn is_of_persons(self) -> bool {
        matches!(
            self,
            Self::ResidentIdentityNumber
                | Self::Passport
                | Self::HongKongMacaoPermit
                | Self::TaiwanPermit
                | Self::MilitaryIdentity
                | Self::OtherPersonalDocument
        )
    }

    /// Whether a check character vouches for it: of one without, that nothing vouches for a
    /// number says nothing against it.
    #[must_use]
    pub const fn has_check(self) -> bool {
        matches!(
            self,
            Self::UnifiedSocialCreditCode | Self::ResidentIdentityNumber | Self::OrganisationCode
        )
    }

    const fn code(self) -> CodeKind {
        match self {
            Self::UnifiedSocialCreditCode => CodeKind::UnifiedSocialCredit,
            Self::ResidentIdentityNumber => CodeKind::ResidentIdentity,
            Self::OrganisationCode => CodeKind::Organisation,
            Self::RegistrationNumber => CodeKind::Registration,
            _ => CodeKind::Document,
        }
    }
}

/// An identifier. Displays masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// A 统一社会信用代码 whose form and checks are right.
    Organisation(UnifiedSocialCreditCode),
    /// A 公民身份号码 whose form and check are right.
    Person(ResidentIdentityNumber),
    /// A 组织机构代码 whose form and check are right.
    OldOrganisation(OrganisationCode),
    /// One that nothing vouches for: its check is wrong, or it has none. It is matched
    /// exactly, by its kind and every character.
    Unchecked(Scheme, UncheckedCode),
}

impl Identifier {
    /// The day of birth that it tells: that of a 公民身份号码 whose check is right.
    #[must_use]
    pub fn born_on(&self) -> Option<Date> {
        let Self::Person(number) = self else {
            return None;
        };
        let (year, month, day) = number.birth_date();
        Date::new(i32::from(year), month, day).ok()
    }

    /// The identifier of this kind, if form and check are right. Of registration numbers
    /// and other documents the host knows no check.
    ///
    /// # Errors
    /// What is wrong with its form or check.
    pub fn parse(scheme: Scheme, text: &str) -> Result<Self, CodeError> {
        match scheme {
            Scheme::UnifiedSocialCreditCode => {
                UnifiedSocialCreditCode::parse(text).map(Self::Organisation)
            }
            Scheme::ResidentIdentityNumber => ResidentIdentityNumber::parse(text).map(Self::Person),
            Scheme::OrganisationCode => OrganisationCode::parse(text).map(Self::OldOrganisation),
            _ => {
                UncheckedCode::parse(scheme.code(), text).map(|code| Self::Unchecked(scheme, code))
            }
        }
    }

    /// The identifier of this kind as an intake holds it: one whose length and characters
    /// are right is held even if its check is wrong, and then the error says what is.
    ///
    /// # Errors
    /// What is wrong with its length or characters.
    pub fn hold(scheme: Scheme, text: &str) -> Result<(Self, Option<CodeError>), CodeError> {
        match Self::parse(scheme, text) {
            Ok(identifier) => Ok((identifier, None)),
            Err(wrong) => match UncheckedCode::parse(scheme.code(), text) {
                Ok(code) => Ok((Self::Unchecked(scheme, code), Some(wrong))),
                Err(_) => Err(wrong),
            },
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Organisation(_) => Scheme::UnifiedSocialCreditCode,
            Self::Person(_) => Scheme::ResidentIdentityNumber,
            Self::OldOrganisation(_) => Scheme::OrganisationCode,
            Self::Unchecked(scheme, _) => *scheme,
        }
    }

    /// Whether form and check are right.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        !matches!(self, Self::Unchecked(..))
    }

    /// Whether it is, or may be, a natural person's: such a number is encrypted at rest.
    /// Eighteen digits in the column of organisations may be a number put there by mistake,
    /// fifteen may be one of the first generation, and a 税务登记号 may have the number of its
    /// holder in it.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        match self {
            Self::Person(_) => true,
            Self::Organisation(_) | Self::OldOrganisation(_) => false,
            Self::Unchecked(scheme, code) => {
                let text = code.reveal();
                let digits = || text.bytes().take(17).all(|byte| byte.is_ascii_digit());
                scheme.is_of_persons()
                    || (text.len() == 18 && digits())
                    || may_be_first_generation(text)
                    || has_resident_number(text)
            }
        }
    }

    /// The whole of it; for keyed hashes and for those with the right to see it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        match self {
            Self::Organisation(code) => code.reveal(),
            Self::Person(number) => number.reveal(),
            Self::OldOrganisation(code) => code.reveal(),
            Self::Unchecked(_, code) => code.reveal(),
        }
    }

    /// What may be shown to anyone who sees the subject: an organisation's code is
    /// public, a person's number is not.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.is_personal() {
            self.to_string()
        } else {
            self.reveal().to_owned()
        }
    }
}

/// Whether it is fifteen digits with a date of birth, without its century, where a number of
/// the first generation has it.
fn may_be_first_generation(text: &str) -> bool {
    if text.len() != 15 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let pair = |at: usize| {
        text.get(at..at + 2)
            .and_then(|pair| pair.parse::<u8>().ok())
    };
    let (Some(year), Some(month), Some(day)) = (pair(6), pair(8), pair(10)) else {
        return false;
    };
    Date::new(1900 + i32::from(year), month, day).is_ok()
}

/// Whether eighteen of its characters in a row are a 公民身份号码.
fn has_resident_number(text: &str) -> bool {
    (0..text.len()).any(|at| {
        text.get(at..at + 18)
            .is_some_and(|window| ResidentIdentityNumber::parse(window).is_ok())
    })
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation(code) => code.fmt(f),
            Self::Person(number) => number.fmt(f),
            Self::OldOrganisation(code) => code.fmt(f),
            Self::Unchecked(_, code) => code.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
