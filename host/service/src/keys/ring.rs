//! The file of master keys: a ring in readable text, so that a person can see which key
//! is which and copy it by hand.
//!
//! A number, once given, is never given again: a removed key keeps its place without its
//! secret. Each secret has a check beside it, as one wrong digit would otherwise only
//! show as a store in which nobody is found. Reasons never quote the file: they reach the
//! log, and what stands in a wrong place may be a secret.
//!
//! A file that others than its owner may read or change is refused, as ssh does: it may
//! have been read already, and a warning in a log is not seen. A copy that is restored
//! needs mode 0600.
//!
//! The file is replaced whole: a new one is written beside it, flushed, renamed over it,
//! and the folder is flushed. A crash leaves the old or the new, and perhaps a file
//! `master.key.new` that was never in use.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use accord_model::date::Date;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use toml::{Table, Value, value::Datetime};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{error::ServiceError, host::now};

pub(super) const FILE: &str = "master.key";
pub(super) const NEW: &str = "master.key.new";
const FORMAT: i64 = 1;
/// Far above the text of a thousand rotations.
const LONGEST: u64 = 1 << 20;
/// What others than the owner may do with a file.
const OTHERS: u32 = 0o077;

const HEAD: &str = "\
# Accord 主密钥: 不属于数据库备份, 请另行复制并分开保管; 请勿手工修改.
# Accord master keys: no part of a backup of the database. Copy this file separately,
# keep the copy elsewhere, and change nothing by hand.
";

/// The keys of a store. Exactly one is current.
pub(super) struct Ring {
    /// By number, ascending.
    entries: Vec<Entry>,
}

struct Entry {
    id: u16,
    /// Unknown of a key from before there were rings.
    made_at: Option<Datetime>,
    state: State,
}

enum State {
    /// New rows name it.
    Current(Secret),
    /// Rows may still name it.
    Retiring(Secret),
    /// No row names it.
    Removed,
}

/// The 32 bytes of a key.
pub(super) struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    fn generate() -> Result<Self, ServiceError> {
        let mut secret = Self(Zeroizing::new([0; 32]));
        getrandom::fill(&mut *secret.0).map_err(|error| not_written(&error))?;
        Ok(secret)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut secret = Self(Zeroizing::new([0; 32]));
        hex::decode_to_slice(text, &mut *secret.0).ok()?;
        Some(secret)
    }

    /// The key that a purpose has from this secret.
    pub(super) fn mac(&self, purpose: &[u8]) -> Result<Zeroizing<[u8; 32]>, ServiceError> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&*self.0).map_err(|error| wrong(error.to_string()))?;
        mac.update(purpose);
        let mut bytes = mac.finalize().into_bytes();
        let mut key = Zeroizing::new([0; 32]);
        for (to, from) in key.iter_mut().zip(&bytes) {
            *to = *from;
        }
        bytes.as_mut_slice().zeroize();
        Ok(key)
    }

    /// Eight digits by which a wrong digit or a changed number is seen.
    fn check(&self, id: u16) -> Result<String, ServiceError> {
        let [a, b] = id.to_be_bytes();
        let mac = self.mac(&[b"accord/1/check".as_slice(), &[a, b]].concat())?;
        Ok(hex::encode(mac.first_chunk::<4>().unwrap_or(&[0; 4])))
    }
}

impl State {
    fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Current(secret) | Self::Retiring(secret) => Some(secret),
            Self::Removed => None,
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Current(_) => "current",
            Self::Retiring(_) => "retiring",
            Self::Removed => "removed",
        }
    }
}

impl Ring {
    /// A ring of one new key.
    pub(super) fn generate() -> Result<Self, ServiceError> {
        Ok(Self {
            entries: vec![Entry {
                id: 1,
                made_at: instant(now()),
                state: State::Current(Secret::generate()?),
            }],
        })
    }

    pub(super) fn current(&self) -> Result<(u16, &Secret), ServiceError> {
        self.entries
            .iter()
            .find_map(|entry| match &entry.state {
                State::Current(secret) => Some((entry.id, secret)),
                State::Retiring(_) | State::Removed => None,
            })
            .ok_or_else(|| wrong(format!("{FILE}: no key is current")))
    }

    /// Newest first.
    pub(super) fn retiring(&self) -> impl Iterator<Item = (u16, &Secret)> {
        self.entries
            .iter()
            .rev()
            .filter_map(|entry| match &entry.state {
                State::Retiring(secret) => Some((entry.id, secret)),
                State::Current(_) | State::Removed => None,
            })
    }

    pub(super) fn is_rotating(&self) -> bool {
        self.retiring().next().is_some()
    }

