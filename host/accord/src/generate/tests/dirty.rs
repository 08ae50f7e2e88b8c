//! What a dirty data set keeps, whatever its seed.

use accord_model::message::Flag;

use super::*;
use crate::generate::dirt::{Dirt, IMPLAUSIBLE_FINE, Noted, Outcome, PLACEHOLDER};

/// A dirty data set and the clean one of the same seed.
struct Pair {
    clean: Vec<Value>,
    dirty: Vec<Value>,
    summary: Summary,
}

impl Pair {
    fn new(seed: u64) -> Self {
        let (bytes, summary) = written(seed, Quality::Dirty);
        Self {
            clean: lines(seed),
            dirty: parsed(bytes),
            summary,
        }
    }

    /// Lines of a kind of dirt, each with the line before it.
    fn of(&self, dirt: Dirt) -> impl Iterator<Item = (&Noted, &Value, &Value)> {
        let noted = self.summary.noted.iter();
        noted
            .filter(move |noted| noted.dirt == Some(dirt))
            .map(|noted| {
                let at = usize::try_from(noted.line).unwrap() - 1;
                (noted, &self.dirty[at], &self.dirty[at - 1])
            })
    }

    /// The clean line of the same record.
    fn clean_of(&self, record: &Value) -> &Value {
        let names = ["kind", "number"];
        let same = |line: &&Value| names.iter().all(|name| line[*name] == record[*name]);
        of_type(&self.clean, "record").find(same).unwrap()
    }
}

/// Whether it is in lines of its own, besides those of the clean file.
fn adds_lines(dirt: Dirt) -> bool {
    matches!(
        dirt,
        Dirt::Duplicate | Dirt::DeletionFirst | Dirt::ContradictoryStatus
    )
}

/// How many lines of the clean file a kind of dirt can befall.
fn open_to(dirt: Dirt, clean: &[Value]) -> usize {
    let records = of_type(clean, "record");
    match dirt {
        Dirt::ContradictoryStatus => of_type(clean, "subject")
            .filter(|line| line.get("status").is_some())
            .count(),
        Dirt::DeletionFirst => records
            .filter(|line| {
                ["tax/published-case", "court/judgment-debtor"]
                    .contains(&line["kind"].as_str().unwrap())
            })
            .count(),
        Dirt::SwappedUnit => records
            .filter(|line| line["values"].get("fine").is_some())
            .count(),
        Dirt::RegistrationNumber => records
            .filter(|line| {
                line["identifier"]["value"]
                    .as_str()
                    .unwrap()
                    .starts_with('9')
            })
            .count(),
        _ => records.count(),
    }
}

#[test]
fn every_kind_is_there_at_its_rate() {
    for seed in 1..=5 {
        let pair = Pair::new(seed);
        let counts = pair.summary.dirt();
        for dirt in Dirt::ALL {
            let count = counts.get(&dirt).copied().unwrap_or_default();
            let befallen = match dirt {
                Dirt::DeletionFirst => count / 2,
                _ => count,
            };
            let expected = u64::try_from(open_to(dirt, &pair.clean)).unwrap() * dirt.rate();
            let least = (expected / 10_000).max(1);
            assert!(
                (least..=least + 1).contains(&befallen),
                "seed {seed}: {befallen} {} instead of {expected} in 10,000",
                dirt.name()
            );
        }
    }
}

#[test]
fn every_flag_of_the_table_is_there() {
    for seed in 1..=20 {
        let (_, summary) = written(seed, Quality::Dirty);
        let flags: BTreeSet<Flag> = (summary.noted.iter())
            .flat_map(|noted| noted.flags.iter().copied())
            .collect();
        let of_table = Dirt::ALL.into_iter().flat_map(Dirt::flags).copied();
        let expected = of_table
            .chain([Flag::ImplausibleAmount, Flag::NothingWithdrawn])
            .collect();
        assert_eq!(flags, expected, "seed {seed}");
    }
}

