//! Search by name: an index of two-character pieces, in the subject's own part and in the
//! same commit as its document, so that it is never behind.
//!
//! It is never authoritative: a hit is read and compared before it is shown, and
//! [`Host::rebuild_names`] makes it anew from the documents. It finds candidates for a
//! person to choose from; no measure is ever found by a name, which two people can share.
//!
//! A row is a piece and a subject's id, with no value. A search looks into every part,
//! for a subject's part follows from its identifier: some thousand short reads. Rows
//! under a piece's own part would need fewer, but could not be written with the document.

use std::{collections::BTreeSet, ops::ControlFlow};

use accord_model::{
    contract::SubjectKind,
    principal::{Principal, Right},
    subject::{SubjectDocument, SubjectId, view::Moment},
};
use accord_store::{Mutation, PartId, PartStore};
use serde::{Deserialize, Serialize};

use crate::{
    codec,
    error::ServiceError,
    host::{Host, today},
    query::SubjectView,
    spaces, subjects,
};

/// Characters of a piece.
const PIECE: usize = 2;

/// Bytes of a piece: three for each character.
const PIECE_BYTES: usize = 3 * PIECE;

/// Rows read at a time: about what a part of a district holds of a common piece.
const PAGE: usize = 128;

/// Parts from which it is learnt which piece of the name is the rarest.
const SAMPLE: u16 = 4;

/// The most hits on a page.
const HITS: usize = 200;

/// Characters of a searched name by which candidates are found; names are shorter.
const NAME: usize = 200;

type Piece = [u8; PIECE_BYTES];

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameSearch {
    /// A name or a part of one, of two characters or more.
    pub name: String,
    /// Hits on a page; 50 if absent, at most 200.
    #[serde(default)]
    pub limit: Option<usize>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<SubjectId>,
}

/// A page of hits, in the order of the host's own ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePage {
    /// The subjects; persons' numbers are masked.
    pub hits: Vec<NameHit>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<SubjectId>,
}

/// A subject that has or had such a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameHit {
    /// The host's own name of it.
    pub id: SubjectId,
    /// What kind of subject it is; none if nobody has described it yet.
    pub kind: Option<SubjectKind>,
    /// Its name.
    pub name: String,
    /// Its identifier; a person's is masked.
    pub identifier: String,
    /// The subject that it is part of today by a merger; none if it stands by itself.
    pub part_of: Option<SubjectView>,
}

/// A name as it is compared: half-width, lower case, without blanks and marks.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => {
                char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
            }
            _ => character,
        })
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn pieces(folded: &str) -> BTreeSet<Piece> {
    let characters: Vec<char> = folded.chars().collect();
    characters.windows(PIECE).map(piece).collect()
}

fn piece(characters: &[char]) -> Piece {
    let mut piece = [0; PIECE_BYTES];
    for (slot, character) in piece.chunks_exact_mut(3).zip(characters) {
        let [_, bytes @ ..] = u32::from(*character).to_be_bytes();
        slot.copy_from_slice(&bytes);
    }
    piece
}

fn key(piece: &Piece, id: SubjectId) -> Vec<u8> {
    [piece.as_slice(), id.as_bytes()].concat()
}

/// The rows of a document's names; those of former names stay.
pub(crate) fn rows(id: SubjectId, document: &SubjectDocument) -> Vec<Mutation> {
    document
        .profiles
        .iter()
        .filter(|profile| profile.known.is_current())
        .flat_map(|profile| pieces(&folded(&profile.name)))
        .map(|piece| Mutation::put(spaces::NAMES, key(&piece, id), Vec::new()))
        .collect()
}

impl Host {
    /// Subjects whose present or former name contains a text.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NameTooShort`]; those of the store.
    pub fn search(&self, by: &Principal, search: &NameSearch) -> Result<NamePage, ServiceError> {
        self.allow(by, Right::SearchByName)?;
        let name = folded(&search.name);
        let beginning: String = name.chars().take(NAME).collect();
        let wanted: Vec<Piece> = pieces(&beginning).into_iter().collect();
        if wanted.is_empty() {
            return Err(ServiceError::NameTooShort);
        }
        let limit = search.limit.unwrap_or(50).clamp(1, HITS);
        let store = &*self.store;
        let wanted = self.rarest_first(wanted)?;
        let moment = Moment::on(today());
        // Ids order within their parts, and parts by their number.
        let order = |id: &SubjectId| (subjects::part_of(id.as_bytes(), store.parts()), *id);
        let after = search.after.as_ref().map(order);
        let mut hits = Vec::new();
        for part in PartId::all_data(store.parts()) {
            if after.is_some_and(|(last, _)| part < last) {
                continue;
            }
            for id in candidates(store, part, &wanted)? {
                if after.is_some_and(|after| order(&id) <= after) {
                    continue;
                }
                let Some(document) = subjects::document(store, id)? else {
                    continue;
                };
                let mut profiles = document.profiles.iter();
                let is_named = profiles.any(|profile| {
                    profile.known.is_current() && folded(&profile.name).contains(&name)
                });
                if !is_named {
                    continue;
                }
                if hits.len() == limit {
                    let next = hits.last().map(|hit: &NameHit| hit.id);
                    return Ok(NamePage { hits, next });
                }
                hits.push(self.hit(id, &document, moment)?);
            }
        }
        Ok(NamePage { hits, next: None })
    }

