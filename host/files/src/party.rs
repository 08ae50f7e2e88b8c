//! Whom a line is about: identifiers as departments write them.

use accord_model::{
    contract::SubjectKind,
    identifier::{Identifier, Scheme},
    message::{Flag, Party},
};

use crate::{
    rejection::{Fault, Found, Noted, Notes},
    written::{half_width, is_nothing},
};

/// The identifier in a text, held even if its check is wrong.
pub(crate) fn identifier(
    notes: &mut Notes,
    field: &str,
    scheme: Scheme,
    text: &str,
) -> Found<Identifier> {
    if is_nothing(text) {
        return Ok(None);
    }
    let plain = half_width(text.trim());
    if is_spreadsheet_number(&plain) {
        return Err(notes.reject_identifier(field, text, Fault::DigitsLost));
    }
    let held = scheme_of(scheme, &plain);
    let (identifier, wrong) = Identifier::hold(held, text).map_err(|error| {
        notes.reject_identifier(field, text, Fault::Identifier { scheme, error })
    })?;
    if held != scheme {
        notes.flag(Flag::OtherScheme);
    }
    if wrong.is_some() {
        notes.flag(Flag::WrongCheck);
    }
    let as_written = text.chars().filter(|character| *character != '-');
    let revealed = identifier
        .reveal()
        .chars()
        .filter(|character| *character != '-');
    if !as_written.eq(revealed) {
        notes.flag(Flag::Normalised);
    }
    Ok(Some(identifier))
}

/// What a text in the column of unified codes is by its length: registers from before 2015
/// have put their own numbers there.
fn scheme_of(scheme: Scheme, plain: &str) -> Scheme {
    let is = |test: fn(&u8) -> bool| plain.bytes().all(|byte| test(&byte));
    match (scheme, plain.len()) {
        (Scheme::UnifiedSocialCreditCode, 15) if is(u8::is_ascii_digit) => {
            Scheme::RegistrationNumber
        }
        (Scheme::UnifiedSocialCreditCode, 9) if is(u8::is_ascii_alphanumeric) => {
            Scheme::OrganisationCode
        }
        (Scheme::UnifiedSocialCreditCode, 10) if plain.chars().nth(8) == Some('-') => {
            Scheme::OrganisationCode
        }
        _ => scheme,
    }
}

/// Whether it is what a spreadsheet makes of a long number, such as `4.8180219800101E+17`.
fn is_spreadsheet_number(plain: &str) -> bool {
    plain
        .split_once(['E', 'e'])
        .is_some_and(|(mantissa, exponent)| {
            let digits =
                |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits(&mantissa.replacen('.', "", 1)) && exponent.strip_prefix('+').is_some_and(digits)
        })
}

/// The kind of subject that an identifier tells.
pub(crate) fn kind_of(identifier: &Identifier) -> Option<SubjectKind> {
    if identifier.scheme().is_of_persons() {
        return Some(SubjectKind::NaturalPerson);
    }
    let Identifier::Organisation(code) = identifier else {
        return None;
    };
    match (code.department(), code.category()) {
        ('9', '1') => Some(SubjectKind::Enterprise),
        ('9', '2') => Some(SubjectKind::SoleProprietor),
        ('9', '3') => Some(SubjectKind::Cooperative),
        ('1', '1') => Some(SubjectKind::GovernmentOrgan),
        ('1', '2') => Some(SubjectKind::PublicInstitution),
        ('5', _) => Some(SubjectKind::SocialOrganisation),
        _ => None,
    }
}

/// Whether a subject of this kind can have the identifier. Branches and partnerships are
/// registered like enterprises.
pub(crate) fn fits(kind: SubjectKind, identifier: &Identifier) -> bool {
    let is_person = kind == SubjectKind::NaturalPerson;
    if is_person != identifier.scheme().is_of_persons() {
        return false;
    }
    match kind_of(identifier) {
        None => true,
        Some(SubjectKind::Enterprise) => matches!(
            kind,
            SubjectKind::Enterprise | SubjectKind::Branch | SubjectKind::Unincorporated
        ),
        Some(SubjectKind::Cooperative) => {
            matches!(kind, SubjectKind::Cooperative | SubjectKind::Branch)
        }
        Some(told) => told == kind,
    }
}

/// Whoever has these identifiers, found by the first.
pub(crate) fn party(
    notes: &mut Notes,
    field: &str,
    given: Vec<Identifier>,
    name: Option<String>,
) -> Result<Party, Noted> {
    let mut identifiers: Vec<Identifier> = Vec::with_capacity(given.len());
    for identifier in given {
        if !identifiers.contains(&identifier) {
            identifiers.push(identifier);
        }
    }
    let is_person = |identifier: &Identifier| identifier.scheme().is_of_persons();
    if identifiers.iter().any(is_person) && !identifiers.iter().all(is_person) {
        return Err(notes.reject(field, None, Fault::MixedIdentifiers));
    }
    let mut identifiers = identifiers.into_iter();
    match identifiers.next() {
        Some(identifier) => Ok(Party {
            kind: kind_of(&identifier),
            identifier,
            others: identifiers.collect(),
            name,
        }),
        None if name.is_some() => Err(notes.reject(field, None, Fault::OnlyAName)),
        None => Err(notes.reject(field, None, Fault::Missing)),
    }
}

#[cfg(test)]
mod tests;