#[test]
fn all_other_lines_are_those_of_the_clean_file() {
    let pair = Pair::new(3);
    let numbers: BTreeSet<u64> = pair.summary.noted.iter().map(|noted| noted.line).collect();
    let others = (1..).zip(&pair.dirty);
    let others = others.filter(|(number, _)| !numbers.contains(number));
    let mut clean = pair.clean.iter();
    let mut replaced = 0;
    for (_, line) in others {
        replaced += clean.by_ref().take_while(|other| *other != line).count();
    }
    replaced += clean.count();
    let in_place = pair.summary.noted.iter().filter_map(|noted| noted.dirt);
    assert_eq!(replaced, in_place.filter(|dirt| !adds_lines(*dirt)).count());
    assert_eq!(pair.summary.lines, pair.dirty.len() as u64);
    let subjects = |lines: &[Value]| of_type(lines, "subject").count();
    assert_eq!(
        subjects(&pair.dirty) - subjects(&pair.clean),
        pair.of(Dirt::ContradictoryStatus).count()
    );
}

#[test]
fn a_clean_file_has_none() {
    let (bytes, summary) = written(1, Quality::Clean);
    assert_eq!(summary.noted, []);
    let lines = parsed(bytes);
    let distinct: BTreeSet<String> = lines.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), lines.len());
    assert_eq!(of_type(&lines, "withdrawal").count(), 0);
    assert_eq!(of_type(&lines, "subject").count(), 10_000);
    for line in of_type(&lines, "record") {
        assert!(identifier(&line["identifier"]).is_verified(), "{line}");
        assert!(day(&line["decided_on"]).is_some_and(|day| day > PLACEHOLDER));
        let fine = line["values"]["fine"].as_str();
        assert!(fine.is_none_or(|fine| fine.ends_with(" 元")), "{line}");
    }
}

#[test]
fn a_wrong_identifier_is_another_subjects_or_nobodys() {
    let pair = Pair::new(1);
    let known: BTreeSet<String> = of_type(&pair.clean, "subject")
        .map(|line| line["identifier"]["value"].as_str().unwrap().to_owned())
        .collect();
    let read = |line: &Value| {
        let scheme: Scheme = serde_json::from_value(line["identifier"]["scheme"].clone()).unwrap();
        (
            scheme,
            line["identifier"]["value"].as_str().unwrap().to_owned(),
        )
    };
    for (_, line, _) in pair.of(Dirt::WrongCheckCharacter) {
        let (scheme, value) = read(line);
        let (held, wrong) = Identifier::hold(scheme, &value).unwrap();
        assert!(wrong.is_some() && held.reveal() == value);
        assert!(!known.contains(&value));
        let (_, clean) = read(pair.clean_of(line));
        assert_eq!(clean[..17], value[..17]);
    }
    for (_, line, _) in pair.of(Dirt::RegistrationNumber) {
        let (scheme, value) = read(line);
        assert_eq!(scheme, Scheme::UnifiedSocialCreditCode);
        Identifier::parse(Scheme::RegistrationNumber, &value).unwrap();
        assert!(!known.contains(&value) && value.starts_with("481802"));
    }
    for (_, line, _) in pair.of(Dirt::FullWidth) {
        let (scheme, value) = read(line);
        assert!(!known.contains(&value));
        let held = Identifier::parse(scheme, &value).unwrap();
        assert_eq!(held, identifier(&pair.clean_of(line)["identifier"]));
    }
    for (noted, line, _) in pair.of(Dirt::NameOnly) {
        assert_eq!(line.get("identifier"), None);
        assert!(line["name"].as_str().is_some_and(|name| !name.is_empty()));
        assert_eq!(noted.outcome, Outcome::Rejected);
        assert_eq!(noted.flags, []);
    }
}

