//! What a file is read against.

use accord_model::{
    dictionary::{Dictionary, Field},
    message::Message,
    subject::Millis,
};

use crate::{encoding::Encoding, form::Forms, line::Taken, rejection::Notes, rejection::Rejection};

/// What a file is read against, and what was told about it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'r> {
    /// Types every record.
    pub dictionary: &'r Dictionary,
    /// The forms of tables.
    pub forms: &'r Forms,
    /// Code of the department that sends the file: the provider of whatever names none.
    /// A table whose form has no column for it needs it.
    pub provider: Option<&'r str>,
    /// Code of the form of a table; `None` = told by its header. `kind:` and the code of a
    /// kind of record names the form that the dictionary gives every kind.
    pub form: Option<&'r str>,
    /// The encoding of a text; `None` = told by its bytes.
    pub encoding: Option<Encoding>,
}

/// Whether what was noted lets a line be taken.
pub(crate) fn outcome(message: Option<Message>, notes: Notes) -> Result<Taken, Vec<Rejection>> {
    match message {
        Some(message) if notes.rejections.is_empty() => Ok(Taken {
            messages: vec![message],
            flags: notes.flags,
        }),
        _ => Err(notes.rejections),
    }
}

/// Not known when read; set when a document takes the message in.
pub(crate) const UNRECORDED: Millis = 0;

/// The title of a field's code list.
pub(crate) fn list_title(dictionary: &Dictionary, field: &Field) -> String {
    let code = field.code_list.as_deref().unwrap_or_default();
    let list = dictionary.code_list(code);
    list.map_or(code, |list| list.title.as_str()).to_owned()
}
