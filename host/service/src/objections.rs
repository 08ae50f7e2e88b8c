//! Objections (异议): handed in, taken up, answered by the provider, closed.
//!
//! Upheld, a fact is withdrawn wherever it counts: a record by the provider's own
//! withdrawal, a role in the organisation that owns it; publication of it stops, a listing
//! is corrected, and every department that executed a measure on it gets a remedy task
//! (R-ERR), whoever's application it was.

use std::{collections::BTreeSet, sync::MutexGuard};

use accord_model::{
    case::{
        Acting, CaseId, Event as _, ExitReason, Filer, ListingEvent, ListingState, NewObjection,
        Objection, ObjectionEvent, ObjectionGround, Scope, StopReason,
    },
    contract::SubjectKind,
    date::Date,
    principal::{Principal, Right},
    subject::{EdgeName, RecordName, RoleWithdrawal, SubjectId, Withdrawal, view::Moment},
};
use serde::{Deserialize, Serialize};

use crate::{
    cases::{CaseView, Opened, ScopeText, acting, case_file, day, shown},
    error::ServiceError,
    host::{Host, today},
    query::IdentifierText,
    reference::Reference,
    subjects::NEIGHBOURS,
};

/// What is handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionRequest {
    /// Who objects.
    pub identifier: IdentifierText,
    /// Against what.
    pub scope: Vec<ScopeText>,
    /// By which way.
    #[serde(default = "information")]
    pub ground: ObjectionGround,
    /// Why.
    pub reason: String,
    /// Whether the subject or its agent; the subject if absent.
    #[serde(default = "in_person")]
    pub filer: Filer,
    /// The day of receipt; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
}

const fn information() -> ObjectionGround {
    ObjectionGround::Information
}

pub(crate) const fn in_person() -> Filer {
    Filer::Subject
}

/// What is done about an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectionStep {
    /// It is not taken up.
    DoNotAccept {
        /// Why.
        reason: String,
    },
    /// It is taken up.
    Accept {
        /// Whether publication waits too; if absent as its ground and the subject's kind
        /// say.
        #[serde(default)]
        publication_suspended: Option<bool>,
    },
    /// It is sent to the provider.
    Forward {
        /// Code of the department; the provider of the first record if absent.
        #[serde(default)]
        provider: Option<String>,
    },
    /// The provider begins to look into it.
    Verify,
    /// All of it is right.
    Uphold,
    /// A part of it is right.
    UpholdPartly {
        /// Which, by places in its scope, from 0.
        parts: Vec<usize>,
        /// Why the rest is not.
        reason: String,
    },
    /// It is wrong.
    Reject {
        /// Why.
        reason: String,
    },
    /// It is done with.
    Close,
}

/// A step and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectionStepRequest {
    /// The day; today if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// What is done.
    pub step: ObjectionStep,
}

impl Host {
    /// Takes in an objection.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`]; [`ServiceError::RecordNotHeld`] and the like if it is
    /// about nothing that is known of the subject; [`ServiceError::Step`]; those of finding
    /// a subject and of the store.
    pub fn submit_objection(
        &self,
        by: &Principal,
        request: &ObjectionRequest,
    ) -> Result<CaseView, ServiceError> {
        self.allow(by, Right::FileForSubjects)?;
        let on = day(request.on)?;
        crate::cases::no_number(&request.reason)?;
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let found = self.asked(&request.identifier, Moment::on(today()))?;
        let (owner, scope) = self.scope_named(&reference, &found, &request.scope)?;
        let mut opened = Opened::open(self, &writing, owner)?;
        let new = NewObjection {
            scope,
            ground: request.ground,
            reason: request.reason.clone(),
            filer: request.filer,
        };
        let id = opened.file.submit_objection(owner, new, acting.clone())?;
        opened.enter(&acting, id, ObjectionEvent::Submit.word())?;
        shown(&reference, &opened.keep()?, id)
    }

