use std::ops::ControlFlow;

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value},
    dictionary::{Dictionary, DictionaryData},
    identifier::Scheme,
    message::{Flag, Message},
    money::Fen,
};
use proptest::prelude::*;

use super::*;
use crate::{
    form::{Forms, FormsData},
    rejection::{Begin, Wanted},
};

const COMPANY: &str = r#"{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"}"#;
const PERSON: &str = r#"{"scheme":"resident-identity-number","value":"48180219800101001X"}"#;

fn dictionary() -> Dictionary {
    let data: DictionaryData =
        toml::from_str(include_str!("../../../service/data/dictionary.toml")).unwrap();
    Dictionary::new(data).unwrap()
}

fn read(text: &str) -> Result<Taken, Vec<Rejection>> {
    let dictionary = dictionary();
    let bounds = r#"
        [[implausible]]
        kind = "tax/arrears"
        field = "amount"
        from = "1000 万元"
    "#;
    let bounds: FormsData = toml::from_str(bounds).unwrap();
    let forms = Forms::new(bounds, &dictionary).unwrap();
    parse(
        text,
        &Reading {
            dictionary: &dictionary,
            forms: &forms,
            provider: None,
            form: None,
            encoding: None,
        },
    )
}

/// A record of arrears, with more keys.
fn record(more: &str) -> String {
    format!(
        r#"{{"type":"record","identifier":{COMPANY},"kind":"tax/arrears","provider":"tax-bureau","number":"1"{more}}}"#
    )
}

