//! Who acts, and what they may do (domain.md §1.7).
//!
//! Every use case is asked for by someone, and the audit says by whom. An account has an
//! opaque id, so that neither logs nor audit rows carry a person's number. Rights hang on
//! the role alone and stand in one table; what a right needs besides (a reason, a scene,
//! that a record is the department's own) is checked where it is used.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{codes::ResidentIdentityNumber, department};

/// The longest id, in characters.
const ID_LENGTH: usize = 64;

/// The length of an identity number, in characters.
const NUMBER_LENGTH: usize = 18;

/// The id of an account: at most 64 lower-case letters, digits, `-`, `_` and `.`, chosen
/// by the registry of accounts. It holds no identity number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PrincipalId(String);

/// Who or what an account stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person.
    Person(PrincipalId),
    /// A program.
    Program(PrincipalId),
}

/// The role in which someone acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 部门经办: does a department's work on its own records and its own plugin.
    DepartmentOfficer,
    /// 录入人: in a department that parts the two, enters what a checker looks over.
    Maker,
    /// 复核人: looks over what a maker entered, and enters nothing.
    Checker,
    /// 管理员: keeps the rules and the machine, and touches no subject's records.
    Administrator,
    /// 审核员: the second person, who approves packages and reference data and writes neither.
    Approver,
    /// 应用系统: asks about one exact identifier before a decision.
    Integrator,
    /// 审计员: reads, with a reason, and changes nothing.
    Auditor,
    /// 系统: the host itself, in migrations and planned work.
    System,
    /// 本机操作员: whoever has the machine's command line before there are accounts.
    LocalOperator,
}

/// Something that not everyone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Import records, and corrections of them, of the department acted for (归集).
    ImportOwnRecords,
    /// Import records of any department.
    ImportAnyRecords,
    /// Read what became of the batches of the department acted for (批次).
    ReadOwnBatches,
    /// Read what became of every batch.
    ReadAllBatches,
    /// Ask what applies to the subject of one exact identifier (查询).
    QueryByIdentifier,
    /// Read what is known of a subject (查阅信息): every record, or, acting for a department
    /// as its officer, that department's own.
    ReadRecords,
    /// Look for subjects by name (按名称检索).
    SearchByName,
    /// See a person's number whole (查看完整证件号码). A reason must be given with it.
    UnmaskIdentifiers,
    /// Change dictionary, catalogue, calendar and registry of departments (基础数据).
    ChangeReference,
    /// Propose changes of the catalogue (目录修改建议).
    ProposeChanges,
    /// Upload plugins (上传).
    UploadPlugins,
    /// Approve plugins and changes of reference data (审核).
    ApproveChanges,
    /// Enable and disable memoranda (启用, 停用).
    EnableMemoranda,
    /// Evaluate every memorandum in force over all subjects (全量运行).
    RunMemoranda,
    /// Read what was done by whom (审计).
    ReadAudit,
    /// Sign the audit as it is (审计签名).
    SignAudit,
    /// Remove what a retention rule says must go (到期清除).
    RunRetention,
    /// Write a backup (备份).
    BackUp,
    /// Begin to use a new master key (密钥轮换).
    RotateKeys,
    /// Hand in what a subject or its agent asks for: objections, repairs (代为提交).
    FileForSubjects,
    /// Take up objections and send them to the provider, and close them (异议受理转办).
    HandleObjections,
    /// Answer objections to records of the department acted for (异议核查).
    AnswerObjections,
    /// Decide on repairs of records of the department acted for (信用修复审核).
    DecideRepairs,
    /// Propose listings, and tell the subject (拟列入, 告知).
    ProposeListings,
    /// Confirm and end listings (列入, 移出).
    ConfirmListings,
    /// Execute measures of the department acted for and report on them (执行反馈).
    ExecuteMeasures,
    /// Publish records of the department acted for (公示).
    PublishRecords,
    /// Accept incomplete files (容缺受理).
    AcceptIncompleteFiles,
    /// Read cases: every one, or those of the department acted for (查阅事项).
    ReadCases,
}

/// Who acts, for whom, and in which role.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Form")]
pub struct Principal {
    actor: Actor,
    department: Option<String>,
    role: Role,
}

/// The fields of a [`Principal`] before they are checked against each other.
#[derive(Deserialize)]
struct Form {
    actor: Actor,
    department: Option<String>,
    role: Role,
}

