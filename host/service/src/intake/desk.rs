//! Applying messages together: each subject is read once, changed, and written once.

mod groups;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use accord_model::{
    contract::SubjectKind,
    date::Date,
    identifier::{Identifier, Scheme},
    message::{Flag, Message, Party, RoleMessage},
    subject::{
        BatchNumber, HeldIdentifier, Knowledge, Merger, MergerWithdrawal, Millis, Profile, Record,
        RoleEdge, RoleWithdrawal, SubjectDocument, SubjectId, Withdrawal,
        history::{Effect, Writing},
        view::Moment,
    },
};
use accord_store::{Mutation, PartId};

use crate::{
    changes::Stamp,
    codec,
    error::{ServiceError, Text},
    host::Host,
    keys::{Keys, identifier_context},
    names,
    rotation::recovered,
    spaces,
    stored::Lookup,
    subjects::{MEMBERS, MERGERS, document, part_of},
    triggers,
};

/// When a name given beside a record counts as stated: before whatever a register states.
pub(crate) const MENTIONED: Millis = Millis::MIN;

/// What became of a message that was taken; of several of one line the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Taken {
    Unchanged,
    Corrected,
    Added,
}

/// Why a message was not taken, though it is in order by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A subject was to be merged into itself, or into one that is merged into it.
    Circle,
    /// It would be merged on too often.
    TooLong,
    /// Too many would be one subject.
    TooMany,
}

impl Refused {
    pub(crate) fn text(self) -> Text {
        match self {
            Self::Circle => Text {
                zh: "两个主体互相合并: 请核对合并方向".to_owned(),
                en: "the two subjects would be merged into each other: check which goes on"
                    .to_owned(),
            },
            Self::TooLong => Text {
                zh: format!("合并次数超过 {MERGERS} 次: 请直接并入最后存续的主体"),
                en: format!(
                    "merged on more than {MERGERS} times: merge it into the one that goes on at last"
                ),
            },
            Self::TooMany => Text {
                zh: format!("合并为一的主体超过 {MEMBERS} 个: 请核对, 并撤销误报的合并"),
                en: format!(
                    "more than {MEMBERS} subjects would be one: check them, and withdraw mergers \
                     that were mistakes"
                ),
            },
        }
    }
}

/// A document on the desk.
struct Sheet {
    document: SubjectDocument,
    /// Lookup rows to be written with it.
    lookups: Vec<[u8; 16]>,
    changed: bool,
    renamed: bool,
    /// The kinds under which it stands in the trigger index.
    indexed: BTreeSet<u16>,
    /// Whether a document on the desk owns an edge or merger to which it has a
    /// back-reference that is new.
    is_referred_to: bool,
}

/// The documents that a batch reads and changes.
pub(crate) struct Desk<'h> {
    host: &'h Host,
    keys: Keys,
    batch: BatchNumber,
    now: Millis,
    sheets: HashMap<SubjectId, Sheet>,
    /// Subjects by the hash of an identifier that they were asked for by.
    known: HashMap<[u8; 16], SubjectId>,
}

impl<'h> Desk<'h> {
    pub(crate) fn new(host: &'h Host, batch: BatchNumber, now: Millis) -> Self {
        Self {
            host,
            keys: Keys::clone(&host.keys.load()),
            batch,
            now,
            sheets: HashMap::new(),
            known: HashMap::new(),
        }
    }

