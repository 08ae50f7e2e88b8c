//! Applying lines together: each subject is read once, changed, and written once.

use std::collections::{BTreeMap, HashMap, btree_map::Entry};

use accord_model::{
    contract::Standing,
    identifier::Identifier,
    subject::{Record, RoleEdge, SubjectDocument, SubjectId},
};
use accord_store::{Mutation, PartId, StoreError};

use crate::{
    codec,
    error::ServiceError,
    host::{Host, now},
    intake::{
        ImportReport, Refusal, Taken,
        line::{Line, NewRole, NewSubject},
    },
    spaces,
    subjects::part_of,
};

/// How often a batch is applied again when someone else changed one of its parts.
const TRIES: usize = 8;

/// Lines waiting to be applied.
pub(crate) struct Batch<'h> {
    host: &'h Host,
    lines: Vec<(u64, Line)>,
}

impl<'h> Batch<'h> {
    pub(crate) fn new(host: &'h Host) -> Self {
        Self {
            host,
            lines: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, number: u64, line: Line) {
        self.lines.push((number, line));
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Applies what waits. Parts are written one by one, so a failure leaves whole parts;
    /// the same lines again complete them.
    pub(crate) fn apply(&mut self, report: &mut ImportReport) -> Result<(), ServiceError> {
        let lines = std::mem::take(&mut self.lines);
        for _ in 0..TRIES {
            let mut desk = Desk::new(self.host);
            let mut outcome = ImportReport::default();
            for (number, line) in &lines {
                match desk.apply(line)? {
                    Ok(taken) => outcome.taken(taken),
                    Err(refusal) => outcome.refused(*number, refusal),
                }
            }
            if desk.write()? {
                report.added += outcome.added;
                report.changed += outcome.changed;
                report.unchanged += outcome.unchanged;
                report.rejected += outcome.rejected;
                report.rejections.extend(outcome.rejections);
                return Ok(());
            }
        }
        Err(ServiceError::Contended { part: 0 })
    }
}

/// A document on the desk.
struct Sheet {
    document: SubjectDocument,
    /// Under which identifier it is found, if it is new.
    found_under: Option<[u8; 16]>,
    changed: bool,
}

/// The documents that a batch reads and changes.
struct Desk<'h> {
    host: &'h Host,
    sheets: HashMap<SubjectId, Sheet>,
    /// Parts read, and their sequence before.
    parts: BTreeMap<PartId, accord_store::Sequence>,
    now: i64,
}

impl<'h> Desk<'h> {
    fn new(host: &'h Host) -> Self {
        Self {
            host,
            sheets: HashMap::new(),
            parts: BTreeMap::new(),
            now: now(),
        }
    }

    fn part(&mut self, bytes: &[u8; 16]) -> Result<PartId, ServiceError> {
        let part = part_of(bytes, self.host.store.parts());
        if let Entry::Vacant(vacant) = self.parts.entry(part) {
            vacant.insert(self.host.store.sequence(part)?);
        }
        Ok(part)
    }

    /// Puts the subject of an identifier on the desk, if there is one.
    fn fetch(&mut self, identifier: &Identifier) -> Result<Option<SubjectId>, ServiceError> {
        let named = self.host.keys.subject_id(identifier);
        if self.sheets.contains_key(&named) {
            return Ok(Some(named));
        }
        let key = self.host.keys.of_identifier(identifier);
        let part = self.part(&key)?;
        let store = &self.host.store;
        let Some(bytes) = store.get(part, spaces::IDENTIFIERS, &key)? else {
            return Ok(None);
        };
        let id: SubjectId = codec::decode("identifier", &bytes)?;
        if self.sheets.contains_key(&id) {
            return Ok(Some(id));
        }
        let part = self.part(id.as_bytes())?;
        let Some(bytes) = self.host.store.get(part, spaces::SUBJECTS, id.as_bytes())? else {
            return Ok(None);
        };
        let sheet = Sheet {
            document: codec::decode("subject", &bytes)?,
            found_under: None,
            changed: false,
        };
        self.sheets.insert(id, sheet);
        Ok(Some(id))
    }

    fn apply(&mut self, line: &Line) -> Result<Result<Taken, Refusal>, ServiceError> {
        match line {
            Line::Subject(subject) => self.subject(subject).map(Ok),
            Line::Record(identifier, record) => self.record(identifier, record),
            Line::Role(role) => self.role(role),
        }
    }

