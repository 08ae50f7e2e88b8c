use super::*;
use crate::{contract::ProfileNeed, money::Fen};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn setting(from: &str, months: i64) -> Setting {
    Setting {
        memorandum: "environment".to_owned(),
        parameter: "term-months".to_owned(),
        from: day(from),
        value: Value::Integer(months),
    }
}

fn manifest() -> Manifest {
    Manifest {
        code: "environment".to_owned(),
        version: "1.0.0".to_owned(),
        title: "环境".to_owned(),
        document_number: "测试〔2017〕1号".to_owned(),
        initiator: "测试局".to_owned(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: Vec::new(),
        profile: ProfileNeed::default(),
        reads: Vec::new(),
        listings: Vec::new(),
        measures: Vec::new(),
        rules: Vec::new(),
        parameters: vec![Parameter {
            name: "term-months".to_owned(),
            title: "期限".to_owned(),
            default: Value::Integer(12),
            min: Some(Value::Integer(1)),
            max: Some(Value::Integer(60)),
        }],
    }
}

#[test]
fn the_setting_that_began_last_is_in_force() {
    let settings = vec![setting("2018-01-01", 24), setting("2017-06-01", 18)];
    let parameters = Parameters::new(ParameterData { settings });
    for (as_of, months) in [
        ("2017-05-31", 12),
        ("2017-06-01", 18),
        ("2017-12-31", 18),
        ("2018-01-01", 24),
    ] {
        let values = parameters.values(&manifest(), day(as_of));
        assert_eq!(values, [Value::Integer(months)], "{as_of}");
    }
}

#[test]
fn a_setting_for_the_same_day_replaces() {
    let parameters = Parameters::default()
        .with(vec![setting("2018-01-01", 24)])
        .with(vec![setting("2018-01-01", 36)]);
    assert_eq!(parameters.data().settings, [setting("2018-01-01", 36)]);
}

#[test]
fn a_setting_fits_by_name_type_and_bounds() {
    let manifest = manifest();
    for (months, fits_bounds) in [(0, false), (1, true), (60, true), (61, false)] {
        let outcome = fits(&setting("2018-01-01", months), &manifest);
        assert_eq!(outcome.is_ok(), fits_bounds, "{months}");
    }
    let amount = Setting {
        value: Value::Amount(Fen(1)),
        ..setting("2018-01-01", 0)
    };
    assert!(matches!(
        fits(&amount, &manifest),
        Err(ParameterError::Type { .. })
    ));
    let other = Setting {
        parameter: "other".to_owned(),
        ..setting("2018-01-01", 12)
    };
    assert!(matches!(
        fits(&other, &manifest),
        Err(ParameterError::Unknown { .. })
    ));
    // A version that no longer has a parameter lives with its settings.
    let parameters = Parameters::default().with(vec![other]);
    assert_eq!(parameters.fit(&manifest), Ok(()));
    assert!(parameters.with(vec![amount]).fit(&manifest).is_err());
}
