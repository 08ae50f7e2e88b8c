//! A case as it is shown.

use accord_model::{
    calendar::Deadline,
    case::{
        Application, Case, CaseFile, CaseId, CaseKind, IncompleteFile, IncompleteFileState,
        Listing, ListingState, Notice, NoticeState, Objection, ObjectionState, Publication,
        PublicationState, Remedy, RemedyState, Repair, RepairState, Scope, State, Support, Word,
    },
    date::Date,
    subject::view::Moment,
};
use serde::{Deserialize, Serialize};

use super::named::RecordText;
use crate::reference::Reference;

/// Until when something is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueView {
    /// The last day; if provisional, it is no earlier and may move.
    pub day: Date,
    /// Whether a year was counted in whose calendar is not announced.
    pub provisional: bool,
}

impl From<Deadline> for DueView {
    fn from(due: Deadline) -> Self {
        Self {
            day: due.day(),
            provisional: matches!(due, Deadline::Provisional(_)),
        }
    }
}

/// All that was said and done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseBody {
    /// An objection.
    Objection(Objection),
    /// A repair.
    Repair(Repair),
    /// A listing.
    Listing(Listing),
    /// An application of a measure.
    Application(Application),
    /// A publication.
    Publication(Publication),
    /// An incomplete file.
    IncompleteFile(IncompleteFile),
    /// A notice.
    Notice(Notice),
    /// A remedy.
    Remedy(Remedy),
}

/// A case at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    /// Its name.
    pub id: CaseId,
    /// Of which kind it is.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: String,
    /// The same in Chinese.
    pub state_zh: String,
    /// Whether something is still to be done.
    pub open: bool,
    /// The records that it is about.
    pub records: Vec<RecordText>,
    /// Codes of the measures that it is about.
    pub measures: Vec<String>,
    /// Codes of the departments that it concerns.
    pub departments: Vec<String>,
    /// Until when the next step, or what is missing, is due.
    pub due: Option<DueView>,
    /// Whether that is over: an alarm.
    pub overdue: bool,
    /// By how many working days a publication is late.
    pub late: Option<u32>,
    /// The objection for which it waits.
    pub suspended_by: Option<CaseId>,
    /// All that was said and done, by what is known now.
    pub case: CaseBody,
}

/// What is told apart by kind.
struct Told {
    state: Word,
    open: bool,
    records: Vec<accord_model::subject::RecordName>,
    measures: Vec<String>,
    departments: Vec<String>,
    due: Option<Deadline>,
    late: Option<u32>,
    body: CaseBody,
}

impl CaseView {
    /// A case at a moment; none if it had not begun.
    pub(super) fn new(
        reference: &Reference,
        file: &CaseFile,
        case: Case<'_>,
        moment: Moment,
    ) -> Option<Self> {
        let told = match case {
            Case::Objection(case) => objection(reference, case, moment),
            Case::Repair(case) => repair(reference, case, moment),
            Case::Listing(case) => listing(case, moment),
            Case::Application(case) => application(case, moment),
            Case::Publication(case) => publication(reference, case, moment),
            Case::IncompleteFile(case) => incomplete_file(case, moment),
            Case::Notice(case) => notice(case, moment),
            Case::Remedy(case) => remedy(case, moment),
        }?;
        let id = case.id();
        let contested = file.contested(id.subject, moment);
        let suspended_by = match case {
            Case::Publication(case) => contested
                .records
                .get(&(id.subject, case.record.clone()))
                .filter(|_| file.publication_suspended(&case.record, moment))
                .copied(),
            Case::Listing(case) => {
                let record = (id.subject, case.record());
                contested.records.get(&record).copied()
            }
            _ => None,
        };
        let mut departments = told.departments;
        departments.extend(told.records.iter().map(|name| name.provider.clone()));
        departments.sort();
        departments.dedup();
        let is_over = |due: Deadline| due.day() < moment.as_of;
        Some(Self {
            id,
            kind: kind_of(case),
            state: told.state.code.to_owned(),
            state_zh: told.state.zh.to_owned(),
            open: told.open,
            records: told
                .records
                .iter()
                .map(|name| RecordText::of(reference, name))
                .collect(),
            measures: told.measures,
            departments,
            due: told.due.map(DueView::from),
            overdue: told.due.is_some_and(is_over) || told.late.is_some_and(|days| days > 0),
            late: told.late,
            suspended_by,
            case: told.body,
        })
    }
}