    /// Takes a step of an objection, and what follows from it.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`], [`ServiceError::NotOwn`], [`ServiceError::NoSuchCase`],
    /// [`ServiceError::Step`]; those of the store: the step can then be taken again.
    pub fn step_objection(
        &self,
        by: &Principal,
        id: CaseId,
        request: &ObjectionStepRequest,
    ) -> Result<CaseView, ServiceError> {
        use ObjectionStep as S;
        let right = match &request.step {
            S::DoNotAccept { .. } | S::Accept { .. } | S::Forward { .. } | S::Close => {
                Right::HandleObjections
            }
            S::Verify | S::Uphold | S::UpholdPartly { .. } | S::Reject { .. } => {
                Right::AnswerObjections
            }
        };
        self.allow(by, right)?;
        let on = day(request.on)?;
        let reference = self.reference.load_full();
        let writing = self.writing_subjects();
        let stamp = self.clock.begin_write()?;
        let acting = acting(by, on, &stamp);
        let mut opened = Opened::open(self, &writing, id.subject)?;
        let objection = objection(&opened, id)?.clone();
        if right == Right::AnswerObjections
            && let Some(provider) = objection.provider(Moment::on(acting.on))
        {
            self.own(by, &reference, &provider)?;
        }
        let event = event(&reference, &opened, &objection, &request.step, acting.on)?;
        let elsewhere = match event {
            ObjectionEvent::Close => self.remedies_elsewhere(&opened, &objection)?,
            _ => 0,
        };
        let number = id.number;
        let word = event.word();
        opened
            .file
            .step_objection(number, acting.clone(), event, elsewhere)?;
        opened.enter(&acting, id, word)?;
        if matches!(request.step, S::Uphold | S::UpholdPartly { .. }) {
            self.uphold(&writing, &mut opened, id, &acting)?;
        }
        shown(&reference, &opened.keep()?, id)
    }

    /// What follows from an objection that was just upheld: other parts first.
    fn uphold(
        &self,
        writing: &MutexGuard<'_, ()>,
        opened: &mut Opened<'_>,
        id: CaseId,
        acting: &Acting,
    ) -> Result<(), ServiceError> {
        let objection = objection(opened, id)?.clone();
        let (_, upheld) = objection.upheld(Moment::on(acting.on));
        for scope in upheld {
            if let Scope::Role(edge) = scope
                && edge.organisation != opened.id
            {
                let mut owner = Opened::open(self, writing, edge.organisation)?;
                withdraw_role(&mut owner, edge, acting);
                owner.keep()?;
            }
        }
        for neighbour in self.concerned(opened, &objection) {
            if case_file(&*self.store, neighbour)?.is_none() {
                continue;
            }
            let mut other = Opened::open(self, writing, neighbour)?;
            let remedies = other
                .file
                .open_remedies_for(neighbour, id, upheld, acting)?;
            if !remedies.is_empty() {
                enter_remedies(&mut other, &remedies, acting)?;
                other.keep()?;
            }
        }
        for scope in upheld {
            match scope {
                Scope::Record(name) | Scope::Listing(name) => {
                    withdraw_record(opened, name, id, acting)?;
                }
                Scope::Role(edge) if edge.organisation == opened.id => {
                    withdraw_role(opened, edge, acting);
                }
                Scope::Role(_) | Scope::Measure { .. } => {}
            }
        }
        let subject = opened.id;
        let remedies = opened.file.open_remedies_for(subject, id, upheld, acting)?;
        enter_remedies(opened, &remedies, acting)
    }

    /// Other subjects on whom a measure may have been executed because of what an objection
    /// covers: those one role away, and those merged with it.
    fn concerned(&self, opened: &Opened<'_>, objection: &Objection) -> Vec<SubjectId> {
        let document = &opened.document;
        let people = document.roles.iter().map(|edge| edge.person);
        let merged = document.merged_into.iter().map(|merger| merger.other);
        let named = objection.scope.iter().filter_map(|scope| match scope {
            Scope::Role(edge) => Some([edge.organisation, edge.person]),
            _ => None,
        });
        let concerned: BTreeSet<_> = people
            .chain(document.organisations.iter().copied())
            .chain(merged)
            .chain(document.merged_from.iter().copied())
            .chain(named.flatten())
            .filter(|id| *id != opened.id)
            .collect();
        concerned.into_iter().take(NEIGHBOURS).collect()
    }

    fn remedies_elsewhere(
        &self,
        opened: &Opened<'_>,
        objection: &Objection,
    ) -> Result<usize, ServiceError> {
        let mut open = 0;
        for neighbour in self.concerned(opened, objection) {
            if let Some(file) = case_file(&*self.store, neighbour)? {
                open += file.open_remedies(objection.id);
            }
        }
        Ok(open)
    }
}

fn objection<'o>(opened: &'o Opened<'_>, id: CaseId) -> Result<&'o Objection, ServiceError> {
    let mut objections = opened.file.objections.iter();
    objections
        .find(|objection| objection.id == id)
        .ok_or(ServiceError::NoSuchCase(id))
}

