//! What each type of line says.

use accord_model::{
    contract::{Role, Standing, SubjectKind},
    dictionary::Kind,
    message::{Message, Party, RoleMessage},
    subject::{Finding, Knowledge, Profile, Withdrawal},
};
use serde::Deserialize;

use super::{keys::Keys, values};
use crate::{
    party,
    reading::{Reading, UNRECORDED},
    record::{Days, Said},
    rejection::{Begin, Fault, Noted, Notes},
    written::DayOf,
};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Type {
    Subject,
    Record,
    Withdrawal,
    Role,
    RoleWithdrawal,
    Merger,
    MergerWithdrawal,
}

const TYPES: &[&str] = &[
    "subject",
    "record",
    "withdrawal",
    "role",
    "role-withdrawal",
    "merger",
    "merger-withdrawal",
];

const KINDS: &[&str] = &[
    "enterprise",
    "branch",
    "sole-proprietor",
    "cooperative",
    "social-organisation",
    "public-institution",
    "government-organ",
    "unincorporated",
    "natural-person",
];

const ROLES: &[&str] = &[
    "legal-representative",
    "person-in-charge",
    "principal",
    "actual-controller",
    "director",
    "supervisor",
    "senior-manager",
    "financial-officer",
    "safety-officer",
    "directly-responsible",
    "shareholder",
    "registered-practitioner",
];

/// How a record can end; one that stands has no end.
const ENDINGS: &[&str] = &["expired", "repaired", "exited"];

/// Reads an object.
pub(super) fn message(
    notes: &mut Notes,
    mut keys: Keys<'_>,
    reading: &Reading<'_>,
) -> Result<Message, Noted> {
    let message_type = keys.word(notes, "type", TYPES);
    let keys_of = &mut keys;
    let message = match notes.required("type", message_type)? {
        Type::Subject => subject(notes, keys_of, reading),
        Type::Record => record(notes, keys_of, reading),
        Type::Withdrawal => withdrawal(notes, keys_of, reading),
        Type::Role => role(notes, keys_of).and_then(|held| {
            if held.organisation.identifier == held.person.identifier {
                return Err(notes.reject("person", None, Fault::SameSubject));
            }
            Ok(Message::Role(held))
        }),
        Type::RoleWithdrawal => role(notes, keys_of).map(Message::RoleWithdrawal),
        Type::Merger => merger(notes, keys_of),
        Type::MergerWithdrawal => merger_withdrawal(notes, keys_of),
    };
    keys.finish(notes);
    message
}

fn subject(
    notes: &mut Notes,
    keys: &mut Keys<'_>,
    reading: &Reading<'_>,
) -> Result<Message, Noted> {
    let party = party_of(notes, keys);
    let kind = keys.word::<SubjectKind>(notes, "kind", KINDS);
    let kind = notes.required("kind", kind);
    if let (Ok(party), Ok(kind)) = (&party, kind)
        && !party::fits(kind, &party.identifier)
    {
        notes.reject("kind", None, Fault::KindMismatch);
    }
    let name = match &party {
        Ok(party) => Ok(party.name.clone()),
        Err(noted) => Err(*noted),
    };
    let name = notes.required("name", name);
    let provider = keys.text(notes, "provider");
    let from = keys.day(notes, "from", DayOf::Begin);
    let since = keys.day(notes, "since", DayOf::Begin);
    let industry = keys.code(notes, "industry", is_industry, Fault::NotAnIndustry);
    let region = keys.code(notes, "region", is_region, Fault::NotARegion);
    let status = keys.text(notes, "status");
    let stated_at = keys.moment(notes, "stated_at");
    let mut party = party?;
    let kind = kind?;
    party.kind = Some(kind);
    let profile = Profile {
        provider: provider?
            .or(reading.provider.map(str::to_owned))
            .unwrap_or_default(),
        from: from?,
        kind,
        name: name?,
        since: since?,
        industry: industry?,
        region: region?,
        status: status?,
        stated_at: stated_at?,
        known: Knowledge::since(UNRECORDED, 0),
    };
    Ok(Message::Subject(party, profile))
}

