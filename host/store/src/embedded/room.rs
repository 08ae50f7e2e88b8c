//! How much room the disk still has, asked before a write and not after.
//!
//! sled cannot go on after a write that found no room: it must be opened anew, and
//! pages it could not restructure cannot be read until then. So a write is refused
//! while there is still room for what sled may do on its own, and nothing is half done.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::StoreError;

/// How long an answer of the file system serves; what was written since is counted.
const FRESH: Duration = Duration::from_millis(5);

/// How many bytes sled may write for one that was asked for: the leaf around it, again.
const GROWTH: u64 = 3;

/// The room of the file system that a folder lies on.
#[derive(Debug)]
pub(super) struct Room {
    dir: PathBuf,
    reserve: Option<u64>,
    seen: Mutex<Option<Seen>>,
    #[cfg(test)]
    pretended: Mutex<Option<u64>>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    at: Instant,
    free: u64,
    reserve: u64,
}

impl Room {
    pub(super) fn new(dir: PathBuf, reserve: Option<u64>) -> Room {
        Room {
            dir,
            reserve,
            seen: Mutex::default(),
            #[cfg(test)]
            pretended: Mutex::default(),
        }
    }

    /// Refuses a write of `bytes` that would leave less than the reserve.
    pub(super) fn take(&self, bytes: u64) -> Result<(), StoreError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = match *seen {
            Some(seen) if seen.at.elapsed() < FRESH => seen,
            _ => self.look()?,
        };
        if now.reserve == 0 {
            *seen = Some(now);
            return Ok(());
        }
        let need = bytes.saturating_mul(GROWTH);
        let left = now.free.checked_sub(need);
        now.free = left.unwrap_or(now.free);
        *seen = Some(now);
        match left {
            Some(left) if left >= now.reserve => Ok(()),
            _ => Err(StoreError::DiskFull),
        }
    }

    /// Whether there is room now for the reserve and `bytes` more.
    pub(super) fn has(&self, bytes: u64) -> bool {
        self.look()
            .is_ok_and(|now| now.free >= now.reserve.saturating_add(bytes.saturating_mul(GROWTH)))
    }

    fn look(&self) -> Result<Seen, StoreError> {
        let stat = rustix::fs::statvfs(&self.dir).map_err(std::io::Error::from)?;
        let free = stat.f_bavail.saturating_mul(stat.f_frsize);
        let total = stat.f_blocks.saturating_mul(stat.f_frsize);
        #[cfg(test)]
        let free = self.pretended.lock().unwrap().unwrap_or(free);
        Ok(Seen {
            at: Instant::now(),
            free,
            reserve: self.reserve.unwrap_or_else(|| usual(total)),
        })
    }

    /// Takes the disk to have this much room; `None`: what it has.
    #[cfg(test)]
    pub(super) fn pretend(&self, free: Option<u64>) {
        *self.pretended.lock().unwrap() = free;
        *self.seen.lock().unwrap() = None;
    }
}

/// 64 MiB, on a small disk an eighth, and never less than 8 MiB.
fn usual(total: u64) -> u64 {
    (total / 8).clamp(8 << 20, 64 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_reserve() {
        assert_eq!(usual(24 << 20), 8 << 20);
        assert_eq!(usual(256 << 20), 32 << 20);
        assert_eq!(usual(1 << 40), 64 << 20);
    }

    #[test]
    fn what_is_taken_is_counted_until_the_disk_is_asked_again() {
        let room = Room::new(std::env::temp_dir(), Some(100));
        room.pretend(Some(700));
        assert!(room.take(100).is_ok());
        assert!(room.has(200) && !room.has(201));
        *room.seen.lock().unwrap() = Some(Seen {
            at: Instant::now() + Duration::from_secs(60),
            free: 400,
            reserve: 100,
        });
        assert!(room.take(100).is_ok());
        assert!(matches!(room.take(1), Err(StoreError::DiskFull)));
    }
}
