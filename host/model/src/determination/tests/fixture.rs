//! Claims, grounds and entries as short as the tests need them.

use crate::{
    catalogue::{Catalogue, CatalogueData, Measure},
    date::Date,
    determination::{Claim, Ground, Until},
    subject::{RecordName, SubjectId},
};

pub(super) const SUBJECT: SubjectId = SubjectId::from_bytes([1; 16]);
pub(super) const OTHER: SubjectId = SubjectId::from_bytes([2; 16]);

/// Number of a kind of black list, and of a single record.
pub(super) const LIST: u16 = 1;
pub(super) const PENALTY: u16 = 2;

pub(super) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// An entry; `more` is further TOML.
pub(super) fn entry(code: &str, class: &str, direction: &str, more: &str) -> Measure {
    toml::from_str(&format!(
        r#"
        code = "{code}"
        title = "措施"
        title_en = "Measure"
        class = "{class}"
        direction = "{direction}"
        nature = "recommended"
        executor = "tax-bureau"
        execution_level = "district"
        source_status = "recalled"
        bases = [{{ instrument = "法", article = "1", level = "law", status = "verified" }}]
        {more}
        "#
    ))
    .unwrap()
}

/// A ban that hangs on its listing, one of statute, a watch, and a reward.
pub(super) fn catalogue() -> Catalogue {
    Catalogue::new(CatalogueData {
        edition: "test".to_owned(),
        measures: vec![
            entry("bid/ban", "C01", "sanction", "term = \"listing\""),
            entry("trade/ban", "C02", "sanction", "term = \"statute\""),
            entry("watch", "C09", "sanction", "term = \"listing\""),
            entry("lane", "I01", "incentive", "term = \"listing\""),
        ],
        ..toml::from_str("edition = \"test\"").unwrap()
    })
    .unwrap()
}

pub(super) fn ground(number: &str, decided_on: &str) -> Ground {
    Ground {
        subject: SUBJECT,
        record: RecordName {
            kind: LIST,
            provider: "court".to_owned(),
            number: number.to_owned(),
        },
        acted_on: None,
        decided_on: Some(date(decided_on)),
        ends_on: None,
        stands: true,
    }
}

pub(super) fn claim(measure: &str, memorandum: &str, until: Until, grounds: &[Ground]) -> Claim {
    Claim {
        measure: measure.to_owned(),
        memorandum: memorandum.to_owned(),
        rule: 0,
        via: None,
        from: date("2020-01-01"),
        until,
        grounds: grounds.to_vec(),
    }
}
