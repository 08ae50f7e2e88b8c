//! Cases (事项): what people do about a subject, step by step.
//!
//! A case belongs to one subject and lies in its part, so that every step is one commit.
//! It is nothing but its steps: each says when it was recorded, for which day, by whom and
//! what, so that its state can be asked as of a day and as known at a moment, as a fact's
//! can. A step that the state does not allow is refused and changes nothing. What goes by
//! the calendar alone (a listing that expires, a file that is overdue) has no step: it is
//! computed, and needs no one's action. States and steps: domain.md §1.3.

mod application;
mod file;
mod id;
mod incomplete_file;
mod listing;
mod notice;
mod objection;
mod publication;
mod remedy;
mod repair;
mod step;

pub use application::{
    Application, ApplicationEvent, ApplicationState, Feedback, NewApplication, Support,
};
pub use file::{Case, CaseFile};
pub use id::{CaseId, CaseIdError};
pub use incomplete_file::{
    IncompleteFile, IncompleteFileEvent, IncompleteFileState, MissingDocument, NewIncompleteFile,
};
pub use listing::{
    Against, ExitReason, Listing, ListingEvent, ListingState, ListingTerm, NewListing,
};
pub use notice::{Notice, NoticeEvent, NoticeState};
pub use objection::{
    Filer, NewObjection, Objection, ObjectionEvent, ObjectionGround, ObjectionState, Scope,
};
pub use publication::{Publication, PublicationEvent, PublicationState, StopReason};
pub use remedy::{Remedy, RemedyEvent, RemedyState};
pub use repair::{NewRepair, Repair, RepairEvent, RepairState, RepairTerms};
pub use step::{Acting, CaseKind, Event, State, Step, StepError, Steps, Word};

#[cfg(test)]
mod tests;
