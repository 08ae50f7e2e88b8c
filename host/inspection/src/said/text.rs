//! The lines in which a case says what it expects. They are TOML: what a difference shows
//! can be put into the case as it stands.

use std::collections::BTreeSet;

use accord_model::determination::Until;

use super::{ByName, Determined, Expected, Open, Proposed};

pub(super) fn determination(determined: &Determined) -> String {
    let Determined {
        rule,
        from,
        until,
        measures,
        grounds,
    } = determined;
    let until = match until {
        Until::Day(day) => day.to_string(),
        Until::Event => quoted("event"),
        Until::Never => quoted("never"),
    };
    let grounds = of_grounds(grounds.as_ref());
    let (rule, measures) = (quoted(rule), list(measures));
    format!("{{ rule = {rule}, from = {from}, until = {until}, measures = {measures}{grounds} }}")
}

pub(super) fn proposal(proposed: &Proposed) -> String {
    let (listing, rule) = (quoted(&proposed.listing), quoted(&proposed.rule));
    let term = proposed
        .term
        .map(|months| format!(", term = {months}"))
        .unwrap_or_default();
    let grounds = of_grounds(proposed.grounds.as_ref());
    format!("{{ listing = {listing}, rule = {rule}{term}{grounds} }}")
}

pub(super) fn gap(open: &Open) -> String {
    let (rule, missing) = (quoted(&open.rule), quoted(&open.missing));
    let measures = if open.measures.is_empty() {
        String::new()
    } else {
        format!(", measures = {}", list(&open.measures))
    };
    let fact = open
        .fact
        .as_ref()
        .map(|id| format!(", fact = {}", quoted(id)))
        .unwrap_or_default();
    format!("{{ rule = {rule}, missing = {missing}{measures}{fact} }}")
}

pub(super) fn named(what: &str, name: &str, measures: &BTreeSet<String>) -> String {
    format!("{what}.{} = {}", quoted(name), list(measures))
}

impl Expected {
    /// The lines of an `[case.expect]` that expects just this, without its heading.
    ///
    /// What of a list of measures is one of `sets` is written as `@name`.
    #[must_use]
    pub fn to_toml(&self, sets: &ByName) -> String {
        let mut said = self.clone();
        let determined = said.determinations.iter_mut().map(|it| &mut it.measures);
        let open = said.gaps.iter_mut().map(|gap| &mut gap.measures);
        let reached = said.reached.values_mut();
        let undetermined = said.undetermined.values_mut();
        for measures in determined.chain(open).chain(reached).chain(undetermined) {
            name_sets(measures, sets);
        }
        said.lines()
    }

    fn lines(&self) -> String {
        let mut text = String::new();
        let mut lines = |key: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                text.push_str(&format!("{key} = [\n    {},\n]\n", lines.join(",\n    ")));
            }
        };
        let determinations = self.determinations.iter().map(determination);
        lines("determinations", determinations.collect());
        lines("proposals", self.proposals.iter().map(proposal).collect());
        lines("gaps", self.gaps.iter().map(gap).collect());
        let mut by_name = |key: &str, by_name: &ByName| {
            for (name, measures) in by_name {
                text.push_str(&format!("{}\n", named(key, name, measures)));
            }
        };
        by_name("reached", &self.reached);
        by_name("undetermined", &self.undetermined);
        if let Some(day) = self.review_on {
            text.push_str(&format!("review-on = {day}\n"));
        }
        text
    }
}

/// Puts `@name` for every set that a list has whole, the largest first.
fn name_sets(measures: &mut BTreeSet<String>, sets: &ByName) {
    let mut by_size: Vec<_> = sets.iter().filter(|(_, set)| set.len() > 1).collect();
    by_size.sort_by_key(|(_, set)| std::cmp::Reverse(set.len()));
    for (name, set) in by_size {
        if set.is_subset(measures) {
            measures.retain(|measure| !set.contains(measure));
            measures.insert(format!("@{name}"));
        }
    }
}

fn of_grounds(grounds: Option<&BTreeSet<String>>) -> String {
    grounds
        .map(|ids| format!(", grounds = {}", list(ids)))
        .unwrap_or_default()
}

fn list(texts: &BTreeSet<String>) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// A basic string of TOML, on one line: it may be a key, and a difference is a line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_ascii_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(character)));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
