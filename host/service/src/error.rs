//! Why a use case could not be carried out: what a person is told, and what the log keeps.

mod steps;

use accord_engine::{Digest, InspectionError};
use accord_files::FileError;
use accord_inspection::{FindingView, ReportView};
use accord_model::{
    calendar::CalendarError,
    case::{CaseId, StepError},
    catalogue::{CatalogueError, ChangeError, EditionOrder, ProposalError, ProposalState},
    codes::CodeError,
    date::Date,
    identifier::Scheme,
    manifest::ManifestFault,
    parameter::ParameterError,
    principal::Right,
    subject::{BatchNumber, SubjectId},
};
use accord_store::StoreError;
use serde::{Deserialize, Serialize};

use crate::cases::RecordText;

/// What a person is told, in Chinese and English.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Why a use case could not be carried out. `Display` is the internal text, for logs;
/// [`ServiceError::text`] is the external one.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The folder holds no store.
    #[error("no store in this folder")]
    NotInitialised,
    /// The folder holds a store already.
    #[error("a store is in this folder already")]
    AlreadyInitialised,
    /// The key file is missing, unreadable or damaged.
    #[error("master key: {reason}")]
    MasterKey {
        /// What is wrong; never quotes the file.
        reason: String,
    },
    /// Others than its owner may read or change the key file.
    #[error("master key: its mode {mode:03o} lets others in")]
    MasterKeyExposed {
        /// The file's permissions.
        mode: u32,
    },
    /// The key file could not be made or replaced; the keys of before still hold.
    #[error("master key not written: {reason}")]
    MasterKeyNotWritten {
        /// What is wrong.
        reason: String,
    },
    /// The key file is another store's.
    #[error("the master keys are another store's")]
    ForeignKeys,
    /// A row names a master key that the key file lacks.
    #[error("no master key {key}")]
    UnknownKey {
        /// Its number.
        key: u16,
    },
    /// A sealed value was altered, moved to another row, or sealed under another secret.
    #[error("a value sealed under master key {key} does not open")]
    SealBroken {
        /// The number of the key it names.
        key: u16,
    },
    /// A value could not be sealed: the system gives no random bytes, or it is too long.
    #[error("a value cannot be sealed")]
    Unsealable,
    /// The sandbox could not be made.
    #[error("sandbox: {0}")]
    Sandbox(#[source] InspectionError),
    /// The store failed.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// A stored value cannot be read.
    #[error("{what} cannot be read: {reason}")]
    Corrupt {
        /// What it is.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// Reference data contradicts itself.
    #[error("reference data `{name}`: {reason}")]
    Reference {
        /// Which.
        name: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A component was refused at inspection.
    #[error("component refused: {0}")]
    Refused(#[source] InspectionError),
    /// A component's manifest is not in order; every fault is named.
    #[error("manifest not in order: {0:?}")]
    Manifest(Vec<ManifestFault>),
    /// A component did not pass its inspection; the report has all findings.
    #[error("component did not pass its inspection: {:?}", .0.errors())]
    Inspection(Box<ReportView>),
    /// No component of this digest was uploaded.
    #[error("no plugin {0}")]
    NoSuchPlugin(Digest),
    /// A plugin is of another memorandum than the one to be enabled.
    #[error("plugin is of memorandum `{found}`, not `{expected}`")]
    OtherMemorandum {
        /// The memorandum to be enabled.
        expected: String,
        /// The plugin's.
        found: String,
    },
    /// No memorandum of this code has ever been enabled.
    #[error("no memorandum `{0}`")]
    NoSuchMemorandum(String),
    /// The date from which a memorandum is to be enabled lies outside its own term.
    #[error("memorandum expires on {0}")]
    Expired(Date),
    /// An identifier's form or check is wrong.
    #[error("identifier of scheme {scheme:?}: {error}")]
    Identifier {
        /// Kind of identifier.
        scheme: Scheme,
        /// What is wrong.
        error: CodeError,
    },
    /// Whoever asked lacks a right.
    #[error("lacks the right {right:?}")]
    Forbidden {
        /// The right.
        right: Right,
    },
    /// A person's number was to be shown whole and no reason was given.
    #[error("no reason given")]
    NoReason,
    /// A name to be searched has fewer than two characters.
    #[error("name too short")]
    NameTooShort,
    /// There is no batch of this number, or not for whoever asked.
    #[error("no batch {0}")]
    NoSuchBatch(BatchNumber),
    /// There is no department of this code.
    #[error("no department `{0}`")]
    NoSuchDepartment(String),
    /// A workbook is larger than is taken.
    #[error("workbook of more than {limit} bytes")]
    FileTooLarge {
        /// Bytes that are taken.
        limit: u64,
    },
    /// A file cannot be read.
    #[error("file: {0}")]
    File(#[source] FileError),
    /// A change of reference data contradicts itself or what is there.
    #[error("change of `{name}` refused: {reason}")]
    Change {
        /// Which data.
        name: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// There is no proposal of this number.
    #[error("no proposal {0} to change the catalogue")]
    NoSuchProposal(u32),
    /// A step of a proposal to change the catalogue is not taken.
    #[error("proposal: {0}")]
    Proposal(#[from] ProposalError),
    /// The catalogue cannot be changed so.
    #[error("catalogue: {0}")]
    CatalogueChange(#[from] ChangeError),
    /// An edition of the catalogue would begin before the one made before it.
    #[error("catalogue: {0}")]
    EditionOrder(#[from] EditionOrder),
    /// Reference data has no such edition.
    #[error("`{name}` has no edition {number}")]
    NoSuchEdition {
        /// Which data.
        name: &'static str,
        /// The number.
        number: u32,
    },
    /// A setting of the locality does not fit the version to be enabled.
    #[error("a setting of `{memorandum}` does not fit this version: {error}")]
    Setting {
        /// The memorandum.
        memorandum: String,
        /// What does not fit.
        #[source]
        error: ParameterError,
    },
    /// A change of the dictionary would break plugins that answer.
    #[error("the change would break {0:?}")]
    WouldBreak(Vec<(String, Vec<ManifestFault>)>),
    /// A retention plan is no longer what would be removed.
    #[error("the plan has changed")]
    PlanChanged,
    /// A deadline cannot be computed.
    #[error("calendar: {0}")]
    Calendar(#[source] CalendarError),
    /// A day that has not come yet.
    #[error("{0} has not come yet")]
    Future(Date),
    /// Determinations stand for a later day than the one to which they were to catch up.
    #[error("determinations stand for {stands}, which is after {asked}")]
    BackInTime {
        /// The day asked for.
        asked: Date,
        /// The day for which they stand.
        stands: Date,
    },
    /// No subject has this identifier.
    #[error("no such subject")]
    NoSuchSubject,
    /// Someone else kept changing the same part.
    #[error("part {part} kept changing")]
    Contended {
        /// The part.
        part: u16,
    },
    /// A file or stream could not be read.
    #[error("input: {0}")]
    Input(#[source] std::io::Error),
    /// More was asked at once than the sandbox has instances.
    #[error("the sandbox has no free instance")]
    Busy,
    /// A worker of the host ended before its work was done.
    #[error("a worker stopped before its work was done")]
    Worker,
    /// A subject is merged in a circle, or with more than are taken as one.
    #[error("subject {subject} is merged in a circle or with too many")]
    Merged {
        /// The subject, by the host's own name.
        subject: SubjectId,
    },
    /// The reason for showing a number holds a person's number, and the audit would show it.
    #[error("the reason holds an identity number")]
    NumberInReason,
    /// A case does not take a step.
    #[error("step refused: {0}")]
    Step(#[from] StepError),
    /// There is no case of this name, or it is not shown to who asks.
    #[error("no case {0}")]
    NoSuchCase(CaseId),
    /// The matter is another department's.
    #[error("it is a matter of `{department}`")]
    NotOwn {
        /// Code of the department.
        department: String,
    },
    /// The dictionary has no such kind of record.
    #[error("no kind of record `{0}`")]
    NoSuchKind(String),
    /// The kind of record is no list.
    #[error("`{0}` is no list")]
    NotAList(String),
    /// A value of a record does not fit the dictionary.
    #[error("field `{field}`: {reason}")]
    Value {
        /// Name of the field.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// The subject has no such record now.
    #[error("no record `{}` of `{}`", .0.kind, .0.provider)]
    RecordNotHeld(RecordText),
    /// The subject has no such role now.
    #[error("no such role")]
    NoSuchRole,
    /// The catalogue has no such measure.
    #[error("no measure `{0}`")]
    NoSuchMeasure(String),
    /// No rule says within which time a record of this kind is published.
    #[error("`{0}` is not published by any rule, or has no day of decision")]
    NotPublished(String),
    /// A measure cannot be executed while an objection holds it up (R-OBJ).
    #[error("held up by objection {objection}")]
    Suspended {
        /// The objection.
        objection: CaseId,
    },
}

impl ServiceError {
    /// Whether another process holds the store.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Store(StoreError::Held { .. }))
    }

    /// Whether the store takes no writes now; reads go on.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(
            self,
            Self::Store(StoreError::ReadOnly { .. } | StoreError::DiskFull)
        )
    }

    /// Whether one subject alone cannot be read, so that all others can be answered for.
    pub(crate) const fn is_of_one_subject(&self) -> bool {
        matches!(self, Self::Merged { .. } | Self::Corrupt { .. })
    }

    /// What a person is told: what happened and what to do, with no internal detail.
    #[must_use]
    pub fn text(&self) -> Text {
        let (zh, en) = match self {
            Self::NotInitialised => (
                "此目录中没有数据库: 请先运行 accord init".to_owned(),
                "this folder holds no store: run `accord init` first".to_owned(),
            ),
            Self::AlreadyInitialised => (
                "此目录中已有数据库, 未作改动".to_owned(),
                "this folder holds a store already; nothing was changed".to_owned(),
            ),
            Self::MasterKey { .. } => (
                "主密钥文件缺失或不可读: 请从备份恢复 master.key".to_owned(),
                "the master key is missing or unreadable: restore master.key from its backup"
                    .to_owned(),
            ),
            Self::MasterKeyExposed { .. } => (
                "主密钥文件可被他人读取: 请执行 chmod 600 master.key, 并考虑轮换主密钥".to_owned(),
                "others may read the master key: run `chmod 600 master.key`, and consider \
                 rotating it"
                    .to_owned(),
            ),
            Self::MasterKeyNotWritten { .. } => (
                "主密钥文件未能写入: 请检查磁盘空间、目录权限和是否已有 master.key, 然后重试"
                    .to_owned(),
                "the master key file could not be written: check the disk's space, the folder's \
                 permissions and whether there is a master.key already, then try again"
                    .to_owned(),
            ),
            Self::ForeignKeys => (
                "master.key 属于另一个数据库: 请使用与此数据库或备份同时保存的 master.key".to_owned(),
                "master.key is another store's: use the one that was kept with this store or backup"
                    .to_owned(),
            ),
            Self::UnknownKey { key } => (
                format!("master.key 中没有第 {key} 号主密钥: 请恢复与此数据库相符的 master.key"),
                format!(
                    "master.key lacks key {key}: restore the master.key that belongs to this store"
                ),
            ),
            Self::Store(StoreError::Held { .. }) => (
                "数据库正被另一进程使用: 请等它结束, 或通过运行中的服务操作".to_owned(),
                "another process holds the store: wait until it ends, or go through the running server"
                    .to_owned(),
            ),
            Self::Store(
                StoreError::NoBackup
                | StoreError::BackupVersion { .. }
                | StoreError::BackupDamaged { .. },
            ) => (
                "备份文件无法恢复 (不是备份、已损坏或被截断): 请使用另一份备份".to_owned(),
                "the file cannot be restored (no backup, damaged or cut off): use another backup"
                    .to_owned(),
            ),
            Self::Store(StoreError::ReadOnly { .. } | StoreError::DiskFull) => (
                "数据库暂不能写入 (磁盘已满或故障); 查询仍可进行".to_owned(),
                "the store cannot be written to (disk full or failing); queries still work"
                    .to_owned(),
            ),
            Self::Sandbox(_)
            | Self::Store(_)
            | Self::Corrupt { .. }
            | Self::Reference { .. }
            | Self::SealBroken { .. }
            | Self::Unsealable
            | Self::Worker => (
                "主机内部错误: 请管理员查看日志".to_owned(),
                "internal error: the administrator finds it in the log".to_owned(),
            ),
            Self::Refused(error) => accord_inspection::refusal(error),
            Self::Inspection(report) => inspected(report),
            Self::Manifest(faults) => (
                format!("插件清单有 {} 处错误: {}", faults.len(), joined(faults)),
                format!(
                    "the manifest has {} faults: {}",
                    faults.len(),
                    joined(faults)
                ),
            ),
            Self::NoSuchPlugin(digest) => (
                format!("没有摘要为 {digest} 的插件: 请先上传"),
                format!("no plugin has the digest {digest}: upload it first"),
            ),
            Self::OtherMemorandum { expected, found } => (
                format!("该插件属于备忘录 {found}, 不是 {expected}"),
                format!("that plugin is of memorandum `{found}`, not `{expected}`"),
            ),
            Self::NoSuchMemorandum(code) => (
                format!("没有备忘录 {code}"),
                format!("there is no memorandum `{code}`"),
            ),
            Self::Expired(day) => (
                format!("备忘录已于 {day} 到期: 请选择更早的启用日期"),
                format!("the memorandum expires on {day}: choose an earlier date"),
            ),
            Self::Identifier { scheme, error } => (
                format!("{}有误: {error}", scheme.name_zh()),
                format!("not a valid {}: {error}", scheme.name()),
            ),
            Self::Forbidden { right } => (
                format!("没有权限: 需要 {}", right_zh(*right)),
                format!("not allowed: needs the right to {}", right_en(*right)),
            ),
            Self::NoReason => (
                "请说明查看完整证件号码的理由".to_owned(),
                "say why the whole number is to be shown".to_owned(),
            ),
            Self::NameTooShort => (
                "名称至少两个字".to_owned(),
                "a name to be searched has two characters or more".to_owned(),
            ),
            Self::NoSuchBatch(number) => (
                format!("没有第 {number} 批次"),
                format!("there is no batch {number}"),
            ),
            Self::NoSuchDepartment(code) => (
                format!("部门名录中没有 {code}: 请核对代码, 或先登记部门"),
                format!("no department `{code}`: check the code, or register it first"),
            ),
            Self::FileTooLarge { limit } => (
                format!("工作簿超过 {} MiB: 请另存为 CSV 再报送", limit >> 20),
                format!("the workbook has more than {} MiB: save it as CSV and send that", limit >> 20),
            ),
            Self::File(error) => {
                let text = error.text();
                (text.zh, text.en)
            }
            Self::Change { name, reason } => (
                format!("{name} 的修改未被接受, 未作改动: {reason}"),
                format!("the change of `{name}` was refused, nothing was changed: {reason}"),
            ),
            Self::NoSuchProposal(number) => (
                format!("没有第 {number} 号目录修改建议"),
                format!("there is no proposal {number} to change the catalogue"),
            ),
            Self::Proposal(error) => (
                proposal_zh(error).to_owned(),
                format!("the proposal was left as it is: {error}"),
            ),
            Self::CatalogueChange(error) => (
                format!("措施目录不能这样修改, 未作改动: {}", catalogue_change_zh(error)),
                format!("the catalogue cannot be changed so, nothing was changed: {error}"),
            ),
            Self::EditionOrder(EditionOrder { latest }) => (
                format!("措施目录的最新版自 {latest} 起施行: 请选择这一天或更晚的日期"),
                format!(
                    "the latest edition of the catalogue begins on {latest}: choose that day or a \
                     later one"
                ),
            ),
            Self::NoSuchEdition { name, number } => (
                format!("{name} 没有第 {number} 版"),
                format!("`{name}` has no edition {number}"),
            ),
            Self::Setting { memorandum, error } => (
                format!("备忘录 {memorandum} 的地方参数不适合这个版本, 未启用: 请先修改参数 ({error})"),
                format!(
                    "a setting of `{memorandum}` does not fit this version, which was not enabled: \
                     change the setting first ({error})"
                ),
            ),
            Self::WouldBreak(broken) => (
                format!("修改会使已启用的插件无法运行, 未作改动: {}", broken_zh(broken)),
                format!(
                    "the change would break enabled plugins, nothing was changed: {}",
                    broken_zh(broken)
                ),
            ),
            Self::PlanChanged => (
                "清除计划已变化, 未清除任何信息: 请重新生成并核对计划".to_owned(),
                "the plan is no longer what would be removed; nothing was removed: make a new plan \
                 and look at it"
                    .to_owned(),
            ),
            Self::Calendar(error) => (
                match error {
                    CalendarError::BeforeFirstNotice { day } => {
                        format!("期限无法计算: 工作日历没有包含 {day}")
                    }
                    CalendarError::NotAnnounced { year } => {
                        format!("期限无法计算: {year} 年的工作日历尚未公布")
                    }
                    _ => "期限无法计算: 请检查日期".to_owned(),
                },
                format!("the deadline cannot be computed: {error}"),
            ),
            Self::Future(day) => (
                format!("{day} 尚未到来: 请选择今天或更早的日期"),
                format!("{day} has not come yet: choose today or an earlier day"),
            ),
            Self::BackInTime { asked, stands } => (
                format!("已有结果的日期是 {stands}, 不能追赶到更早的 {asked}: 请改用全量运行"),
                format!("determinations stand for {stands} already, later than {asked}: make a full run for an earlier day"),
            ),
            Self::NoSuchSubject => (
                "没有此标识的主体".to_owned(),
                "no subject has this identifier".to_owned(),
            ),
            Self::Busy => (
                "主机过载, 请稍后重试".to_owned(),
                "the host is overloaded: try again later".to_owned(),
            ),
            Self::Contended { .. } => (
                "数据正被大量改动, 请稍后重试".to_owned(),
                "the records are being changed too fast: try again later".to_owned(),
            ),
            Self::Input(error) => (
                format!("无法读取输入: {error}"),
                format!("the input could not be read: {error}"),
            ),
            Self::Merged { .. } => (
                "该主体的合并关系成环或合并的主体过多, 无法确定其信息: 请报送合并撤销, 更正误报的合并"
                    .to_owned(),
                "the subject is merged in a circle or with too many others, so that nothing can be \
                 said of it: withdraw the merger that was a mistake"
                    .to_owned(),
            ),
            Self::NumberInReason => (
                "理由会写入审计记录, 不得包含身份证号码: 请改写理由".to_owned(),
                "the reason stands in the audit and may not hold an identity number: say it without"
                    .to_owned(),
            ),
            Self::Step(error) => steps::text(error),
            Self::NoSuchCase(id) => (
                format!("没有事项 {id}, 或不属于本部门"),
                format!("there is no case {id}, or it is not your department's"),
            ),
            Self::NotOwn { department } => (
                format!("该事项属于 {department}: 只有该部门可以办理"),
                format!("that is a matter of `{department}`, and only theirs"),
            ),
            Self::NoSuchKind(code) => (
                format!("数据字典中没有信息类别 {code}"),
                format!("the dictionary has no kind of record `{code}`"),
            ),
            Self::NotAList(code) => (
                format!("{code} 不是名单, 不能列入"),
                format!("`{code}` is no list: nobody can be listed there"),
            ),
            Self::Value { field, reason } => (
                format!("字段 {field} 的值有误: {reason}"),
                format!("the value of `{field}` does not fit: {reason}"),
            ),
            Self::RecordNotHeld(record) => (
                format!(
                    "该主体目前没有 {} 提供的 {} 信息 {}: 请核对; 合并主体的信息请分别提交",
                    record.provider, record.kind, record.number
                ),
                format!(
                    "the subject has no record {} of kind `{}` by `{}` now: check it; hand in                      records of merged subjects one subject at a time",
                    record.number, record.kind, record.provider
                ),
            ),
            Self::NoSuchRole => (
                "没有该任职关系, 或与该主体无关: 请核对任职人、机构、职务和起始日期".to_owned(),
                "there is no such role, or the subject has no part in it: check who, where, which                  and since when"
                    .to_owned(),
            ),
            Self::NoSuchMeasure(code) => (
                format!("措施目录中没有 {code}"),
                format!("the catalogue has no measure `{code}`"),
            ),
            Self::NotPublished(kind) => (
                format!("没有规则要求公示 {kind}, 或该信息没有决定日期"),
                format!("no rule says that `{kind}` is published, or it has no day of decision"),
            ),
            Self::Suspended { objection } => (
                format!("异议 {objection} 办理期间, 措施暂停执行"),
                format!("objection {objection} is not decided: the measure waits"),
            ),
        };
        Text { zh, en }
    }
}

fn inspected(report: &ReportView) -> (String, String) {
    let errors = report.errors();
    let listed = |text: fn(&FindingView) -> String| {
        let shown: Vec<_> = errors.iter().take(20).map(|found| text(found)).collect();
        shown.join("; ")
    };
    (
        format!(
            "检查未通过, {} 处错误: {}",
            errors.len(),
            listed(FindingView::chinese)
        ),
        format!(
            "not in order, {} errors: {}",
            errors.len(),
            listed(FindingView::english)
        ),
    )
}

fn joined(faults: &[ManifestFault]) -> String {
    let shown: Vec<_> = faults.iter().take(20).map(ToString::to_string).collect();
    shown.join("; ")
}

fn broken_zh(broken: &[(String, Vec<ManifestFault>)]) -> String {
    let named: Vec<_> = broken
        .iter()
        .map(|(plugin, faults)| format!("{plugin} ({})", joined(faults)))
        .collect();
    named.join("; ")
}

const fn proposal_zh(error: &ProposalError) -> &'static str {
    match error {
        ProposalError::NoReason => "请说明理由",
        ProposalError::NoEffect => "请说明该措施的成效",
        ProposalError::State(ProposalState::UnderEvaluation) => "该建议尚在评估: 请先补充评估证据",
        ProposalError::State(ProposalState::Proposed) => "该建议不需评估, 可以直接审核",
        ProposalError::State(ProposalState::Approved) => "该建议已经通过",
        ProposalError::State(ProposalState::Rejected) => "该建议已被驳回",
        ProposalError::SamePerson => "提出或评估建议的人不得审核: 请由另一人审核",
    }
}

fn catalogue_change_zh(error: &ChangeError) -> String {
    match error {
        ChangeError::Empty => "没有任何修改".to_owned(),
        ChangeError::Known(code) => format!("目录已有措施 {code}"),
        ChangeError::Unknown(code) => format!("目录没有措施 {code}"),
        ChangeError::UnknownBasis(instrument) => {
            format!("没有措施以 {instrument} 为现行依据")
        }
        ChangeError::KnownBasis {
            measure,
            instrument,
        } => format!("措施 {measure} 已列明依据 {instrument}"),
        ChangeError::ByPromotion(code) => format!("措施 {code} 改为强制性须经转为强制的程序"),
        ChangeError::PromotionWithOthers => "转为强制须单独提出".to_owned(),
        ChangeError::Mandatory(code) => format!("措施 {code} 已是强制性"),
        ChangeError::NothingObliges(code) => {
            format!("措施 {code} 没有规定“应当”“不得”的法律、法规依据")
        }
        ChangeError::Catalogue(CatalogueError::Twice(code)) => format!("措施 {code} 重复"),
        ChangeError::Catalogue(CatalogueError::Direction { measure, class }) => {
            format!("措施 {measure} 的方向与类别 {class} 不符")
        }
        ChangeError::Catalogue(CatalogueError::BasisDates(code)) => {
            format!("措施 {code} 的依据先废止后施行")
        }
    }
}

const fn right_zh(right: Right) -> &'static str {
    match right {
        Right::ImportOwnRecords => "报送本部门信息",
        Right::ImportAnyRecords => "报送各部门信息",
        Right::ReadOwnBatches => "查看本部门批次",
        Right::ReadAllBatches => "查看全部批次",
        Right::QueryByIdentifier => "按标识查询",
        Right::ReadRecords => "查阅主体信息",
        Right::SearchByName => "按名称检索",
        Right::UnmaskIdentifiers => "查看完整证件号码",
        Right::ChangeReference => "维护基础数据",
        Right::ProposeChanges => "提出目录修改建议",
        Right::UploadPlugins => "上传插件",
        Right::ApproveChanges => "审核",
        Right::EnableMemoranda => "启用和停用备忘录",
        Right::RunMemoranda => "全量运行",
        Right::ReadAudit => "查看审计记录",
        Right::SignAudit => "签署审计记录",
        Right::RunRetention => "到期清除",
        Right::BackUp => "备份",
        Right::RotateKeys => "轮换主密钥",
        Right::FileForSubjects => "代主体提交申请",
        Right::HandleObjections => "受理和转办异议",
        Right::AnswerObjections => "核查本部门异议",
        Right::DecideRepairs => "审核本部门信用修复",
        Right::ProposeListings => "提出列入名单",
        Right::ConfirmListings => "确认列入和移出名单",
        Right::ExecuteMeasures => "执行和反馈本部门措施",
        Right::PublishRecords => "公示本部门信息",
        Right::AcceptIncompleteFiles => "容缺受理",
        Right::ReadCases => "查阅事项",
    }
}

const fn right_en(right: Right) -> &'static str {
    match right {
        Right::ImportOwnRecords => "import the department's own records",
        Right::ImportAnyRecords => "import records of any department",
        Right::ReadOwnBatches => "read the department's own batches",
        Right::ReadAllBatches => "read all batches",
        Right::QueryByIdentifier => "query by identifier",
        Right::ReadRecords => "read what is known of a subject",
        Right::SearchByName => "search by name",
        Right::UnmaskIdentifiers => "see whole numbers",
        Right::ChangeReference => "change reference data",
        Right::ProposeChanges => "propose changes of the catalogue",
        Right::UploadPlugins => "upload plugins",
        Right::ApproveChanges => "approve",
        Right::EnableMemoranda => "enable and disable memoranda",
        Right::RunMemoranda => "run memoranda over all subjects",
        Right::ReadAudit => "read the audit",
        Right::SignAudit => "sign the audit",
        Right::RunRetention => "remove what retention lets go",
        Right::BackUp => "back up",
        Right::RotateKeys => "rotate the master key",
        Right::FileForSubjects => "hand in what a subject asks for",
        Right::HandleObjections => "take up and forward objections",
        Right::AnswerObjections => "answer objections to the department's records",
        Right::DecideRepairs => "decide on repairs of the department's records",
        Right::ProposeListings => "propose listings",
        Right::ConfirmListings => "confirm and end listings",
        Right::ExecuteMeasures => "execute the department's measures and report",
        Right::PublishRecords => "publish the department's records",
        Right::AcceptIncompleteFiles => "accept incomplete files",
        Right::ReadCases => "read cases",
    }
}
