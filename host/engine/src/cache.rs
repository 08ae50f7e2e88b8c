//! Machine code kept between starts, in a folder.
//!
//! Compiling takes a lean plugin some hundredths of a second and one with an interpreter
//! several seconds, and gives the same each time. But machine code is believed: whoever
//! could change it would run in the host, outside every sandbox. So each file begins with
//! an HMAC over its name and its bytes, under a key that does not lie in the folder, and
//! is read into memory before it is checked: what was checked is what is run. The name
//! is the component's digest and the fingerprint of the engine, so a file that is moved
//! under another name is worth nothing either.
//!
//! Nothing here can fail for the caller. What is missing, damaged or foreign is compiled
//! anew; what cannot be written is not kept. It is said in the log.

use std::{
    fmt, fs,
    io::{self, Read as _, Write as _},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tempfile::NamedTempFile;

use crate::digest::Digest;

const TAG: usize = 32;

/// A folder of machine code. The folder is the cache's own: whatever else lies in it may
/// be removed to make room.
pub struct Cache {
    folder: PathBuf,
    mac: Hmac<Sha256>,
    limit: u64,
    /// Held while room is made, so that two do not count what the other removes.
    making_room: Mutex<()>,
}

/// What a piece of machine code is of.
#[derive(Clone, Copy)]
pub(crate) struct Name {
    pub(crate) component: Digest,
    /// Of the engine's release and configuration.
    pub(crate) engine: [u8; 32],
}

/// Machine code that a cache with the same key has written under the same name.
pub(crate) struct MachineCode(Vec<u8>);

impl MachineCode {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.get(TAG..).unwrap_or_default()
    }
}

impl Cache {
    /// The cache in a folder, which is made if need be, for its owner only. It holds at most
    /// `limit` bytes; the least recently used are removed first.
    ///
    /// The key is secret, the same at each start, and lies outside the folder.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(folder: &Path, key: &[u8; 32], limit: u64) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(folder)?;
        let mac = Hmac::new_from_slice(key).map_err(io::Error::other)?;
        Ok(Self {
            folder: folder.to_owned(),
            mac,
            limit,
            making_room: Mutex::new(()),
        })
    }

    /// The machine code of a name, proved to be ours.
    pub(crate) fn load(&self, name: &Name) -> Option<MachineCode> {
        let component = name.component;
        match self.read(name) {
            Ok(Some(code)) => Some(code),
            Ok(None) => {
                tracing::warn!(%component, "machine code does not have our checksum");
                None
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(%component, %error, "machine code cannot be read");
                None
            }
        }
    }

    fn read(&self, name: &Name) -> io::Result<Option<MachineCode>> {
        let file = fs::File::open(self.path(name))?;
        let size = file.metadata()?.len();
        if size > self.limit {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        (&file).take(self.limit).read_to_end(&mut bytes)?;
        let Some((tag, code)) = bytes.split_at_checked(TAG) else {
            return Ok(None);
        };
        if self.tag(name, code).verify_slice(tag).is_err() {
            return Ok(None);
        }
        if let Err(error) = file.set_modified(SystemTime::now()) {
            tracing::debug!(%error, "use of machine code cannot be noted");
        }
        Ok(Some(MachineCode(bytes)))
    }

    /// Keeps machine code under its name, whole or not at all.
    pub(crate) fn store(&self, name: &Name, code: &[u8]) {
        let size = u64::try_from(TAG.saturating_add(code.len())).unwrap_or(u64::MAX);
        let component = name.component;
        if size > self.limit {
            tracing::info!(%component, size, limit = self.limit, "machine code is too large to keep");
            return;
        }
        let kept = self
            .write(name, code)
            .and_then(|path| self.make_room(&path));
        if let Err(error) = kept {
            tracing::warn!(%component, %error, "machine code cannot be kept");
        }
    }

    fn write(&self, name: &Name, code: &[u8]) -> io::Result<PathBuf> {
        let path = self.path(name);
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(&self.tag(name, code).finalize().into_bytes())?;
        file.write_all(code)?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }

    /// Removes what was used least recently, but not what was written just now. What a
    /// crash has left half-written goes the same way.
    fn make_room(&self, kept: &Path) -> io::Result<()> {
        let making_room = self.making_room.lock();
        let _making_room = making_room.unwrap_or_else(PoisonError::into_inner);
        let mut files = Vec::new();
        let mut total = 0_u64;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let metadata = match entry.metadata() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                metadata => metadata?,
            };
            if metadata.is_file() {
                total = total.saturating_add(metadata.len());
                files.push((metadata.modified()?, metadata.len(), entry.path()));
            }
        }
        files.sort_unstable();
        for (_, size, path) in files.iter().filter(|(_, _, path)| path != kept) {
            if total <= self.limit {
                break;
            }
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => total = total.saturating_sub(*size),
            }
        }
        Ok(())
    }

    fn path(&self, name: &Name) -> PathBuf {
        self.folder.join(name.to_string())
    }

    /// Both parts of a name have one length, so no other name and code are the same bytes.
    fn tag(&self, name: &Name, code: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        mac.update(name.component.as_bytes());
        mac.update(&name.engine);
        mac.update(code);
        mac
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("folder", &self.folder)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.component)?;
        self.engine
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests;
