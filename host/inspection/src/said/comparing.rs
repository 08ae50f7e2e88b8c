//! What is expected against what is said.

use std::fmt;

use super::{ByName, Determined, Expected, Open, Proposed, text};

/// One difference between what a case expects and what the memorandum says, as the line
/// that the case would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Expected and not said.
    Missing(String),
    /// Said and not expected.
    Unexpected(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(line) => write!(f, "- {line}"),
            Self::Unexpected(line) => write!(f, "+ {line}"),
        }
    }
}

/// All differences; none if the case passes.
#[must_use]
pub fn differences(expected: &Expected, said: &Expected) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(
        &expected.determinations,
        &said.determinations,
        Determined::is_met_by,
        text::determination,
        &mut found,
    );
    by_name("reached", &expected.reached, &said.reached, &mut found);
    by_name(
        "undetermined",
        &expected.undetermined,
        &said.undetermined,
        &mut found,
    );
    compare(
        &expected.proposals,
        &said.proposals,
        Proposed::is_met_by,
        text::proposal,
        &mut found,
    );
    compare(
        &expected.gaps,
        &said.gaps,
        Open::is_met_by,
        text::gap,
        &mut found,
    );
    if expected.review_on != said.review_on {
        let line = |day| format!("review-on = {day}");
        found.extend(expected.review_on.map(line).map(Difference::Missing));
        found.extend(said.review_on.map(line).map(Difference::Unexpected));
    }
    found
}

/// Matches each thing expected with one thing said, and no thing said twice.
fn compare<T: Clone>(
    expected: &[T],
    said: &[T],
    is_met_by: fn(&T, &T) -> bool,
    line: fn(&T) -> String,
    found: &mut Vec<Difference>,
) {
    let mut left: Vec<&T> = said.iter().collect();
    for wanted in expected {
        match left.iter().position(|said| is_met_by(wanted, said)) {
            Some(position) => {
                left.remove(position);
            }
            None => found.push(Difference::Missing(line(wanted))),
        }
    }
    found.extend(
        left.into_iter()
            .map(|said| Difference::Unexpected(line(said))),
    );
}

fn by_name(what: &str, expected: &ByName, said: &ByName, found: &mut Vec<Difference>) {
    for (name, measures) in expected {
        if said.get(name) != Some(measures) {
            let line = text::named(what, name, measures);
            found.push(Difference::Missing(line));
        }
    }
    for (name, measures) in said {
        if expected.get(name) != Some(measures) {
            let line = text::named(what, name, measures);
            found.push(Difference::Unexpected(line));
        }
    }
}

impl Determined {
    fn is_met_by(&self, said: &Self) -> bool {
        let grounds = self.grounds.is_none() || self.grounds == said.grounds;
        grounds
            && (&self.rule, self.from, self.until, &self.measures)
                == (&said.rule, said.from, said.until, &said.measures)
    }
}

impl Proposed {
    fn is_met_by(&self, said: &Self) -> bool {
        let grounds = self.grounds.is_none() || self.grounds == said.grounds;
        grounds && (&self.listing, &self.rule, self.term) == (&said.listing, &said.rule, said.term)
    }
}

impl Open {
    fn is_met_by(&self, said: &Self) -> bool {
        let fact = self.fact.is_none() || self.fact == said.fact;
        fact && (&self.rule, &self.missing, &self.measures)
            == (&said.rule, &said.missing, &said.measures)
    }
}
