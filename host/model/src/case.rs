//! Cases (事项): what people do about a subject, step by step.
//!
//! A case belongs to one subject and lies in its part, so that every step is one commit.

mod id;

pub use id::{CaseId, CaseIdError};
