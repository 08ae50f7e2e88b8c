//! The master keys, the opaque names made with them, and the sealing of what only those
//! with the right may see.
//!
//! They lie in a file beside the database and never in it: whoever copies the database
//! alone can neither turn a number into a subject, though there are only some millions of
//! numbers to try (domain.md §4.4), nor open a sealed one. So `master.key` is never part
//! of a backup of the database. It is copied apart from it, after `init` and after both
//! halves of every rotation, and kept apart, or one theft takes both. A copy is kept for
//! as long as any backup whose rows name one of its keys; without it such a backup finds
//! and shows no identifier, and destroying the last copy makes that so on purpose.
//!
//! Every secret gives three keys: one that finds (HMAC-SHA256), one that seals
//! (XChaCha20-Poly1305, whose random 24-byte nonce does not meet itself in millions of
//! rows), one by which kept machine code is known again. Each is the HMAC of a purpose
//! under the secret, which is uniform, so that nothing has to be extracted first as HKDF
//! would.
//!
//! # Rotation
//!
//! Every row names its key by number, a row without a number being of key 1. The order
//! is safe against a crash at any point, and the same command continues it:
//!
//! 1. [`Keys::begin_rotation`]: the ring gets a new current key, on disk before anything
//!    is written under it. While an old key is retiring it adds no other.
//! 2. All writers of the process use the new ring, and writes begun under the old one have
//!    ended; only then does the walk begin, or it could miss their rows.
//! 3. For every subject: the lookup rows under the current key are written; then its
//!    document is sealed anew, in one commit; then old lookup rows are deleted. They are
//!    three commits, as the new hash lies in a part of its own. Each step is skipped if
//!    found done. A subject whose id follows from its identifier under the current key
//!    needs no lookup row.
//! 4. When a scan of all parts finds no row of a retiring key,
//!    [`Keys::finish_rotation`] erases its secret from the ring.
//!
//! A subject keeps its id, which stays a keyed hash under the key of the day it was first
//! seen. So a rotation takes from a thief of the old key what was sealed and found, but
//! not the power to confirm a guessed number by the id of a subject older than it.

mod ring;
#[cfg(test)]
mod tests;

use std::{fmt, iter, path::Path, sync::Arc};

use accord_model::{
    identifier::{Identifier, Scheme},
    subject::{Sealed, SubjectId},
};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use accord_store::{Mutation, PartId, PartStore};

use crate::{
    error::ServiceError,
    keys::ring::{Ring, Secret},
    spaces,
};

const NONCE: usize = 24;

/// Makes opaque names of identifiers and seals them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Keys(Arc<Live>);

struct Live {
    current: Key,
    /// Newest first.
    retiring: Vec<Key>,
}

/// What one secret gives.
struct Key {
    id: u16,
    finds: Hmac<Sha256>,
    seals: XChaCha20Poly1305,
    compiled: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Makes a ring of one new key in a folder; never overwrites one.
    pub(crate) fn create(folder: &Path) -> Result<Self, ServiceError> {
        Ring::generate()?.write_new(folder)?;
        Self::open(folder)
    }

    /// Reads the ring of a folder, or the 32 bytes of old, which are key 1. A file that
    /// others may read is refused.
    pub(crate) fn open(folder: &Path) -> Result<Self, ServiceError> {
        Self::of_ring(&Ring::read(folder)?)
    }

    /// Adds a new current key to the ring of a folder; what was current is retiring. A
    /// rotation already begun is continued: the ring stays as it is. Whoever calls holds
    /// the store, so that one process at a time does.
    pub(crate) fn begin_rotation(folder: &Path) -> Result<Self, ServiceError> {
        let mut ring = Ring::read(folder)?;
        if !ring.is_rotating() {
            ring.rotate()?;
            ring.replace(folder)?;
        }
        Self::open(folder)
    }

