//! What can be wrong with a file of cases: every flaw has its place in the file, and all
//! of a file's are told together.

use std::ops::Range;

use accord_model::{contract::ValueType, dictionary::ValueError, money::MoneyError};

/// One flaw of a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{flaw}")]
pub struct CaseError {
    /// Its place in the file, in bytes.
    pub span: Range<usize>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is no TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// A key that nothing reads.
    #[error("unknown key `{key}`: {expected}")]
    UnknownKey {
        /// The key.
        key: String,
        /// What may stand here.
        expected: &'static str,
    },
    /// A key that must be there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A value of another form.
    #[error("expected {0}")]
    Expected(Form),
    /// A word that is none of those possible.
    #[error("`{word}` is none of {known}")]
    Word {
        /// The word.
        word: String,
        /// Those possible.
        known: &'static str,
    },
    /// A kind of record that the dictionary lacks.
    #[error("the dictionary has no kind of record `{0}`")]
    UnknownKind(String),
    /// A field that the kind lacks.
    #[error("record kind `{kind}` has no field `{field}`; it has {known}")]
    UnknownField {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
        /// Those it has.
        known: String,
    },
    /// A value that the dictionary does not allow.
    #[error("{0}")]
    Value(ValueError),
    /// An amount that is none.
    #[error("{0}")]
    Money(MoneyError),
    /// `like` names nothing of `[given.fact]`.
    #[error("`[given.fact.{0}]` is not there")]
    NothingLike(String),
    /// `@name` is not among the sets.
    #[error("`[sets]` has no `{0}`")]
    UnknownSet(String),
    /// `without` names what the record does not have.
    #[error("`{0}` is not there to be left out")]
    NotThere(String),
    /// Two records, roles or cases of one name.
    #[error("`{0}` stands twice")]
    Twice(String),
    /// An id that no record of the case has.
    #[error("no record of this case is `{0}`")]
    UnknownFact(String),
    /// More cases than one file may hold.
    #[error("more than {} cases", super::MOST_CASES)]
    TooMany,
    /// More flaws than anybody reads: the rest is not looked for.
    #[error("more than {} flaws: the rest was not read", super::MOST_FLAWS)]
    TooManyFlaws,
    /// What the cases share makes them, taken together, larger than a host holds.
    #[error(
        "with what they share the cases hold more than {} bytes",
        super::MOST_BYTES
    )]
    TooLarge,
    /// A file without cases tests nothing.
    #[error("no `[[case]]`")]
    NoCases,
}

/// A form of value, in Chinese and in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form(pub &'static str, pub &'static str);

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.1)
    }
}

pub(super) const TEXT: Form = Form("文本", "a text");
pub(super) const FLAG: Form = Form("true 或 false", "true or false");
pub(super) const DAY: Form = Form("日期（如 2017-11-24）", "a date such as 2017-11-24");
pub(super) const TABLE: Form = Form("表（{ … }）", "a table");
pub(super) const LIST: Form = Form("列表（[ … ]）", "a list");
pub(super) const VALUE: Form = Form(
    "文本、整数、日期、true/false 或文本列表",
    "a text, integer, date, flag or list of texts",
);
pub(super) const MONTHS: Form = Form("0 至 65535 的月数", "a number of months up to 65535");

pub(super) fn type_name(value_type: ValueType) -> Form {
    match value_type {
        ValueType::Text => TEXT,
        ValueType::Integer => Form("整数", "an integer"),
        ValueType::Amount => Form("金额（如 \"100万元\"）", "an amount such as \"100万元\""),
        ValueType::Flag => FLAG,
        ValueType::Date => DAY,
        ValueType::Code => Form("代码（文本）", "a code"),
        ValueType::Codes => Form("代码列表", "a list of codes"),
    }
}

impl Flaw {
    /// The same in Chinese.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Syntax(reason) => format!("不是有效的 TOML: {reason}"),
            Self::UnknownKey { key, expected } => format!("未知的键 `{key}`; {expected}"),
            Self::Missing(key) => format!("缺少 `{key}`"),
            Self::Expected(form) => format!("此处应为{}", form.0),
            Self::Word { word, known } => format!("`{word}` 不是 {known} 之一"),
            Self::UnknownKind(kind) => format!("数据字典中没有信息类别 `{kind}`"),
            Self::UnknownField { kind, field, known } => {
                format!("信息类别 `{kind}` 没有字段 `{field}`; 它有 {known}")
            }
            Self::Value(ValueError::Type { .. }) => "值的类型与数据字典不符".to_owned(),
            Self::Value(ValueError::NotInList { code, list }) => {
                format!("代码 `{code}` 不在代码集 `{list}` 中")
            }
            Self::Money(error) => format!("金额须以元或万元结尾、精确到分: {error}"),
            Self::NothingLike(name) => format!("没有 [given.fact.{name}]"),
            Self::UnknownSet(name) => format!("[sets] 中没有 `{name}`"),
            Self::NotThere(name) => format!("`{name}` 本来就没有, 不能去掉"),
            Self::Twice(name) => format!("`{name}` 重复"),
            Self::UnknownFact(id) => format!("本判例中没有记录 `{id}`"),
            Self::TooMany => format!("判例超过 {} 个", super::MOST_CASES),
            Self::TooManyFlaws => format!("错误超过 {} 处, 其余未读", super::MOST_FLAWS),
            Self::TooLarge => {
                format!("各判例连同共用部分超过 {} 字节", super::MOST_BYTES)
            }
            Self::NoCases => "没有 [[case]]".to_owned(),
        }
    }
}