    /// A new key is current; what was current is retiring.
    pub(super) fn rotate(&mut self) -> Result<(), ServiceError> {
        let id = self
            .entries
            .last()
            .map_or(0, |entry| entry.id)
            .checked_add(1)
            .ok_or_else(|| not_written(&"all numbers have been given"))?;
        let secret = Secret::generate()?;
        for entry in &mut self.entries {
            entry.state = match std::mem::replace(&mut entry.state, State::Removed) {
                State::Current(secret) => State::Retiring(secret),
                other => other,
            };
        }
        self.entries.push(Entry {
            id,
            made_at: instant(now()),
            state: State::Current(secret),
        });
        Ok(())
    }

    /// Whether another ring has the same keys.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let secret = |entry: &Entry| entry.state.secret().map(|secret| *secret.0);
        self.entries.len() == other.entries.len()
            && self
                .entries
                .iter()
                .zip(&other.entries)
                .all(|(a, b)| a.id == b.id && secret(a) == secret(b))
    }

    /// What was retiring is removed, its secret erased.
    pub(super) fn finish(&mut self) {
        for entry in &mut self.entries {
            if matches!(entry.state, State::Retiring(_)) {
                entry.state = State::Removed;
            }
        }
    }

    /// The ring of a folder.
    pub(super) fn read(folder: &Path) -> Result<Self, ServiceError> {
        Self::read_file(&folder.join(FILE))
    }

    /// Reads the ring of a file.
    pub(super) fn read_file(path: &Path) -> Result<Self, ServiceError> {
        let failed = |error: io::Error| wrong(format!("{FILE}: {error}"));
        let file = fs::File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & OTHERS != 0 {
            return Err(ServiceError::MasterKeyExposed { mode });
        }
        let size = metadata.len();
        if size > LONGEST {
            return Err(wrong(format!("{FILE}: {size} bytes are too many")));
        }
        // Of full size from the start: growing would leave pieces behind in memory.
        let capacity = usize::try_from(size).unwrap_or(0) + 1;
        let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
        file.take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
        Self::parse(&bytes)
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ServiceError> {
        if let Ok(secret) = <[u8; 32]>::try_from(bytes) {
            return Ok(Self {
                entries: vec![Entry {
                    id: 1,
                    made_at: None,
                    state: State::Current(Secret(Zeroizing::new(secret))),
                }],
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| {
            let size = bytes.len();
            wrong(format!(
                "{FILE}: {size} bytes, neither text nor an old key of 32 bytes"
            ))
        })?;
        let mut table: Table = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            wrong(format!("{FILE} line {line}: not TOML"))
        })?;
        match table.remove("format") {
            Some(Value::Integer(FORMAT)) => {}
            Some(Value::Integer(format)) => {
                return Err(wrong(format!("{FILE}: format {format} is unknown")));
            }
            _ => return Err(wrong(format!("{FILE}: no format"))),
        }
        let Some(Value::Array(keys)) = table.remove("key") else {
            return Err(wrong(format!("{FILE}: no [[key]]")));
        };
        if !table.is_empty() {
            return Err(wrong(format!("{FILE}: something else than keys")));
        }
        let mut entries = keys
            .into_iter()
            .zip(1..)
            .map(|(key, place)| Entry::parse(key, place))
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(|entry| entry.id);
        let ring = Self { entries };
        ring.verify()?;
        Ok(ring)
    }

    fn verify(&self) -> Result<(), ServiceError> {
        for pair in self.entries.windows(2) {
            if let [a, b] = pair
                && a.id == b.id
            {
                return Err(wrong(format!("{FILE}: two keys have number {}", a.id)));
            }
        }
        let is_current = |entry: &&Entry| matches!(entry.state, State::Current(_));
        let current = self.entries.iter().filter(is_current).count();
        if current != 1 {
            return Err(wrong(format!("{FILE}: {current} keys are current, not 1")));
        }
        let secrets = || {
            let entries = self.entries.iter();
            entries.filter_map(|entry| Some((entry.id, entry.state.secret()?)))
        };
        for (a, one) in secrets() {
            let twin = secrets().find(|(b, other)| a < *b && one.0 == other.0);
            if let Some((b, _)) = twin {
                return Err(wrong(format!("{FILE}: keys {a} and {b} are the same")));
            }
        }
        Ok(())
    }

    /// The file's text.
    pub(super) fn text(&self) -> Result<Zeroizing<String>, ServiceError> {
        const ENTRY: usize = 256;
        let size = HEAD.len() + ENTRY * (self.entries.len() + 1);
        let mut text = Zeroizing::new(String::with_capacity(size));
        text.push_str(HEAD);
        text.push_str(&format!("format = {FORMAT}\n"));
        for entry in &self.entries {
            let Entry { id, made_at, state } = entry;
            text.push_str(&format!(
                "\n[[key]]\nid = {id}\nstate = \"{}\"\n",
                state.name()
            ));
            if let Some(made_at) = made_at {
                text.push_str(&format!("made-at = {made_at}\n"));
            }
            if let Some(secret) = state.secret() {
                let digits = Zeroizing::new(hex::encode(*secret.0));
                text.push_str("secret = \"");
                text.push_str(&digits);
                text.push_str(&format!("\"\ncheck = \"{}\"\n", secret.check(*id)?));
            }
        }
        Ok(text)
    }

    /// Writes the ring into a folder that has none.
    pub(super) fn write_new(&self, folder: &Path) -> Result<(), ServiceError> {
        let to = folder.join(FILE);
        let new = self.write_beside(folder)?;
        // A link is refused if the name is taken; a rename would not be.
        let linked = fs::hard_link(&new, &to);
        let removed = fs::remove_file(&new);
        linked.and(removed).map_err(|error| not_written(&error))?;
        flush(folder)
    }

    /// Writes the ring over that of a folder.
    pub(super) fn replace(&self, folder: &Path) -> Result<(), ServiceError> {
        // The file may be a link to where keys are kept; that is what is replaced.
        let to = fs::canonicalize(folder.join(FILE)).map_err(|error| not_written(&error))?;
        let folder = to.parent().unwrap_or(folder);
        let new = self.write_beside(folder)?;
        fs::rename(&new, &to).map_err(|error| not_written(&error))?;
        flush(folder)
    }

    fn write_beside(&self, folder: &Path) -> Result<PathBuf, ServiceError> {
        let failed = |error: io::Error| not_written(&error);
        let text = self.text()?;
        let path = folder.join(NEW);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(path)
    }
}