    /// Erases the secrets of retiring keys from the ring of a folder. No row may name
    /// them any more: what they sealed cannot be read again.
    pub(crate) fn finish_rotation(folder: &Path) -> Result<Self, ServiceError> {
        let mut ring = Ring::read(folder)?;
        if ring.is_rotating() {
            ring.finish();
            ring.replace(folder)?;
        }
        Self::open(folder)
    }

    /// Copies a ring from elsewhere into a folder that has none, checked.
    pub(crate) fn copy(from: &Path, folder: &Path) -> Result<(), ServiceError> {
        let ring = Ring::read_file(from)?;
        // What an earlier try has copied stays.
        match Ring::read(folder) {
            Ok(there) if there.is_same(&ring) => Ok(()),
            _ => ring.write_new(folder),
        }
    }

    fn of_ring(ring: &Ring) -> Result<Self, ServiceError> {
        let (id, secret) = ring.current()?;
        let current = Key::derive(id, secret)?;
        let retiring = ring
            .retiring()
            .map(|(id, secret)| Key::derive(id, secret))
            .collect::<Result<_, _>>()?;
        Ok(Self(Arc::new(Live { current, retiring })))
    }

    /// The row by which a store knows a key again. It is made of the key as lookups are, so
    /// it tells nothing that they do not.
    pub(crate) fn check_row(&self, id: u16) -> Result<Mutation, ServiceError> {
        let key = self
            .live()
            .find(|key| key.id == id)
            .ok_or(ServiceError::UnknownKey { key: id })?;
        Ok(Mutation::put(
            spaces::KEY_CHECKS,
            id.to_be_bytes(),
            key.check(),
        ))
    }

    /// Sees that the keys are those of a store. One that was made before there were checks
    /// is believed.
    pub(crate) fn check(&self, store: &dyn PartStore) -> Result<(), ServiceError> {
        let mut after: Option<Vec<u8>> = None;
        let (mut checks, mut known) = (0, 0);
        loop {
            let page = store.scan(PartId::CONTROL, spaces::KEY_CHECKS, after.as_deref(), 100)?;
            for (id, check) in &page.entries {
                checks += 1;
                let key = self
                    .live()
                    .find(|key| key.id.to_be_bytes() == id.as_slice());
                if let Some(key) = key {
                    known += 1;
                    if key.check() != check.as_slice() {
                        return Err(ServiceError::ForeignKeys);
                    }
                }
            }
            match page.next {
                Some(next) => after = Some(next),
                None if checks > 0 && known == 0 => return Err(ServiceError::ForeignKeys),
                None => return Ok(()),
            }
        }
    }

    fn live(&self) -> impl Iterator<Item = &Key> {
        iter::once(&self.0.current).chain(&self.0.retiring)
    }

    /// The key that new rows name.
    pub(crate) fn current_id(&self) -> u16 {
        self.0.current.id
    }

    /// The key by which machine code that this host has kept is known again. After a rotation
    /// it is another, and the next start compiles once more.
    pub(crate) fn of_machine_code(&self) -> &[u8; 32] {
        &self.0.current.compiled
    }

    /// The keys that rows may name, the current one first.
    pub(crate) fn live_ids(&self) -> impl Iterator<Item = u16> {
        self.live().map(|key| key.id)
    }

    /// Where an identifier's lookup row is written: its hash under the current key.
    pub(crate) fn of_identifier(&self, identifier: &Identifier) -> [u8; 16] {
        self.0.current.of_identifier(identifier)
    }

    /// Where an identifier's lookup row may be, with the key of each, the current one
    /// first. During a rotation the current one comes once more at the end: a row that is
    /// moved between two looks is then still found, as it is written before it is deleted.
    pub(crate) fn lookups(&self, identifier: &Identifier) -> impl Iterator<Item = (u16, [u8; 16])> {
        let again = (!self.0.retiring.is_empty()).then_some(&self.0.current);
        self.live()
            .chain(again)
            .map(|key| (key.id, key.of_identifier(identifier)))
    }

    /// Under which ids the subject first seen under an identifier may lie, by each live key.
    pub(crate) fn subject_ids(&self, identifier: &Identifier) -> impl Iterator<Item = SubjectId> {
        self.live().map(|key| key.subject_id(identifier))
    }

