//! The host's own name of a case.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::subject::SubjectId;

/// The host's own name of a case: its subject, and its number among that subject's cases.
/// Whoever has it finds the case without an index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId {
    /// The subject to which the case belongs.
    pub subject: SubjectId,
    /// Its number among the cases of that subject, from 1.
    pub number: u32,
}

/// A text is not the id of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id of a case is that of its subject, a hyphen and a number from 1")]
pub struct CaseIdError;

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.subject, self.number)
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CaseId {
    type Err = CaseIdError;

    fn from_str(text: &str) -> Result<Self, CaseIdError> {
        let (subject, number) = text.split_once('-').ok_or(CaseIdError)?;
        let is_number = !number.starts_with(['0', '+']);
        let number = number.parse().ok().filter(|_| is_number);
        Ok(Self {
            subject: subject.parse().map_err(|_| CaseIdError)?,
            number: number.ok_or(CaseIdError)?,
        })
    }
}

impl Serialize for CaseId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.subject, self.number).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for CaseId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            let (subject, number) = Deserialize::deserialize(deserializer)?;
            Ok(Self { subject, number })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_is_one() {
        let id = CaseId {
            subject: SubjectId::from_bytes([7; 16]),
            number: 12,
        };
        assert_eq!(id.to_string().parse(), Ok(id));
        let subject = id.subject.to_string();
        for bad in ["", "-1", "12"] {
            assert_eq!(bad.parse::<CaseId>(), Err(CaseIdError));
        }
        for number in ["", "0", "01", "+1", "4294967296", "1-1"] {
            assert_eq!(
                format!("{subject}-{number}").parse::<CaseId>(),
                Err(CaseIdError)
            );
        }
    }
}
