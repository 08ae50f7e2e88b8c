//! Whom a change of a subject can touch: those that are or were one with it, those one role
//! away from any of them, and those that are one with these (R-PROP reaches no further).

use std::collections::BTreeSet;

use accord_model::subject::{SubjectDocument, SubjectId};

use crate::{error::ServiceError, host::Host, subjects::document};

impl Host {
    /// Adds those who are or were one with a subject, itself included; by whatever day and
    /// whatever was withdrawn, for what no longer joins them did before. Their documents.
    pub(crate) fn one_with(
        &self,
        id: SubjectId,
        all: &mut BTreeSet<SubjectId>,
    ) -> Result<Vec<SubjectDocument>, ServiceError> {
        let mut documents = Vec::new();
        let mut seen = BTreeSet::from([id]);
        let mut open = vec![id];
        while let Some(member) = open.pop() {
            all.insert(member);
            let document = match document(&*self.store, member) {
                Ok(Some(document)) => document,
                Ok(None) => continue,
                Err(error) if error.is_of_one_subject() => {
                    tracing::error!(subject = %member, %error, "a subject cannot be read");
                    continue;
                }
                Err(error) => return Err(error),
            };
            let into = document.merged_into.iter().map(|merger| merger.other);
            let further = into.chain(document.merged_from.iter().copied());
            open.extend(further.filter(|other| seen.insert(*other)));
            documents.push(document);
        }
        Ok(documents)
    }

    /// Adds all whom a change of a subject can touch.
    pub(crate) fn touched_by(
        &self,
        id: SubjectId,
        all: &mut BTreeSet<SubjectId>,
    ) -> Result<(), ServiceError> {
        let documents = self.one_with(id, all)?;
        let neighbours: BTreeSet<_> = documents
            .iter()
            .flat_map(|document| {
                let people = document.roles.iter().map(|edge| edge.person);
                people.chain(document.organisations.iter().copied())
            })
            .collect();
        for neighbour in neighbours {
            self.one_with(neighbour, all)?;
        }
        Ok(())
    }
}
