//! The keys with which a department signs what it uploads (签名密钥).
//!
//! Only public halves are here, and nothing is verified: whether a point is a sound key
//! and whether a signature is right is for whoever verifies it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::date::Date;

/// An Ed25519 public key (公钥): 64 hexadecimal digits in files, 32 bytes in the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

/// What a key is called: the first 8 bytes of the SHA-256 of its 32 bytes, as 16
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

/// Why a text is not a key or a key's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits")]
pub struct KeyForm {
    /// How many digits there must be.
    pub expected: usize,
}

/// When a key was withdrawn and why (吊销).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The first day on which it counts no more; it may lie before the day on which the
    /// loss was noticed.
    pub at: Date,
    /// Why, as the administrator wrote it.
    pub reason: String,
}

/// A key of a department and when it may be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SigningKey {
    /// The key.
    pub public_key: PublicKey,
    /// Its first day.
    pub from: Date,
    /// The first day on which it may be used no more; none while it is open.
    #[serde(default)]
    pub until: Option<Date>,
    /// Whether it was withdrawn before that.
    #[serde(default)]
    pub revoked: Option<Revocation>,
}

/// Why a key does not count on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No department has the code.
    #[error("there is no department `{}`", .0.escape_debug())]
    UnknownDepartment(String),
    /// The department has no such key.
    #[error("department `{department}` has no key `{key}`")]
    UnknownKey {
        /// The department.
        department: String,
        /// The key.
        key: KeyId,
    },
    /// The department does not act under its code on that day.
    #[error("department `{0}` does not act on that day")]
    DepartmentClosed(String),
    /// The key was not in use yet.
    #[error("key `{key}` is in use only from {from}")]
    TooEarly {
        /// The key.
        key: KeyId,
        /// Its first day.
        from: Date,
    },
    /// The key was in use no more.
    #[error("key `{key}` was in use until {until}, that day not included")]
    Expired {
        /// The key.
        key: KeyId,
        /// The first day after it.
        until: Date,
    },
    /// The key was revoked.
    #[error("key `{key}` was revoked from {at} on: {}", .reason.escape_debug())]
    Revoked {
        /// The key.
        key: KeyId,
        /// The first day on which it counts no more.
        at: Date,
        /// Why.
        reason: String,
    },
}

impl PublicKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What it is called.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        let [a, b, c, d, e, f, g, h, ..] = digest;
        KeyId([a, b, c, d, e, f, g, h])
    }
}

impl SigningKey {
    /// What it is called.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.public_key.id()
    }

    /// Checks that it counts on a day. Revocation is named before expiry: it is the graver.
    pub(super) fn check_on(&self, day: Date) -> Result<(), KeyError> {
        let key = self.id();
        if let Some(Revocation { at, reason }) = &self.revoked
            && *at <= day
        {
            return Err(KeyError::Revoked {
                key,
                at: *at,
                reason: reason.clone(),
            });
        }
        match self.until {
            _ if day < self.from => Err(KeyError::TooEarly {
                key,
                from: self.from,
            }),
            Some(until) if until <= day => Err(KeyError::Expired { key, until }),
            _ => Ok(()),
        }
    }
}

fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], KeyForm> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| KeyForm { expected: N * 2 })?;
    Ok(bytes)
}

macro_rules! hexadecimal {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = KeyForm;

            fn from_str(text: &str) -> Result<Self, KeyForm> {
                from_hex(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    String::deserialize(deserializer)?
                        .parse()
                        .map_err(serde::de::Error::custom)
                } else {
                    Deserialize::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}

hexadecimal!(PublicKey);
hexadecimal!(KeyId);
