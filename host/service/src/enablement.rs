//! From which day which version of a memorandum answers.

use accord_model::{date::Date, principal::Principal, subject::view::Moment};
use serde::{Deserialize, Serialize};

use crate::codec::Stored;

/// One decision on a memorandum: from this day this version answers, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enablement {
    /// First day.
    pub from: Date,
    /// Digest of the component, in hexadecimal; `None` disables the memorandum.
    pub digest: Option<String>,
    /// When it was decided, milliseconds since 1970-01-01 UTC.
    pub decided_at: i64,
    /// Who decided; none if it was before that was kept.
    pub by: Option<Principal>,
}

/// The decisions on one memorandum, as they are stored.
#[derive(Serialize, Deserialize)]
pub(crate) struct Decisions(pub(crate) Vec<Enablement>);

impl Stored for Decisions {
    const WHAT: &str = "memorandum";
    const VERSION: u8 = 2;

    fn migrate(version: u8, body: &[u8]) -> Option<Result<Self, postcard::Error>> {
        let decision = |(from, digest, decided_at)| Enablement {
            from,
            digest,
            decided_at,
            by: None,
        };
        (version == 1).then(|| {
            postcard::from_bytes::<Vec<(Date, Option<String>, i64)>>(body)
                .map(|decisions| Self(decisions.into_iter().map(decision).collect()))
        })
    }
}

/// The decision in force on a day, of those made by then: the one with the latest first
/// day, and of two with the same the one made last.
pub(crate) fn in_force(decisions: &[Enablement], moment: Moment) -> Option<&Enablement> {
    decisions
        .iter()
        .filter(|decision| decision.decided_at <= moment.known_at)
        .filter(|decision| decision.from <= moment.as_of)
        .max_by_key(|decision| (decision.from, decision.decided_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(from: i32, digest: &str, decided_at: i64) -> Enablement {
        Enablement {
            from: Date::from_days(from),
            digest: Some(digest.to_owned()),
            decided_at,
            by: None,
        }
    }

    #[test]
    fn the_latest_first_day_not_after_the_day_asked_about_counts() {
        let decisions = [
            decision(10, "b", 2),
            decision(5, "a", 1),
            decision(10, "c", 3),
        ];
        let digest = |day, known_at| {
            let as_of = Date::from_days(day);
            in_force(&decisions, Moment { as_of, known_at })
                .and_then(|decision| decision.digest.as_deref())
        };
        let now = Moment::LATEST;
        assert_eq!(digest(4, now), None);
        assert_eq!(digest(5, now), Some("a"));
        assert_eq!(digest(9, now), Some("a"));
        assert_eq!(digest(10, now), Some("c"));
        // What had not been decided was not answered with.
        assert_eq!(digest(10, 2), Some("b"));
        assert_eq!(digest(10, 1), Some("a"));
        assert_eq!(digest(10, 0), None);
    }
}