#[test]
fn what_is_wrong_with_a_value_is_wrong_with_nothing_else() {
    for seed in 1..=5 {
        let pair = Pair::new(seed);
        for (_, line, _) in pair.of(Dirt::NoDecisionDate) {
            let mut mended = line.clone();
            mended["decided_on"] = pair.clean_of(line)["decided_on"].clone();
            assert_eq!(line.get("decided_on"), None);
            assert_eq!(mended, *pair.clean_of(line));
        }
        for (_, line, _) in pair.of(Dirt::PlaceholderDate) {
            let mut mended = line.clone();
            assert_eq!(line["decided_on"], "1899-12-31");
            mended["decided_on"] = pair.clean_of(line)["decided_on"].clone();
            assert_eq!(mended, *pair.clean_of(line));
        }
        let fine = |line: &Value| -> Fen {
            let fine = line["values"]["fine"].as_str().unwrap();
            fine.parse().unwrap()
        };
        for (noted, line, _) in pair.of(Dirt::SwappedUnit) {
            assert_eq!(fine(line), Fen(fine(pair.clean_of(line)).0 * 10_000));
            assert!(noted.flags.is_empty() == (fine(line) < IMPLAUSIBLE_FINE));
        }
    }
}

#[test]
fn a_line_that_is_added_stands_beside_what_it_is_about() {
    for seed in 1..=5 {
        let pair = Pair::new(seed);
        for (noted, line, before) in pair.of(Dirt::Duplicate) {
            assert_eq!(line, before);
            assert_eq!(noted.outcome, Outcome::Unchanged);
        }
        for (_, line, register) in pair.of(Dirt::ContradictoryStatus) {
            let mut mended = line.clone();
            for key in ["provider", "status"] {
                assert_ne!(line[key], register[key]);
                mended[key] = register[key].clone();
            }
            assert_eq!(mended, *register);
        }
        for (noted, line, before) in pair.of(Dirt::DeletionFirst) {
            if line["type"] == "withdrawal" {
                assert_eq!(noted.flags, [Flag::NothingWithdrawn]);
                continue;
            }
            assert_eq!(before["type"], "withdrawal");
            assert_eq!(noted.flags, [Flag::WithdrawnBefore]);
            for key in ["identifier", "kind", "provider", "number"] {
                assert_eq!(line[key], before[key]);
            }
            assert!(before["reason"].is_string());
            let named =
                |other: &&Value| other["number"] == line["number"] && other["kind"] == line["kind"];
            assert_eq!(pair.clean.iter().filter(named).count(), 0);
            assert_eq!(pair.dirty.iter().filter(named).count(), 2);
        }
    }
}

#[test]
fn the_report_adds_up() {
    let summary = Pair::new(1).summary;
    let mut report = Vec::new();
    summary.report(1, &mut report).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let noted = report["noted"].as_array().unwrap();
    let count = |is: &dyn Fn(&Value) -> bool| noted.iter().filter(|line| is(line)).count();
    for (dirt, lines) in report["dirt"].as_object().unwrap() {
        assert_eq!(count(&|line| line["dirt"] == dirt.as_str()) as u64, *lines);
    }
    for (flag, lines) in report["flags"].as_object().unwrap() {
        let has = |line: &Value| {
            line["flags"]
                .as_array()
                .unwrap()
                .contains(&flag.as_str().into())
        };
        assert_eq!(count(&has) as u64, *lines);
    }
    assert_eq!(
        report["rejected"],
        count(&|line| line["outcome"] == "rejected")
    );
    assert_eq!(
        report["unchanged"],
        count(&|line| line["outcome"] == "unchanged")
    );
    assert_eq!(
        report["flagged"],
        count(&|line| line["flags"] != serde_json::json!([]))
    );
    assert_eq!(report["lines"], summary.lines);
    assert_eq!(report["recipe"], super::super::RECIPE);
}

#[test]
fn fines_are_looked_at_from_where_the_forms_say() {
    let text = include_str!("../../../../service/data/forms.toml");
    let forms: toml::Table = toml::from_str(text).unwrap();
    let bounds = forms.get("implausible").and_then(toml::Value::as_array);
    for bound in bounds.into_iter().flatten() {
        if bound["kind"].as_str() == Some("admin/penalty")
            && bound["field"].as_str() == Some("fine")
        {
            assert_eq!(
                bound["from"].as_str().unwrap().parse(),
                Ok(IMPLAUSIBLE_FINE)
            );
        }
    }
    assert_eq!(PLACEHOLDER.to_string(), "1899-12-31");
}
