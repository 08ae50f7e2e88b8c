//! What a message does to one line of statements, whatever they are about.

use super::{Effect, Writing};
use crate::subject::{Knowledge, Merger, Millis, Profile, Record, RoleEdge};

/// Something said of a thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement<C> {
    /// What was said.
    pub(super) content: C,
    /// When the provider last said so, by its own clock.
    pub(super) stated_at: Option<Millis>,
    /// When the host held it to be so.
    pub(super) known: Knowledge,
}

/// What a statement does, given those known of the same thing in order of arrival, and
/// until when that is withdrawn for it.
pub(super) fn effect_of<C: PartialEq>(
    said: Statement<C>,
    known: impl Iterator<Item = Statement<C>> + Clone,
    withdrawn: Option<Millis>,
) -> Effect {
    let Statement {
        content, stated_at, ..
    } = said;
    let current = known.clone().find(|known| known.known.is_current());
    if let Some(current) = current.as_ref().filter(|known| known.content == content) {
        return if stated_at <= current.stated_at {
            Effect::Known
        } else {
            Effect::Confirmed
        };
    }
    let is_old = |known: Statement<C>| known.content == content && stated_at <= known.stated_at;
    if known.clone().any(is_old) {
        return Effect::Replayed;
    }
    // What was never stated counts from its arrival. It may be held by several versions:
    // a role's last day stays the same when its finding changes.
    let untimed = current.as_ref().filter(|known| known.stated_at.is_none());
    let arrived = untimed.and_then(|untimed| {
        let same = known
            .clone()
            .filter(|known| known.content == untimed.content);
        same.map(|known| known.known.recorded_at).min()
    });
    let last = arrived.max(known.filter_map(|known| known.stated_at).max());
    if withdrawn.is_some() && stated_at <= withdrawn {
        Effect::WithdrawnBefore
    } else if stated_at.is_some() && stated_at < last {
        Effect::Late
    } else if current.is_some() {
        Effect::Changed
    } else {
        Effect::Added
    }
}

/// Until when a thing is withdrawn for a message stated at some time, given when the
/// withdrawals were stated and when they arrived. Nothing was withdrawn for a message
/// without a time if the thing has been brought back.
pub(super) fn withdrawn_until(
    told: impl Iterator<Item = (Option<Millis>, Millis)>,
    stated_at: Option<Millis>,
    is_current: bool,
) -> Option<Millis> {
    told.map(|(stated, arrived)| stated.unwrap_or(arrived))
        .max()
        .filter(|_| stated_at.is_some() || !is_current)
}

/// What a withdrawal does, given whether it was told before.
pub(super) fn withdrawal_effect<C>(
    stated_at: Option<Millis>,
    again: bool,
    known: impl Iterator<Item = Statement<C>> + Clone,
) -> Effect {
    let is_current = known.clone().any(|known| known.known.is_current());
    let last = known.filter_map(|known| known.stated_at).max();
    match (again, is_current) {
        // What was brought back after this message was told stays.
        (true, true) => Effect::Replayed,
        (true, false) => Effect::Known,
        (false, true) if stated_at.is_some() && stated_at < last => Effect::Late,
        (false, true) => Effect::Changed,
        (false, false) => Effect::Added,
    }
}

/// A version of something that a document holds.
pub(super) trait Version {
    fn known(&mut self) -> &mut Knowledge;
}

macro_rules! versions {
    ($($version:ty),*) => {$(
        impl Version for $version {
            fn known(&mut self) -> &mut Knowledge {
                &mut self.known
            }
        }
    )*};
}

versions!(Record, Profile, RoleEdge, Merger);

/// Does to the current version what a message did, and gives the version to be added.
pub(super) fn settle<V: Version>(
    mut said: V,
    effect: Effect,
    current: Option<&mut V>,
    writing: Writing,
) -> Option<V> {
    match effect {
        Effect::Known | Effect::Replayed => return None,
        Effect::Confirmed => {
            let current = current?;
            *said.known() = *current.known();
            *current = said;
            return None;
        }
        Effect::Late | Effect::WithdrawnBefore => *said.known() = writing.never_current(),
        Effect::Changed | Effect::Added => {
            if let Some(current) = current {
                current.known().withdrawn = Some(writing.withdrawn());
            }
            *said.known() = writing.known();
        }
    }
    Some(said)
}
