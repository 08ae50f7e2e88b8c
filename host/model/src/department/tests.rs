use crate::{catalogue::CatalogueData, dictionary::DictionaryData};

use super::*;

mod changes;
mod keys;
mod walk;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn partial(text: &str) -> PartialDate {
    text.parse().unwrap()
}

/// `name from until`, with `-` for a bound that is not there.
fn name(text: &str) -> NamePeriod {
    let parts: Vec<_> = text.split(' ').collect();
    let bound = |text: &str| (text != "-").then(|| partial(text));
    NamePeriod {
        name: parts[0].to_owned(),
        name_en: format!("{} in English", parts[0]),
        from: bound(parts[1]),
        until: bound(parts[2]),
    }
}

/// As [`name`], the first word being the code; then its names.
fn department(text: &str, successor: Option<&str>, names: &[&str]) -> Department {
    let life = name(text);
    Department {
        code: life.name,
        level: ExecutionLevel::District,
        names: names.iter().map(|text| name(text)).collect(),
        from: life.from,
        until: life.until,
        successor: successor.map(str::to_owned),
        status: Some(SourceStatus::Recalled),
        keys: Vec::new(),
    }
}

fn registry(departments: &[Department]) -> Result<Departments, DepartmentError> {
    Departments::new(DepartmentData {
        departments: departments.to_vec(),
    })
}

fn seed_data() -> DepartmentData {
    toml::from_str(include_str!("../../../service/data/departments.toml")).unwrap()
}

fn seed() -> Departments {
    Departments::new(seed_data()).unwrap()
}

/// Name, since when, and what is uncertain.
fn shown(
    departments: &Departments,
    code: &str,
    as_of: &str,
) -> Option<(String, Option<String>, Option<String>)> {
    let standing = departments.on(code, date(as_of))?;
    let text = |bound: Option<PartialDate>| bound.map(|bound| bound.to_string());
    Some((
        standing.name.name.clone(),
        text(standing.since),
        text(standing.uncertain),
    ))
}

#[test]
fn g34_a_department_is_shown_by_its_name_of_the_day() {
    let departments = seed();
    for (code, as_of, name) in [
        ("work-safety-bureau", "2017-10-31", "安监局"),
        ("work-safety-bureau", "2026-11-23", "应急管理局"),
        ("environment-bureau", "2017-10-31", "环保局"),
        ("environment-bureau", "2026-11-23", "生态环境分局"),
        ("land-bureau", "2017-10-31", "国土分局"),
        ("land-bureau", "2026-11-23", "自然资源局"),
        ("industry-and-commerce-bureau", "2018-12-31", "工商局"),
        ("industry-and-commerce-bureau", "2026-11-23", "市场监管局"),
        ("food-and-drug-bureau", "2026-11-23", "市场监管局"),
        ("quality-supervision-bureau", "2026-11-23", "市场监管局"),
        ("state-tax-bureau", "2017-10-31", "国税局"),
        ("local-tax-bureau", "2017-10-31", "地税局"),
        ("local-tax-bureau", "2026-11-23", "税务局"),
        ("tax-bureau", "2017-10-31", "国税局、地税局"),
        ("tax-bureau", "2026-11-23", "税务局"),
    ] {
        let standing = departments.on(code, date(as_of)).unwrap();
        assert_eq!(standing.name.name, name, "{code} on {as_of}");
        assert_eq!(standing.uncertain, None, "{code} on {as_of}");
    }
}

#[test]
fn an_answer_says_that_only_the_year_is_known() {
    let departments = seed();
    let answer = |name: &str, since: Option<&str>, uncertain: Option<&str>| {
        let text = |text: &str| text.to_owned();
        Some((text(name), since.map(text), uncertain.map(text)))
    };
    for (code, as_of, expected) in [
        // A name changed in one of two years.
        (
            "work-safety-bureau",
            "2017-12-31",
            answer("安监局", None, None),
        ),
        (
            "work-safety-bureau",
            "2018-01-01",
            answer("应急管理局", Some("2018/2019"), Some("2018/2019")),
        ),
        (
            "work-safety-bureau",
            "2019-12-31",
            answer("应急管理局", Some("2018/2019"), None),
        ),
        // A body was merged in one year.
        (
            "food-and-drug-bureau",
            "2019-05-01",
            answer("市场监管局", Some("2019"), Some("2019")),
        ),
        (
            "food-and-drug-bureau",
            "2026-11-23",
            answer("市场监管局", Some("2019"), None),
        ),
        // The merged body was not there before.
        ("market-supervision-bureau", "2018-12-31", None),
        ("no-such-bureau", "2026-11-23", None),
    ] {
        assert_eq!(shown(&departments, code, as_of), expected, "{code} {as_of}");
    }
}

#[test]
fn an_uncertain_end_is_reported_though_the_successor_is_old() {
    let departments = registry(&[
        department("old - 2019", Some("new"), &["旧 - -"]),
        department("new 2001-01-01 -", None, &["新 - -"]),
    ])
    .unwrap();
    let expected = |uncertain: Option<&str>| {
        Some((
            "新".to_owned(),
            Some("2001-01-01".to_owned()),
            uncertain.map(str::to_owned),
        ))
    };
    assert_eq!(
        shown(&departments, "old", "2019-06-01"),
        expected(Some("2019"))
    );
    assert_eq!(shown(&departments, "old", "2020-06-01"), expected(None));
    assert_eq!(shown(&departments, "new", "2019-06-01"), expected(None));
}

