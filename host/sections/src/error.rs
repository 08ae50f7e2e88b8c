//! Why the sections of a component cannot be read or written.

use std::{io, path::PathBuf};

use crate::{MOST_BYTES, MOST_FILES};

/// Why the sections of a component cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SectionError {
    /// The bytes are something else, perhaps a core module.
    #[error("this is no WebAssembly component")]
    NotAComponent,
    /// They begin as a component and do not go on as one.
    #[error("no component from byte {offset} on: {reason}")]
    Malformed {
        /// Where.
        offset: usize,
        /// What the reader of components says.
        reason: String,
    },
    /// The component has the section more than once.
    #[error("section `{section}` is there twice")]
    Twice {
        /// Its name.
        section: &'static str,
    },
    /// More than [`MOST_BYTES`].
    #[error("`{what}` is larger than {MOST_BYTES} bytes")]
    TooLarge {
        /// The section or the file.
        what: String,
    },
    /// More than [`MOST_FILES`].
    #[error("more than {MOST_FILES} files of cases")]
    TooManyFiles,
    /// The section of cases is not the JSON that it should be.
    #[error("section `{}` is not of its form: {reason}", crate::CASES)]
    Form {
        /// What the reader of JSON says.
        reason: String,
    },
    /// A text that is none.
    #[error("`{what}` is not UTF-8")]
    NotUtf8 {
        /// The section or the file.
        what: String,
    },
    /// A file of cases with a name of another form.
    #[error(
        "`{name}` cannot be the name of a file of cases: small letters, digits and hyphens, \
         then `.toml`"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// Two files of cases with one name.
    #[error("two files of cases are named `{name}`")]
    SameName {
        /// The name.
        name: String,
    },
    /// The disk does not give the file or the folder.
    #[error("cannot read `{}`", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
