use super::*;
use crate::{
    contract::SubjectKind,
    identifier::Scheme,
    subject::{Knowledge, history::Effect},
};

const REGISTER: &str = "market-supervision";
const TAX: &str = "tax-bureau";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The first millisecond of a day, UTC.
fn millis(text: &str) -> Millis {
    i64::from(date(text).days()) * 86_400_000
}

fn moment(as_of: &str, known_on: &str) -> Moment {
    Moment {
        as_of: date(as_of),
        known_at: millis(known_on),
    }
}

fn profile(provider: &str, from: Option<&str>, name: &str, status: Option<&str>) -> Profile {
    Profile {
        provider: provider.to_owned(),
        from: from.map(date),
        kind: SubjectKind::Enterprise,
        name: name.to_owned(),
        since: None,
        industry: None,
        region: Some("481802".to_owned()),
        status: status.map(str::to_owned),
        stated_at: None,
        known: Knowledge::since(0, 0),
    }
}

/// Takes profiles in, each on its day, and says what they did.
fn taken(profiles: &[(&str, Profile)]) -> (SubjectDocument, Vec<Effect>) {
    let mut document = SubjectDocument::default();
    let effects = profiles.iter().map(|(day, profile)| {
        let writing = document.writing(millis(day), 1);
        document.take_profile(profile.clone(), writing)
    });
    let effects = effects.collect();
    (document, effects)
}

fn name(document: &SubjectDocument, moment: Moment) -> Option<&str> {
    let registered = document.registered(moment)?;
    Some(&registered.profile.name)
}

/// The status and whether registers disagree on it.
fn status(document: &SubjectDocument, as_of: &str) -> (Option<String>, bool) {
    let registered = document.registered(Moment::on(date(as_of))).unwrap();
    (
        registered.status.map(str::to_owned),
        registered.contradictory,
    )
}

#[test]
fn a_renamed_subject_has_its_old_name_on_the_days_before() {
    let (document, effects) = taken(&[
        ("2010-01-04", profile(REGISTER, None, "测试甲", None)),
        (
            "2017-03-01",
            profile(REGISTER, Some("2017-02-01"), "测试乙", None),
        ),
    ]);
    assert_eq!(effects, [Effect::Added, Effect::Changed]);
    for (as_of, known_on, expected) in [
        ("2017-01-31", "2018-01-01", Some("测试甲")),
        ("2017-02-01", "2018-01-01", Some("测试乙")),
        ("2017-02-01", "2017-02-28", Some("测试甲")),
        ("2017-02-01", "2010-01-03", None),
    ] {
        let moment = moment(as_of, known_on);
        assert_eq!(name(&document, moment), expected, "{moment:?}");
    }
}

#[test]
fn a_corrected_name_is_the_name_of_every_day_once_it_is_known() {
    let (document, _) = taken(&[
        ("2010-01-04", profile(REGISTER, None, "测式甲", None)),
        ("2017-03-01", profile(REGISTER, None, "测试甲", None)),
    ]);
    for as_of in ["2000-01-01", "2017-02-01", "2020-01-01"] {
        assert_eq!(name(&document, moment(as_of, "2017-02-28")), Some("测式甲"));
        assert_eq!(name(&document, moment(as_of, "2017-03-01")), Some("测试甲"));
    }
}

#[test]
fn a_name_corrected_without_a_first_day_is_the_latest_one() {
    let (document, _) = taken(&[
        ("2010-01-04", profile(REGISTER, None, "测试甲", None)),
        (
            "2017-03-01",
            profile(REGISTER, Some("2017-02-01"), "测式乙", None),
        ),
        ("2017-03-02", profile(REGISTER, None, "测试乙", None)),
    ]);
    let name = |as_of| name(&document, moment(as_of, "2018-01-01"));
    assert_eq!(name("2017-01-31"), Some("测试甲"));
    assert_eq!(name("2017-02-01"), Some("测试乙"));
}

#[test]
fn an_old_file_does_not_rename_a_subject_back() {
    let (document, effects) = taken(&[
        ("2010-01-04", profile(REGISTER, None, "测试甲", None)),
        (
            "2017-03-01",
            profile(REGISTER, Some("2017-02-01"), "测试乙", None),
        ),
        ("2017-03-02", profile(REGISTER, None, "测试甲", None)),
    ]);
    assert_eq!(effects.last(), Some(&Effect::Replayed));
    assert_eq!(
        name(&document, moment("2017-03-02", "2018-01-01")),
        Some("测试乙")
    );
    // A register that means to go back says from which day.
    let (document, effects) = taken(&[
        ("2010-01-04", profile(REGISTER, None, "测试甲", None)),
        ("2017-03-01", profile(REGISTER, None, "测试乙", None)),
        (
            "2018-01-01",
            profile(REGISTER, Some("2018-01-01"), "测试甲", None),
        ),
    ]);
    assert_eq!(effects.last(), Some(&Effect::Changed));
    assert_eq!(
        name(&document, moment("2018-01-01", "2018-01-01")),
        Some("测试甲")
    );
}