/// A section of GB/T 4754, or a division, group or class of it: `C`, `C13`, `C1311`.
fn is_industry(text: &str) -> bool {
    let mut characters = text.bytes();
    let section = characters.next();
    section.is_some_and(|letter| letter.is_ascii_uppercase())
        && characters.len() <= 4
        && characters.all(|digit| digit.is_ascii_digit())
}

/// A code of GB/T 2260.
fn is_region(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|digit| digit.is_ascii_digit())
}

/// What names a record: its kind, provider and number.
struct Named<'k> {
    kind: Result<&'k Kind, Noted>,
    provider: Result<String, Noted>,
    number: Result<String, Noted>,
}

fn named<'k>(notes: &mut Notes, keys: &mut Keys<'_>, reading: &Reading<'k>) -> Named<'k> {
    let code = keys.text(notes, "kind");
    let kind = notes
        .required("kind", code)
        .and_then(|code| match reading.dictionary.kind(&code) {
            Some(kind) => Ok(kind),
            None => Err(notes.reject("kind", Some(&code), Fault::UnknownKind)),
        });
    let sender = reading.provider.map(str::to_owned);
    let provider = keys.text(notes, "provider").map(|given| given.or(sender));
    let number = keys.text(notes, "number");
    Named {
        kind,
        provider: notes.required("provider", provider),
        number: notes.required("number", number),
    }
}

fn record(notes: &mut Notes, keys: &mut Keys<'_>, reading: &Reading<'_>) -> Result<Message, Noted> {
    let party = party_of(notes, keys);
    let named = named(notes, keys, reading);
    let acted_on = keys.day(notes, "acted_on", DayOf::Event);
    let acted_until = keys.day(notes, "acted_until", DayOf::Event);
    let decided_on = keys.day(notes, "decided_on", DayOf::Event);
    let ends_on = keys.day(notes, "ends_on", DayOf::End);
    let ends_as = keys.word::<Standing>(notes, "ends_as", ENDINGS);
    let stated_at = keys.moment(notes, "stated_at");
    let values = keys.take("values");
    let kind = named.kind;
    let values = kind.and_then(|kind| values::values(notes, reading, kind, values));
    let days = Days {
        acted_on: acted_on?,
        acted_until: acted_until?,
        decided_on: decided_on?,
        ends_on: ends_on?,
    };
    days.check(notes, "acted_until", "ends_on");
    let party = party?;
    let kind = kind?;
    party::check_kind(notes, "identifier", &party, kind);
    let said = Said {
        kind,
        provider: named.provider?,
        number: named.number?,
        days,
        ends_as: ends_as?.unwrap_or(Standing::Expired),
        values: values?,
        stated_at: stated_at?,
    };
    Ok(Message::Record(party, said.record(notes, reading)))
}

fn withdrawal(
    notes: &mut Notes,
    keys: &mut Keys<'_>,
    reading: &Reading<'_>,
) -> Result<Message, Noted> {
    let party = party_of(notes, keys);
    let named = named(notes, keys, reading);
    let reason = keys.text(notes, "reason");
    let stated_at = keys.moment(notes, "stated_at");
    let withdrawal = Withdrawal {
        kind: named.kind?.number,
        provider: named.provider?,
        number: named.number?,
        reason: reason?,
        stated_at: stated_at?,
        recorded_at: UNRECORDED,
        batch: 0,
    };
    Ok(Message::Withdrawal(party?, withdrawal))
}

/// Whom a line is about: `identifier`, `identifiers` and `name`.
fn party_of(notes: &mut Notes, keys: &mut Keys<'_>) -> Result<Party, Noted> {
    let first = keys.identifier(notes, "identifier");
    let others = keys.identifiers(notes, "identifiers");
    let name = keys.text(notes, "name");
    let (first, others, name) = (first?, others?, name?);
    let first = first.map(|given| ("identifier", given));
    let others = others.into_iter().map(|given| ("identifiers", given));
    party::party(
        notes,
        "identifier",
        first.into_iter().chain(others).collect(),
        name,
    )
}

