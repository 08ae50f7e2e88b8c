//! Why no component comes of a file.

use std::{io, path::PathBuf};

use accord_files::FileError;
use table_format::SpliceError;

use crate::flaw::Flaw;

/// Why no component comes of a file.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file or folder cannot be opened.
    #[error("cannot open `{}`", path.display())]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no workbook, text or folder of CSV files.
    #[error("`{}` is no table: an .xlsx, a .toml, a .csv with the name of its sheet, or a folder of these", path.display())]
    Format {
        /// Which.
        path: PathBuf,
    },
    /// A plugin's folder with no table, or with several.
    #[error("`{}` needs one of `table.toml`, `table.xlsx` and a folder `table` of CSV files", folder.display())]
    OneTable {
        /// Which.
        folder: PathBuf,
    },
    /// The file cannot be read at all.
    #[error("cannot read `{}`", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: FileError,
    },
    /// The table is not in order; all flaws of the file, in its order.
    #[error("the table has {} flaws", .0.len())]
    Flaws(Vec<Flaw>),
    /// The interpreter does not take it.
    #[error(transparent)]
    Splice(#[from] SpliceError),
    /// A workbook cannot be written.
    #[error("cannot write the workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl TableError {
    /// The same in Chinese, and what to do; flaws have texts of their own.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Open { path, source } => format!("无法打开 {}: {source}", path.display()),
            Self::Format { path } => format!(
                "{} 不是可读取的表: 应为 .xlsx、.toml, 或每个工作表一个 .csv 的文件夹",
                path.display()
            ),
            Self::OneTable { folder } => format!(
                "{} 中须有且只有一份表: table.toml、table.xlsx 或 CSV 文件夹 table",
                folder.display()
            ),
            Self::File { path, source } => format!("{}: {}", path.display(), source.text().zh),
            Self::Flaws(flaws) => format!("表中有 {} 处问题", flaws.len()),
            Self::Splice(SpliceError::TooLarge { size, capacity }) => {
                format!("表编译后有 {size} 字节, 上限为 {capacity}: 请缩短文字, 或拆分为两份备忘录")
            }
            Self::Splice(SpliceError::Taken) => "解释器中已有一份表: 请使用空白的解释器".to_owned(),
            Self::Splice(_) => "文件不是本版本的表解释器: 请重新构建".to_owned(),
            Self::Workbook(error) => format!("无法写出工作簿: {error}"),
        }
    }
}