    fn hit(
        &self,
        id: SubjectId,
        document: &SubjectDocument,
        moment: Moment,
    ) -> Result<NameHit, ServiceError> {
        let part_of = match document.merger(moment) {
            None => None,
            Some(merger) => match self.survivor(merger.other, moment) {
                Ok(survivor) => survivor,
                // A circle has none; whoever asks for the subject is told.
                Err(ServiceError::Merged { .. }) => None,
                Err(error) => return Err(error),
            },
        };
        let SubjectView {
            id,
            kind,
            name,
            identifier,
        } = SubjectView::new(id, document, moment);
        Ok(NameHit {
            id,
            kind,
            name,
            identifier,
            part_of: part_of.map(|(id, document)| SubjectView::new(id, &document, moment)),
        })
    }

    /// The pieces with the one first that the fewest subjects have, as far as some parts
    /// tell.
    fn rarest_first(&self, pieces: Vec<Piece>) -> Result<Vec<Piece>, ServiceError> {
        let mut counted = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let mut count = 0;
            for part in PartId::all_data(self.store.parts()).take(SAMPLE.into()) {
                count += with_piece(&*self.store, part, &piece)?.len();
            }
            counted.push((count, piece));
        }
        counted.sort_unstable();
        Ok(counted.into_iter().map(|(_, piece)| piece).collect())
    }

    /// Makes the index anew from the documents, part by part; gives the number of rows.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; those of the store.
    pub fn rebuild_names(&self, by: &Principal) -> Result<u64, ServiceError> {
        self.allow(by, Right::ChangeReference)?;
        let _alone = self.writing_subjects();
        let mut count = 0;
        for part in PartId::all_data(self.store.parts()) {
            let mut changes = Vec::new();
            self.store.visit(part, spaces::NAMES, &mut |key, _| {
                changes.push(Mutation::delete(spaces::NAMES, key));
                ControlFlow::Continue(())
            })?;
            let mut failed = None;
            self.store
                .visit(part, spaces::SUBJECTS, &mut |key, value| {
                    let read = crate::runs::subject_id(key)
                        .and_then(|id| Ok((id, codec::decode::<SubjectDocument>(value)?)));
                    match read {
                        Ok((id, document)) => {
                            let rows = rows(id, &document);
                            count += u64::try_from(rows.len()).unwrap_or(u64::MAX);
                            changes.extend(rows);
                            ControlFlow::Continue(())
                        }
                        Err(error) => {
                            failed = Some(error);
                            ControlFlow::Break(())
                        }
                    }
                })?;
            if let Some(error) = failed {
                return Err(error);
            }
            if !changes.is_empty() {
                self.store.load(part, None, &changes)?;
            }
        }
        self.store.flush()?;
        Ok(count)
    }
}

/// The subjects of a part that have every piece.
fn candidates(
    store: &dyn PartStore,
    part: PartId,
    pieces: &[Piece],
) -> Result<Vec<SubjectId>, ServiceError> {
    let Some((rarest, others)) = pieces.split_first() else {
        return Ok(Vec::new());
    };
    let mut ids = with_piece(store, part, rarest)?;
    for piece in others {
        if ids.is_empty() {
            break;
        }
        let keys: Vec<_> = ids.iter().map(|id| key(piece, *id)).collect();
        let rows: Vec<_> = keys
            .iter()
            .map(|key| (spaces::NAMES, key.as_slice()))
            .collect();
        let found = store.get_many(part, &rows)?;
        let mut found = found.iter();
        ids.retain(|_| found.next().is_some_and(Option::is_some));
    }
    Ok(ids)
}

/// The subjects of a part that have a piece.
fn with_piece(
    store: &dyn PartStore,
    part: PartId,
    piece: &Piece,
) -> Result<Vec<SubjectId>, ServiceError> {
    let mut ids = Vec::new();
    let mut after = piece.to_vec();
    loop {
        let page = store.scan(part, spaces::NAMES, Some(&after), PAGE)?;
        for (key, _) in &page.entries {
            match key.strip_prefix(piece.as_slice()) {
                Some(id) => ids.extend(id.try_into().map(SubjectId::from_bytes)),
                None => return Ok(ids),
            }
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(ids),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_width_case_blanks_and_marks() {
        assert_eq!(folded("测试（清城）Ａbc 有限公司"), "测试清城abc有限公司");
        assert_eq!(folded("  （）"), "");
    }

    #[test]
    fn a_piece_is_two_characters_beyond_the_first_plane_too() {
        assert_eq!(pieces("测试厂").len(), 2);
        assert_eq!(pieces("𠮷厂").len(), 1);
        assert_eq!(pieces("𠮷").len(), 0);
        assert_ne!(pieces("𠮷厂"), pieces("吉厂"));
    }
}
