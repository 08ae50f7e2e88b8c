//! What was written, and what an import has to say of it.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
};

use accord_model::message::Flag;
use serde::Serialize;

use super::{
    RECIPE,
    dirt::{Dirt, Noted, Outcome},
    output::DIGESTED,
};

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Subjects of each kind.
    pub subjects: Vec<(&'static str, u64)>,
    /// Records of each kind, repeated ones too.
    pub records: Vec<(&'static str, u64)>,
    /// Roles of each kind.
    pub roles: Vec<(&'static str, u64)>,
    /// All lines.
    pub lines: u64,
    /// Lines that an import has something to say of; none of a clean data set.
    pub noted: Vec<Noted>,
    /// SHA-256 of the lines of the first thousand subjects, in hexadecimal.
    pub digest: String,
}

/// The report of a dirty data set.
#[derive(Debug, Serialize)]
struct Report<'a> {
    recipe: u32,
    seed: u64,
    lines: u64,
    /// Lines of each kind of dirt.
    dirt: BTreeMap<Dirt, u64>,
    /// Lines that an import into an empty store refuses.
    rejected: u64,
    /// Lines that say what is known already.
    unchanged: u64,
    /// Lines under some flag.
    flagged: u64,
    /// Lines under each flag.
    flags: BTreeMap<Flag, u64>,
    noted: &'a [Noted],
}

impl Summary {
    /// How many lines have each kind of dirt.
    pub(super) fn dirt(&self) -> BTreeMap<Dirt, u64> {
        tally(self.noted.iter().filter_map(|noted| noted.dirt))
    }

    /// Writes what an import into an empty store has to say: one JSON document.
    ///
    /// # Errors
    /// From writing.
    pub(super) fn report(&self, seed: u64, mut sink: impl Write) -> io::Result<()> {
        let outcomes = tally(self.noted.iter().map(|noted| noted.outcome));
        let of = |outcome| outcomes.get(&outcome).copied().unwrap_or_default();
        let flagged = self.noted.iter().filter(|noted| !noted.flags.is_empty());
        let report = Report {
            recipe: RECIPE,
            seed,
            lines: self.lines,
            dirt: self.dirt(),
            rejected: of(Outcome::Rejected),
            unchanged: of(Outcome::Unchanged),
            flagged: flagged.count() as u64,
            flags: tally(
                self.noted
                    .iter()
                    .flat_map(|noted| noted.flags.iter().copied()),
            ),
            noted: &self.noted,
        };
        serde_json::to_writer(&mut sink, &report)?;
        writeln!(sink)?;
        sink.flush()
    }
}

fn tally<T: Ord>(of: impl Iterator<Item = T>) -> BTreeMap<T, u64> {
    let mut tally = BTreeMap::new();
    for one in of {
        *tally.entry(one).or_default() += 1;
    }
    tally
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dirt: Vec<_> = self
            .dirt()
            .into_iter()
            .map(|(dirt, count)| (dirt.name(), count))
            .collect();
        for (title, counts) in [
            ("subjects", &self.subjects),
            ("records", &self.records),
            ("roles", &self.roles),
            ("dirty lines", &dirt),
        ] {
            if counts.is_empty() {
                continue;
            }
            let sum: u64 = counts.iter().map(|(_, count)| count).sum();
            writeln!(f, "{title:<26}{sum:>10}")?;
            for (name, count) in counts {
                writeln!(f, "  {name:<24}{count:>10}")?;
            }
        }
        write!(
            f,
            "sha-256 of the first {DIGESTED} subjects: {}",
            self.digest
        )
    }
}
