//! What a row says.

use accord_model::{
    contract::{Standing, SubjectKind, Value},
    date::Date,
    identifier::Scheme,
    message::{Message, Party},
    subject::{Millis, Withdrawal},
};

use super::cell;
use crate::{
    form::{Bound, BoundColumn, BoundTo, Means, To, key},
    line::Taken,
    party,
    reading::{Reading, UNRECORDED, outcome},
    record::{Days, Said},
    rejection::{Fault, Found, Noted, Notes, Rejection},
    written::{self, DayOf},
};

/// What was read of a row so far. A `None` was not given, or is noted.
#[derive(Default)]
struct Draft<'a> {
    name: Option<String>,
    identifiers: Vec<party::Given<'a>>,
    category: Option<(&'a str, Means)>,
    document_type: Option<Scheme>,
    document_number: Option<(&'a str, &'a str)>,
    /// The parts of the record's number, each with its place in the form.
    number: Vec<(usize, String)>,
    provider: Option<String>,
    days: Days,
    ends_on: &'a str,
    acted_until: &'a str,
    stated_at: Option<Millis>,
    is_withdrawn: bool,
    reason: Option<String>,
    values: Vec<(u16, Value)>,
}

/// Reads a row.
pub(super) fn read(
    mut notes: Notes,
    reading: &Reading<'_>,
    bound: &Bound<'_>,
    cells: &[String],
) -> Result<Taken, Vec<Rejection>> {
    let mut draft = Draft::default();
    for column in &bound.columns {
        let cell = cells.get(column.index).map_or("", String::as_str);
        if cell::is_error(cell) {
            notes.reject(&column.header, Some(cell), Fault::CellError);
            continue;
        }
        for to in &column.to {
            // What is noted keeps the row from being taken.
            let _noted = draft.take(&mut notes, reading, bound, column, to, cell);
        }
    }
    let message = draft.message(&mut notes, reading, bound);
    outcome(message.ok(), notes)
}

impl<'a> Draft<'a> {
    fn take(
        &mut self,
        notes: &mut Notes,
        reading: &Reading<'_>,
        bound: &Bound<'_>,
        column: &'a BoundColumn<'_>,
        to: &BoundTo<'_>,
        text: &'a str,
    ) -> Result<(), Noted> {
        let header = column.header.as_str();
        let to = match to {
            BoundTo::Identifier(scheme) => {
                let found = party::identifier(notes, header, *scheme, text)?;
                self.identifiers.extend(found.map(|found| (header, found)));
                return Ok(());
            }
            BoundTo::Field(field) => {
                let value = cell::value(notes, reading, column, field, text)?;
                if let Some(value) = value {
                    let amounts = &reading.forms;
                    amounts.look_at_amount(notes, bound.kind.number, field.number, &value);
                    self.put(field.number, value);
                }
                return Ok(());
            }
            BoundTo::Status(status) if !written::is_nothing(text) => {
                let Some(withdraws) = status.withdraws(text) else {
                    let known = status.stands.iter().chain(&status.withdrawn);
                    return Err(unknown_word(notes, header, text, known));
                };
                self.is_withdrawn |= withdraws;
                return Ok(());
            }
            BoundTo::Status(_) => return Ok(()),
            BoundTo::Other(to) => to,
        };
        let day =
            |notes: &mut Notes, of: DayOf| -> Found<Date> { written::day(notes, header, text, of) };
        match to {
            To::Name => self.name = cell::text(notes, header, text)?,
            To::Category => self.category = category(notes, reading, header, text)?,
            To::DocumentType => self.document_type = document_type(notes, reading, header, text)?,
            To::DocumentNumber if !written::is_nothing(text) => {
                self.document_number = Some((header, text));
            }
            To::Number => {
                let part = cell::text(notes, header, text)?;
                self.number.extend(part.map(|part| (column.order, part)));
            }
            To::Provider => self.provider = cell::text(notes, header, text)?,
            To::ActedOn => self.days.acted_on = day(notes, DayOf::Event)?,
            To::ActedUntil => {
                self.acted_until = header;
                self.days.acted_until = day(notes, DayOf::Event)?;
            }
            To::DecidedOn => self.days.decided_on = day(notes, DayOf::Event)?,
            To::EndsOn | To::LastDay => {
                let of = match to {
                    To::LastDay => DayOf::LastDay,
                    _ => DayOf::End,
                };
                self.ends_on = header;
                self.days.ends_on = day(notes, of)?;
            }
            To::StatedAt => self.stated_at = written::moment(notes, header, text)?,
            To::Reason => self.reason = cell::text(notes, header, text)?,
            _ => {}
        }
        Ok(())
    }

    /// Puts a value among the others; codes of several columns are of one field.
    fn put(&mut self, field: u16, value: Value) {
        let known = self.values.iter_mut().find(|(number, _)| *number == field);
        match (known, value) {
            (Some((_, Value::Codes(known))), Value::Codes(more)) => {
                known.extend(more);
                known.sort();
                known.dedup();
            }
            (Some((_, known)), value) => *known = value,
            (None, value) => self.values.push((field, value)),
        }
    }