#[test]
fn a_body_that_ended_acts_no_more_under_its_code() {
    let departments = seed();
    for (code, as_of, open) in [
        ("industry-and-commerce-bureau", "2018-12-31", true),
        ("industry-and-commerce-bureau", "2019-01-01", false),
        ("market-supervision-bureau", "2018-12-31", false),
        ("market-supervision-bureau", "2019-01-01", true),
        ("work-safety-bureau", "2026-11-23", true),
        ("no-such-bureau", "2026-11-23", false),
    ] {
        assert_eq!(
            departments.is_open(code, date(as_of)),
            open,
            "{code} {as_of}"
        );
    }
}

#[test]
fn every_executor_and_provider_is_known() {
    let departments = seed();
    let catalogue: CatalogueData =
        toml::from_str(include_str!("../../../service/data/catalogue.toml")).unwrap();
    let dictionary: DictionaryData =
        toml::from_str(include_str!("../../../service/data/dictionary.toml")).unwrap();
    let executors = catalogue
        .measures
        .into_iter()
        .map(|measure| measure.executor);
    let providers = dictionary.kinds.into_iter().map(|kind| kind.provider);
    for code in executors.chain(providers) {
        // Both were written for 2017, and are asked about today.
        for as_of in ["2017-10-31", "2026-11-23"] {
            assert!(departments.on(&code, date(as_of)).is_some(), "{code}");
        }
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    use DepartmentError as E;
    let code = || "a".to_owned();
    let named = |names: &[&str]| registry(&[department("a - -", None, names)]);
    let name = || "乙".to_owned();
    let overlap = E::NamesOverlap {
        code: code(),
        name: name(),
    };
    let gap = E::NameGap {
        code: code(),
        name: name(),
    };
    let period = E::NamePeriod {
        code: code(),
        name: name(),
    };
    for (names, error) in [
        (&[][..], E::NoName(code())),
        (&["甲 - 2019", "乙 2018 -"], overlap.clone()),
        (&["甲 - 2019-02-01", "乙 2019 -"], overlap.clone()),
        (&["甲 - -", "乙 2018 -"], overlap.clone()),
        (&["甲 - 2018", "乙 - -"], overlap),
        (&["甲 - 2018", "乙 2019 -"], gap),
        (&["甲 - 2018", "乙 2018 2018", "丙 2018 -"], period),
        (&["甲 2018 -"], E::NameEnds(code())),
        (&["甲 - 2018"], E::NameEnds(code())),
    ] {
        assert_eq!(named(names), Err(error), "{names:?}");
    }

    let one = &["甲 - -"];
    let a = |life: &str, successor| department(life, successor, one);
    let mut unsourced = a("a 2018 -", None);
    unsourced.status = None;
    for (departments, error) in [
        (vec![a("a - -", None), a("a - -", None)], E::Twice(code())),
        (vec![a("A - -", None)], E::Code("A".to_owned())),
        (vec![a("a--b - -", None)], E::Code("a--b".to_owned())),
        (vec![a("a 2019 2018", None)], E::Period(code())),
        (vec![a("a 2019 2019", None)], E::Period(code())),
        (vec![unsourced], E::NoStatus(code())),
        (
            vec![a("a - -", Some("b")), a("b - -", None)],
            E::SuccessorWithoutEnd(code()),
        ),
        (
            vec![a("a - 2018", Some("b"))],
            E::NoSuccessor {
                code: code(),
                successor: "b".to_owned(),
            },
        ),
        (vec![a("a - 2018", Some("a"))], E::Cycle(code())),
        (
            vec![
                a("a - 2018", Some("b")),
                a("b - 2019", Some("c")),
                a("c - 2020", Some("b")),
            ],
            E::Cycle("b".to_owned()),
        ),
    ] {
        assert_eq!(registry(&departments), Err(error));
    }
}

#[test]
fn names_may_repeat_the_bounds_of_their_department() {
    let departments = [department(
        "a 2001 2020",
        None,
        &["甲 2001 2010", "乙 2010 2020"],
    )];
    assert!(registry(&departments).is_ok());
}

#[test]
fn a_registry_reads_back_and_a_misspelt_bound_does_not() {
    let mut data = seed_data();
    data.departments.push(keys::with_keys("signing-bureau"));
    let json = serde_json::to_string(&data).unwrap();
    assert_eq!(serde_json::from_str::<DepartmentData>(&json).unwrap(), data);
    let bytes = postcard::to_stdvec(&data).unwrap();
    assert_eq!(
        postcard::from_bytes::<DepartmentData>(&bytes).unwrap(),
        data
    );
    let misspelt = r#"
        [[department]]
        code = "a"
        level = "district"
        untill = "2019"
        names = [{ name = "甲", name_en = "A" }]
    "#;
    assert!(toml::from_str::<DepartmentData>(misspelt).is_err());
}