/// The event of a step: what was left out is filled in.
fn event(
    reference: &Reference,
    opened: &Opened<'_>,
    objection: &Objection,
    step: &ObjectionStep,
    on: Date,
) -> Result<ObjectionEvent, ServiceError> {
    let first_provider = || {
        objection.scope.iter().find_map(|scope| match scope {
            Scope::Record(name) | Scope::Listing(name) => Some(name.provider.clone()),
            _ => None,
        })
    };
    if let ObjectionStep::DoNotAccept { reason }
    | ObjectionStep::UpholdPartly { reason, .. }
    | ObjectionStep::Reject { reason } = step
    {
        crate::cases::no_number(reason)?;
    }
    Ok(match step {
        ObjectionStep::DoNotAccept { reason } => ObjectionEvent::DoNotAccept {
            reason: reason.clone(),
        },
        ObjectionStep::Accept {
            publication_suspended,
        } => {
            let registered = opened.document.registered(Moment::on(on));
            let kind = registered.map(|registered| registered.profile.kind);
            let usual = objection
                .ground
                .suspends_publication(kind.unwrap_or(SubjectKind::NaturalPerson));
            let submitted = objection.steps.all().first().map_or(on, |step| step.on);
            let provider = first_provider().unwrap_or_default();
            ObjectionEvent::Accept {
                publication_suspended: publication_suspended.unwrap_or(usual),
                answer_within: reference.answer_within(&provider, submitted),
            }
        }
        ObjectionStep::Forward { provider } => {
            let provider = provider.clone().or_else(first_provider);
            let provider = provider.ok_or(ServiceError::NoSuchDepartment(String::new()))?;
            if reference.departments.on(&provider, on).is_none() {
                return Err(ServiceError::NoSuchDepartment(provider));
            }
            ObjectionEvent::Forward { provider }
        }
        ObjectionStep::Verify => ObjectionEvent::Verify,
        ObjectionStep::Uphold => ObjectionEvent::Uphold,
        ObjectionStep::UpholdPartly { parts, reason } => ObjectionEvent::UpholdPartly {
            // A place that is none gives a scope that is no part, and is refused as such.
            scope: parts
                .iter()
                .map(|place| objection.scope.get(*place).cloned())
                .collect::<Option<_>>()
                .unwrap_or_default(),
            reason: reason.clone(),
        },
        ObjectionStep::Reject { reason } => ObjectionEvent::Reject {
            reason: reason.clone(),
        },
        ObjectionStep::Close => ObjectionEvent::Close,
    })
}

/// Withdraws a record as its provider would, and ends what hangs on it.
fn withdraw_record(
    opened: &mut Opened<'_>,
    name: &RecordName,
    objection: CaseId,
    acting: &Acting,
) -> Result<(), ServiceError> {
    let withdrawal = Withdrawal {
        kind: name.kind,
        provider: name.provider.clone(),
        number: name.number.clone(),
        reason: Some(format!("异议 {objection}")),
        stated_at: None,
        recorded_at: 0,
        batch: 0,
    };
    opened.change_document(acting, |document, writing| {
        document.withdraw_record(withdrawal, writing)
    });
    let stopped = StopReason::Withdrawn;
    opened.file.stop_publication(name, stopped, acting)?;
    let listed = opened.file.listings.iter().find(|listing| {
        let stands = listing.state(Moment::on(acting.on)) == Some(ListingState::Listed);
        stands && listing.record() == *name
    });
    if let Some(id) = listed.map(|listing| listing.id) {
        let event = ListingEvent::Exit {
            reason: ExitReason::Corrected,
        };
        let word = event.word();
        let against = Default::default();
        opened
            .file
            .step_listing(id.number, acting.clone(), event, &against)?;
        opened.enter(acting, id, word)?;
    }
    Ok(())
}

fn withdraw_role(opened: &mut Opened<'_>, edge: &EdgeName, acting: &Acting) {
    let withdrawal = RoleWithdrawal {
        person: edge.person,
        role: edge.role,
        from: edge.from,
        stated_at: None,
        recorded_at: 0,
        batch: 0,
    };
    opened.change_document(acting, |document, writing| {
        document.withdraw_role(withdrawal, writing)
    });
}

fn enter_remedies(
    opened: &mut Opened<'_>,
    remedies: &[CaseId],
    acting: &Acting,
) -> Result<(), ServiceError> {
    for remedy in remedies {
        let word = accord_model::case::RemedyEvent::Open.word();
        opened.enter(acting, *remedy, word)?;
    }
    Ok(())
}
