//! Listings (名单列入): proposed, told, confirmed by a person, ended.
//!
//! A confirmed listing is a record of the list's kind, provided by the department that
//! lists and numbered by the case, so that plugins and determinations see it as they see
//! any other; its end is a new version of that record.

use accord_model::{
    case::{
        Acting, Against, CaseId, Event as _, ExitReason, Listing, ListingEvent, ListingTerm,
        NewListing,
    },
    contract::{Standing, SubjectKind},
    date::Date,
    principal::{Principal, Right},
    rules::Colour,
    subject::{
        Knowledge, Record, RecordName,
        view::{Moment, records_of_group},
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{
        CaseView, Opened, RecordText, ValueText, acting, day, holder, kind, no_number, shown,
        values,
    },
    error::ServiceError,
    host::{Host, today},
    query::IdentifierText,
    reference::Reference,
    subjects::Found,
};

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingRequest {
    /// Who is to be listed.
    pub identifier: IdentifierText,
    /// Code of the kind of record that the list is.
    pub list: String,
    /// Code of the department that lists; the one acted for if absent.
    #[serde(default)]
    pub department: Option<String>,
    /// What it rests on.
    #[serde(default)]
    pub findings: Vec<RecordText>,
    /// Day of the act.
    #[serde(default)]
    pub acted_on: Option<Date>,
    /// Last day of an act that lasted.
    #[serde(default)]
    pub acted_until: Option<Date>,
    /// What its record says besides.
    #[serde(default)]
    pub values: Vec<ValueText>,
    /// Why.
    pub reason: String,
    /// How long it is to stand.
    pub term: ListingTerm,
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
}

/// What is done about a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListingStep {
    /// The subject is told.
    Notify {
        /// How.
        how: String,
    },
    /// It is confirmed.
    List,
    /// Its term grows.
    Extend {
        /// By how many months.
        months: u16,
        /// Why.
        reason: String,
    },
    /// It ends.
    Exit {
        /// Why.
        reason: ExitReason,
    },
    /// It is not confirmed.
    Drop {
        /// Why.
        reason: String,
    },
}

/// A step and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingStepRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What is done.
    pub step: ListingStep,
}

impl From<&ListingStep> for ListingEvent {
    fn from(step: &ListingStep) -> Self {
        match step.clone() {
            ListingStep::Notify { how } => Self::Notify { how },
            ListingStep::List => Self::List,
            ListingStep::Extend { months, reason } => Self::Extend { months, reason },
            ListingStep::Exit { reason } => Self::Exit { reason },
            ListingStep::Drop { reason } => Self::Drop { reason },
        }
    }
}