fn dated(more: &str) -> String {
    record(&format!(r#","decided_on":"2017-10-31"{more}"#))
}

fn one(text: &str) -> (Message, Vec<Flag>) {
    let Taken {
        mut messages,
        flags,
    } = read(text).unwrap();
    (messages.remove(0), flags)
}

fn faults(text: &str) -> Vec<(String, Fault)> {
    let rejections = read(text).expect_err(text);
    rejections
        .into_iter()
        .map(|rejection| (rejection.field.unwrap_or_default(), rejection.fault))
        .collect()
}

#[test]
fn a_record_is_typed_by_the_dictionary() {
    let text = dated(
        r#","stated_at":"2017-11-01T09:00:00+08:00","name":"测试甲","values":{"guaranteed":true,"amount":"0.2 万元"}"#,
    );
    let (Message::Record(party, record), flags) = one(&text) else {
        panic!("not a record");
    };
    assert_eq!(flags, []);
    assert_eq!(party.identifier.reveal(), "91481802MA0000007T");
    assert_eq!(party.kind, Some(SubjectKind::Enterprise));
    assert_eq!(party.name.as_deref(), Some("测试甲"));
    assert_eq!(record.decided_on, Some("2017-10-31".parse().unwrap()));
    assert_eq!(record.stated_at, Some(1_509_498_000_000));
    assert_eq!(record.ends_as, Standing::Expired);
    let values = [(1, Value::Amount(Fen(200_000))), (2, Value::Flag(true))];
    assert_eq!(record.values, values);
}

#[test]
fn every_type_of_line_is_read() {
    let subject = format!(
        r#"{{"type":"subject","identifier":{COMPANY},"identifiers":[{{"scheme":"registration-number","value":"481802000000001"}}],"kind":"enterprise","name":"测试甲","from":"2020-01-01","since":"2010-03-04","status":"active"}}"#
    );
    let (Message::Subject(party, profile), _) = one(&subject) else {
        panic!("not a subject");
    };
    assert_eq!(party.others.len(), 1);
    assert_eq!(party.others[0].scheme(), Scheme::RegistrationNumber);
    assert_eq!(profile.provider, "");
    assert_eq!(profile.from, Some("2020-01-01".parse().unwrap()));

    let withdrawal = format!(
        r#"{{"type":"withdrawal","identifier":{COMPANY},"kind":"tax/arrears","provider":"tax-bureau","number":"1","reason":"复议撤销","stated_at":"2026-11-23 10:00:00"}}"#
    );
    let (Message::Withdrawal(_, withdrawal), _) = one(&withdrawal) else {
        panic!("not a withdrawal");
    };
    assert_eq!(withdrawal.reason.as_deref(), Some("复议撤销"));
    assert_eq!(withdrawal.stated_at, Some(1_795_399_200_000));

    let role = format!(
        r#"{{"type":"role","organisation":{COMPANY},"person":{PERSON},"role":"legal-representative","from":"2010-03-04","to":"9999-12-31","finding":{{"provider":"tax-bureau","number":"稽罚1号","decided_on":"2017-10-31"}}}}"#
    );
    let (Message::Role(held), _) = one(&role) else {
        panic!("not a role");
    };
    assert_eq!((held.role, held.to), (Role::LegalRepresentative, None));
    assert_eq!(held.finding.unwrap().number, "稽罚1号");
    let never = role.replace("\"role\",\"org", "\"role-withdrawal\",\"org");
    assert!(matches!(one(&never).0, Message::RoleWithdrawal(_)));

    let merger = format!(
        r#"{{"type":"merger","subject":{{"scheme":"registration-number","value":"481802000000001"}},"into":{COMPANY}}}"#
    );
    assert!(matches!(one(&merger).0, Message::Merger { from: None, .. }));
    let mistake = merger.replace("\"merger\"", "\"merger-withdrawal\"");
    let (Message::MergerWithdrawal { subject, into, .. }, _) = one(&mistake) else {
        panic!("not a withdrawal of a merger");
    };
    assert_eq!(subject.identifier.reveal(), "481802000000001");
    assert_eq!(into.identifier.reveal(), "91481802MA0000007T");
}

#[test]
fn every_type_of_line_says_when_it_was_stated() {
    let subject = format!(r#""identifier":{COMPANY},"kind":"enterprise","name":"测试甲""#);
    let numbered = format!(
        r#""identifier":{COMPANY},"kind":"tax/arrears","provider":"tax-bureau","number":"1""#
    );
    let role = format!(r#""organisation":{COMPANY},"person":{PERSON},"role":"director""#);
    let merger = format!(
        r#""subject":{{"scheme":"registration-number","value":"481802000000001"}},"into":{COMPANY}"#
    );
    let stated_at = |message| match message {
        Message::Subject(_, profile) => profile.stated_at,
        Message::Record(_, record) => record.stated_at,
        Message::Withdrawal(_, withdrawal) => withdrawal.stated_at,
        Message::Role(role) | Message::RoleWithdrawal(role) => role.stated_at,
        Message::Merger { stated_at, .. } | Message::MergerWithdrawal { stated_at, .. } => {
            stated_at
        }
    };
    for (line, keys) in [
        ("subject", subject),
        ("record", numbered.clone()),
        ("withdrawal", numbered),
        ("role", role.clone()),
        ("role-withdrawal", role),
        ("merger", merger.clone()),
        ("merger-withdrawal", merger),
    ] {
        let text = format!(r#"{{"type":"{line}",{keys},"stated_at":"2017-11-01 09:00:00"}}"#);
        assert_eq!(stated_at(one(&text).0), Some(1_509_498_000_000), "{line}");
        let untimed = format!(r#"{{"type":"{line}",{keys}}}"#);
        assert_eq!(stated_at(one(&untimed).0), None, "{line}");
        let wrong = text.replace("09:00:00", "25:00:00");
        let fault = ("stated_at".to_owned(), Fault::NotAMoment);
        assert_eq!(faults(&wrong), [fault], "{line}");
    }
}

#[test]
fn a_merger_is_of_two_subjects() {
    for line in ["merger", "merger-withdrawal"] {
        let text = format!(r#"{{"type":"{line}","subject":{COMPANY},"into":{COMPANY}}}"#);
        let fault = ("into".to_owned(), Fault::SameSubject);
        assert_eq!(faults(&text), [fault], "{line}");
    }
    let mixed = format!(r#"{{"type":"merger","subject":{PERSON},"into":{COMPANY}}}"#);
    assert_eq!(faults(&mixed), [("into".to_owned(), Fault::MergedKinds)]);
    // One that was taken before can be taken back.
    assert!(read(&mixed.replace("\"merger\"", "\"merger-withdrawal\"")).is_ok());
}

#[test]
fn a_subject_has_codes_of_their_form() {
    let subject = |more: &str| {
        format!(
            r#"{{"type":"subject","identifier":{COMPANY},"kind":"enterprise","name":"x"{more}}}"#
        )
    };
    for good in ["C", "F51", "C1311"] {
        assert!(read(&subject(&format!(r#","industry":"{good}""#))).is_ok());
    }
    for bad in ["制造业", "13", "C13111", "c", "CC"] {
        let fault = ("industry".to_owned(), Fault::NotAnIndustry);
        assert_eq!(
            faults(&subject(&format!(r#","industry":"{bad}""#))),
            [fault]
        );
    }
    for bad in ["清城区", "4818", "4818021"] {
        let fault = ("region".to_owned(), Fault::NotARegion);
        assert_eq!(faults(&subject(&format!(r#","region":"{bad}""#))), [fault]);
    }
    let objects = Fault::WrongType(Wanted::Objects);
    let list = subject(r#","identifiers":{}"#);
    assert_eq!(faults(&list), [("identifiers".to_owned(), objects)]);
}

/// As tables give them: otherwise the same record from a table would differ.
#[test]
fn codes_are_a_set() {
    let penalty = |codes: &str| {
        let more = format!(r#","values":{{"category":{codes}}}"#);
        dated(&more).replace("tax/arrears", "admin/penalty")
    };
    let values = |codes| match one(&penalty(codes)).0 {
        Message::Record(_, record) => record.values,
        other => panic!("{other:?}"),
    };
    let both = vec![(2, Value::Codes(vec!["fine".into(), "warning".into()]))];
    assert_eq!(values(r#"["warning","fine","warning"]"#), both);
    assert_eq!(values("[]"), vec![]);
}

#[test]
fn a_role_is_between_two_subjects() {
    let role = format!(
        r#"{{"type":"role","organisation":{COMPANY},"person":{COMPANY},"role":"shareholder"}}"#
    );
    assert_eq!(faults(&role), [("person".to_owned(), Fault::SameSubject)]);
    assert!(read(&role.replace("\"role\",\"org", "\"role-withdrawal\",\"org")).is_ok());
}

#[test]
fn a_line_out_of_order_names_every_field() {
    use Fault::*;
    for (more, field, fault) in [
        (r#","values":{"amount":"100"}"#, "amount", NoUnit),
        (
            r#","values":{"amount":100}"#,
            "amount",
            WrongType(Wanted::AmountText),
        ),
        (r#","values":{"amount":"0.001元"}"#, "amount", FractionOfFen),
        (r#","values":{"amount":"12,34元"}"#, "amount", NotAnAmount),
        (
            r#","values":{"guaranteed":"true"}"#,
            "guaranteed",
            WrongType(Wanted::Flag),
        ),
        (r#","values":{"paid-on":"2017-02-30"}"#, "paid-on", NotADay),
        (r#","values":{"colour":"red"}"#, "colour", UnknownField),
        (r#","values":[]"#, "values", WrongType(Wanted::Object)),
        (r#","colour":"red""#, "colour", UnknownKey),
        (r#","number":"2""#, "number", Repeated),
        (r#","stated_at":"yesterday""#, "stated_at", NotAMoment),
        (
            r#","ends_as":"active""#,
            "ends_as",
            NotOneOf(&["expired", "repaired", "exited"]),
        ),
        (
            r#","acted_on":"2017-02-02","acted_until":"2017-02-01""#,
            "acted_until",
            EndsBeforeItBegins { begins: Begin::Act },
        ),
        (
            r#","ends_on":"2017-10-31""#,
            "ends_on",
            EndsBeforeItBegins {
                begins: Begin::Decision,
            },
        ),
    ] {
        assert_eq!(faults(&dated(more)), [(field.to_owned(), fault)], "{more}");
    }
    let several = dated(r#","colour":"red","values":{"amount":"100","paid-on":"x"}"#);
    let named: Vec<String> = faults(&several).into_iter().map(|fault| fault.0).collect();
    assert_eq!(named, ["amount", "paid-on", "colour"]);
    let unknown = dated("").replace("tax/arrears", "tax/none");
    assert_eq!(faults(&unknown), [("kind".to_owned(), UnknownKind)]);
    assert_eq!(faults("{"), [(String::new(), Json { column: 1 })]);
    assert_eq!(faults("7"), [(String::new(), NotAnObject)]);
    let person = format!(
        r#"{{"type":"subject","identifier":{COMPANY},"kind":"natural-person","name":"x"}}"#
    );
    assert_eq!(faults(&person), [("kind".to_owned(), KindMismatch)]);
}

#[test]
fn what_stands_for_nothing_is_left_out() {
    for nothing in [
        "",
        "/",
        "无",
        "-",
        "NULL",
        "null",
        " ",
        "／",
        "——",
        "--",
        "－－",
        "N/A",
        "n/a",
        "暂无",
        "不详",
        "无此项",
    ] {
        let text = dated(&format!(
            r#","ends_on":"{nothing}","name":"{nothing}","values":{{"amount":"{nothing}","paid-on":null}}"#
        ));
        let (Message::Record(party, record), flags) = one(&text) else {
            panic!("not a record");
        };
        assert_eq!((party.name, record.ends_on), (None, None));
        assert_eq!((record.values, flags), (vec![], vec![]), "{nothing}");
    }
}

#[test]
fn dirty_data_is_taken_under_a_flag_or_refused() {
    let with = |from: &str, to: &str| dated("").replace(from, to);
    for (text, flags) in [
        (
            with("91481802MA0000007T", "91481802MA00000079"),
            vec![Flag::WrongCheck],
        ),
        (
            with("91481802MA0000007T", "481802000000001"),
            vec![Flag::OtherScheme],
        ),
        (
            with("91481802MA0000007T", "MA0000007"),
            vec![Flag::OtherScheme],
        ),
        (
            with("91481802MA0000007T", "MA000000-7"),
            vec![Flag::OtherScheme],
        ),
        (
            with("91481802MA0000007T", "９１481802MA0000007T"),
            vec![Flag::Normalised],
        ),
        (
            with("91481802MA0000007T", "91481802ma0000007t"),
            vec![Flag::Normalised],
        ),
        (record(""), vec![Flag::NoDecisionDate]),
        (
            with("2017-10-31", "1899-12-31"),
            vec![Flag::NoDecisionDate, Flag::PlaceholderDate],
        ),
        (
            with("2017-10-31", "1900-01-01"),
            vec![Flag::NoDecisionDate, Flag::PlaceholderDate],
        ),
        (
            dated(r#","values":{"amount":"1000 万元"}"#),
            vec![Flag::ImplausibleAmount],
        ),
        (dated(r#","values":{"amount":"999.99 万元"}"#), vec![]),
        (dated(r#","ends_on":"2099-12-31""#), vec![]),
    ] {
        assert_eq!(one(&text).1, flags, "{text}");
    }
    let nameless = dated(r#","name":"测试甲""#).replace(&format!(r#""identifier":{COMPANY},"#), "");
    assert_eq!(
        faults(&nameless),
        [("identifier".to_owned(), Fault::OnlyAName)]
    );
    let garbled = dated(r#","name":"测�甲""#);
    assert_eq!(faults(&garbled), [(String::new(), Fault::Undecodable)]);
}

#[test]
fn what_the_dictionary_no_longer_takes_is_refused() {
    let mut data = dictionary().data();
    let arrears = data
        .kinds
        .iter_mut()
        .find(|kind| kind.code == "tax/arrears");
    arrears.unwrap().until = Some("2017-10-31".parse().unwrap());
    let dictionary = Dictionary::new(data).unwrap();
    let forms = Forms::default();
    let reading = Reading {
        dictionary: &dictionary,
        forms: &forms,
        provider: None,
        form: None,
        encoding: None,
    };
    let rejections = parse(&dated(""), &reading).unwrap_err();
    assert!(matches!(rejections[0].fault, Fault::OutOfTerm(_)));
    assert!(parse(&dated("").replace("10-31", "10-30"), &reading).is_ok());
    // Of a record without a day of decision the dictionary is asked when it comes in.
    assert!(parse(&record(""), &reading).is_ok());
}

#[test]
fn a_line_that_came_back_is_read_in_its_place() {
    let text = dated("");
    let mended = text.replacen('{', r#"{"_rejected":[{"field":"x","reason":"y"}],"#, 1);
    assert_eq!(read(&mended), read(&text));
    let quoted = format!(r#"{{"_line":{text:?},"_rejected":[]}}"#);
    assert_eq!(read(&quoted), read(&text));
}

#[test]
fn a_hostile_line_is_refused_and_the_next_one_lands() {
    let deep = "[".repeat(100_000);
    let long = format!(r#"{{"type":"{}"}}"#, "x".repeat(2 << 20));
    let wide = format!("{{{}\"a\":1}}", "\"a\":1,".repeat(5_000));
    let text = format!("{deep}\n{long}\n\n{wide}\n{}\n", dated(""));
    let mut taken = Vec::new();
    let dictionary = dictionary();
    let forms = Forms::default();
    let reading = Reading {
        dictionary: &dictionary,
        forms: &forms,
        provider: None,
        form: None,
        encoding: None,
    };
    let summary = read_ndjson(text.as_bytes(), &reading, &mut |line| {
        taken.push((line.place.line, line.outcome.is_ok()));
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().lines, 4);
    assert_eq!(taken, [(1, false), (2, false), (4, false), (5, true)]);
}

proptest! {
    #[test]
    fn no_line_panics(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn no_value_panics(value in "[\\PC\"\\\\{}:,\\[\\]0-9.万元-]{0,60}") {
        let more = format!(r#","stated_at":{value:?},"ends_on":{value:?},"values":{{"amount":{value:?},"paid-on":{value:?}}}"#);
        let _ = read(&record(&more));
    }
}
