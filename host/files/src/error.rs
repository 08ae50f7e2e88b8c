//! Why a file cannot be read at all.

use crate::{limits, text::Text};

/// Why a file cannot be read. Lines read before it was seen were handed out.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The input broke.
    #[error("input: {0}")]
    Input(#[from] std::io::Error),
    /// A workbook of before 2007, or an encrypted one.
    #[error("a compound file: a workbook of before 2007, or an encrypted one")]
    OldWorkbook,
    /// A text was called for and a workbook came.
    #[error("a zip archive instead of a text")]
    NotAText,
    /// The text is UTF-16.
    #[error("the text is UTF-16")]
    Utf16,
    /// The file is of no format that is read.
    #[error("neither NDJSON, CSV nor XLSX")]
    UnknownFormat,
    /// The archive of a workbook is damaged or cut off.
    #[error("workbook: {reason}")]
    Workbook {
        /// What is wrong with it.
        reason: String,
    },
    /// A part of a workbook asks for more than is given.
    #[error("workbook: {0:?} exceeds its limit")]
    TooLarge(Bound),
    /// Every sheet of the workbook is hidden.
    #[error("every sheet is hidden")]
    NoVisibleSheet,
    /// No row of the first ones is a header.
    #[error("no header")]
    NoHeader,
    /// There is no form of this code.
    #[error("no form `{code}`")]
    NoSuchForm {
        /// The code.
        code: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The header is of no form, or not of the one named.
    #[error("the header is of no form; nearest is `{nearest}`")]
    UnknownForm {
        /// Code of the form with which it has most columns in common.
        nearest: String,
        /// Columns that this form does not have.
        unknown: Vec<String>,
        /// Columns that it must have and that are missing.
        missing: Vec<String>,
    },
    /// The header is of several forms.
    #[error("the header is of several forms")]
    AmbiguousForm {
        /// Their codes.
        forms: Vec<String>,
    },
    /// A column stands twice.
    #[error("column `{column}` stands twice")]
    RepeatedColumn {
        /// Its header.
        column: String,
    },
    /// No column tells the provider and it was not named.
    #[error("no provider was named")]
    NoProvider,
}

/// What of a workbook is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Number of its parts.
    Parts,
    /// Number of its sheets.
    Sheets,
    /// Decompressed bytes of its texts.
    SharedStrings,
    /// Decompressed bytes of another part.
    Part,
    /// Decompressed bytes of a sheet.
    Sheet,
    /// Bytes of one element.
    Element,
    /// Rows of a sheet.
    Rows,
    /// Cells of all sheets.
    Cells,
    /// Merged cells of a sheet.
    Merges,
    /// Cells of sheets that are held in memory whole.
    HeldCells,
}

impl FileError {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn text(&self) -> Text {
        let columns = |columns: &[String]| columns.join(", ");
        match self {
            Self::Input(error) => Text::new(
                format!("读取中断 ({error}): 请重新发送"),
                format!("reading broke off ({error}): send it again"),
            ),
            Self::OldWorkbook => Text::new(
                "这是 2007 年以前格式 (.xls) 或加密的工作簿: 请另存为未加密的 .xlsx",
                "this is a workbook of before 2007 (.xls) or an encrypted one: save it as .xlsx without a password",
            ),
            Self::NotAText => Text::new(
                "这是压缩包或 .xlsx, 不是文本: 请按 XLSX 提交",
                "this is a zip archive or .xlsx and no text: send it as XLSX",
            ),
            Self::Utf16 => Text::new(
                "文本为 UTF-16 编码: 请另存为“CSV UTF-8”",
                "the text is UTF-16: save it as CSV UTF-8",
            ),
            Self::UnknownFormat => Text::new(
                "无法识别的文件: 只接受 NDJSON, CSV 和 XLSX",
                "the file is not recognised: NDJSON, CSV and XLSX are taken",
            ),
            Self::Workbook { reason } => Text::new(
                format!("工作簿已损坏或不完整 ({reason}): 请重新保存并发送"),
                format!("the workbook is damaged or cut off ({reason}): save and send it again"),
            ),
            Self::TooLarge(bound) => bound.text(),
            Self::NoVisibleSheet => Text::new(
                "工作簿中的工作表都已隐藏: 请取消隐藏要报送的工作表",
                "every sheet of the workbook is hidden: unhide the one to be sent",
            ),
            Self::NoHeader => Text::new(
                format!("前 {} 行中没有表头", limits::ROWS_BEFORE_HEADER),
                format!(
                    "none of the first {} rows is a header",
                    limits::ROWS_BEFORE_HEADER
                ),
            ),
            Self::NoSuchForm { code, known } => Text::new(
                format!(
                    "没有表单“{code}”: 已有 {}, 以及 kind:类别代码",
                    columns(known)
                ),
                format!(
                    "there is no form `{code}`: there are {}, and kind: with a kind's code",
                    columns(known)
                ),
            ),
            Self::UnknownForm {
                nearest,
                unknown,
                missing,
            } => Text::new(
                format!(
                    "表头不符合表单。最接近 {nearest}: 无法识别的列 [{}], 缺少的列 [{}]",
                    columns(unknown),
                    columns(missing)
                ),
                format!(
                    "the header is of no form. Nearest is {nearest}: columns not understood [{}], columns missing [{}]",
                    columns(unknown),
                    columns(missing)
                ),
            ),
            Self::AmbiguousForm { forms } => Text::new(
                format!("表头同时符合 {}: 请指明表单", columns(forms)),
                format!("the header is of {}: name the form", columns(forms)),
            ),
            Self::RepeatedColumn { column } => Text::new(
                format!("列“{column}”重复"),
                format!("column `{column}` stands twice"),
            ),
            Self::NoProvider => Text::new(
                "表中没有数据来源列: 请指明报送部门",
                "no column tells the provider: name the department that sends the file",
            ),
        }
    }
}

impl Bound {
    fn text(self) -> Text {
        let (zh, en, limit) = match self {
            Self::Parts => ("部件数", "number of parts", limits::PARTS as u64),
            Self::Sheets => ("工作表数", "number of sheets", limits::SHEETS as u64),
            Self::SharedStrings => ("文本字节数", "bytes of texts", limits::SHARED_STRING_BYTES),
            Self::Part => ("部件字节数", "bytes of a part", limits::PART_BYTES),
            Self::Sheet => ("工作表字节数", "bytes of a sheet", limits::SHEET_BYTES),
            Self::Element => ("元素字节数", "bytes of an element", limits::EVENT_BYTES),
            Self::Rows => ("行数", "rows of a sheet", limits::ROWS),
            Self::Cells => ("单元格数", "cells", limits::CELLS),
            Self::HeldCells => ("单元格数", "cells of a template", limits::HELD_CELLS as u64),
            Self::Merges => ("合并单元格数", "merged cells", limits::MERGES as u64),
        };
        Text::new(
            format!("工作簿的{zh}超过 {limit}: 请拆分, 或另存为 CSV"),
            format!("the workbook exceeds {limit} {en}: split it, or save it as CSV"),
        )
    }
}
