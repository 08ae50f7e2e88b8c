//! Subjects that are one by mergers, as the desk sees them: which document a message is
//! for, and which further merger would join too many.

use std::collections::BTreeSet;

use accord_model::{
    date::Date,
    subject::{RecordKey, SubjectDocument, SubjectId, view::Moment},
};

use super::{Desk, Refused};
use crate::{
    error::ServiceError,
    subjects::{MEMBERS, MERGERS},
};

/// Those merged into a subject, by whatever day.
struct Behind {
    /// How many.
    members: usize,
    /// The longest way from one of them, in mergers.
    depth: usize,
}

impl Desk<'_> {
    /// In whose document a message about a record belongs: the subject's own, unless only
    /// another's that is one with it today knows of the record.
    pub(super) fn holder(
        &mut self,
        id: SubjectId,
        key: RecordKey<'_>,
    ) -> Result<SubjectId, ServiceError> {
        let document = self.sheets.get(&id).map(|sheet| &sheet.document);
        let is_alone = document.is_none_or(|document| {
            document.merged_into.is_empty() && document.merged_from.is_empty()
        });
        if is_alone || self.knows_of(id, key) {
            return Ok(id);
        }
        let mut group = self.group(id)?.into_iter();
        Ok(group
            .find(|member| self.knows_of(*member, key))
            .unwrap_or(id))
    }

    fn knows_of(&self, id: SubjectId, key: RecordKey<'_>) -> bool {
        self.sheets.get(&id).is_some_and(|sheet| {
            let SubjectDocument {
                records,
                withdrawals,
                ..
            } = &sheet.document;
            records
                .binary_search_by(|record| record.key().cmp(&key))
                .is_ok()
                || withdrawals
                    .binary_search_by(|told| told.key().cmp(&key))
                    .is_ok()
        })
    }

    /// All that are one with a subject today, the one that goes on first.
    fn group(&mut self, id: SubjectId) -> Result<Vec<SubjectId>, ServiceError> {
        let moment = Moment::on(Date::at(self.now));
        let into = |desk: &Self, id: SubjectId| {
            let document = &desk.sheets.get(&id)?.document;
            document.merger(moment).map(|merger| merger.other)
        };
        let mut survivor = id;
        let mut steps = 0;
        while let Some(other) = into(self, survivor)
            && self.open(other)?
            && steps < MEMBERS
        {
            survivor = other;
            steps += 1;
        }
        let mut group = vec![survivor];
        let mut seen = BTreeSet::from([survivor]);
        let mut next = 0;
        while let Some(member) = group.get(next).copied()
            && group.len() < MEMBERS
        {
            next += 1;
            for from in self.merged_from(member)? {
                if into(self, from) == Some(member) && seen.insert(from) {
                    group.push(from);
                }
            }
        }
        Ok(group)
    }

    /// Those of whom a document says that they were merged into it, put on the desk.
    fn merged_from(&mut self, id: SubjectId) -> Result<Vec<SubjectId>, ServiceError> {
        let sheet = self.sheets.get(&id);
        let hints = sheet.map(|sheet| sheet.document.merged_from.clone());
        let mut opened = Vec::new();
        for from in hints.unwrap_or_default() {
            if self.open(from)? {
                opened.push(from);
            }
        }
        Ok(opened)
    }

    /// Into whom a subject is merged, from whatever day.
    fn merged_into(&self, id: SubjectId) -> Option<SubjectId> {
        let mergers = &self.sheets.get(&id)?.document.merged_into;
        let mut current = mergers.iter().filter(|merger| merger.known.is_current());
        current.next().map(|merger| merger.other)
    }

    fn behind(&mut self, id: SubjectId) -> Result<Behind, ServiceError> {
        let mut seen = BTreeSet::from([id]);
        let mut level = vec![id];
        let mut depth = 0;
        while seen.len() <= MEMBERS {
            let mut next = Vec::new();
            for into in level {
                for from in self.merged_from(into)? {
                    if self.merged_into(from) == Some(into) && seen.insert(from) {
                        next.push(from);
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            depth += 1;
            level = next;
        }
        Ok(Behind {
            members: seen.len() - 1,
            depth,
        })
    }

    /// Why a subject may not be merged into another, if it may not. Whoever asks for any
    /// of them has to find the one that goes on, and all that are one with it.
    pub(super) fn refused_merger(
        &mut self,
        id: SubjectId,
        other: SubjectId,
    ) -> Result<Option<Refused>, ServiceError> {
        let mut end = other;
        let mut ahead = 1;
        loop {
            if end == id {
                return Ok(Some(Refused::Circle));
            }
            if ahead > MERGERS {
                return Ok(Some(Refused::TooLong));
            }
            match self.merged_into(end) {
                Some(next) if self.open(next)? => end = next,
                _ => break,
            }
            ahead += 1;
        }
        if self.merged_into(id) == Some(other) {
            return Ok(None);
        }
        let coming = self.behind(id)?;
        let there = self.behind(end)?;
        Ok(if ahead + coming.depth > MERGERS {
            Some(Refused::TooLong)
        } else if coming.members + there.members + 2 > MEMBERS {
            Some(Refused::TooMany)
        } else {
            None
        })
    }
}
