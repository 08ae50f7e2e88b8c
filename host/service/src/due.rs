//! The due index: on which day a subject is to be looked at next, though nothing is sent.

use accord_model::{date::Date, subject::SubjectId};
use accord_store::PartId;

use crate::{error::ServiceError, host::Host, runs::subject_id, spaces};

/// Rows read at a time.
const PAGE: usize = 256;

/// A row of the index: its key, and the subject that it names.
pub(crate) type Due = (Vec<u8>, SubjectId);

/// The key of a row: days sort as bytes.
pub(crate) fn key(day: Date, id: SubjectId) -> Vec<u8> {
    [sortable(day).as_slice(), id.as_bytes()].concat()
}

fn sortable(day: Date) -> [u8; 4] {
    (day.days().cast_unsigned() ^ (1 << 31)).to_be_bytes()
}

impl Host {
    /// Those of a part whose day has come.
    pub(crate) fn due(&self, part: PartId, as_of: Date) -> Result<Vec<Due>, ServiceError> {
        let last = sortable(as_of);
        let mut due = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = self.store.scan(part, spaces::DUE, after.as_deref(), PAGE)?;
            for (key, _) in &page.entries {
                match key.split_first_chunk() {
                    Some((day, id)) if *day <= last => due.push((key.clone(), subject_id(id)?)),
                    _ => return Ok(due),
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(due),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_1970_come_before_later_ones() {
        let days = [i32::MIN, -1, 0, 1, i32::MAX].map(Date::from_days);
        assert!(days.map(sortable).is_sorted());
    }
}
