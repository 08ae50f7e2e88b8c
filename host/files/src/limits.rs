//! What a file may ask of the reader.
//!
//! Files come from outside: what is held in memory at once is bounded by these, whatever
//! the file says.

/// Bytes of a line or row. The longest real record has a few thousand.
pub(crate) const LINE_BYTES: usize = 1 << 20;

/// Columns of a table, and keys of an object.
pub(crate) const COLUMNS: usize = 1_000;

/// Characters of a cell: Excel's own limit.
pub(crate) const CELL_CHARACTERS: usize = 32_767;

/// Characters of a name or text that is kept.
pub(crate) const TEXT_CHARACTERS: usize = 2_000;

/// Rejections of one line; who mends twenty mends the rest.
pub(crate) const REJECTIONS: usize = 20;

/// Lines of one row: cells may hold line breaks, but a stray quotation mark must not
/// swallow a file.
pub(crate) const LINES_OF_ROW: usize = 100;

/// Rows at the top among which the header is looked for: titles may stand above it.
pub(crate) const ROWS_BEFORE_HEADER: usize = 5;

/// Decompressed bytes of the texts of a workbook, which a reader must hold.
pub(crate) const SHARED_STRING_BYTES: u64 = 64 << 20;

/// Decompressed bytes of any other part of a workbook but a sheet.
pub(crate) const PART_BYTES: u64 = 16 << 20;

/// Decompressed bytes of a sheet.
pub(crate) const SHEET_BYTES: u64 = 2 << 30;

/// Bytes of one XML event: a tag, a text, a comment.
pub(crate) const EVENT_BYTES: u64 = 256 << 10;

/// Rows of a sheet: Excel's own limit.
pub(crate) const ROWS: u64 = 1_048_576;

/// Cells of a workbook.
pub(crate) const CELLS: u64 = 50_000_000;

/// Cells of sheets that are held in memory whole.
pub(crate) const HELD_CELLS: usize = 200_000;

/// Merged cells of a sheet.
pub(crate) const MERGES: usize = 65_536;

/// Sheets of a workbook.
pub(crate) const SHEETS: usize = 100;

/// Parts of a workbook.
pub(crate) const PARTS: usize = 10_000;
