//! The folder in which toolchains are kept between builds, shared by all projects of a
//! user: what is there was expensive to fetch or to build, and can be had again.

use std::{
    env,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::error::{Doing as _, ToolchainError};

/// The file that is written last into what [`ready`] makes.
const STAMP: &str = ".complete";

/// The folder `name` of the cache, which need not be there.
///
/// # Errors
/// If the user has no home directory and names no other.
pub(crate) fn folder(name: &str) -> Result<PathBuf, ToolchainError> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty());
    let base = match set("ACCORD_GUEST_TOOLCHAIN").or_else(|| set("XDG_CACHE_HOME")) {
        Some(base) => PathBuf::from(base),
        None => env::home_dir()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
            .doing(|| "find the home directory: set ACCORD_GUEST_TOOLCHAIN to a folder".to_owned())?
            .join(".cache"),
    };
    // Programs are called from other folders than this.
    let base = std::path::absolute(base).doing(|| "tell the current folder".to_owned())?;
    Ok(base.join("accord").join(name))
}

/// Waits until no other process holds `path`, and holds it until the file is dropped.
///
/// # Errors
/// If it cannot be written or locked.
pub(crate) fn lock(path: &Path) -> Result<File, ToolchainError> {
    let file = File::create(path).doing(|| format!("write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("waiting for another process that holds {}", path.display());
            file.lock().doing(|| format!("lock {}", path.display()))?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).doing(|| format!("lock {}", path.display()));
        }
    }
    Ok(file)
}

/// The folder as `make` leaves it, made once and again only for another `stamp`.
///
/// It is made in its place, because environments of Python do not survive a move; the
/// stamp comes last, so what an interrupted attempt left is never taken for whole.
///
/// # Errors
/// If the folder cannot be written, and as `make`.
pub(crate) fn ready(
    folder: &Path,
    stamp: &str,
    make: impl FnOnce() -> Result<(), ToolchainError>,
) -> Result<(), ToolchainError> {
    let complete = folder.join(STAMP);
    let holds = || fs::read_to_string(&complete).is_ok_and(|found| found == stamp);
    if holds() {
        return Ok(());
    }
    let failed = || format!("make {}", folder.display());
    if let Some(shelf) = folder.parent() {
        fs::create_dir_all(shelf).doing(failed)?;
    }
    let _lock = lock(&folder.with_added_extension("lock"))?;
    if holds() {
        return Ok(());
    }
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed.doing(|| format!("remove {}", folder.display()))?,
    }
    fs::create_dir(folder).doing(failed)?;
    make()?;
    fs::write(&complete, stamp).doing(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_once_for_each_stamp_and_never_left_half() {
        let cache = tempfile::tempdir().unwrap();
        let folder = cache.path().join("shelf/packager");
        let put = |name: &str| fs::write(folder.join(name), "").doing(String::new);
        let interrupted = || {
            put("half")?;
            Err(ToolchainError::NoProject {
                folder: folder.clone(),
            })
        };
        assert!(ready(&folder, "1", interrupted).is_err());
        ready(&folder, "1", || put("first")).unwrap();
        assert!(!folder.join("half").exists());
        ready(&folder, "1", || panic!("it is there")).unwrap();
        ready(&folder, "2", || put("second")).unwrap();
        assert!(!folder.join("first").exists());
        assert!(folder.join("second").exists());
    }
}