/// Why there is no such principal. The id is never shown: it may be somebody's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalError {
    /// The id is empty or too long.
    #[error("an id has 1 to 64 characters, not {found}")]
    Length {
        /// How many characters it has.
        found: usize,
    },
    /// A character that an id does not have.
    #[error("an id cannot have `{}`", .0.escape_debug())]
    Character(char),
    /// The id is or holds an identity number.
    #[error("an id cannot hold an identity number")]
    IdentityNumber,
    /// The department's code is not of the form of codes.
    #[error("`{}` is not the code of a department", .0.escape_debug())]
    Department(String),
    /// The role is one of a department's, and none is named.
    #[error("a {0} acts for a department")]
    NoDepartment(Role),
    /// The role is the host's own, and a department is named.
    #[error("the {0} acts for no department")]
    WithDepartment(Role),
}

impl PrincipalId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PrincipalId {
    type Error = PrincipalError;

    fn try_from(text: String) -> Result<Self, PrincipalError> {
        let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(*c);
        let found = text.chars().count();
        if found == 0 || found > ID_LENGTH {
            return Err(PrincipalError::Length { found });
        }
        if let Some(other) = text.chars().find(|c| !allowed(c)) {
            return Err(PrincipalError::Character(other));
        }
        if holds_identity_number(&text) {
            return Err(PrincipalError::IdentityNumber);
        }
        Ok(Self(text))
    }
}

/// Whether a text is or holds a person's identity number (身份证号码).
#[must_use]
pub fn holds_identity_number(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    characters.windows(NUMBER_LENGTH).any(|window| {
        let window: String = window.iter().collect();
        ResidentIdentityNumber::parse(&window).is_ok()
    })
}

impl FromStr for PrincipalId {
    type Err = PrincipalError;

    fn from_str(text: &str) -> Result<Self, PrincipalError> {
        text.to_owned().try_into()
    }
}

impl From<PrincipalId> for String {
    fn from(id: PrincipalId) -> Self {
        id.0
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Actor {
    /// The id of the account.
    #[must_use]
    pub const fn id(&self) -> &PrincipalId {
        match self {
            Self::Person(id) | Self::Program(id) => id,
        }
    }
}

impl Role {
    /// Its name in files, requests and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DepartmentOfficer => "department-officer",
            Self::Maker => "maker",
            Self::Checker => "checker",
            Self::Administrator => "administrator",
            Self::Approver => "approver",
            Self::Integrator => "integrator",
            Self::Auditor => "auditor",
            Self::System => "system",
            Self::LocalOperator => "local-operator",
        }
    }