    /// The id of a subject first seen under an identifier: no lookup row is needed while the
    /// key lives. It falls into the same part as [`Keys::of_identifier`] under the same key.
    pub(crate) fn subject_id(&self, identifier: &Identifier) -> SubjectId {
        self.0.current.subject_id(identifier)
    }

    /// Seals a value under the current key; it opens only with the same context, which
    /// says whose and what it is.
    pub(crate) fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Sealed, ServiceError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| ServiceError::Unsealable)?;
        let payload = Payload {
            msg: plain,
            aad: context,
        };
        let ciphertext = self
            .0
            .current
            .seals
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| ServiceError::Unsealable)?;
        let mut bytes = Vec::with_capacity(NONCE + ciphertext.len());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&ciphertext);
        Ok(Sealed {
            key: self.0.current.id,
            bytes,
        })
    }

    /// Opens a sealed value.
    pub(crate) fn unseal(
        &self,
        context: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
        let key = self
            .live()
            .find(|key| key.id == sealed.key)
            .ok_or(ServiceError::UnknownKey { key: sealed.key })?;
        let broken = || ServiceError::SealBroken { key: sealed.key };
        let (nonce, ciphertext) = sealed
            .bytes
            .split_first_chunk::<NONCE>()
            .ok_or_else(broken)?;
        let payload = Payload {
            msg: ciphertext,
            aad: context,
        };
        key.seals
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| broken())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let retiring: Vec<u16> = self.live_ids().skip(1).collect();
        f.debug_struct("Keys")
            .field("current", &self.current_id())
            .field("retiring", &retiring)
            .finish_non_exhaustive()
    }
}

/// The context of a subject's sealed identifier: moved to another subject, or given out
/// as another kind, it does not open.
pub(crate) fn identifier_context(subject: SubjectId, scheme: Scheme) -> Vec<u8> {
    [subject.as_bytes(), scheme.name().as_bytes()].concat()
}

impl Key {
    fn derive(id: u16, secret: &Secret) -> Result<Self, ServiceError> {
        let wrong = |error: &dyn fmt::Display| ServiceError::MasterKey {
            reason: format!("key {id}: {error}"),
        };
        // Written so in the first stores: another purpose would find nothing there.
        let finds = secret.mac(b"accord/1/identifiers")?;
        let seals = secret.mac(b"accord/1/sealing")?;
        let compiled = secret.mac(b"accord/1/machine-code")?;
        Ok(Self {
            id,
            finds: Hmac::new_from_slice(&*finds).map_err(|error| wrong(&error))?,
            seals: XChaCha20Poly1305::new_from_slice(&*seals).map_err(|error| wrong(&error))?,
            compiled,
        })
    }

    fn check(&self) -> [u8; 16] {
        let mut mac = self.finds.clone();
        mac.update(b"check");
        truncated(mac)
    }

    fn of_identifier(&self, identifier: &Identifier) -> [u8; 16] {
        self.hash(b"find", identifier)
    }

    fn subject_id(&self, identifier: &Identifier) -> SubjectId {
        let [first, second, ..] = self.of_identifier(identifier);
        let mut id = self.hash(b"name", identifier);
        let [a, b, ..] = &mut id;
        (*a, *b) = (first, second);
        SubjectId::from_bytes(id)
    }

    fn hash(&self, purpose: &[u8], identifier: &Identifier) -> [u8; 16] {
        let mut mac = self.finds.clone();
        mac.update(purpose);
        mac.update(identifier.scheme().name().as_bytes());
        mac.update(b"\0");
        mac.update(identifier.reveal().as_bytes());
        truncated(mac)
    }
}

fn truncated(mac: Hmac<Sha256>) -> [u8; 16] {
    let mut hash = [0; 16];
    for (to, from) in hash.iter_mut().zip(mac.finalize().into_bytes()) {
        *to = from;
    }
    hash
}