#[test]
fn a_register_goes_back_to_an_old_name_by_saying_when_it_stated_that() {
    let stated = |day: &str, name: &str, stated_on: &str| {
        let profile = Profile {
            stated_at: Some(millis(stated_on)),
            ..profile(REGISTER, None, name, None)
        };
        (day.to_owned(), profile)
    };
    let told = [
        stated("2017-01-01", "测试甲", "2017-01-01"),
        stated("2017-01-02", "测试甲", "2017-01-02"),
        stated("2017-03-01", "测试乙", "2017-03-01"),
        stated("2017-03-02", "测试甲", "2017-01-02"),
        stated("2017-03-03", "测试丙", "2017-02-01"),
        stated("2017-04-01", "测试甲", "2017-04-01"),
        stated("2017-04-02", "测试乙", "2017-03-01"),
    ];
    let told: Vec<(&str, Profile)> = told
        .iter()
        .map(|(day, profile)| (day.as_str(), profile.clone()))
        .collect();
    let (document, effects) = taken(&told);
    let expected = [
        Effect::Added,
        Effect::Confirmed,
        Effect::Changed,
        Effect::Replayed,
        Effect::Late,
        Effect::Changed,
        Effect::Replayed,
    ];
    assert_eq!(effects, expected);
    let name = |known_on| name(&document, moment("2018-01-01", known_on));
    assert_eq!(name("2017-02-28"), Some("测试甲"));
    assert_eq!(name("2017-03-31"), Some("测试乙"));
    assert_eq!(name("2018-01-01"), Some("测试甲"));
}

#[test]
fn of_two_registers_the_one_heard_last_names_the_subject() {
    // All in one batch, at one moment.
    let (document, _) = taken(&[
        ("2017-01-01", profile(REGISTER, None, "测式甲", None)),
        ("2017-01-01", profile(TAX, None, "测试甲厂", None)),
        ("2017-01-01", profile(REGISTER, None, "测试甲", None)),
    ]);
    let on = |as_of| name(&document, moment(as_of, "2018-01-01"));
    assert_eq!(on("2017-01-01"), Some("测试甲"));

    // It is the one heard last for the days before its last word, too.
    let (document, _) = taken(&[
        ("2017-01-01", profile(REGISTER, None, "测试甲", None)),
        ("2017-01-02", profile(TAX, None, "测试甲厂", None)),
        (
            "2017-01-03",
            profile(REGISTER, Some("2017-01-03"), "测试乙", None),
        ),
    ]);
    let on = |as_of| name(&document, moment(as_of, "2018-01-01"));
    assert_eq!(on("2017-01-02"), Some("测试甲"));
    assert_eq!(on("2017-01-03"), Some("测试乙"));
}

#[test]
fn registers_that_contradict_each_other_leave_no_status() {
    let (document, _) = taken(&[
        (
            "2010-01-04",
            profile(REGISTER, None, "测试甲", Some("存续")),
        ),
        (
            "2017-01-02",
            profile(TAX, Some("2017-01-01"), "测试甲", Some("注销")),
        ),
    ]);
    assert_eq!(status(&document, "2017-01-01"), (None, true));
    // Of the days before it began the second says nothing.
    let active = (Some("存续".to_owned()), false);
    assert_eq!(status(&document, "2016-12-31"), active);

    // A register that names no status contradicts none.
    let (document, _) = taken(&[
        (
            "2010-01-04",
            profile(REGISTER, None, "测试甲", Some("存续")),
        ),
        ("2017-01-02", profile(TAX, None, "测试甲", None)),
    ]);
    assert_eq!(status(&document, "2017-01-02"), active);
}

#[test]
fn it_is_shown_with_the_first_identifier_that_was_verified() {
    let held = |shown: &str, verified, recorded_at| HeldIdentifier {
        scheme: Scheme::UnifiedSocialCreditCode,
        verified,
        shown: shown.to_owned(),
        sealed: None,
        recorded_at,
        batch: 0,
    };
    let shown = |identifiers: &[HeldIdentifier], known_at| {
        let document = SubjectDocument {
            identifiers: identifiers.to_vec(),
            ..SubjectDocument::default()
        };
        let held = document.identifier(known_at);
        held.map(|held| held.shown.clone())
    };
    assert_eq!(shown(&[], 9), None);
    assert_eq!(shown(&[held("a", false, 0)], 9), Some("a".to_owned()));
    let several = [held("a", false, 1), held("b", true, 2), held("c", true, 3)];
    assert_eq!(shown(&several, 9), Some("b".to_owned()));
    // What was learnt later was not shown before.
    assert_eq!(shown(&several, 1), Some("a".to_owned()));
    assert_eq!(shown(&several, 0), None);
}
