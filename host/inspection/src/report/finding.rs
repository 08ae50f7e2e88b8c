//! What an inspection finds, and how much it matters.

use std::{fmt, ops::Range};

use accord_engine::InspectionError;
use accord_model::manifest::ManifestFault;
use accord_sections::SectionError;

use crate::{case::CaseError, running::CaseFault, said::Difference};

/// How much a finding matters; the worst comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The component is refused.
    Error,
    /// It is taken; somebody should look.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// Its name for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A finding.
#[derive(Debug)]
pub enum Finding {
    /// The sandbox does not take it.
    Refused(InspectionError),
    /// Its manifest is not in order.
    Manifest(ManifestFault),
    /// What travels with it cannot be read.
    Attachments(SectionError),
    /// A file of cases has a flaw.
    CaseFile {
        /// The file.
        file: String,
        /// The flaw.
        error: CaseError,
    },
    /// A case did not come to an answer.
    CaseFault {
        /// The file.
        file: String,
        /// The case.
        case: String,
        /// Its place in the file, in bytes.
        span: Range<usize>,
        /// Why.
        fault: CaseFault,
    },
    /// A case came out otherwise.
    CaseFails {
        /// The file.
        file: String,
        /// The case.
        case: String,
        /// Its place in the file, in bytes.
        span: Range<usize>,
        /// How.
        differences: Vec<Difference>,
    },
    /// Its cases are too many, take too long, or the plugin fails on too many of them: the rest
    /// was not run.
    TooManyCases,
    /// Its proposals for the catalogue cannot be read.
    Catalogue {
        /// Where, in bytes.
        span: Range<usize>,
        /// Why.
        reason: String,
    },
    /// It proposes one measure twice.
    ProposedTwice(String),
    /// It proposes a sanction without a legal basis.
    ProposedWithoutBasis(String),
    /// It proposes what the catalogue has: the catalogue's entry counts.
    ProposedKnown(String),
    /// It proposes a measure; until the catalogue has it, it cannot be enabled.
    Proposed(String),
    /// It brings no golden cases.
    NoCases,
    /// No case reaches a rule.
    RuleUnreached(String),
    /// No case reaches a measure.
    MeasureUnreached(String),
}

