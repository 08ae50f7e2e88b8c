//! Roles: how long one is held is one line of statements, the finding on it another.

use super::{
    Effect, Writing,
    line::{Statement, effect_of, settle, withdrawal_effect, withdrawn_until},
};
use crate::{
    date::Date,
    subject::{RoleEdge, RoleWithdrawal, SubjectDocument},
};

impl SubjectDocument {
    /// Takes in a role. Its `known` and `finding_stated_at` are set here.
    ///
    /// Without a finding it keeps the one that is known. A finding that was stated before
    /// the role's last day is known by others counts all the same if no later one is known.
    pub fn take_role(&mut self, mut edge: RoleEdge, writing: Writing) -> Effect {
        edge.finding_stated_at = edge.finding.as_ref().and(edge.stated_at);
        let versions = self.roles.iter().filter(|known| known.key() == edge.key());
        let current = versions.clone().find(|known| known.known.is_current());
        let withdrawn = |is_held| {
            let told = self.role_withdrawals.iter();
            let told = told.filter(|told| told.key() == edge.key());
            let told = told.map(|told| (told.stated_at, told.recorded_at));
            withdrawn_until(told, edge.stated_at, is_held)
        };
        let line = versions.clone().map(RoleEdge::lasting);
        let lasting = effect_of(edge.lasting(), line, withdrawn(current.is_some()));
        let is_held = current.is_some() || lasting == Effect::Added;
        let found = edge.found().map_or(Effect::Known, |found| {
            let line = versions.filter_map(RoleEdge::found);
            match effect_of(found, line, withdrawn(is_held)) {
                Effect::Added if !is_held => Effect::WithdrawnBefore,
                Effect::Added => Effect::Changed,
                effect => effect,
            }
        });
        let mut next = edge.clone();
        if !counts(lasting)
            && let Some(current) = current
        {
            (next.to, next.stated_at) = (current.to, current.stated_at);
        }
        if !counts(found) {
            next.finding = current.and_then(|current| current.finding.clone());
            next.finding_stated_at = current.and_then(|current| current.finding_stated_at);
        }
        let effects = [lasting, found];
        // What came late is kept as it was told.
        let late = effects.into_iter().filter(|effect| is_late(*effect)).max();
        if let Some(late) = late {
            self.roles.extend(settle(edge, late, None, writing));
        }
        let counting = effects.into_iter().filter(|effect| counts(*effect)).max();
        if let Some(effect) = counting {
            self.replace(next, effect, writing);
        }
        self.changed(lasting.max(found), writing)
    }

    /// Takes in that a role was never held, such as one registered under a stolen
    /// identity. Its `recorded_at` and `batch` are set here.
    ///
    /// If the role was stated again later and the finding was not, that goes alone.
    pub fn withdraw_role(&mut self, mut withdrawal: RoleWithdrawal, writing: Writing) -> Effect {
        withdrawal.recorded_at = writing.at;
        withdrawal.batch = writing.batch;
        let (key, stated_at) = (withdrawal.key(), withdrawal.stated_at);
        let mut told = self.role_withdrawals.iter();
        let again = told.any(|told| told.key() == key && told.stated_at == stated_at);
        let versions = self.roles.iter().filter(|known| known.key() == key);
        let line = versions.clone().map(RoleEdge::lasting);
        let lasting = withdrawal_effect(stated_at, again, line);
        let line = versions.clone().filter_map(RoleEdge::found);
        let found = withdrawal_effect(stated_at, again, line);
        let is_current = |known: &RoleEdge| known.known.is_current() && known.key() == key;
        let mut versions = self.roles.iter_mut();
        let current = versions.find(|known| is_current(known));
        let effect = match (current, lasting, found) {
            (Some(current), Effect::Changed, _) => {
                current.known.withdrawn = Some(writing.withdrawn());
                Effect::Changed
            }
            (Some(current), Effect::Late, Effect::Changed) => {
                let unfound = RoleEdge {
                    finding: None,
                    finding_stated_at: None,
                    ..current.clone()
                };
                self.replace(unfound, Effect::Changed, writing);
                Effect::Changed
            }
            _ => lasting,
        };
        if effect.is_change() {
            self.role_withdrawals.push(withdrawal);
        }
        self.changed(effect, writing)
    }

    /// Puts a version in the place of the current one of its role.
    fn replace(&mut self, next: RoleEdge, effect: Effect, writing: Writing) {
        let is_current = |known: &RoleEdge| known.known.is_current() && known.key() == next.key();
        let mut versions = self.roles.iter_mut();
        let current = versions.find(|known| is_current(known));
        let added = settle(next, effect, current, writing);
        self.roles.extend(added);
    }
}

const fn counts(effect: Effect) -> bool {
    matches!(effect, Effect::Confirmed | Effect::Changed | Effect::Added)
}

const fn is_late(effect: Effect) -> bool {
    matches!(effect, Effect::Late | Effect::WithdrawnBefore)
}

impl RoleEdge {
    const fn lasting(&self) -> Statement<Option<Date>> {
        Statement {
            content: self.to,
            stated_at: self.stated_at,
            known: self.known,
        }
    }

    fn found(&self) -> Option<Statement<(&str, &str, Option<Date>)>> {
        let finding = self.finding.as_ref()?;
        Some(Statement {
            content: (&finding.provider, &finding.number, finding.decided_on),
            stated_at: self.finding_stated_at,
            known: self.known,
        })
    }
}
