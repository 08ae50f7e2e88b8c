//! Departments' files, NDJSON, CSV and XLSX, read into typed messages.
//!
//! Departments' files are dirty, large, and come from outside. A file is read in bounded
//! memory, line by line; a line that is not in order is handed out with everything that is
//! wrong with it, and can be sent back to be mended. Nothing here knows the store or the
//! clock: what a line does to what is known is seen when a document takes it in.

mod csv;
mod encoding;
mod error;
mod form;
mod format;
mod limits;
mod line;
mod lines;
mod mendable;
pub mod ndjson;
mod party;
mod reading;
mod record;
mod rejection;
mod sheet;
mod table;
mod text;
mod written;
mod xlsx;

pub use csv::read_csv;
pub use encoding::Encoding;
pub use error::{Bound, FileError};
pub use form::{
    Category, Column, DocumentType, Form, Forms, FormsData, FormsError, Implausible, Means, Status,
    To,
};
pub use format::{FileFormat, read};
pub use line::{Line, Original, Place, Summary, Take, Taken};
pub use mendable::{Mendable, Reason};
pub use ndjson::read_ndjson;
pub use reading::Reading;
pub use rejection::{Begin, Fault, Rejection, Wanted};
pub use sheet::{Sheet, SheetRow, rows_of_csv, sheets_of_xlsx};
pub use text::Text;
pub use written::{Unit, half_width, parse_day};
pub use xlsx::read_xlsx;
