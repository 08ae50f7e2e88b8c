//! How versions come about: what a message does to a document.
//!
//! Departments send again, correct, withdraw, and their messages overtake each other. A
//! message decides by the provider's own time if it states one, by its arrival if not:
//!
//! - what says the same as the current version changes nothing but the time at which it
//!   was last stated: a correction or a withdrawal stated before that comes too late;
//! - what was stated before another version, or not after a withdrawal, came late: it is
//!   kept as a version that was never current. Of what was stated at the same time the
//!   last to arrive counts, but a withdrawal counts before a record;
//! - what says what an earlier version said, and states no time or none later than that
//!   one's, is an old file sent again, and undoes neither the correction nor the withdrawal
//!   that came after it. A provider that means to go back says when it stated that;
//! - after a withdrawal only what was stated later brings the record back (a deletion that
//!   arrives before its insertion wins);
//! - a withdrawal ends what is current unless a version was stated after it. One that
//!   states no time is told when it arrives and ends whatever is current; the same again
//!   is an old file.
//!
//! Profiles, roles and mergers state no time, so the last to arrive counts and one that
//! was corrected or withdrawn does not come back by being sent again. A register goes back
//! to an old name or status by saying from which day. A role that was never held is not
//! taken in again, whether the message about it came after or before the role.

use sha2::{Digest as _, Sha256};

use super::{
    BatchNumber, ContentHash, Knowledge, Merger, Millis, Profile, Record, RecordKey, RoleEdge,
    SubjectDocument, SubjectId, Withdrawal, Withdrawn,
};