impl Host {
    /// Takes in a proposal to list a subject.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`],
    /// [`ServiceError::NoSuchDepartment`], [`ServiceError::NotAList`],
    /// [`ServiceError::RecordNotHeld`], [`ServiceError::Value`], [`ServiceError::Step`];
    /// those of finding a subject and of the store.
    pub fn propose_listing(
        &self,
        by: &Principal,
        request: &ListingRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::ProposeListings)?;
        let on = day(request.on)?;
        no_number(&request.reason)?;
        let reference = self.reference.load_full();
        let department = request.department.as_deref().or(by.department());
        let department = department.unwrap_or_default().to_owned();
        if reference.departments.on(&department, on).is_none() {
            return Err(ServiceError::NoSuchDepartment(department));
        }
        self.own(by, &reference, &department)?;
        let list = kind(&reference, &request.list)?;
        let colour = reference
            .colour_of(list, on)
            .ok_or_else(|| ServiceError::NotAList(request.list.clone()))?;
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let found = self.asked(&request.identifier, Moment::on(today()))?;
        let mut findings = Vec::with_capacity(request.findings.len());
        for text in &request.findings {
            let name = text.name(&reference)?;
            if holder(&found, &name).is_none() {
                return Err(ServiceError::RecordNotHeld(text.clone()));
            }
            findings.push(name);
        }
        let registered = found.document.registered(Moment::on(acting.on));
        let new = NewListing {
            kind: list,
            department,
            colour,
            of_person: registered
                .is_none_or(|registered| registered.profile.kind == SubjectKind::NaturalPerson),
            findings,
            acted: (request.acted_on, request.acted_until),
            values: values(&reference, &request.list, &request.values)?,
            reason: request.reason.clone(),
            term: request.term,
        };
        let mut opened = Opened::open(self, &writing, found.id)?;
        let id = opened.file.propose_listing(found.id, new, acting.clone())?;
        opened.enter(&acting, id, ListingEvent::Propose.word())?;
        shown(&reference, &opened.keep()?, id)
    }

    /// Takes a step of a listing, and writes its record.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`], [`ServiceError::NoSuchCase`],
    /// [`ServiceError::Step`]; those of the store.
    pub fn step_listing(
        &self,
        by: &Principal,
        id: CaseId,
        request: &ListingStepRequest,
    ) -> Result<CaseView, ServiceError> {
        let right = match request.step {
            ListingStep::Notify { .. } => Right::ProposeListings,
            _ => Right::ConfirmListings,
        };
        self.allow(by, right)?;
        let on = day(request.on)?;
        if let ListingStep::Extend { reason, .. } | ListingStep::Drop { reason } = &request.step {
            no_number(reason)?;
        }
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let listing = listing(&opened, id)?.clone();
        self.own(by, &reference, &listing.department)?;
        let against = match request.step {
            ListingStep::List => self.against(&reference, &opened, &listing, acting.on)?,
            _ => Against::default(),
        };
        let event = ListingEvent::from(&request.step);
        let word = event.word();
        opened
            .file
            .step_listing(id.number, acting.clone(), event, &against)?;
        opened.enter(&acting, id, word)?;
        write_record(&mut opened, id, &acting)?;
        shown(&reference, &opened.keep()?, id)
    }

    /// What keeps a subject off a list on a day.
    fn against(
        &self,
        reference: &Reference,
        opened: &Opened<'_>,
        listing: &Listing,
        on: Date,
    ) -> Result<Against, ServiceError> {
        let moment = Moment::on(on);
        let survivor = self.survivor(opened.id, moment)?;
        let (id, document) = survivor.ok_or(ServiceError::NoSuchSubject)?;
        let found = self.found(id, document, moment)?;
        let black = match listing.colour {
            Colour::Red => self.black(reference, &found, moment)?,
            Colour::Black | Colour::Watch => Vec::new(),
        };
        let party = self.party(&found, moment)?;
        let acted = listing.acted.0.unwrap_or(on);
        Ok(Against {
            black,
            born_on: party.since,
            majority: reference.rules.age_of_majority(acted),
        })
    }

    /// The black listings that stand against a subject and are not contested.
    fn black(
        &self,
        reference: &Reference,
        found: &Found,
        moment: Moment,
    ) -> Result<Vec<RecordName>, ServiceError> {
        let members = found.members().map(|(id, _)| id);
        let contested = self.contested_of(members, moment)?.records;
        let records = records_of_group(found.documents(), moment.known_at);
        let standing = records.into_iter().filter(|record| {
            reference.blocks_red(record.kind, moment.as_of)
                && record.decided_on.is_none_or(|day| day <= moment.as_of)
                && record.standing(moment.as_of) == Standing::Active
        });
        let names = standing.map(RecordName::of);
        Ok(names
            .filter(|name| !contested.keys().any(|(_, contested)| contested == name))
            .collect())
    }
}

fn listing<'o>(opened: &'o Opened<'_>, id: CaseId) -> Result<&'o Listing, ServiceError> {
    let mut listings = opened.file.listings.iter();
    listings
        .find(|listing| listing.id == id)
        .ok_or(ServiceError::NoSuchCase(id))
}

/// Writes the record of a listing as it stands after a step; none before it stood.
fn write_record(opened: &mut Opened<'_>, id: CaseId, acting: &Acting) -> Result<(), ServiceError> {
    let listing = listing(opened, id)?;
    let moment = Moment::on(acting.on);
    let Some(listed_on) = listing.listed_on(moment) else {
        return Ok(());
    };
    let ends = listing.ends(moment);
    let record = Record {
        provider: listing.department.clone(),
        number: id.to_string(),
        kind: listing.kind,
        acted_on: listing.acted.0,
        acted_until: listing.acted.1,
        decided_on: Some(listed_on),
        ends_on: ends.map(|(end, _)| end),
        ends_as: ends.map_or(Standing::Expired, |(_, reason)| reason.standing()),
        values: listing.values.clone(),
        stated_at: None,
        hash: [0; 32],
        known: Knowledge::since(0, 0),
    };
    opened.take_record(record, acting);
    Ok(())
}
