//! How versions come about: what a message does to a document.
//!
//! Departments send again, correct, withdraw, and their messages overtake each other. A
//! message decides by the provider's own time if it states one, by its arrival if not.
//! What is said of one thing (a record, a register's description from some day on, a role,
//! the finding on it, what a subject is merged into) is one line of statements:
//!
//! - what says the same as the current version changes nothing but the time at which it
//!   was last stated: a correction or a withdrawal stated before that comes too late;
//! - what was stated before another version, or not after a withdrawal, came late: it is
//!   kept as a version that was never current. Of what was stated at the same time the
//!   last to arrive counts, but a withdrawal counts before what it withdraws;
//! - what says what an earlier version said, and states no time or none later than that
//!   one's, is an old file sent again, and undoes neither the correction nor the withdrawal
//!   that came after it. A provider that means to go back says when it stated that;
//! - after a withdrawal only what was stated later brings the thing back (a deletion that
//!   arrives before its insertion wins);
//! - a withdrawal ends what is current unless a version was stated after it. One that
//!   states no time is told when it arrives and ends whatever is current; the same again
//!   is an old file.
//!
//! A role has two lines: how long it is held, and the finding that names its holder as
//! responsible, for not the same department says both. A message without a finding says
//! nothing of findings, so that a register's file does not drop what another department
//! found. A finding is corrected by another, and goes with the role when that is withdrawn;
//! if the role is stated again after that, the finding has to be as well.
//!
//! That something was stated later is kept (a message stated in between may still be on
//! its way), so a full file whose time is that of its export writes the document of every
//! subject in it, though it says nothing new. A provider spares that by stating when each
//! thing was last changed, or no time at all.

mod line;
mod role;

use sha2::{Digest as _, Sha256};

use self::line::{Statement, effect_of, settle, withdrawal_effect, withdrawn_until};
use super::{
    BatchNumber, ContentHash, Knowledge, Merger, MergerWithdrawal, Millis, Profile, Record,
    RecordKey, Removed, SubjectDocument, SubjectId, Withdrawal, Withdrawn,
};
use crate::{contract::SubjectKind, date::Date};

/// What a message did. Of two things that one message says the greater counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It said what was known already.
    Known,
    /// An old version came again without a later time; it undoes no correction and no
    /// withdrawal.
    Replayed,
    /// It stated at a later time what was known already; only that time has changed.
    Confirmed,
    /// What it says had been withdrawn before it arrived; it is kept and was never current.
    WithdrawnBefore,
    /// It was stated before what is known; it is kept and was never current.
    Late,
    /// It corrected or withdrew what was known.
    Changed,
    /// It brought something new.
    Added,
}

impl Effect {
    /// Whether the document is another one now.
    #[must_use]
    pub const fn is_change(self) -> bool {
        !matches!(self, Self::Known | Self::Replayed)
    }
}

/// When and by which batch something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// The moment.
    pub at: Millis,
    /// The batch.
    pub batch: BatchNumber,
}

impl Writing {
    const fn known(self) -> Knowledge {
        Knowledge::since(self.at, self.batch)
    }

    const fn withdrawn(self) -> Withdrawn {
        Withdrawn {
            at: self.at,
            batch: self.batch,
        }
    }

    /// Written, but never current.
    const fn never_current(self) -> Knowledge {
        Knowledge {
            withdrawn: Some(self.withdrawn()),
            ..self.known()
        }
    }
}

/// SHA-256 of what a record says: all but when it was stated and when it became known.
#[must_use]
pub fn content_hash(record: &Record) -> ContentHash {
    let content = (
        (record.kind, &record.provider, &record.number),
        (record.acted_on, record.acted_until, record.decided_on),
        (record.ends_on, record.ends_as),
        &record.values,
    );
    // A hasher takes every write, and what a record is made of always serialises.
    let hashed = postcard::to_io(&content, Hashing(Sha256::new()));
    hashed.map_or([0; 32], |Hashing(hash)| hash.finalize().into())
}

