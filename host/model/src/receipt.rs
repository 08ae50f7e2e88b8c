//! Receipts (回执): what an answer was computed from, signed, so that years later it can be
//! computed again and proven, or it can be said what differs.
//!
//! A receipt holds digests, numbers of editions and the host's own name of the subject; no
//! identifier, no record and no measure. The receipts written together are the leaves of one
//! [Merkle tree](crate::merkle) whose root is signed, so that a signature costs next to
//! nothing; each receipt carries its path to the root and stands alone.
//!
//! The algorithms are named in it: others, SM2 and SM3 (GB/T 32918, GB/T 32905) among them,
//! can come beside them without making the old ones unreadable.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    date::Date,
    merkle::{self, Hash},
    octets::Octets,
    principal::Principal,
    subject::{Millis, SubjectId},
};

pub mod replay;

/// A SHA-256 digest.
pub type Digest = Octets<32>;

/// Before the bytes of a body, and its format.
const FORMAT: &str = "accord-receipt/1";

/// How leaves and nodes are hashed.
pub const SHA_256: &str = "sha-256";

/// How roots are signed.
pub const ED25519: &str = "ed25519";

/// Before what is signed: a signature of the host for something else is none of a receipt.
const SIGNED: &[u8] = b"accord/1/receipts\0";

/// The name of a receipt, random but for the part of the store in which it lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Octets<18>", into = "Octets<18>")]
pub struct ReceiptId {
    /// Number of the part.
    pub part: u16,
    /// Random bytes.
    pub random: [u8; 16],
}

/// An edition of reference data, or the host's own rules, by which was answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NamedEdition {
    /// Which: `catalogue`, `calendar`, `host-rules` and so on.
    pub name: String,
    /// Its number.
    pub number: u32,
}

/// The version of a memorandum that was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AskedComponent {
    /// Code of the memorandum.
    pub memorandum: String,
    /// SHA-256 of the component.
    pub digest: Digest,
}

/// Why it was asked (查询用途).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Code of the step in another system that asks (应用场景).
    #[serde(default)]
    pub scene: Option<String>,
    /// Why, in words.
    #[serde(default)]
    pub purpose: Option<String>,
    /// Number of the business for which it is asked (业务编号).
    #[serde(default)]
    pub business_number: Option<String>,
}

/// What an answer was computed from, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computation {
    /// The subject answered for; none if there was none.
    pub subject: Option<SubjectId>,
    /// The day for which the answer holds.
    pub as_of: Date,
    /// What was known at this moment counted, milliseconds since 1970-01-01 UTC.
    pub known_at: Millis,
    /// Whether the answer says what was compared.
    pub explain: bool,
    /// Commits that the subject's part had taken when it was read.
    pub sequence: u64,
    /// Editions by which was answered.
    pub editions: Vec<NamedEdition>,
    /// Versions of memoranda that were asked.
    pub components: Vec<AskedComponent>,
    /// Digest of what the answer was computed from.
    pub input: Digest,
    /// Digest of the answer.
    pub answer: Digest,
    /// How many measures apply.
    pub measures: u32,
    /// First day on which the answer may differ though no record changes; from then on the
    /// receipt proves only what was answered.
    pub valid_until: Option<Date>,
}

/// What is signed of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptBody {
    /// Its name.
    pub id: ReceiptId,
    /// How leaves and nodes are hashed.
    pub hashed_by: String,
    /// How the root is signed.
    pub signed_by: String,
    /// What was computed.
    pub computed: Computation,
    /// Why it was asked.
    pub purpose: Purpose,
    /// Who asked.
    pub by: Principal,
    /// When it was answered, milliseconds since 1970-01-01 UTC.
    pub at: Millis,
}

/// The place of a receipt under a signed root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Its place among the leaves, from 0.
    pub index: u64,
    /// How many leaves there are.
    pub size: u64,
    /// What it is hashed with, from the leaf up to the root.
    pub path: Vec<Digest>,
    /// Number of the host's key.
    pub key: u16,
    /// The signature of size and root.
    pub signature: Octets<64>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// What is proven.
    pub body: ReceiptBody,
    /// By what.
    pub proof: Proof,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptFault {
    /// It names an algorithm that is not known here.
    #[error("an algorithm is named that is not known here")]
    Algorithm,
    /// Its path fits no tree of that size.
    #[error("the path fits no tree of that size")]
    Path,
    /// The key of that number is not one of this host.
    #[error("the key is none of this host")]
    Key,
    /// The signature is of something else: the receipt, its path or the signature was altered.
    #[error("the signature is of something else")]
    Signature,
}

/// What became of verifying a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Why it proves nothing; none if it is genuine.
    pub fault: Option<ReceiptFault>,
    /// From this day, which has come, the answer may be another (G40); none if it holds.
    pub expired_on: Option<Date>,
}

impl ReceiptBody {
    /// The hash of its leaf: of its canonical bytes, which are the format's name, a byte 0
    /// and the fields in their order as postcard writes them.
    ///
    /// # Errors
    /// Those of the encoding, which none of these fields has.
    pub fn leaf(&self) -> Result<Hash, postcard::Error> {
        let mut bytes = FORMAT.as_bytes().to_vec();
        bytes.push(0);
        Ok(merkle::leaf(&postcard::to_extend(self, bytes)?))
    }

    /// The day from which the answer may be another, if it has come.
    #[must_use]
    pub fn expired_on(&self, today: Date) -> Option<Date> {
        self.computed.valid_until.filter(|day| *day <= today)
    }
}

/// What the host signs for receipts that are the leaves of one tree.
#[must_use]
pub fn signed_message(size: u64, root: &Hash) -> Vec<u8> {
    [SIGNED, &size.to_be_bytes(), root].concat()
}

impl Receipt {
    /// What must have been signed if it is genuine.
    ///
    /// # Errors
    /// [`ReceiptFault::Algorithm`] and [`ReceiptFault::Path`].
    pub fn signed_message(&self) -> Result<Vec<u8>, ReceiptFault> {
        let Self { body, proof } = self;
        if body.hashed_by != SHA_256 || body.signed_by != ED25519 {
            return Err(ReceiptFault::Algorithm);
        }
        let leaf = body.leaf().map_err(|_| ReceiptFault::Path)?;
        let path: Vec<Hash> = proof.path.iter().map(|step| step.0).collect();
        merkle::root_of(leaf, proof.index, proof.size, &path)
            .map(|root| signed_message(proof.size, &root))
            .ok_or(ReceiptFault::Path)
    }
}

impl From<ReceiptId> for Octets<18> {
    fn from(id: ReceiptId) -> Self {
        let mut octets = [0; 18];
        let bytes = id.part.to_be_bytes().into_iter().chain(id.random);
        for (to, from) in octets.iter_mut().zip(bytes) {
            *to = from;
        }
        Self(octets)
    }
}

impl From<Octets<18>> for ReceiptId {
    fn from(Octets([a, b, random @ ..]): Octets<18>) -> Self {
        Self {
            part: u16::from_be_bytes([a, b]),
            random,
        }
    }
}

impl fmt::Display for ReceiptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Octets::from(*self), f)
    }
}

impl fmt::Debug for ReceiptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ReceiptId {
    type Err = crate::octets::OctetsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Octets<18>>().map(Self::from)
    }
}

#[cfg(test)]
mod tests;
