//! The sandbox of an author's commands.
//!
//! A plugin in Python takes seconds to compile and an author runs its cases again and
//! again, so machine code is kept in the user's own cache folder. It is believed only under
//! a key that lies beside that folder and that nobody else may read.

use std::{
    env, fs,
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use accord_engine::{Cache, ClassLimits, Sandbox};

/// Bytes of machine code that are kept.
const LIMIT: u64 = 512 << 20;

/// A sandbox that keeps machine code where it can.
pub(crate) fn sandbox() -> anyhow::Result<Sandbox> {
    let sandbox = Sandbox::new(ClassLimits::default())?;
    Ok(match cache() {
        Ok(cache) => sandbox.with_cache(cache),
        // Without it everything works, only slower.
        Err(_) => sandbox,
    })
}

fn cache() -> io::Result<Cache> {
    let folder = folder().ok_or(io::ErrorKind::NotFound)?.join("accord");
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(&folder)?;
    let key = key(&folder.join("machine-code.key"))?;
    Cache::open(&folder.join("machine-code"), &key, LIMIT)
}

/// The user's cache folder.
pub(crate) fn folder() -> Option<PathBuf> {
    let named = |name| env::var_os(name).filter(|path| !path.is_empty());
    let own = named("XDG_CACHE_HOME").map(PathBuf::from);
    own.or_else(|| Some(PathBuf::from(named("HOME")?).join(".cache")))
}

/// The key in a file that only its owner may read; made if it is not there.
fn key(file: &Path) -> io::Result<[u8; 32]> {
    let mut made = [0; 32];
    getrandom::fill(&mut made).map_err(io::Error::other)?;
    let mut options = fs::OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut new) => new.write_all(&made).map(|()| made),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if fs::metadata(file)?.mode() & 0o077 != 0 {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            let bytes = fs::read(file)?;
            bytes
                .try_into()
                .map_err(|_| io::ErrorKind::InvalidData.into())
        }
        Err(error) => Err(error),
    }
}