struct Hashing(Sha256);

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl SubjectDocument {
    /// The moment at which a change is written: never before the last one, though the
    /// clock be set back.
    #[must_use]
    pub fn writing(&self, now: Millis, batch: BatchNumber) -> Writing {
        Writing {
            at: now.max(self.changed_at),
            batch,
        }
    }

    fn changed(&mut self, effect: Effect, writing: Writing) -> Effect {
        if effect.is_change() {
            self.changed_at = writing.at;
        }
        effect
    }

    /// Takes in what a provider says of a record. Its `hash` and `known` are set here, and
    /// its values are sorted by field: another order of columns says nothing new.
    pub fn take_record(&mut self, mut record: Record, writing: Writing) -> Effect {
        record.values.sort_by_key(|(field, _)| *field);
        record.hash = content_hash(&record);
        let withdrawals = range(&self.withdrawals, record.key(), Withdrawal::key);
        let withdrawals = self.withdrawals.get(withdrawals).unwrap_or_default();
        let versions = range(&self.records, record.key(), Record::key);
        let known = self.records.get_mut(versions.clone()).unwrap_or_default();
        let is_current = known.iter().any(|version| version.known.is_current());
        let told = withdrawals.iter();
        let told = told.map(|told| (told.stated_at, told.recorded_at));
        let withdrawn = withdrawn_until(told, record.stated_at, is_current);
        let removed = range(&self.removed, record.key(), Removed::key);
        let removed = self.removed.get(removed).unwrap_or_default();
        let line = removed.iter().map(Removed::statement);
        let line = line.chain(known.iter().map(Record::statement));
        let effect = effect_of(record.statement(), line, withdrawn);
        let current = known.iter_mut().rfind(|known| known.known.is_current());
        if let Some(version) = settle(record, effect, current, writing) {
            self.records.insert(versions.end, version);
        }
        self.changed(effect, writing)
    }

    /// Removes versions of records, by their places, ascending. What is left of each stands
    /// among [`SubjectDocument::removed`].
    pub fn remove_records(&mut self, positions: &[usize], writing: Writing) {
        let mut position = 0;
        let mut gone = Vec::with_capacity(positions.len());
        self.records.retain(|record| {
            let goes = positions.binary_search(&position).is_ok();
            position += 1;
            if goes {
                gone.push(Removed::of(record, writing));
            }
            !goes
        });
        self.removed.extend(gone);
        // Versions of one record stay in order: the sort is stable.
        self.removed.sort_by(|a, b| a.key().cmp(&b.key()));
        self.changed_at = writing.at;
    }

    /// Takes in a provider's message that a record is withdrawn. Its `recorded_at` and
    /// `batch` are set here.
    pub fn withdraw_record(&mut self, mut withdrawal: Withdrawal, writing: Writing) -> Effect {
        withdrawal.recorded_at = writing.at;
        withdrawal.batch = writing.batch;
        let told = range(&self.withdrawals, withdrawal.key(), Withdrawal::key);
        let again = self
            .withdrawals
            .get(told.clone())
            .unwrap_or_default()
            .iter()
            .any(|told| told.stated_at == withdrawal.stated_at && told.reason == withdrawal.reason);
        let versions = range(&self.records, withdrawal.key(), Record::key);
        let known = self.records.get_mut(versions).unwrap_or_default();
        let line = known.iter().map(Record::statement);
        let effect = withdrawal_effect(withdrawal.stated_at, again, line);
        let current = known.iter_mut().rfind(|known| known.known.is_current());
        if let (Effect::Changed, Some(current)) = (effect, current) {
            current.known.withdrawn = Some(writing.withdrawn());
        }
        if effect.is_change() {
            self.withdrawals.insert(told.end, withdrawal);
        }
        self.changed(effect, writing)
    }

    /// Takes in what a register says of the subject. Its `known` is set here. A profile
    /// without a first day corrects the register's latest one.
    pub fn take_profile(&mut self, mut profile: Profile, writing: Writing) -> Effect {
        let is_first = self.profiles.is_empty();
        let of_register = |known: &&Profile| known.provider == profile.provider;
        // An old file without a first day may have spoken of one that was the latest then.
        let is_old = profile.from.is_none()
            && self.profiles.iter().filter(of_register).any(|known| {
                describes(known) == describes(&profile) && profile.stated_at <= known.stated_at
            });
        let current = |known: &&Profile| known.known.is_current();
        if profile.from.is_none() {
            let latest = self.profiles.iter().filter(of_register).filter(current);
            profile.from = latest.map(|known| known.from).max().flatten();
        }
        let is_of_line =
            |known: &Profile| known.provider == profile.provider && known.from == profile.from;
        let line = self.profiles.iter().filter(|known| is_of_line(known));
        let effect = match effect_of(profile.statement(), line.map(Profile::statement), None) {
            effect if effect.is_change() && is_old => Effect::Replayed,
            Effect::Added if !is_first => Effect::Changed,
            effect => effect,
        };
        let mut versions = self.profiles.iter_mut();
        let current = versions.find(|known| known.known.is_current() && is_of_line(known));
        let version = settle(profile, effect, current, writing);
        self.profiles.extend(version);
        self.changed(effect, writing)
    }

    /// Takes in that the subject was merged into another. Its `known` is set here. Another
    /// one than before, or another day, corrects it.
    pub fn take_merger(&mut self, merger: Merger, writing: Writing) -> Effect {
        let current = self
            .merged_into
            .iter()
            .find(|known| known.known.is_current());
        let is_current = current.is_some_and(|current| current.other == merger.other);
        let told = self.merger_withdrawals.iter();
        let told = told.filter(|told| told.other == merger.other);
        let told = told.map(|told| (told.stated_at, told.recorded_at));
        let withdrawn = withdrawn_until(told, merger.stated_at, is_current);
        let line = self.merged_into.iter().map(Merger::statement);
        let effect = effect_of(merger.statement(), line.clone(), withdrawn);
        // Withdrawn before it arrived, it had ended what was stated before it all the same.
        let is_end = effect == Effect::WithdrawnBefore
            && merger.stated_at.is_some()
            && effect_of(merger.statement(), line, None) == Effect::Changed;
        let mut versions = self.merged_into.iter_mut();
        let mut current = versions.find(|known| known.known.is_current());
        if let (true, Some(current)) = (is_end, &mut current) {
            current.known.withdrawn = Some(writing.withdrawn());
        }
        let version = settle(merger, effect, current, writing);
        self.merged_into.extend(version);
        self.changed(effect, writing)
    }

    /// Takes in that the subject was never merged into another. Its `recorded_at` and
    /// `batch` are set here. A merger into a third is not touched.
    pub fn withdraw_merger(
        &mut self,
        mut withdrawal: MergerWithdrawal,
        writing: Writing,
    ) -> Effect {
        withdrawal.recorded_at = writing.at;
        withdrawal.batch = writing.batch;
        let again = self
            .merger_withdrawals
            .iter()
            .any(|told| (told.other, told.stated_at) == (withdrawal.other, withdrawal.stated_at));
        let other = withdrawal.other;
        let line = self.merged_into.iter().filter(|known| known.other == other);
        let line = line.map(Merger::statement);
        let effect = withdrawal_effect(withdrawal.stated_at, again, line);
        let mut versions = self.merged_into.iter_mut();
        let current = versions.find(|known| known.known.is_current() && known.other == other);
        if let (Effect::Changed, Some(current)) = (effect, current) {
            current.known.withdrawn = Some(writing.withdrawn());
        }
        if effect.is_change() {
            self.merger_withdrawals.push(withdrawal);
        }
        self.changed(effect, writing)
    }
}