    /// Takes in one message. Flags are added to the line's.
    pub(crate) fn apply(
        &mut self,
        message: &Message,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Result<Taken, Refused>, ServiceError> {
        match message {
            Message::Subject(party, profile) => self.subject(party, profile, flags).map(Ok),
            Message::Record(party, record) => self.record(party, record, flags).map(Ok),
            Message::Withdrawal(party, withdrawal) => {
                self.withdrawal(party, withdrawal, flags).map(Ok)
            }
            Message::Role(role) => self.role(role, flags).map(Ok),
            Message::RoleWithdrawal(role) => self.role_withdrawal(role, flags).map(Ok),
            Message::Merger {
                subject,
                into,
                from,
                stated_at,
            } => self.merger((subject, into), *from, *stated_at, flags),
            Message::MergerWithdrawal {
                subject,
                into,
                stated_at,
            } => self
                .merger_withdrawal(subject, into, *stated_at, flags)
                .map(Ok),
        }
    }

    /// Puts the subject of an identifier on the desk, if there is one.
    fn fetch(&mut self, identifier: &Identifier) -> Result<Option<SubjectId>, ServiceError> {
        let current = self.keys.of_identifier(identifier);
        if let Some(id) = self.known.get(&current) {
            return Ok(Some(*id));
        }
        let ids: Vec<_> = self.keys.subject_ids(identifier).collect();
        for id in ids {
            if self.open(id)? {
                self.known.insert(current, id);
                return Ok(Some(id));
            }
        }
        let store = &self.host.store;
        let hashes: Vec<_> = self.keys.lookups(identifier).collect();
        for (_, hash) in hashes {
            let part = part_of(&hash, store.parts());
            let Some(row) = store.get(part, spaces::IDENTIFIERS, &hash)? else {
                continue;
            };
            let Lookup { subject, .. } = codec::decode(&row)?;
            // A row whose document was never written leads nowhere.
            if self.open(subject)? {
                self.known.insert(current, subject);
                return Ok(Some(subject));
            }
        }
        Ok(None)
    }

    /// Puts a subject on the desk; false if it has no document.
    fn open(&mut self, id: SubjectId) -> Result<bool, ServiceError> {
        if self.sheets.contains_key(&id) {
            return Ok(true);
        }
        let Some(document) = document(&*self.host.store, id)? else {
            return Ok(false);
        };
        self.sheets.insert(id, Sheet::of(document));
        Ok(true)
    }

    /// The subject of a party, made if there is none, with its further identifiers.
    fn party(
        &mut self,
        party: &Party,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<(SubjectId, bool), ServiceError> {
        // The organisation code inside a unified code is the same body's older one.
        let inside = match party.identifier {
            Identifier::Organisation(code) => {
                Some(Identifier::OldOrganisation(code.organisation_code()))
            }
            _ => None,
        };
        let known = match (self.fetch(&party.identifier)?, &inside) {
            (None, Some(inside)) => self
                .fetch(inside)?
                .filter(|id| self.has_no_unified_code(*id)),
            (known, _) => known,
        };
        let (id, is_new) = match known {
            Some(id) => (id, false),
            None => (self.make(&party.identifier)?, true),
        };
        if !is_new && party.identifier.is_personal() {
            self.seal_if_unsealed(id, &party.identifier)?;
        }
        if !is_new && inside.is_some() {
            self.also_found_by(id, &party.identifier, flags)?;
        }
        let inside = inside.iter().filter(|_| is_new);
        for other in inside.chain(&party.others) {
            self.also_found_by(id, other, flags)?;
        }
        Ok((id, is_new))
    }

    /// Whether a subject is so far known by older codes only.
    fn has_no_unified_code(&self, id: SubjectId) -> bool {
        self.sheets.get(&id).is_some_and(|sheet| {
            let mut held = sheet.document.identifiers.iter();
            !held.any(|held| held.scheme == Scheme::UnifiedSocialCreditCode)
        })
    }

    /// Seals a number of which a store of the first edition kept only the mask.
    fn seal_if_unsealed(
        &mut self,
        id: SubjectId,
        identifier: &Identifier,
    ) -> Result<(), ServiceError> {
        let Some(sheet) = self.sheets.get_mut(&id) else {
            return Ok(());
        };
        let (scheme, shown) = (identifier.scheme(), identifier.shown());
        let unsealed = |held: &&mut HeldIdentifier| {
            held.sealed.is_none() && held.scheme == scheme && held.shown == shown
        };
        if let Some(held) = sheet.document.identifiers.iter_mut().find(unsealed) {
            let context = identifier_context(id, scheme);
            held.sealed = Some(self.keys.seal(&context, identifier.reveal().as_bytes())?);
            sheet.changed = true;
        }
        Ok(())
    }

    fn make(&mut self, identifier: &Identifier) -> Result<SubjectId, ServiceError> {
        let id = self.keys.subject_id(identifier);
        let mut sheet = Sheet::of(SubjectDocument::default());
        let writing = self.writing(&sheet.document);
        let held = held(&self.keys, id, identifier, writing)?;
        sheet.document.identifiers.push(held);
        sheet.changed = true;
        self.sheets.insert(id, sheet);
        self.known.insert(self.keys.of_identifier(identifier), id);
        Ok(id)
    }

    fn also_found_by(
        &mut self,
        id: SubjectId,
        identifier: &Identifier,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<(), ServiceError> {
        match self.fetch(identifier)? {
            Some(known) if known == id => {}
            Some(_) => {
                flags.insert(Flag::IdentifierOfAnother);
            }
            None => {
                let hash = self.keys.of_identifier(identifier);
                if let Some(sheet) = self.sheets.get_mut(&id) {
                    let mut is_held = false;
                    for known in &sheet.document.identifiers {
                        is_held |= recovered(&self.keys, id, known)?.as_ref() == Some(identifier);
                    }
                    if !is_held {
                        let writing = sheet.document.writing(self.now, self.batch);
                        let held = held(&self.keys, id, identifier, writing)?;
                        sheet.document.identifiers.push(held);
                    }
                    sheet.lookups.push(hash);
                    sheet.changed = true;
                }
                self.known.insert(hash, id);
            }
        }
        Ok(())
    }

    fn writing(&self, document: &SubjectDocument) -> Writing {
        document.writing(self.now, self.batch)
    }

    /// Changes the document of a subject that is on the desk.
    fn change<T>(
        &mut self,
        id: SubjectId,
        change: impl FnOnce(&mut SubjectDocument, Writing) -> T,
        is_change: impl FnOnce(&T) -> bool,
    ) -> Option<T> {
        let (now, batch) = (self.now, self.batch);
        let sheet = self.sheets.get_mut(&id)?;
        let writing = sheet.document.writing(now, batch);
        let done = change(&mut sheet.document, writing);
        sheet.changed |= is_change(&done);
        Some(done)
    }

    /// Leaves a back-reference in a document.
    fn refer(
        &mut self,
        id: SubjectId,
        list: impl FnOnce(&mut SubjectDocument) -> &mut Vec<SubjectId>,
        other: SubjectId,
    ) {
        if let Some(sheet) = self.sheets.get_mut(&id)
            && insert_sorted(list(&mut sheet.document), other)
        {
            sheet.changed = true;
            sheet.is_referred_to = true;
        }
    }

    fn effect(
        &mut self,
        id: SubjectId,
        change: impl FnOnce(&mut SubjectDocument, Writing) -> Effect,
    ) -> Effect {
        self.change(id, change, |effect| effect.is_change())
            .unwrap_or(Effect::Known)
    }

    fn subject(
        &mut self,
        party: &Party,
        profile: &Profile,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Taken, ServiceError> {
        let (id, is_new) = self.party(party, flags)?;
        let effect = self.profile(id, born(party, profile.clone()));
        flag(effect, flags);
        if let Some(sheet) = self.sheets.get(&id) {
            let now = Moment::on(Date::from_days(i32::MAX));
            if taken(effect, is_new) != Taken::Unchanged
                && sheet
                    .document
                    .registered(now)
                    .is_some_and(|registered| registered.contradictory)
            {
                flags.insert(Flag::ContradictoryStatus);
            }
        }
        Ok(taken(effect, is_new))
    }

    fn profile(&mut self, id: SubjectId, profile: Profile) -> Effect {
        let effect = self.effect(id, |document, writing| {
            document.take_profile(profile, writing)
        });
        if let Some(sheet) = self.sheets.get_mut(&id) {
            sheet.renamed |= effect.is_change() && effect != Effect::Confirmed;
        }
        effect
    }

    /// What the name given beside a record is good for: it describes a subject that no
    /// register has described yet, and tells a mistaken identifier by another name.
    fn mention(
        &mut self,
        id: SubjectId,
        party: &Party,
        provider: &str,
        flags: &mut BTreeSet<Flag>,
    ) {
        let Some(sheet) = self.sheets.get(&id) else {
            return;
        };
        if sheet.document.profiles.is_empty() {
            flags.insert(Flag::UnknownSubject);
            if let (Some(name), Some(kind)) = (&party.name, party.kind) {
                let profile = Profile {
                    provider: provider.to_owned(),
                    from: None,
                    kind,
                    name: name.clone(),
                    since: None,
                    industry: None,
                    region: None,
                    status: None,
                    stated_at: Some(MENTIONED),
                    known: Knowledge::since(0, 0),
                };
                self.profile(id, born(party, profile));
            }
        } else if let Some(name) = &party.name {
            let name = names::folded(name);
            let mut known = sheet.document.profiles.iter();
            if !known.any(|profile| names::folded(&profile.name) == name) {
                flags.insert(Flag::NameDiffers);
            }
        }
    }

    fn record(
        &mut self,
        party: &Party,
        record: &Record,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Taken, ServiceError> {
        let (id, _) = self.party(party, flags)?;
        self.mention(id, party, &record.provider, flags);
        let holder = self.holder(id, record.key())?;
        let effect = self.effect(holder, |document, writing| {
            document.take_record(record.clone(), writing)
        });
        flag(effect, flags);
        Ok(taken(effect, false))
    }

    fn withdrawal(
        &mut self,
        party: &Party,
        withdrawal: &Withdrawal,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Taken, ServiceError> {
        let (id, _) = self.party(party, flags)?;
        self.mention(id, party, &withdrawal.provider, flags);
        let holder = self.holder(id, withdrawal.key())?;
        let effect = self.effect(holder, |document, writing| {
            document.withdraw_record(withdrawal.clone(), writing)
        });
        flag(effect, flags);
        if effect == Effect::Added {
            flags.insert(Flag::NothingWithdrawn);
        }
        Ok(taken(effect, false))
    }

    fn role(
        &mut self,
        role: &RoleMessage,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Taken, ServiceError> {
        let (organisation, _) = self.party(&role.organisation, flags)?;
        let (person, _) = self.party(&role.person, flags)?;
        for (id, party) in [(organisation, &role.organisation), (person, &role.person)] {
            self.mention(id, party, "", flags);
        }
        let edge = RoleEdge {
            person,
            role: role.role,
            from: role.from,
            to: role.to,
            finding: role.finding.clone(),
            stated_at: role.stated_at,
            finding_stated_at: None,
            known: Knowledge::since(0, 0),
        };
        let effect = self.effect(organisation, |document, writing| {
            document.take_role(edge, writing)
        });
        flag(effect, flags);
        self.refer(person, |document| &mut document.organisations, organisation);
        Ok(taken(effect, false))
    }

    fn role_withdrawal(
        &mut self,
        role: &RoleMessage,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Taken, ServiceError> {
        let (organisation, _) = self.party(&role.organisation, flags)?;
        let (person, _) = self.party(&role.person, flags)?;
        let withdrawal = RoleWithdrawal {
            person,
            role: role.role,
            from: role.from,
            stated_at: role.stated_at,
            recorded_at: 0,
            batch: 0,
        };
        let effect = self.effect(organisation, |document, writing| {
            document.withdraw_role(withdrawal, writing)
        });
        flag(effect, flags);
        Ok(taken(effect, false))
    }

    fn merger(
        &mut self,
        (subject, into): (&Party, &Party),
        from: Option<Date>,
        stated_at: Option<Millis>,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Result<Taken, Refused>, ServiceError> {
        let (id, _) = self.party(subject, flags)?;
        let (other, _) = self.party(into, flags)?;
        if let Some(refused) = self.refused_merger(id, other)? {
            return Ok(Err(refused));
        }
        let merger = Merger {
            other,
            from,
            stated_at,
            known: Knowledge::since(0, 0),
        };
        let effect = self.effect(id, |document, writing| {
            document.take_merger(merger, writing)
        });
        flag(effect, flags);
        self.refer(other, |document| &mut document.merged_from, id);
        Ok(Ok(taken(effect, false)))
    }

    fn merger_withdrawal(
        &mut self,
        subject: &Party,
        into: &Party,
        stated_at: Option<Millis>,
        flags: &mut BTreeSet<Flag>,
    ) -> Result<Taken, ServiceError> {
        let (id, _) = self.party(subject, flags)?;
        let (other, _) = self.party(into, flags)?;
        let withdrawal = MergerWithdrawal {
            other,
            stated_at,
            recorded_at: 0,
            batch: 0,
        };
        let effect = self.effect(id, |document, writing| {
            document.withdraw_merger(withdrawal, writing)
        });
        flag(effect, flags);
        Ok(taken(effect, false))
    }

    /// Writes what changed, part by part. What others refer to comes first: lookup rows and
    /// back-references, then the documents that own an edge or a merger. So a writer that is
    /// cut off leaves hints that lead nowhere, and nothing that is not found.
    ///
    /// Whoever writes documents holds the host's lock, and a run writes beside them: no
    /// part is expected to be as it was read.
    pub(crate) fn write(self) -> Result<(), ServiceError> {
        let parts = self.host.store.parts();
        let mut rounds: [BTreeMap<PartId, Vec<Mutation>>; 2] = Default::default();
        let [first, second] = &mut rounds;
        let stamp = Stamp::new()?;
        for (id, sheet) in self.sheets.iter().filter(|(_, sheet)| sheet.changed) {
            let round = if sheet.is_referred_to {
                &mut *first
            } else {
                &mut *second
            };
            let own = round.entry(part_of(id.as_bytes(), parts)).or_default();
            let document = codec::encode(&sheet.document)?;
            own.push(Mutation::put(spaces::SUBJECTS, id.as_bytes(), document));
            let kinds = triggers::kinds_of(&sheet.document);
            own.extend(triggers::rows(*id, &kinds - &sheet.indexed));
            own.extend(self.host.changes.row(*id, stamp));
            if sheet.renamed {
                own.extend(names::rows(*id, &sheet.document));
            }
            for hash in &sheet.lookups {
                let lookup = codec::encode(&Lookup {
                    subject: *id,
                    key: self.keys.current_id(),
                })?;
                let row = Mutation::put(spaces::IDENTIFIERS, hash, lookup);
                first.entry(part_of(hash, parts)).or_default().push(row);
            }
        }
        for (part, rows) in rounds.into_iter().flatten() {
            self.host.load_changes(part, None, &rows)?;
        }
        Ok(())
    }
}

impl Sheet {
    fn of(document: SubjectDocument) -> Self {
        Self {
            indexed: triggers::kinds_of(&document),
            document,
            lookups: Vec::new(),
            changed: false,
            renamed: false,
            is_referred_to: false,
        }
    }
}

/// A person's profile with the day of birth that the number tells, if the register tells
/// none: without it nobody could be kept from what is not for minors (R-MINOR).
fn born(party: &Party, profile: Profile) -> Profile {
    let told = party.identifier.born_on();
    let told = told.filter(|_| profile.kind == SubjectKind::NaturalPerson);
    Profile {
        since: profile.since.or(told),
        ..profile
    }
}

/// An identifier as a document holds it: what may not be shown is sealed.
fn held(
    keys: &Keys,
    subject: SubjectId,
    identifier: &Identifier,
    writing: Writing,
) -> Result<HeldIdentifier, ServiceError> {
    let scheme = identifier.scheme();
    let sealed = if identifier.is_personal() {
        let context = identifier_context(subject, scheme);
        Some(keys.seal(&context, identifier.reveal().as_bytes())?)
    } else {
        None
    };
    Ok(HeldIdentifier {
        scheme,
        verified: identifier.is_verified(),
        shown: identifier.shown(),
        sealed,
        recorded_at: writing.at,
        batch: writing.batch,
    })
}

fn insert_sorted(list: &mut Vec<SubjectId>, id: SubjectId) -> bool {
    match list.binary_search(&id) {
        Ok(_) => false,
        Err(position) => {
            list.insert(position, id);
            true
        }
    }
}

fn taken(effect: Effect, is_new: bool) -> Taken {
    match effect {
        _ if is_new => Taken::Added,
        Effect::Known | Effect::Replayed | Effect::Confirmed => Taken::Unchanged,
        Effect::Changed => Taken::Corrected,
        Effect::Added | Effect::Late | Effect::WithdrawnBefore => Taken::Added,
    }
}

fn flag(effect: Effect, flags: &mut BTreeSet<Flag>) {
    flags.extend(match effect {
        Effect::Late => Some(Flag::Late),
        Effect::Replayed => Some(Flag::Replayed),
        Effect::WithdrawnBefore => Some(Flag::WithdrawnBefore),
        Effect::Added | Effect::Changed | Effect::Confirmed | Effect::Known => None,
    });
}