    fn message(
        mut self,
        notes: &mut Notes,
        reading: &Reading<'_>,
        bound: &Bound<'_>,
    ) -> Result<Message, Noted> {
        let party = self.party(notes, bound);
        let number = self.number(notes, bound);
        let sender = reading.provider.map(str::to_owned);
        let provider = self.provider.take().or(sender);
        let provider = notes.required(header_of(bound, &To::Provider), Ok(provider));
        if self.is_withdrawn {
            let withdrawal = Withdrawal {
                kind: bound.kind.number,
                provider: provider?,
                number: number?,
                reason: self.reason,
                stated_at: self.stated_at,
                recorded_at: UNRECORDED,
                batch: 0,
            };
            return Ok(Message::Withdrawal(party?, withdrawal));
        }
        self.days.check(notes, self.acted_until, self.ends_on);
        self.values.sort_by_key(|(number, _)| *number);
        let said = Said {
            kind: bound.kind,
            provider: provider?,
            number: number?,
            days: self.days,
            ends_as: Standing::Expired,
            values: self.values,
            stated_at: self.stated_at,
        };
        Ok(Message::Record(party?, said.record(notes, reading)))
    }

    fn number(&mut self, notes: &mut Notes, bound: &Bound<'_>) -> Result<String, Noted> {
        let number = match &bound.numbers[..] {
            [_] => self.number.pop().map(|(_, part)| part),
            places => joined(places, &self.number),
        };
        notes.required(header_of(bound, &To::Number), Ok(number))
    }

    /// Whom the row is about, found by the identifier whose scheme comes first.
    fn party(&mut self, notes: &mut Notes, bound: &Bound<'_>) -> Result<Party, Noted> {
        let had_faults = !notes.rejections.is_empty();
        match (self.document_type, self.document_number) {
            (Some(scheme), Some((header, text))) => {
                let found = party::identifier(notes, header, scheme, text)?;
                self.identifiers.extend(found.map(|found| (header, found)));
            }
            (None, Some((header, _))) if !had_faults => {
                return Err(notes.reject(header, None, Fault::DocumentTypeMissing));
            }
            _ => {}
        }
        // An identifier that is noted already is not one that was not given.
        if self.identifiers.is_empty() && had_faults {
            return Err(Noted);
        }
        self.identifiers.sort_by_key(|(_, given)| given.scheme());
        let name_header = header_of(bound, &To::Name);
        let identifiers = std::mem::take(&mut self.identifiers);
        let found_in = identifiers.first().map_or(name_header, |given| given.0);
        let mut party = party::party(notes, name_header, identifiers, self.name.take())?;
        if let Some((header, means)) = self.category {
            let is_person = party.identifier.scheme().is_of_persons();
            if is_person && means == Means::SoleProprietor {
                return Err(notes.reject(found_in, None, Fault::OnlyTheOperator));
            }
            if is_person != (means == Means::NaturalPerson) {
                return Err(notes.reject(header, None, Fault::KindMismatch));
            }
            party.kind = party.kind.or(match means {
                Means::NaturalPerson => Some(SubjectKind::NaturalPerson),
                Means::SoleProprietor => Some(SubjectKind::SoleProprietor),
                Means::Organisation => None,
            });
        }
        if !self.is_withdrawn {
            party::check_kind(notes, found_in, &party, bound.kind);
        }
        Ok(party)
    }
}

/// The number that parts at these places of the form make: one that no other parts make,
/// so that a missing part leaves its place, and `|` and `\` in a part are marked.
fn joined(places: &[usize], parts: &[(usize, String)]) -> Option<String> {
    let last = parts.iter().map(|(order, _)| order).max()?;
    let of_place = |place: &usize| {
        let mut parts = parts.iter();
        let part = parts.find(|(order, _)| order == place);
        part.map_or_else(String::new, |(_, part)| {
            part.replace('\\', r"\\").replace('|', r"\|")
        })
    };
    let places = places.iter().filter(|place| *place <= last);
    Some(places.map(of_place).collect::<Vec<_>>().join("|"))
}

/// The header of the column that has this purpose.
fn header_of<'b>(bound: &'b Bound<'_>, to: &To) -> &'b str {
    let has = |column: &&BoundColumn<'_>| {
        let is = |of: &BoundTo<'_>| matches!(of, BoundTo::Other(other) if other == to);
        column.to.iter().any(is)
    };
    let column = bound.columns.iter().find(has);
    column.map_or("", |column| column.header.as_str())
}

fn category<'a>(
    notes: &mut Notes,
    reading: &Reading<'_>,
    header: &'a str,
    text: &str,
) -> Found<(&'a str, Means)> {
    if written::is_nothing(text) {
        return Ok(None);
    }
    let wanted = key(text);
    let known = &reading.forms.categories;
    let of = known
        .iter()
        .find(|category| category.written.iter().any(|word| key(word) == wanted));
    match of {
        Some(category) => Ok(Some((header, category.means))),
        None => {
            let known = known.iter().flat_map(|category| &category.written);
            Err(unknown_word(notes, header, text, known))
        }
    }
}

fn document_type(
    notes: &mut Notes,
    reading: &Reading<'_>,
    header: &str,
    text: &str,
) -> Found<Scheme> {
    if written::is_nothing(text) {
        return Ok(None);
    }
    let wanted = key(text);
    let known = &reading.forms.document_types;
    let of = known
        .iter()
        .find(|document| document.written.iter().any(|word| key(word) == wanted));
    match of {
        Some(document) => Ok(Some(document.scheme)),
        None => {
            let known = known.iter().flat_map(|document| &document.written);
            Err(unknown_word(notes, header, text, known))
        }
    }
}

fn unknown_word<'w>(
    notes: &mut Notes,
    header: &str,
    text: &str,
    known: impl Iterator<Item = &'w String>,
) -> Noted {
    let known = known.cloned().collect();
    notes.reject(header, Some(text), Fault::UnknownWord { known })
}
