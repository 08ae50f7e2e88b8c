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
    compare(&expected.determinations, &said.determinations, &mut found);
    by_name("reached", &expected.reached, &said.reached, &mut found);
    by_name(
        "undetermined",
        &expected.undetermined,
        &said.undetermined,
        &mut found,
    );
    compare(&expected.proposals, &said.proposals, &mut found);
    compare(&expected.gaps, &said.gaps, &mut found);
    if expected.review_on != said.review_on {
        let line = |day| format!("review-on = {day}");
        found.extend(expected.review_on.map(line).map(Difference::Missing));
        found.extend(said.review_on.map(line).map(Difference::Unexpected));
    }
    found
}

/// Something expected, and what meets it.
trait Wanted {
    /// Whether it names the records too. What does not is met by whatever those that do
    /// have left over.
    fn is_exact(&self) -> bool;
    fn is_met_by(&self, said: &Self) -> bool;
    /// Its line in a case.
    fn line(&self) -> String;
}

/// Matches each thing expected with one thing said, and no thing said twice.
fn compare<T: Wanted>(expected: &[T], said: &[T], found: &mut Vec<Difference>) {
    let mut left: Vec<&T> = said.iter().collect();
    let mut order: Vec<(usize, &T)> = expected.iter().enumerate().collect();
    order.sort_by_key(|(_, wanted)| !wanted.is_exact());
    order.retain(
        |(_, wanted)| match left.iter().position(|said| wanted.is_met_by(said)) {
            Some(position) => {
                left.remove(position);
                false
            }
            None => true,
        },
    );
    order.sort_by_key(|(place, _)| *place);
    let missing = order.into_iter().map(|(_, wanted)| wanted.line());
    found.extend(missing.map(Difference::Missing));
    let unexpected = left.into_iter().map(Wanted::line);
    found.extend(unexpected.map(Difference::Unexpected));
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

impl Wanted for Determined {
    fn is_exact(&self) -> bool {
        self.grounds.is_some()
    }

    fn line(&self) -> String {
        text::determination(self)
    }

    fn is_met_by(&self, said: &Self) -> bool {
        let grounds = self.grounds.is_none() || self.grounds == said.grounds;
        grounds
            && (&self.rule, self.from, self.until, &self.measures)
                == (&said.rule, said.from, said.until, &said.measures)
    }
}

impl Wanted for Proposed {
    fn is_exact(&self) -> bool {
        self.grounds.is_some()
    }

    fn line(&self) -> String {
        text::proposal(self)
    }

    fn is_met_by(&self, said: &Self) -> bool {
        let grounds = self.grounds.is_none() || self.grounds == said.grounds;
        grounds && (&self.listing, &self.rule, self.term) == (&said.listing, &said.rule, said.term)
    }
}

impl Wanted for Open {
    fn is_exact(&self) -> bool {
        self.fact.is_some()
    }

    fn line(&self) -> String {
        text::gap(self)
    }

    fn is_met_by(&self, said: &Self) -> bool {
        let fact = self.fact.is_none() || self.fact == said.fact;
        fact && (&self.rule, &self.missing, &self.measures)
            == (&said.rule, &said.missing, &said.measures)
    }
}
