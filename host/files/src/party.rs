//! Whom a line is about: identifiers as departments write them.

use accord_model::{
    codes::ResidentIdentityNumber,
    contract::SubjectKind,
    dictionary::Kind,
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
    if let Some(fault) = suspicion(&identifier, wrong.is_some()) {
        return Err(notes.reject_identifier(field, text, fault));
    }
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

/// Characters of the shortest number of a document.
const SHORTEST: usize = 5;

/// Why a number that has the form of its kind is not taken for one.
fn suspicion(identifier: &Identifier, is_wrong: bool) -> Option<Fault> {
    let (scheme, number) = (identifier.scheme(), identifier.reveal());
    let mut characters = number.bytes();
    let first = characters.next();
    if number.len() < SHORTEST || characters.all(|character| Some(character) == first) {
        return Some(Fault::PlaceholderNumber);
    }
    if !is_wrong || number.len() != 18 {
        return None;
    }
    if scheme == Scheme::UnifiedSocialCreditCode && ResidentIdentityNumber::parse(number).is_ok() {
        return Some(Fault::PersonsNumber);
    }
    // Of a number of 18 digits a spreadsheet keeps fifteen, and a text of it has zeros for
    // the others. One whose check is right is left alone.
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    (digits && number.ends_with("000")).then_some(Fault::DigitsLost)
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

/// An identifier, and the key or column in which it stands.
pub(crate) type Given<'a> = (&'a str, Identifier);

/// Whoever has these identifiers, found by the first. Without any the fault is `field`'s.
pub(crate) fn party(
    notes: &mut Notes,
    field: &str,
    given: Vec<Given<'_>>,
    name: Option<String>,
) -> Result<Party, Noted> {
    let is_person = |given: &&Given<'_>| given.1.scheme().is_of_persons();
    if let Some((of_person, _)) = given.iter().find(is_person)
        && !given.iter().all(|given| is_person(&given))
    {
        return Err(notes.reject(of_person, None, Fault::MixedIdentifiers));
    }
    let mut identifiers: Vec<Identifier> = Vec::with_capacity(given.len());
    for (at, identifier) in given {
        if identifiers.contains(&identifier) {
            continue;
        }
        let mut known = identifiers.iter();
        if let Some(fault) = known.find_map(|known| contradiction(known, &identifier)) {
            return Err(notes.reject(at, None, fault));
        }
        identifiers.push(identifier);
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

/// Why two different identifiers cannot be one subject's. Of kinds without a check a subject
/// may have had several.
fn contradiction(one: &Identifier, other: &Identifier) -> Option<Fault> {
    use Scheme::{OrganisationCode, UnifiedSocialCreditCode};
    let (scheme, also) = (one.scheme(), other.scheme());
    if scheme == also {
        let differ = scheme.has_check()
            && !is_older(one.reveal(), other.reveal())
            && !is_older(other.reveal(), one.reveal());
        return differ.then_some(Fault::TwoIdentifiers { scheme });
    }
    let (unified, organisation) = match (scheme, also) {
        (UnifiedSocialCreditCode, OrganisationCode) => (one.reveal(), other.reveal()),
        (OrganisationCode, UnifiedSocialCreditCode) => (other.reveal(), one.reveal()),
        _ => return None,
    };
    // Old codes may have letters that no unified code has (§3.2): they are not inside one.
    let is_embedded = !organisation.contains(['I', 'O', 'S', 'V', 'Z']);
    (is_embedded && unified.get(8..17) != Some(organisation))
        .then_some(Fault::OtherOrganisationCode)
}

/// Whether a 公民身份号码 of the first generation became this one: it has neither the century
/// nor the check.
fn is_older(first: &str, second: &str) -> bool {
    first.len() == 15
        && second.len() == 18
        && first.get(..6) == second.get(..6)
        && first.get(6..) == second.get(8..17)
}

/// Notes a record about a natural person of a kind that is about none (`personal`).
pub(crate) fn check_kind(notes: &mut Notes, field: &str, party: &Party, kind: &Kind) {
    let is_person = party.identifier.scheme().is_of_persons();
    if is_person && !kind.personal {
        notes.reject(field, None, Fault::NotOfPersons);
    }
}

#[cfg(test)]
mod tests;
