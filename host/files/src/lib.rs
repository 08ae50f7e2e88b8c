//! Departments' files, NDJSON, CSV and XLSX, read into typed messages.
//!
//! Departments' files are dirty, large, and come from outside. A file is read in bounded
//! memory, line by line; a line that is not in order is handed out with everything that is
//! wrong with it, and can be sent back to be mended. Nothing here knows the store or the
//! clock: what a line does to what is known is seen when a document takes it in.

mod encoding;
mod error;
mod form;
mod limits;
mod line;
mod lines;
mod ndjson;
mod party;
mod reading;
mod rejection;
mod text;
mod written;

pub use encoding::Encoding;
pub use error::{Bound, FileError};
pub use form::{
    Category, Column, DocumentType, Form, Forms, FormsData, FormsError, Implausible, Means, To,
};
pub use line::{Line, Original, Place, Summary, Take, Taken};
pub use ndjson::read_ndjson;
pub use reading::Reading;
pub use rejection::{Fault, Rejection, Wanted};
pub use text::Text;
pub use written::Unit;
