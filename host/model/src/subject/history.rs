//! How versions come about: what a message does to a document.
//!
//! Departments send again, correct, withdraw, and their messages overtake each other. A
//! message decides by the provider's own time if it states one, by its arrival if not:
//!
//! - what says the same as the current version changes nothing;
//! - what was stated before the current version, or before a withdrawal, came late: it is
//!   kept as a version that was never current;
//! - what states no time and says what an earlier version said is an old file sent again,
//!   and undoes neither the correction nor the withdrawal that came after it. A provider
//!   that means to go back says when it stated that;
//! - after a withdrawal only what was stated later brings the record back (a deletion that
//!   arrives before its insertion wins).

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
    /// It corrected or withdrew what was known.
    Changed,
    /// It said what was known already.
    Known,
    /// An old version came again without a time; it undoes no correction and no withdrawal.
    Replayed,
    /// It was stated before what is known; it is kept and was never current.
    Late,
    /// The record had been withdrawn before it arrived; it is kept and was never current.
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

    /// Takes in what a provider says of a record. Its `hash` and `known` are set here.
    pub fn take_record(&mut self, mut record: Record, writing: Writing) -> Effect {
        record.hash = content_hash(&record);
        let versions = range(&self.records, record.key(), Record::key);
        let known = self.records.get(versions.clone()).unwrap_or_default();
        let current = known.iter().rposition(|version| version.known.is_current());
        let withdrawals = range(&self.withdrawals, record.key(), Withdrawal::key);
        let withdrawn = self
            .withdrawals
            .get(withdrawals)
            .unwrap_or_default()
            .iter()
            .map(|withdrawal| withdrawal.stated_at.unwrap_or(withdrawal.recorded_at))
            .max();
        let seen = known.iter().any(|version| version.hash == record.hash);
        let current_version = current.and_then(|at| known.get(at));
        let effect = if current_version.is_some_and(|version| version.hash == record.hash) {
            Effect::Known
        } else {
            match (record.stated_at, current_version, withdrawn) {
                (Some(stated), _, Some(withdrawn)) if stated <= withdrawn => {
                    Effect::WithdrawnBefore
                }
                (Some(stated), Some(current), _)
                    if stated < current.stated_at.unwrap_or(current.known.recorded_at) =>
                {
                    Effect::Late
                }
                (Some(_), Some(_), _) => Effect::Changed,
                (Some(_), None, _) => Effect::Added,
                (None, _, _) if seen => Effect::Replayed,
                (None, Some(_), _) => Effect::Changed,
                (None, None, Some(_)) => Effect::WithdrawnBefore,
                (None, None, None) => Effect::Added,
            }
        };
        let same_seen =
            |version: &Record| version.hash == record.hash && version.stated_at == record.stated_at;
        // The same late message again says nothing new.
        if matches!(effect, Effect::Late | Effect::WithdrawnBefore) && known.iter().any(same_seen) {
            return Effect::Replayed;
        }
        if !effect.is_change() {
            return effect;
        }
        record.known = match effect {
            Effect::Added | Effect::Changed => writing.known(),
            _ => writing.never_current(),
        };
        if effect == Effect::Changed
            && let Some(version) = current.and_then(|at| self.records.get_mut(versions.start + at))
        {
            version.known.withdrawn = Some(writing.withdrawn());
        }
        self.records.insert(versions.end, record);
        self.changed(effect, writing)
    }

    /// Takes in a provider's message that a record is withdrawn. Its `recorded_at` and
    /// `batch` are set here.
    pub fn withdraw_record(&mut self, mut withdrawal: Withdrawal, writing: Writing) -> Effect {
        withdrawal.recorded_at = writing.at;
        withdrawal.batch = writing.batch;
        let known = range(&self.withdrawals, withdrawal.key(), Withdrawal::key);
        let versions = range(&self.records, withdrawal.key(), Record::key);
        let current = self
            .records
            .get_mut(versions)
            .unwrap_or_default()
            .iter_mut()
            .rfind(|version| version.known.is_current());
        let stated = withdrawal.stated_at.unwrap_or(writing.at);
        let told = self.withdrawals.get(known.clone()).unwrap_or_default();
        let again = told
            .iter()
            .any(|told| told.stated_at == withdrawal.stated_at && told.reason == withdrawal.reason);
        let effect = match current {
            // What was brought back after this message was told stays.
            Some(_) if again => return Effect::Replayed,
            None if again => return Effect::Known,
            Some(version)
                if version
                    .stated_at
                    .is_none_or(|brought_back| brought_back <= stated) =>
            {
                version.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            Some(_) => Effect::Late,
            None => Effect::Added,
        };
        self.withdrawals.insert(known.end, withdrawal);
        self.changed(effect, writing)
    }

    /// Takes in what a register says of the subject. Its `known` is set here. A profile
    /// without a first day corrects what that register said last.
    pub fn take_profile(&mut self, mut profile: Profile, writing: Writing) -> Effect {
        let of_register =
            |known: &&mut Profile| known.known.is_current() && known.provider == profile.provider;
        let is_first = self.profiles.is_empty();
        if profile.from.is_none() {
            profile.from = self
                .profiles
                .iter_mut()
                .filter(of_register)
                .map(|known| known.from)
                .max()
                .flatten();
        }
        let current = self
            .profiles
            .iter_mut()
            .filter(of_register)
            .find(|known| known.from == profile.from);
        let effect = match current {
            Some(known) => {
                profile.known = known.known;
                if *known == profile {
                    return Effect::Known;
                }
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
        let current = self
            .roles
            .iter_mut()
            .find(|known| known.known.is_current() && known.key() == edge.key());
        let effect = match current {
            Some(known) => {
                edge.known = known.known;
                if *known == edge {
                    return Effect::Known;
                }
                known.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            None => Effect::Added,
        };
        edge.known = writing.known();
        self.roles.push(edge);
        self.changed(effect, writing)
    }

    /// Takes in that a role was never held, such as one registered under a stolen
    /// identity.
    pub fn withdraw_role(
        &mut self,
        key: (SubjectId, crate::contract::Role, Option<crate::date::Date>),
        writing: Writing,
    ) -> Effect {
        let current = self
            .roles
            .iter_mut()
            .find(|known| known.known.is_current() && known.key() == key);
        let Some(known) = current else {
            return Effect::Known;
        };
        known.known.withdrawn = Some(writing.withdrawn());
        self.changed(Effect::Changed, writing)
    }

    /// Takes in that the subject was merged into another from some day on.
    pub fn take_merger(
        &mut self,
        other: SubjectId,
        from: Option<crate::date::Date>,
        writing: Writing,
    ) -> Effect {
        let current = self
            .merged_into
            .iter_mut()
            .find(|known| known.known.is_current());
        let effect = match current {
            Some(known) if known.other == other && known.from == from => return Effect::Known,
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