const fn kind_of(case: Case<'_>) -> CaseKind {
    match case {
        Case::Objection(_) => CaseKind::Objection,
        Case::Repair(_) => CaseKind::Repair,
        Case::Listing(_) => CaseKind::Listing,
        Case::Application(_) => CaseKind::Application,
        Case::Publication(_) => CaseKind::Publication,
        Case::IncompleteFile(_) => CaseKind::IncompleteFile,
        Case::Notice(_) => CaseKind::Notice,
        Case::Remedy(_) => CaseKind::Remedy,
    }
}

fn objection(reference: &Reference, case: &Objection, moment: Moment) -> Option<Told> {
    use ObjectionState as S;
    let state = case.state(moment)?;
    let mut records = Vec::new();
    let mut measures = Vec::new();
    for scope in &case.scope {
        match scope {
            Scope::Record(name) | Scope::Listing(name) => records.push(name.clone()),
            Scope::Measure { code } => measures.push(code.clone()),
            Scope::Role(_) => {}
        }
    }
    // A day before the calendar has no deadline; the objection is shown all the same.
    let due = case.answer_due(moment, &reference.calendar).ok().flatten();
    Some(Told {
        state: state.word(),
        open: !matches!(state, S::NotAccepted | S::Closed),
        records,
        measures,
        departments: case.provider(moment).into_iter().collect(),
        due: due.filter(|_| case.decided_on(moment).is_none()),
        late: None,
        body: CaseBody::Objection(case.clone()),
    })
}

fn repair(reference: &Reference, case: &Repair, moment: Moment) -> Option<Told> {
    let state = case.state(moment)?;
    Some(Told {
        state: state.word(),
        open: state != RepairState::Closed,
        records: vec![case.record.clone()],
        measures: Vec::new(),
        departments: Vec::new(),
        due: case.due(moment, &reference.calendar).ok().flatten(),
        late: None,
        body: CaseBody::Repair(case.clone()),
    })
}

fn listing(case: &Listing, moment: Moment) -> Option<Told> {
    let state = case.state(moment)?;
    Some(Told {
        state: state.word(),
        open: !matches!(state, ListingState::Exited | ListingState::Dropped),
        records: vec![case.record()],
        measures: Vec::new(),
        departments: vec![case.department.clone()],
        due: None,
        late: None,
        body: CaseBody::Listing(case.clone()),
    })
}

fn application(case: &Application, moment: Moment) -> Option<Told> {
    let state = case.state(moment)?;
    let (_, supports) = case.rests_on(moment);
    let records = supports.iter().filter_map(|support| match support {
        Support::Record { record, .. } => Some(record.clone()),
        Support::Role(_) => None,
    });
    Some(Told {
        state: state.word(),
        open: case.is_open(moment),
        records: records.collect(),
        measures: vec![case.measure.clone()],
        departments: vec![case.executor.clone()],
        due: None,
        late: None,
        body: CaseBody::Application(case.clone()),
    })
}

fn publication(reference: &Reference, case: &Publication, moment: Moment) -> Option<Told> {
    let state = case.state(moment)?;
    let is_due = state == PublicationState::Due;
    Some(Told {
        state: state.word(),
        open: is_due,
        records: vec![case.record.clone()],
        measures: Vec::new(),
        departments: Vec::new(),
        due: case
            .due(moment, &reference.calendar)
            .ok()
            .filter(|_| is_due),
        late: case.late(moment, &reference.calendar).ok(),
        body: CaseBody::Publication(case.clone()),
    })
}

fn incomplete_file(case: &IncompleteFile, moment: Moment) -> Option<Told> {
    use IncompleteFileState as S;
    let state = case.state(moment)?;
    let waits = matches!(state, S::AcceptedWithGap | S::Overdue);
    Some(Told {
        state: state.word(),
        open: !matches!(state, S::Supplemented | S::BreachRecorded),
        records: Vec::new(),
        measures: Vec::new(),
        departments: vec![case.department.clone()],
        due: case.due(moment).filter(|_| waits).map(Deadline::Fixed),
        late: None,
        body: CaseBody::IncompleteFile(case.clone()),
    })
}

fn notice(case: &Notice, moment: Moment) -> Option<Told> {
    let state = case.state(moment)?;
    Some(Told {
        state: state.word(),
        open: state == NoticeState::Opened,
        records: Vec::new(),
        measures: case.measures.clone(),
        departments: Vec::new(),
        due: None,
        late: None,
        body: CaseBody::Notice(case.clone()),
    })
}

fn remedy(case: &Remedy, moment: Moment) -> Option<Told> {
    let state = case.state(moment)?;
    Some(Told {
        state: state.word(),
        open: state == RemedyState::Open,
        records: Vec::new(),
        measures: vec![case.measure.clone()],
        departments: vec![case.department.clone()],
        due: None,
        late: None,
        body: CaseBody::Remedy(case.clone()),
    })
}