impl Record {
    const fn statement(&self) -> Statement<ContentHash> {
        Statement {
            content: self.hash,
            stated_at: self.stated_at,
            known: self.known,
        }
    }
}

impl Removed {
    fn of(record: &Record, writing: Writing) -> Self {
        let withdrawn = record.known.withdrawn.unwrap_or(writing.withdrawn());
        Self {
            kind: record.kind,
            provider: record.provider.clone(),
            number: record.number.clone(),
            hash: record.hash,
            stated_at: record.stated_at,
            known: Knowledge {
                withdrawn: Some(withdrawn),
                ..record.known
            },
        }
    }

    const fn statement(&self) -> Statement<ContentHash> {
        Statement {
            content: self.hash,
            stated_at: self.stated_at,
            known: self.known,
        }
    }
}

impl Profile {
    fn statement(&self) -> Statement<Description<'_>> {
        Statement {
            content: describes(self),
            stated_at: self.stated_at,
            known: self.known,
        }
    }
}

impl Merger {
    const fn statement(&self) -> Statement<(SubjectId, Option<Date>)> {
        Statement {
            content: (self.other, self.from),
            stated_at: self.stated_at,
            known: self.known,
        }
    }
}

/// Kind, name, first day, industry, region and status.
type Description<'a> = (
    SubjectKind,
    &'a str,
    Option<Date>,
    Option<&'a str>,
    Option<&'a str>,
    Option<&'a str>,
);

/// What a profile says, without who says so, from when on, and when.
fn describes(profile: &Profile) -> Description<'_> {
    let Profile {
        provider: _,
        from: _,
        kind,
        name,
        since,
        industry,
        region,
        status,
        stated_at: _,
        known: _,
    } = profile;
    (
        *kind,
        name,
        *since,
        industry.as_deref(),
        region.as_deref(),
        status.as_deref(),
    )
}

/// Where in a list sorted by key the items of one key lie.
fn range<T>(
    list: &[T],
    key: RecordKey<'_>,
    key_of: impl for<'a> Fn(&'a T) -> RecordKey<'a>,
) -> std::ops::Range<usize> {
    let start = list.partition_point(|item| key_of(item) < key);
    let end = list.partition_point(|item| key_of(item) <= key);
    start..end
}

#[cfg(test)]
mod tests;
