//! What can be wrong with a table, each at its place and all told together.

use std::fmt;

use accord_files::Fault;
use accord_model::{contract::ValueType, manifest::ManifestFault, money::MoneyError};

use crate::layout::Part;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A cell, or a row as a whole, of a sheet.
    Cell {
        /// The sheet's name, or that of the CSV file.
        sheet: String,
        /// The row, from 1.
        row: u64,
        /// The column from 0; none for the row.
        column: Option<usize>,
    },
    /// A key of a TOML file.
    Key {
        /// Its path, such as `condition[3].value`.
        path: String,
        /// Its line, from 1.
        line: usize,
    },
    /// A sheet, or the file.
    Sheet(String),
}

impl Place {
    /// The place in Chinese.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Key { path, line } => format!("{path} (第 {line} 行)"),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { sheet, row, column } => {
                write!(
                    f,
                    "{sheet}!{}{row}",
                    column.map_or_else(String::new, letters)
                )
            }
            Self::Key { path, line } => write!(f, "{path} (line {line})"),
            Self::Sheet(sheet) => f.write_str(sheet),
        }
    }
}

/// The letters of a column, as spreadsheets have them.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column.saturating_add(1);
    while left > 0 {
        left -= 1;
        letters.push(char::from(
            b'A' + u8::try_from(left % 26).unwrap_or_default(),
        ));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

impl Flaw {
    /// Place and problem in Chinese, and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        format!("{}: {}", self.place.chinese(), self.problem.chinese())
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The row cannot be read.
    Row(Fault),
    /// The text is no TOML.
    Syntax(String),
    /// A sheet, file or key that is none of the template's.
    UnknownSheet(String),
    /// A sheet of the template is not there or empty.
    NoSheet(Part),
    /// A column, item or key that the sheet does not have.
    UnknownColumn(String),
    /// The sheet has no row of headings.
    NoHeadings,
    /// Something stands under no heading.
    Stray,
    /// A value that cannot stand in a cell.
    NoCell,
    /// Something stands twice.
    Twice(String),
    /// This column must be filled in.
    Missing(&'static str),
    /// This column must be empty here.
    Superfluous(&'static str),
    /// One of both columns must be filled in, and not the other.
    OneOfBoth(&'static str, &'static str),
    /// None of the words that may stand here.
    Word {
        /// What stands here.
        word: String,
        /// Those that may.
        known: Vec<&'static str>,
    },
    /// A value of another type.
    Value(ValueType),
    /// An amount that is none.
    Money(MoneyError),
    /// No number of months.
    Months,
    /// A number of months needs bounds within which the host holds it.
    MonthsUnbounded(String),
    /// A code that is not in its list.
    NotInList {
        /// The code.
        code: String,
        /// The list.
        list: String,
    },
    /// A rule that is not among the rules.
    UnknownRule(String),
    /// A setting that is not among the settings.
    UnknownParameter(String),
    /// A setting of another type than the field that it is compared with.
    ParameterType {
        /// The setting.
        parameter: String,
        /// The type that is called for.
        expected: ValueType,
    },
    /// A test that is not one for such values.
    Test(ValueType),
    /// Codes in doubt, of something that is no code.
    Doubtful,
    /// A second kind of record in one group.
    OtherKind(String),
    /// A group that says no kind of record.
    NoKind,
    /// Rows of one group say both, that ended records count and that they do not.
    Standing,
    /// A field of the record, where the rule looks at several kinds of record or at none.
    SeveralKinds,
    /// A rule without conditions.
    NoConditions(String),
    /// A rule from which nothing follows.
    NoConsequences(String),
    /// The manifest that comes of the table is not in order.
    Manifest(ManifestFault),
}

/// A type in Chinese and in English, with an example.
fn form(value_type: ValueType) -> (&'static str, &'static str) {
    match value_type {
        ValueType::Text => ("文本", "a text"),
        ValueType::Integer => ("整数", "an integer"),
        ValueType::Amount => ("金额 (如 100万元)", "an amount such as 100万元"),
        ValueType::Flag => ("是 或 否", "是 or 否"),
        ValueType::Date => ("日期 (如 2017-11-24)", "a date such as 2017-11-24"),
        ValueType::Code => ("代码", "a code"),
        ValueType::Codes => ("多个代码", "several codes"),
    }
}

impl Problem {
    /// The problem in Chinese, and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Row(fault) => fault.text().zh,
            Self::Syntax(reason) => format!("不是有效的 TOML: {reason}"),
            Self::UnknownSheet(name) => format!(
                "模板中没有工作表“{name}”: 只有 {}; 说明性的工作表请以“说明”开头",
                Part::ALL.map(Part::title).join("、")
            ),
            Self::NoSheet(part) => format!("没有填写工作表“{}”", part.title()),
            Self::UnknownColumn(name) => format!("模板中没有“{name}”这一栏"),
            Self::NoHeadings => "没有表头: 请保留模板的第一行".to_owned(),
            Self::Stray => "内容不在任何一栏之下".to_owned(),
            Self::NoCell => "此处应为文本、整数、日期、true/false 或其列表".to_owned(),
            Self::Twice(name) => format!("“{name}”重复"),
            Self::Missing(column) => format!("“{column}”必须填写"),
            Self::Superfluous(column) => format!("此行不能填写“{column}”"),
            Self::OneOfBoth(one, other) => format!("“{one}”与“{other}”须填写其一"),
            Self::Word { word, known } => format!("“{word}”应为以下之一: {}", known.join("、")),
            Self::Value(value_type) => format!("此处应为{}", form(*value_type).0),
            Self::Money(error) => format!("金额须以元或万元结尾、精确到分: {error}"),
            Self::Months => "此处应为 0 至 65535 的月数, 或整数参数的名称".to_owned(),
            Self::MonthsUnbounded(name) => {
                format!("参数 {name} 用作月数, 须有 0 至 65535 之内的最小值和最大值")
            }
            Self::NotInList { code, list } => format!("代码 `{code}` 不在代码集 `{list}` 中"),
            Self::UnknownRule(rule) => format!("“规则”中没有 {rule}"),
            Self::UnknownParameter(name) => format!("“参数”中没有 {name}"),
            Self::ParameterType {
                parameter,
                expected,
            } => {
                format!("参数 {parameter} 的类型应为{}", form(*expected).0)
            }
            Self::Test(value_type) => format!("{}不能这样比较", form(*value_type).0),
            Self::Doubtful => "只有代码可以有存疑值".to_owned(),
            Self::OtherKind(kind) => {
                format!("同一规则同一组只能看一类信息, 前面是 {kind}: 请另编一组")
            }
            Self::NoKind => "本组没有写明信息类别".to_owned(),
            Self::Standing => "同一组既有“现行”又有“含已结束”".to_owned(),
            Self::SeveralKinds => "此栏指记录的字段, 而本规则看多类信息: 请拆分规则".to_owned(),
            Self::NoConditions(rule) => format!("规则 {rule} 没有条件"),
            Self::NoConsequences(rule) => format!("规则 {rule} 没有后果"),
            Self::Manifest(fault) => fault.chinese(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(fault) => f.write_str(&fault.text().en),
            Self::Syntax(reason) => write!(f, "not TOML: {reason}"),
            Self::UnknownSheet(name) => write!(f, "the template has no sheet `{name}`"),
            Self::NoSheet(part) => write!(f, "sheet `{}` is not filled in", part.title()),
            Self::UnknownColumn(name) => write!(f, "the template has no column `{name}`"),
            Self::NoHeadings => f.write_str("no row of headings: keep the template's first row"),
            Self::Stray => f.write_str("this stands under no heading"),
            Self::NoCell => f.write_str("a text, integer, date, flag or a list of these"),
            Self::Twice(name) => write!(f, "`{name}` stands twice"),
            Self::Missing(column) => write!(f, "`{column}` must be filled in"),
            Self::Superfluous(column) => write!(f, "`{column}` must be empty in this row"),
            Self::OneOfBoth(one, other) => write!(f, "fill in one of `{one}` and `{other}`"),
            Self::Word { word, known } => write!(f, "`{word}` is none of {}", known.join(", ")),
            Self::Value(value_type) => write!(f, "expected {}", form(*value_type).1),
            Self::Money(error) => write!(f, "{error}"),
            Self::Months => f.write_str(
                "expected a number of months up to 65535, or the name of an integer setting",
            ),
            Self::MonthsUnbounded(name) => write!(
                f,
                "setting `{name}` counts months: it needs a least and a greatest value within 0 and 65535"
            ),
            Self::NotInList { code, list } => {
                write!(f, "`{code}` is not in the code list `{list}`")
            }
            Self::UnknownRule(rule) => write!(f, "there is no rule `{rule}`"),
            Self::UnknownParameter(name) => write!(f, "there is no setting `{name}`"),
            Self::ParameterType {
                parameter,
                expected,
            } => {
                write!(f, "setting `{parameter}` must be {}", form(*expected).1)
            }
            Self::Test(value_type) => write!(f, "{} is not compared so", form(*value_type).1),
            Self::Doubtful => f.write_str("only codes can be in doubt"),
            Self::OtherKind(kind) => write!(
                f,
                "a group looks at one kind of record, and it has `{kind}`: make another group"
            ),
            Self::NoKind => f.write_str("the group says no kind of record"),
            Self::Standing => f.write_str("the group says both 现行 and 含已结束"),
            Self::SeveralKinds => f.write_str(
                "a field of the record, but the rule looks at several kinds: split the rule",
            ),
            Self::NoConditions(rule) => write!(f, "rule `{rule}` has no condition"),
            Self::NoConsequences(rule) => write!(f, "nothing follows from rule `{rule}`"),
            Self::Manifest(fault) => write!(f, "{fault}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
        }
        let place = Place::Cell {
            sheet: "后果".to_owned(),
            row: 7,
            column: Some(2),
        };
        assert_eq!(place.to_string(), "后果!C7");
    }
}