    /// What it may do.
    ///
    /// Names are searched and numbers shown whole only where a record must be told from
    /// another of the same name: by the department that answers for its own records, and
    /// by the auditor, who reads everything; the same two read what is known of a subject.
    /// An integrator is told what applies and not the records behind it: it has the exact
    /// identifier in hand, and a search by name could hand it another person's measures
    /// (G33). An
    /// administrator may not edit a subject's records, so it neither imports them nor
    /// needs to see whose they are; retention, backup and rotation go by rule and show
    /// none. Cases are the departments': what a maker enters a checker decides, and an
    /// officer does both where a department does not part the two. Whoever changes or
    /// uploads does not approve. The local operator stands in
    /// for all until there are accounts, but for the second person.
    #[must_use]
    pub const fn rights(self) -> &'static [Right] {
        match self {
            Self::DepartmentOfficer => &[
                Right::ImportOwnRecords,
                Right::ReadOwnBatches,
                Right::QueryByIdentifier,
                Right::ReadRecords,
                Right::SearchByName,
                Right::UnmaskIdentifiers,
                Right::ProposeChanges,
                Right::UploadPlugins,
                Right::FileForSubjects,
                Right::HandleObjections,
                Right::AnswerObjections,
                Right::DecideRepairs,
                Right::ProposeListings,
                Right::ConfirmListings,
                Right::ExecuteMeasures,
                Right::PublishRecords,
                Right::AcceptIncompleteFiles,
                Right::ReadCases,
            ],
            Self::Maker => &[
                Right::ImportOwnRecords,
                Right::ReadOwnBatches,
                Right::UploadPlugins,
                Right::FileForSubjects,
                Right::ProposeListings,
                Right::ReadCases,
            ],
            Self::Checker => &[
                Right::ReadOwnBatches,
                Right::QueryByIdentifier,
                Right::AnswerObjections,
                Right::DecideRepairs,
                Right::ConfirmListings,
                Right::ReadCases,
            ],
            Self::Administrator => &[
                Right::ReadAllBatches,
                Right::ChangeReference,
                Right::ProposeChanges,
                Right::EnableMemoranda,
                Right::RunMemoranda,
                Right::RunRetention,
                Right::BackUp,
                Right::RotateKeys,
            ],
            Self::Approver => &[Right::ApproveChanges],
            Self::Integrator => &[Right::QueryByIdentifier],
            Self::Auditor => &[
                Right::ReadAllBatches,
                Right::QueryByIdentifier,
                Right::ReadRecords,
                Right::SearchByName,
                Right::UnmaskIdentifiers,
                Right::ReadAudit,
                Right::SignAudit,
                Right::ReadCases,
            ],
            Self::System => &[
                Right::SignAudit,
                Right::ChangeReference,
                Right::RunMemoranda,
                Right::RunRetention,
                Right::BackUp,
            ],
            Self::LocalOperator => &[
                Right::ImportAnyRecords,
                Right::ReadAllBatches,
                Right::QueryByIdentifier,
                Right::ReadRecords,
                Right::SearchByName,
                Right::UnmaskIdentifiers,
                Right::ChangeReference,
                Right::ProposeChanges,
                Right::UploadPlugins,
                Right::EnableMemoranda,
                Right::RunMemoranda,
                Right::ReadAudit,
                Right::SignAudit,
                Right::RunRetention,
                Right::BackUp,
                Right::RotateKeys,
                Right::FileForSubjects,
                Right::HandleObjections,
                Right::AnswerObjections,
                Right::DecideRepairs,
                Right::ProposeListings,
                Right::ConfirmListings,
                Right::ExecuteMeasures,
                Right::PublishRecords,
                Right::AcceptIncompleteFiles,
                Right::ReadCases,
            ],
        }
    }

    /// Whether it acts for a department: always, never, or either.
    const fn acts_for_department(self) -> Option<bool> {
        match self {
            Self::DepartmentOfficer | Self::Maker | Self::Checker | Self::Integrator => Some(true),
            Self::System | Self::LocalOperator => Some(false),
            Self::Administrator | Self::Approver | Self::Auditor => None,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Principal {
    /// Someone who acts for a department, or for the host's own operator if none is
    /// named, in a role.
    ///
    /// Whether the department exists and is open is for the registry to say.
    ///
    /// # Errors
    /// [`PrincipalError`] if the code is none, or the role needs a department or can have
    /// none.
    pub fn new(
        actor: Actor,
        department: Option<String>,
        role: Role,
    ) -> Result<Self, PrincipalError> {
        match (&department, role.acts_for_department()) {
            (None, Some(true)) => return Err(PrincipalError::NoDepartment(role)),
            (Some(_), Some(false)) => return Err(PrincipalError::WithDepartment(role)),
            (Some(code), _) if !department::is_code(code) => {
                return Err(PrincipalError::Department(code.chars().take(64).collect()));
            }
            _ => {}
        }
        Ok(Self {
            actor,
            department,
            role,
        })
    }

    /// The host itself.
    #[must_use]
    pub fn system() -> Self {
        Self {
            actor: Actor::Program(PrincipalId("accord".to_owned())),
            department: None,
            role: Role::System,
        }
    }

    /// Whoever has the machine's command line before there are accounts.
    #[must_use]
    pub fn local_operator() -> Self {
        Self {
            actor: Actor::Person(PrincipalId("local-operator".to_owned())),
            department: None,
            role: Role::LocalOperator,
        }
    }

    /// The second person (审核员) whom whoever has the machine names, before there are
    /// accounts.
    #[must_use]
    pub const fn approver(id: PrincipalId) -> Self {
        Self {
            actor: Actor::Person(id),
            department: None,
            role: Role::Approver,
        }
    }

    /// Who or what acts.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Code of the department acted for; none for the host's own operator.
    #[must_use]
    pub fn department(&self) -> Option<&str> {
        self.department.as_deref()
    }

    /// The role acted in.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Whether the role has this right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.role.rights().contains(&right)
    }
}

impl TryFrom<Form> for Principal {
    type Error = PrincipalError;

    fn try_from(form: Form) -> Result<Self, PrincipalError> {
        Self::new(form.actor, form.department, form.role)
    }
}

/// For logs: `u-3f9c of tax-bureau as department-officer`.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let department = self.department().unwrap_or("the host");
        write!(f, "{} of {department} as {}", self.actor.id(), self.role)
    }
}

#[cfg(test)]
mod tests;