impl Entry {
    fn parse(key: Value, place: usize) -> Result<Self, ServiceError> {
        let Value::Table(mut key) = key else {
            return Err(wrong(format!("{FILE}: key in place {place} is no table")));
        };
        let id = match key.remove("id") {
            Some(Value::Integer(id)) => u16::try_from(id).ok().filter(|id| *id > 0),
            _ => None,
        };
        let id = id.ok_or_else(|| {
            wrong(format!(
                "{FILE}: key in place {place} has no id from 1 to 65535"
            ))
        })?;
        let of_key = |what: &str| wrong(format!("{FILE}: key {id}: {what}"));
        let made_at = match key.remove("made-at") {
            None => None,
            Some(Value::Datetime(at)) => Some(at),
            Some(_) => return Err(of_key("made-at is no time")),
        };
        let secret = match key.remove("secret") {
            None => None,
            Some(Value::String(text)) => {
                let text = Zeroizing::new(text);
                let secret = Secret::parse(&text)
                    .ok_or_else(|| of_key("secret is not 64 hexadecimal digits"))?;
                let Some(Value::String(check)) = key.remove("check") else {
                    return Err(of_key("no check"));
                };
                if !check.eq_ignore_ascii_case(&secret.check(id)?) {
                    return Err(of_key("id, secret and check do not agree"));
                }
                Some(secret)
            }
            Some(_) => return Err(of_key("secret is not 64 hexadecimal digits")),
        };
        let Some(Value::String(state)) = key.remove("state") else {
            return Err(of_key("no state"));
        };
        let state = match (state.as_str(), secret) {
            ("current", Some(secret)) => State::Current(secret),
            ("retiring", Some(secret)) => State::Retiring(secret),
            ("removed", None) => State::Removed,
            ("current" | "retiring", None) => return Err(of_key("no secret")),
            ("removed", Some(_)) => return Err(of_key("removed and yet has a secret")),
            _ => return Err(of_key("state is not current, retiring or removed")),
        };
        if !key.is_empty() {
            return Err(of_key("something that a key does not have"));
        }
        Ok(Self { id, made_at, state })
    }
}

fn flush(folder: &Path) -> Result<(), ServiceError> {
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| not_written(&error))
}

/// Milliseconds since 1970 as UTC.
fn instant(millis: i64) -> Option<Datetime> {
    const DAY: i64 = 86_400;
    let seconds = millis.div_euclid(1_000);
    let day = Date::from_days(i32::try_from(seconds.div_euclid(DAY)).ok()?);
    let (hour, rest) = (seconds.rem_euclid(DAY) / 3_600, seconds.rem_euclid(3_600));
    let (minute, second) = (rest / 60, rest % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}Z")
        .parse()
        .ok()
}

fn wrong(reason: String) -> ServiceError {
    ServiceError::MasterKey { reason }
}

fn not_written(reason: &dyn std::fmt::Display) -> ServiceError {
    ServiceError::MasterKeyNotWritten {
        reason: reason.to_string(),
    }
}
