//! A record, put together from what was read of it.

use accord_model::{
    contract::{Standing, Value},
    date::Date,
    dictionary::Kind,
    message::Flag,
    subject::{Knowledge, Millis, Record},
};

use crate::{
    reading::{Reading, UNRECORDED},
    rejection::{Begin, Fault, Notes},
};

/// The days of a record.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Days {
    pub(crate) acted_on: Option<Date>,
    pub(crate) acted_until: Option<Date>,
    pub(crate) decided_on: Option<Date>,
    pub(crate) ends_on: Option<Date>,
}

impl Days {
    /// Notes ends that lie before what they end, by the names of their fields.
    pub(crate) fn check(&self, notes: &mut Notes, acted_until: &str, ends_on: &str) {
        let mut end = |field: &str, end: Date, begins: Begin| {
            let shown = end.to_string();
            notes.reject(field, Some(&shown), Fault::EndsBeforeItBegins { begins });
        };
        if let (Some(first), Some(last)) = (self.acted_on, self.acted_until)
            && last < first
        {
            end(acted_until, last, Begin::Act);
        }
        if let (Some(decided), Some(ends)) = (self.decided_on, self.ends_on)
            && ends <= decided
        {
            end(ends_on, ends, Begin::Decision);
        }
    }
}

/// What is said of a record.
pub(crate) struct Said<'k> {
    pub(crate) kind: &'k Kind,
    pub(crate) provider: String,
    pub(crate) number: String,
    pub(crate) days: Days,
    pub(crate) ends_as: Standing,
    pub(crate) values: Vec<(u16, Value)>,
    pub(crate) stated_at: Option<Millis>,
}

impl Said<'_> {
    /// The record, held against the dictionary on its day of decision. Of one without such
    /// a day the dictionary is asked when the record comes in.
    pub(crate) fn record(self, notes: &mut Notes, reading: &Reading<'_>) -> Record {
        match self.days.decided_on {
            None => notes.flag(Flag::NoDecisionDate),
            Some(day) => {
                let term = reading.dictionary.check_term(self.kind, &self.values, day);
                if let Err(out) = term {
                    notes.reject("", None, Fault::OutOfTerm(out));
                }
            }
        }
        Record {
            provider: self.provider,
            number: self.number,
            kind: self.kind.number,
            acted_on: self.days.acted_on,
            acted_until: self.days.acted_until,
            decided_on: self.days.decided_on,
            ends_on: self.days.ends_on,
            ends_as: self.ends_as,
            values: self.values,
            stated_at: self.stated_at,
            hash: [0; 32],
            known: Knowledge::since(UNRECORDED, 0),
        }
    }
}
