//! Putting a component where others read it.

use std::{fs, path::Path};

use crate::error::{Doing as _, ToolchainError};

/// Replaces `file` unless it has these bytes already; tells whether it did.
///
/// At once, never in halves, because a host or a test may be reading.
///
/// # Errors
/// If the folder cannot be made or the file not written.
pub fn replace(file: &Path, bytes: &[u8]) -> Result<bool, ToolchainError> {
    if fs::read(file).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    let new = file.with_added_extension("new");
    file.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&new, bytes))
        .and_then(|()| fs::rename(&new, file))
        .doing(|| format!("write {}", file.display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_by_other_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plugins/x.wasm");
        assert!(replace(&file, b"1").unwrap());
        assert!(!replace(&file, b"1").unwrap());
        assert!(replace(&file, b"2").unwrap());
        assert_eq!(fs::read(&file).unwrap(), b"2");
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }
}
