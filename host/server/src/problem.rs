//! Errors as RFC 9457 problem documents.

use accord_model::{case::StepError, catalogue::ProposalError, codes};
use accord_service::{ServiceError, Text};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

/// A problem document. `detail` is Chinese, `detail_en` the same in English; what may be a
/// person's number in them, such as one that a caller put in a wrong place, is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind of problem it is; programs match this.
    #[serde(rename = "type")]
    pub kind: String,
    /// HTTP status.
    pub status: u16,
    /// Short English title of the kind.
    pub title: String,
    /// What happened and what to do, in Chinese.
    pub detail: String,
    /// The same in English.
    pub detail_en: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &str, text: Text) -> Self {
        Self {
            kind: format!("urn:accord:problem:{kind}"),
            status: status.as_u16(),
            title: title.to_owned(),
            detail: codes::masked(&text.zh),
            detail_en: codes::masked(&text.en),
        }
    }

    pub(crate) fn unauthorized() -> Self {
        let text = Text {
            zh: "需要有效的访问令牌: Authorization: Bearer …".to_owned(),
            en: "a valid token is needed: Authorization: Bearer …".to_owned(),
        };
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Unauthorized",
            text,
        )
    }

    /// A request that could not be read.
    pub(crate) fn bad_request(status: StatusCode, reason: &str) -> Self {
        let text = Text {
            zh: format!("请求无法读取: {reason}"),
            en: format!("the request could not be read: {reason}"),
        };
        Self::new(status, "bad-request", "Bad request", text)
    }

    pub(crate) fn not_found() -> Self {
        let text = Text {
            zh: "没有此路径".to_owned(),
            en: "there is no such path".to_owned(),
        };
        Self::new(StatusCode::NOT_FOUND, "no-such-path", "Not found", text)
    }

    pub(crate) fn busy() -> Self {
        let text = Text {
            zh: "主机正在停止或过载, 请稍后重试".to_owned(),
            en: "the host is stopping or overloaded: try again later".to_owned(),
        };
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", text)
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        use StatusCode as S;
        let (status, kind, title) = match &error {
            ServiceError::Refused(_) => (
                S::UNPROCESSABLE_ENTITY,
                "component-refused",
                "Component refused",
            ),
            ServiceError::Manifest(_) => {
                (S::UNPROCESSABLE_ENTITY, "manifest", "Manifest not in order")
            }
            ServiceError::Inspection(_) => (
                S::UNPROCESSABLE_ENTITY,
                "inspection",
                "Inspection not passed",
            ),
            ServiceError::NoSuchPlugin(_) => (S::NOT_FOUND, "no-such-plugin", "No such plugin"),
            ServiceError::NoSuchMemorandum(_) => {
                (S::NOT_FOUND, "no-such-memorandum", "No such memorandum")
            }
            ServiceError::NoSuchSubject => (S::NOT_FOUND, "no-such-subject", "No such subject"),
            ServiceError::OtherMemorandum { .. } => (
                S::CONFLICT,
                "other-memorandum",
                "Plugin of another memorandum",
            ),
            ServiceError::Expired(_) => (S::CONFLICT, "memorandum-expired", "Memorandum expired"),
            ServiceError::Identifier { .. } => {
                (S::BAD_REQUEST, "identifier", "Identifier not valid")
            }
            ServiceError::Forbidden { .. } => (S::FORBIDDEN, "forbidden", "Not allowed"),
            ServiceError::NoReason => (S::BAD_REQUEST, "no-reason", "No reason given"),
            ServiceError::NameTooShort => (S::BAD_REQUEST, "name-too-short", "Name too short"),
            ServiceError::NoSuchBatch(_) => (S::NOT_FOUND, "no-such-batch", "No such batch"),
            ServiceError::NoSuchDepartment(_) => (
                S::UNPROCESSABLE_ENTITY,
                "no-such-department",
                "No such department",
            ),
            ServiceError::FileTooLarge { .. } => {
                (S::PAYLOAD_TOO_LARGE, "file-too-large", "File too large")
            }
            ServiceError::File(_) => (S::UNPROCESSABLE_ENTITY, "file", "File not readable"),
            ServiceError::Change { .. } => (
                S::UNPROCESSABLE_ENTITY,
                "change-refused",
                "Change of reference data refused",
            ),
            ServiceError::NoSuchProposal(_) => {
                (S::NOT_FOUND, "no-such-proposal", "No such proposal")
            }
            ServiceError::Proposal(ProposalError::SamePerson) => {
                (S::FORBIDDEN, "same-person", "Another person decides")
            }
            ServiceError::Proposal(ProposalError::State(_)) => {
                (S::CONFLICT, "proposal-state", "Not in this state")
            }
            ServiceError::Proposal(ProposalError::NoReason | ProposalError::NoEffect) => {
                (S::BAD_REQUEST, "no-reason", "No reason given")
            }
            ServiceError::CatalogueChange(_) => (
                S::UNPROCESSABLE_ENTITY,
                "catalogue-change",
                "Catalogue cannot be changed so",
            ),
            ServiceError::EditionOrder(_) => (
                S::CONFLICT,
                "edition-order",
                "Edition begins before the latest",
            ),
            ServiceError::NoSuchEdition { .. } => {
                (S::NOT_FOUND, "no-such-edition", "No such edition")
            }
            ServiceError::Setting { .. } => (
                S::CONFLICT,
                "setting",
                "A setting does not fit this version",
            ),
            ServiceError::WouldBreak(_) => (
                S::CONFLICT,
                "would-break",
                "Change would break enabled plugins",
            ),
            ServiceError::PlanChanged => (S::CONFLICT, "plan-changed", "Plan has changed"),
            ServiceError::Calendar(_) => {
                (S::UNPROCESSABLE_ENTITY, "calendar", "Outside the calendar")
            }
            ServiceError::Future(_) => (S::BAD_REQUEST, "future", "Day has not come yet"),
            ServiceError::BackInTime { .. } => (
                S::CONFLICT,
                "back-in-time",
                "Determinations stand for a later day",
            ),
            ServiceError::Step(error) => (step_status(error), "step-refused", "Step refused"),
            ServiceError::NoSuchCase(_) => (S::NOT_FOUND, "no-such-case", "No such case"),
            ServiceError::NotOwn { .. } => (S::FORBIDDEN, "not-own", "Another department's"),
            ServiceError::NoSuchKind(_) => (
                S::UNPROCESSABLE_ENTITY,
                "no-such-kind",
                "No such kind of record",
            ),
            ServiceError::NotAList(_) => (S::UNPROCESSABLE_ENTITY, "not-a-list", "Not a list"),
            ServiceError::Value { .. } => (S::UNPROCESSABLE_ENTITY, "value", "Value not valid"),
            ServiceError::RecordNotHeld(_) => (S::NOT_FOUND, "record-not-held", "Record not held"),
            ServiceError::NoSuchRole => (S::NOT_FOUND, "no-such-role", "No such role"),
            ServiceError::NoSuchMeasure(_) => (S::NOT_FOUND, "no-such-measure", "No such measure"),
            ServiceError::NotPublished(_) => (
                S::UNPROCESSABLE_ENTITY,
                "not-published",
                "Not published by any rule",
            ),
            ServiceError::Suspended { .. } => (S::CONFLICT, "suspended", "Held up by an objection"),
            ServiceError::Merged { .. } => (S::CONFLICT, "merged", "Subject merged in a circle"),
            ServiceError::NumberInReason => (
                S::BAD_REQUEST,
                "number-in-reason",
                "Reason holds an identity number",
            ),
            _ if error.is_read_only() => {
                tracing::error!(%error, "the store takes no writes");
                (
                    S::SERVICE_UNAVAILABLE,
                    "store-read-only",
                    "Store cannot be written to",
                )
            }
            ServiceError::Input(_) => (S::BAD_REQUEST, "input", "Input not readable"),
            ServiceError::Busy => return Self::busy(),
            ServiceError::Contended { .. } => (
                S::SERVICE_UNAVAILABLE,
                "contended",
                "Records change too fast",
            ),
            ServiceError::NotInitialised
            | ServiceError::AlreadyInitialised
            | ServiceError::MasterKey { .. }
            | ServiceError::MasterKeyExposed { .. }
            | ServiceError::MasterKeyNotWritten { .. }
            | ServiceError::ForeignKeys
            | ServiceError::UnknownKey { .. }
            | ServiceError::SealBroken { .. }
            | ServiceError::Unsealable
            | ServiceError::Sandbox(_)
            | ServiceError::Store(_)
            | ServiceError::Corrupt { .. }
            | ServiceError::Reference { .. }
            | ServiceError::Worker => {
                tracing::error!(%error, "internal error");
                (S::INTERNAL_SERVER_ERROR, "internal", "Internal error")
            }
        };
        Self::new(status, kind, title, error.text())
    }
}

/// Whether a step was refused for where its case stands, for who takes it, or for what is
/// said.
const fn step_status(error: &StepError) -> StatusCode {
    match error {
        StepError::NoSuchCase { .. } => StatusCode::NOT_FOUND,
        StepError::NotAPerson | StepError::SamePerson => StatusCode::FORBIDDEN,
        StepError::NotAllowed { .. }
        | StepError::NotNotified
        | StepError::Blocked(_)
        | StepError::Minor
        | StepError::OpenRemedies(_)
        | StepError::Irreparable
        | StepError::TooEarly { .. }
        | StepError::Barred { .. }
        | StepError::NoExtension
        | StepError::RequiredByLaw(_) => StatusCode::CONFLICT,
        StepError::Backwards { .. }
        | StepError::Text(_)
        | StepError::NoScope
        | StepError::NotAPart
        | StepError::NoDecisionDate
        | StepError::NoLaterDay { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, kind, Json(self)).into_response()
    }
}