impl Finding {
    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Refused(_)
            | Self::Manifest(_)
            | Self::Attachments(_)
            | Self::CaseFile { .. }
            | Self::CaseFault { .. }
            | Self::CaseFails { .. }
            | Self::TooManyCases
            | Self::Catalogue { .. }
            | Self::ProposedTwice(_)
            | Self::ProposedWithoutBasis(_) => Severity::Error,
            Self::NoCases | Self::RuleUnreached(_) | Self::MeasureUnreached(_) => Severity::Warning,
            Self::Proposed(_) | Self::ProposedKnown(_) => Severity::Note,
        }
    }

    /// A name for programs, one for each kind of finding.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Manifest(_) => "manifest",
            Self::Attachments(_) => "attachments",
            Self::CaseFile { .. } => "case-file",
            Self::CaseFault { .. } => "case-fault",
            Self::CaseFails { .. } => "case-fails",
            Self::TooManyCases => "too-many-cases",
            Self::Catalogue { .. } => "catalogue",
            Self::ProposedTwice(_) => "proposed-twice",
            Self::ProposedWithoutBasis(_) => "proposed-without-basis",
            Self::ProposedKnown(_) => "proposed-known",
            Self::Proposed(_) => "proposed",
            Self::NoCases => "no-cases",
            Self::RuleUnreached(_) => "rule-unreached",
            Self::MeasureUnreached(_) => "measure-unreached",
        }
    }

    /// The file and the place in it, in bytes, that it is about.
    #[must_use]
    pub fn place(&self) -> Option<(&str, Range<usize>)> {
        match self {
            Self::CaseFile { file, error } => Some((file, error.span.clone())),
            Self::CaseFault { file, span, .. } | Self::CaseFails { file, span, .. } => {
                Some((file, span.clone()))
            }
            Self::Catalogue { span, .. } => Some(("catalogue.toml", span.clone())),
            _ => None,
        }
    }

    /// What to do about it, in Chinese and in English, where that is not plain.
    #[must_use]
    pub fn help(&self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::CaseFails { .. } => (
                "- 判例期待而插件没有给出, + 插件给出而判例没有期待; 若以插件为准, 用 accord plugin test --update",
                "- expected and not said, + said and not expected; if the plugin is right, `accord plugin test --update`",
            ),
            Self::NoCases => (
                "在 cases/ 下写判例, 它们随组件一起上传并在检查时运行",
                "write golden cases in cases/: they travel with the component and are run at inspection",
            ),
            Self::RuleUnreached(_) | Self::MeasureUnreached(_) => (
                "补写一个使其成立的判例, 或删去不用的声明",
                "write a case in which it holds, or remove what is not used",
            ),
            Self::Manifest(ManifestFault::UnknownMeasure(_)) => (
                "用 accord reference show catalogue 查目录中的代码, 或在 catalogue.toml 中提出建议",
                "find its code by `accord reference show catalogue`, or propose it in catalogue.toml",
            ),
            Self::Manifest(
                ManifestFault::UnknownKind(_)
                | ManifestFault::UnknownField { .. }
                | ManifestFault::FieldType { .. }
                | ManifestFault::FieldCodeList { .. },
            ) => (
                "用 accord reference show dictionary 查数据字典",
                "find it by `accord reference show dictionary`",
            ),
            _ => return None,
        })
    }

    /// The same in Chinese.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Refused(error) => refusal(error).0,
            Self::Manifest(fault) => fault.chinese(),
            Self::Attachments(reason) => format!("随组件附带的内容无法读取: {reason}"),
            Self::CaseFile { error, .. } => error.flaw.chinese(),
            Self::CaseFault { case, fault, .. } => format!("判例“{case}”: {}", fault.chinese()),
            Self::CaseFails { case, .. } => format!("判例“{case}”未通过"),
            Self::TooManyCases => "判例过多、耗时过长或插件屡次执行失败, 其余未运行".to_owned(),
            Self::Catalogue { reason, .. } => format!("措施目录建议无法读取: {reason}"),
            Self::ProposedTwice(code) => format!("措施 {code} 建议了两次"),
            Self::ProposedWithoutBasis(code) => format!("建议的惩戒措施 {code} 没有法律依据"),
            Self::ProposedKnown(code) => format!("措施目录已有 {code}, 以目录为准"),
            Self::Proposed(code) => format!("建议新增措施 {code}: 目录批准后方可启用"),
            Self::NoCases => "没有附带判例".to_owned(),
            Self::RuleUnreached(rule) => format!("没有判例涉及规则 {rule}"),
            Self::MeasureUnreached(measure) => format!("没有判例涉及措施 {measure}"),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => f.write_str(&refusal(error).1),
            Self::Manifest(fault) => write!(f, "{fault}"),
            Self::Attachments(reason) => write!(f, "what travels with it is unreadable: {reason}"),
            Self::CaseFile { error, .. } => write!(f, "{error}"),
            Self::CaseFault { case, fault, .. } => write!(f, "case `{case}`: {fault}"),
            Self::CaseFails { case, .. } => write!(f, "case `{case}` fails"),
            Self::TooManyCases => f.write_str(
                "its cases are too many, take too long or fail too often: the rest was not run",
            ),
            Self::Catalogue { reason, .. } => {
                write!(
                    f,
                    "its proposals for the catalogue are unreadable: {reason}"
                )
            }
            Self::ProposedTwice(code) => write!(f, "measure `{code}` is proposed twice"),
            Self::ProposedWithoutBasis(code) => {
                write!(f, "sanction `{code}` is proposed without a legal basis")
            }
            Self::ProposedKnown(code) => {
                write!(f, "the catalogue has `{code}` already, and counts")
            }
            Self::Proposed(code) => {
                write!(
                    f,
                    "proposes measure `{code}`: to be approved before enabling"
                )
            }
            Self::NoCases => f.write_str("it brings no golden cases"),
            Self::RuleUnreached(rule) => write!(f, "no case reaches rule `{rule}`"),
            Self::MeasureUnreached(measure) => write!(f, "no case reaches measure `{measure}`"),
        }
    }
}

/// Why the sandbox refuses a component, in Chinese and in English, and what to do.
#[must_use]
pub fn refusal(error: &InspectionError) -> (String, String) {
    match error {
        InspectionError::TooLarge { size, limit } => (
            format!("组件有 {size} 字节, 上限为 {limit}"),
            format!("the component has {size} bytes; {limit} are allowed"),
        ),
        InspectionError::CoreModule => (
            "这是核心模块而不是组件: 请用 accord plugin build 构建".to_owned(),
            "this is a core module, not a component: build it with `accord plugin build`"
                .to_owned(),
        ),
        InspectionError::Malformed { reason } => (
            format!("文件不是有效的组件 (可能被截断): {reason}"),
            format!("the file is not a valid component (truncated, perhaps): {reason}"),
        ),
        InspectionError::Declares(limit) => (
            format!("组件声明的资源超过上限: {limit}"),
            format!("the component declares {limit}; a plugin may not have that"),
        ),
        InspectionError::Import { import } => (
            format!(
                "组件导入了 {import}; 插件是纯函数, 不得导入任何函数: 日期用 evaluate 的 as-of, 没有时钟、随机数、文件和网络"
            ),
            format!(
                "the component imports {import}; a plugin is a pure function: the day is the as-of of evaluate, and there is no clock, no randomness, no file and no network"
            ),
        ),
        InspectionError::Contract { reason } => (
            format!("组件不符合合同 accord:memorandum@1.0.0: {reason}"),
            format!("the component does not keep accord:memorandum@1.0.0: {reason}"),
        ),
        InspectionError::Describe(fault) => (
            format!("组件未能说明自己: {fault}"),
            format!("the component could not describe itself: {fault}"),
        ),
        InspectionError::Host { .. } => (
            "沙箱暂不可用, 请稍后重试".to_owned(),
            "the sandbox is not available now: try again later".to_owned(),
        ),
    }
}