/// What a message did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It brought something new.
    Added,
    /// It corrected or withdrew what was known, or stated the same at a later time.
    Changed,
    /// It said what was known already.
    Known,
    /// An old version came again without a later time; it undoes no correction and no
    /// withdrawal.
    Replayed,
    /// It was stated before what is known; it is kept and was never current.
    Late,
    /// The record or role had been withdrawn before it arrived; it is kept and was never
    /// current.
    WithdrawnBefore,
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
        let told = self.withdrawals.get(withdrawals).unwrap_or_default();
        let withdrawn = told
            .iter()
            .map(|told| told.stated_at.unwrap_or(told.recorded_at))
            .max();
        let versions = range(&self.records, record.key(), Record::key);
        let known = self.records.get_mut(versions.clone()).unwrap_or_default();
        let effect = effect_of(&record, known, withdrawn);
        if !effect.is_change() {
            return effect;
        }
        record.known = match effect {
            Effect::Added | Effect::Changed => writing.known(),
            _ => writing.never_current(),
        };
        if effect == Effect::Changed
            && let Some(current) = known.iter_mut().rfind(|known| known.known.is_current())
        {
            if current.hash == record.hash {
                current.stated_at = record.stated_at;
                return self.changed(effect, writing);
            }
            current.known.withdrawn = Some(writing.withdrawn());
        }
        self.records.insert(versions.end, record);
        self.changed(effect, writing)
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
        let last_stated = known.iter().filter_map(|known| known.stated_at).max();
        let current = known.iter_mut().rfind(|known| known.known.is_current());
        let effect = match current {
            // What was brought back after this message was told stays.
            Some(_) if again => return Effect::Replayed,
            None if again => return Effect::Known,
            Some(_) if withdrawal.stated_at.is_some() && withdrawal.stated_at < last_stated => {
                Effect::Late
            }
            Some(version) => {
                version.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            None => Effect::Added,
        };
        self.withdrawals.insert(told.end, withdrawal);
        self.changed(effect, writing)
    }

    /// Takes in what a register says of the subject. Its `known` is set here. A profile
    /// without a first day corrects the register's latest one.
    pub fn take_profile(&mut self, mut profile: Profile, writing: Writing) -> Effect {
        let is_first = self.profiles.is_empty();
        let said = self.profiles.iter().any(|known| {
            known.provider == profile.provider
                && (profile.from.is_none() || known.from == profile.from)
                && says(known) == says(&profile)
        });
        let mut of_register: Vec<&mut Profile> = self
            .profiles
            .iter_mut()
            .filter(|known| known.known.is_current() && known.provider == profile.provider)
            .collect();
        if profile.from.is_none() {
            profile.from = of_register.iter().map(|known| known.from).max().flatten();
        }
        let corrected = of_register
            .iter_mut()
            .find(|known| known.from == profile.from);
        let effect = match corrected {
            Some(known) if says(known) == says(&profile) => return Effect::Known,
            _ if said => return Effect::Replayed,
            Some(known) => {
                known.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            None if is_first => Effect::Added,
            None => Effect::Changed,
        };
        profile.known = writing.known();
        self.profiles.push(profile);
        self.changed(effect, writing)
    }

    /// Takes in a role. Its `known` is set here.
    pub fn take_role(&mut self, mut edge: RoleEdge, writing: Writing) -> Effect {
        let says = |edge: &RoleEdge| (edge.to, edge.finding.clone());
        let mut versions: Vec<&mut RoleEdge> = self
            .roles
            .iter_mut()
            .filter(|known| known.key() == edge.key())
            .collect();
        let is_new = versions.is_empty();
        let said = versions.iter().any(|known| says(known) == says(&edge));
        let current = versions.iter_mut().find(|known| known.known.is_current());
        let effect = match current {
            Some(known) if says(known) == says(&edge) => return Effect::Known,
            _ if said => return Effect::Replayed,
            Some(known) => {
                known.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            None if is_new => Effect::Added,
            None => Effect::WithdrawnBefore,
        };
        edge.known = match effect {
            Effect::WithdrawnBefore => writing.never_current(),
            _ => writing.known(),
        };
        self.roles.push(edge);
        self.changed(effect, writing)
    }

    /// Takes in that a role was never held, such as one registered under a stolen
    /// identity. If it is not known, a version that was never current keeps it out.
    pub fn withdraw_role(
        &mut self,
        key: (SubjectId, crate::contract::Role, Option<crate::date::Date>),
        writing: Writing,
    ) -> Effect {
        let current = self
            .roles
            .iter_mut()
            .find(|known| known.known.is_current() && known.key() == key);
        let effect = if let Some(known) = current {
            known.known.withdrawn = Some(writing.withdrawn());
            Effect::Changed
        } else if self.roles.iter().any(|known| known.key() == key) {
            return Effect::Known;
        } else {
            let (person, role, from) = key;
            self.roles.push(RoleEdge {
                person,
                role,
                from,
                to: None,
                finding: None,
                known: writing.never_current(),
            });
            Effect::Added
        };
        self.changed(effect, writing)
    }

    /// Takes in that the subject was merged into another from some day on. Another one
    /// than before corrects it.
    pub fn take_merger(
        &mut self,
        other: SubjectId,
        from: Option<crate::date::Date>,
        writing: Writing,
    ) -> Effect {
        let says = |known: &Merger| known.other == other && known.from == from;
        let said = self.merged_into.iter().any(says);
        let current = self
            .merged_into
            .iter_mut()
            .find(|known| known.known.is_current());
        let effect = match current {
            Some(known) if says(known) => return Effect::Known,
            _ if said => return Effect::Replayed,
            Some(known) => {
                known.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            None => Effect::Added,
        };
        self.merged_into.push(Merger {
            other,
            from,
            known: writing.known(),
        });
        self.changed(effect, writing)
    }
}

/// What a record does, given the versions that are known of it and when it was last
/// withdrawn.
fn effect_of(record: &Record, known: &[Record], withdrawn: Option<Millis>) -> Effect {
    let current = known.iter().rfind(|version| version.known.is_current());
    if let Some(current) = current.filter(|current| current.hash == record.hash) {
        return if record.stated_at <= current.stated_at {
            Effect::Known
        } else {
            Effect::Changed
        };
    }
    let is_old =
        |version: &Record| version.hash == record.hash && record.stated_at <= version.stated_at;
    if known.iter().any(is_old) {
        return Effect::Replayed;
    }
    let arrived = current
        .filter(|current| current.stated_at.is_none())
        .map(|current| current.known.recorded_at);
    let stated = known.iter().filter_map(|version| version.stated_at).max();
    let last = arrived.max(stated);
    match record.stated_at {
        Some(_) if record.stated_at <= withdrawn => Effect::WithdrawnBefore,
        Some(_) if record.stated_at < last => Effect::Late,
        None if current.is_none() && withdrawn.is_some() => Effect::WithdrawnBefore,
        _ if current.is_some() => Effect::Changed,
        _ => Effect::Added,
    }
}

/// What a profile says, without who says so, from when on, and when it became known.
fn says(profile: &Profile) -> impl PartialEq + '_ {
    let Profile {
        provider: _,
        from: _,
        kind,
        name,
        since,
        industry,
        region,
        status,
        known: _,
    } = profile;
    (kind, name, since, industry, region, status)
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
