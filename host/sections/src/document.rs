//! The content of the section of cases. JSON, so that any language's tools can write it.

use crate::{CaseFile, SectionError};

#[derive(serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct Document {
    files: Vec<CaseFile>,
}

pub(crate) fn read(content: &[u8]) -> Result<Vec<CaseFile>, SectionError> {
    serde_json::from_slice::<Document>(content)
        .map(|document| document.files)
        .map_err(form)
}

pub(crate) fn write(files: Vec<CaseFile>) -> Result<Vec<u8>, SectionError> {
    serde_json::to_vec(&Document { files }).map_err(form)
}

fn form(error: serde_json::Error) -> SectionError {
    SectionError::Form {
        reason: error.to_string(),
    }
}