    fn subject(&mut self, new: &NewSubject) -> Result<Taken, ServiceError> {
        if let Some(id) = self.fetch(&new.identifier)?
            && let Some(sheet) = self.sheets.get_mut(&id)
        {
            let document = &mut sheet.document;
            let same = document.kind == new.kind
                && document.name == new.name
                && document.since == new.since
                && document.industry == new.industry
                && document.region == new.region
                && document.status == new.status;
            if same {
                return Ok(Taken::Unchanged);
            }
            document.kind = new.kind;
            document.name.clone_from(&new.name);
            document.since = new.since;
            document.industry.clone_from(&new.industry);
            document.region.clone_from(&new.region);
            document.status.clone_from(&new.status);
            sheet.changed = true;
            return Ok(Taken::Changed);
        }
        let id = self.host.keys.subject_id(&new.identifier);
        self.part(id.as_bytes())?;
        let sheet = Sheet {
            document: SubjectDocument {
                kind: new.kind,
                name: new.name.clone(),
                identifier: new.identifier.shown(),
                since: new.since,
                industry: new.industry.clone(),
                region: new.region.clone(),
                status: new.status.clone(),
                records: Vec::new(),
                roles: Vec::new(),
                organisations: Vec::new(),
            },
            found_under: Some(self.host.keys.of_identifier(&new.identifier)),
            changed: true,
        };
        self.sheets.insert(id, sheet);
        Ok(Taken::Added)
    }

    fn record(
        &mut self,
        identifier: &Identifier,
        record: &Record,
    ) -> Result<Result<Taken, Refusal>, ServiceError> {
        let Some(id) = self.fetch(identifier)? else {
            return Ok(Err(unknown("identifier")));
        };
        let now = self.now;
        let Some(sheet) = self.sheets.get_mut(&id) else {
            return Ok(Err(unknown("identifier")));
        };
        let records = &mut sheet.document.records;
        let taken = match records.binary_search_by(|known| known.key().cmp(&record.key())) {
            Ok(position) => match records.get_mut(position) {
                Some(known) if !same(known, record) => {
                    *known = Record {
                        recorded_at: now,
                        ..record.clone()
                    };
                    Taken::Changed
                }
                _ => Taken::Unchanged,
            },
            Err(position) => {
                let record = Record {
                    recorded_at: now,
                    ..record.clone()
                };
                records.insert(position, record);
                Taken::Added
            }
        };
        sheet.changed |= taken != Taken::Unchanged;
        Ok(Ok(taken))
    }

    fn role(&mut self, new: &NewRole) -> Result<Result<Taken, Refusal>, ServiceError> {
        let Some(organisation) = self.fetch(&new.organisation)? else {
            return Ok(Err(unknown("organisation")));
        };
        let Some(person) = self.fetch(&new.person)? else {
            return Ok(Err(unknown("person")));
        };
        let edge = RoleEdge {
            person,
            role: new.role,
            from: new.from,
            to: new.to,
            responsible: new.responsible,
        };
        let mut taken = Taken::Unchanged;
        if let Some(sheet) = self.sheets.get_mut(&organisation) {
            let roles = &mut sheet.document.roles;
            match roles.iter_mut().find(|known| known.key() == edge.key()) {
                Some(known) if *known == edge => {}
                Some(known) => {
                    *known = edge;
                    taken = Taken::Changed;
                }
                None => {
                    roles.push(edge);
                    taken = Taken::Added;
                }
            }
            sheet.changed |= taken != Taken::Unchanged;
        }
        if let Some(sheet) = self.sheets.get_mut(&person) {
            let organisations = &mut sheet.document.organisations;
            if let Err(position) = organisations.binary_search(&organisation) {
                organisations.insert(position, organisation);
                sheet.changed = true;
            }
        }
        Ok(Ok(taken))
    }

    /// Writes what changed, part by part; false if a part had been changed meanwhile and
    /// all has to be read again.
    fn write(self) -> Result<bool, ServiceError> {
        let mut rows: BTreeMap<PartId, Vec<Mutation>> = BTreeMap::new();
        for (id, sheet) in self.sheets.iter().filter(|(_, sheet)| sheet.changed) {
            let part = part_of(id.as_bytes(), self.host.store.parts());
            let rows = rows.entry(part).or_default();
            let document = codec::encode(&sheet.document)?;
            rows.push(Mutation::put(spaces::SUBJECTS, id.as_bytes(), document));
            if let Some(key) = sheet.found_under {
                rows.push(Mutation::put(spaces::IDENTIFIERS, key, codec::encode(id)?));
            }
        }
        for (part, rows) in rows {
            let before = self.parts.get(&part).copied();
            match self.host.store.load(part, before, &rows) {
                Ok(_) => {}
                Err(StoreError::Conflict { .. }) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }
}

/// Whether two versions of a record say the same.
fn same(known: &Record, new: &Record) -> bool {
    let Record {
        acted_on,
        acted_until,
        decided_on,
        ends_on,
        ends_as,
        values,
        provider: _,
        number: _,
        kind: _,
        recorded_at: _,
    } = known;
    let ends_as: &Standing = ends_as;
    *acted_on == new.acted_on
        && *acted_until == new.acted_until
        && *decided_on == new.decided_on
        && *ends_on == new.ends_on
        && *ends_as == new.ends_as
        && *values == new.values
}

fn unknown(field: &str) -> Refusal {
    Refusal::new(
        Some(field),
        "没有此主体: 请先导入主体",
        "no such subject: send the subject first",
    )
}