fn role(notes: &mut Notes, keys: &mut Keys<'_>) -> Result<RoleMessage, Noted> {
    let organisation = one(notes, keys, "organisation");
    let person = one(notes, keys, "person");
    if let Ok(party) = &organisation
        && party.identifier.scheme().is_of_persons()
    {
        notes.reject("organisation", None, Fault::NotAnOrganisation);
    }
    let role = keys.word::<Role>(notes, "role", ROLES);
    let role = notes.required("role", role);
    let from = keys.day(notes, "from", DayOf::Begin);
    let to = keys.day(notes, "to", DayOf::End);
    let finding = keys.object(notes, "finding", finding);
    let stated_at = keys.moment(notes, "stated_at");
    let (from, to) = (from?, to?);
    if let (Some(first), Some(end)) = (from, to)
        && end < first
    {
        let shown = end.to_string();
        notes.reject(
            "to",
            Some(&shown),
            Fault::EndsBeforeItBegins {
                begins: Begin::Role,
            },
        );
    }
    Ok(RoleMessage {
        organisation: organisation?,
        person: person?,
        role: role?,
        from,
        to,
        finding: finding?,
        stated_at: stated_at?,
    })
}

fn finding(notes: &mut Notes, keys: &mut Keys<'_>) -> Result<Finding, Noted> {
    let provider = keys.text(notes, "provider");
    let provider = notes.required("finding.provider", provider);
    let number = keys.text(notes, "number");
    let number = notes.required("finding.number", number);
    let decided_on = keys.day(notes, "decided_on", DayOf::Event);
    Ok(Finding {
        provider: provider?,
        number: number?,
        decided_on: decided_on?,
    })
}

fn merger(notes: &mut Notes, keys: &mut Keys<'_>) -> Result<Message, Noted> {
    let parties = merged(notes, keys);
    let from = keys.day(notes, "from", DayOf::Begin);
    let stated_at = keys.moment(notes, "stated_at");
    let (subject, into) = parties?;
    let is_person = |party: &Party| party.identifier.scheme().is_of_persons();
    if is_person(&subject) != is_person(&into) {
        notes.reject("into", None, Fault::MergedKinds);
    }
    Ok(Message::Merger {
        subject,
        into,
        from: from?,
        stated_at: stated_at?,
    })
}

fn merger_withdrawal(notes: &mut Notes, keys: &mut Keys<'_>) -> Result<Message, Noted> {
    let parties = merged(notes, keys);
    let stated_at = keys.moment(notes, "stated_at");
    let (subject, into) = parties?;
    Ok(Message::MergerWithdrawal {
        subject,
        into,
        stated_at: stated_at?,
    })
}

/// The one that goes on no longer by itself, and the one that it is now.
fn merged(notes: &mut Notes, keys: &mut Keys<'_>) -> Result<(Party, Party), Noted> {
    let subject = one(notes, keys, "subject");
    let into = one(notes, keys, "into");
    let (subject, into) = (subject?, into?);
    if subject.identifier == into.identifier {
        return Err(notes.reject("into", None, Fault::SameSubject));
    }
    Ok((subject, into))
}

/// Whoever has the identifier under this key.
fn one(notes: &mut Notes, keys: &mut Keys<'_>, key: &'static str) -> Result<Party, Noted> {
    let identifier = keys.identifier(notes, key);
    let identifier = notes.required(key, identifier)?;
    party::party(notes, key, vec![(key, identifier)], None)
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[test]
    fn every_word_is_one_of_the_contract() {
        fn reads<T: serde::de::DeserializeOwned + Serialize>(words: &[&str]) {
            for word in words {
                let json = format!("\"{word}\"");
                let read: T = serde_json::from_str(&json).unwrap();
                assert_eq!(serde_json::to_string(&read).unwrap(), json);
            }
        }
        reads::<SubjectKind>(KINDS);
        reads::<Role>(ROLES);
        reads::<Standing>(ENDINGS);
    }
}
