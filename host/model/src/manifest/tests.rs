use super::*;
use crate::{
    catalogue::{
        CatalogueData, Class, Direction, ExecutionLevel, Measure as Entry, Nature, SourceStatus,
        Term,
    },
    contract::{Edge, FactNeed, Measure, Parameter, Role, RoleTest, Rule, SubjectKind},
    date::Date,
    dictionary::{CodeEntry, CodeList, DictionaryData, Field, Kind, Tier},
    money::Fen,
};

fn dictionary() -> Dictionary {
    let field = |number, name: &str, value_type, code_list: Option<&str>| Field {
        number,
        name: name.to_owned(),
        title: "字段".to_owned(),
        title_en: "Field".to_owned(),
        value_type,
        code_list: code_list.map(str::to_owned),
        unit: None,
        personal: false,
        from: None,
        until: None,
    };
    let entry = CodeEntry {
        code: "a".to_owned(),
        title: "A级".to_owned(),
        title_en: "Level A".to_owned(),
        from: None,
        until: None,
    };
    Dictionary::new(DictionaryData {
        kinds: vec![Kind {
            number: 1,
            code: "tax/level".to_owned(),
            name: "级别".to_owned(),
            name_en: "Level".to_owned(),
            provider: "tax-bureau".to_owned(),
            tier: Tier::None,
            personal: false,
            from: None,
            until: None,
            fields: vec![
                field(1, "year", ValueType::Integer, None),
                field(2, "level", ValueType::Code, Some("tax/level")),
            ],
        }],
        code_lists: vec![CodeList {
            code: "tax/level".to_owned(),
            title: "级别".to_owned(),
            title_en: "Level".to_owned(),
            entries: vec![entry],
        }],
    })
    .unwrap()
}

fn catalogue() -> Catalogue {
    let entry = |code: &str| Entry {
        code: code.to_owned(),
        title: "措施".to_owned(),
        title_en: "Measure".to_owned(),
        class: Class::I01,
        direction: Direction::Incentive,
        nature: Nature::Recommended,
        executor: "tax-bureau".to_owned(),
        execution_level: ExecutionLevel::District,
        also_upper: false,
        term: Term::Listing,
        requires_court_or_statute: false,
        source_status: SourceStatus::Recalled,
        bases: Vec::new(),
        basis_note: None,
        max_months: None,
        subject_kinds: Vec::new(),
    };
    Catalogue::new(CatalogueData {
        edition: "test".to_owned(),
        from: None,
        measures: vec![entry("green/lane"), entry("honours/priority")],
    })
    .unwrap()
}

fn field(name: &str, value_type: ValueType, code_list: Option<&str>) -> FieldNeed {
    FieldNeed {
        name: name.to_owned(),
        value_type,
        code_list: code_list.map(str::to_owned),
    }
}

fn measure(code: &str, reach: Reach) -> Measure {
    Measure {
        code: code.to_owned(),
        reach,
        details: Vec::new(),
    }
}

fn holders(roles: Vec<Role>) -> Reach {
    Reach::Holders(Edge {
        roles,
        responsible_only: false,
        test: RoleTest::AtAct,
    })
}

fn parameter(default: Value, min: Option<Value>, max: Option<Value>) -> Parameter {
    Parameter {
        name: "years".to_owned(),
        title: "年数".to_owned(),
        default,
        min,
        max,
    }
}

fn manifest() -> Manifest {
    Manifest {
        code: "tax-a-level".to_owned(),
        version: "1.0.0".to_owned(),
        title: "备忘录".to_owned(),
        document_number: "测试〔2017〕1号".to_owned(),
        initiator: "测试局".to_owned(),
        signatories: vec!["测试局".to_owned()],
        signed_on: None,
        in_force_from: Some(Date::from_days(100)),
        expires_on: Some(Date::from_days(101)),
        subjects: vec![SubjectKind::Enterprise],
        profile: Default::default(),
        reads: vec![FactNeed {
            kind: "tax/level".to_owned(),
            fields: vec![
                field("year", ValueType::Integer, None),
                field("level", ValueType::Code, Some("tax/level")),
            ],
            triggers: true,
            history: false,
        }],
        listings: vec!["a/list".to_owned()],
        measures: vec![
            measure("green/lane", Reach::SelfOnly),
            // The same code with another reach is another measure of the plugin.
            measure("green/lane", holders(vec![Role::Director])),
        ],
        rules: vec![Rule {
            id: "a".to_owned(),
            label: "A级".to_owned(),
            source: "无".to_owned(),
        }],
        parameters: vec![parameter(
            Value::Integer(3),
            Some(Value::Integer(3)),
            Some(Value::Integer(3)),
        )],
    }
}

/// The faults of a manifest changed in one place.
fn faults(change: impl FnOnce(&mut Manifest)) -> Vec<ManifestFault> {
    let mut changed = manifest();
    change(&mut changed);
    check(&changed, &dictionary(), &catalogue())
}

#[test]
fn manifest_in_order_has_no_faults() {
    assert_eq!(faults(|_| {}), []);
    assert_eq!(
        faults(|manifest| {
            manifest.expires_on = None;
            manifest.listings.clear();
            manifest.parameters.clear();
        }),
        []
    );
}

/// Every fault by the smallest change that makes it, and alone.
#[test]
fn each_fault_is_found() {
    type Change = fn(&mut Manifest);
    let named = |name: &str| name.to_owned();
    let cases: Vec<(Change, ManifestFault)> = vec![
        (
            |manifest| manifest.code = "Tax".to_owned(),
            ManifestFault::Code(named("Tax")),
        ),
        (
            |manifest| manifest.version = "1.0".to_owned(),
            ManifestFault::Version(named("1.0")),
        ),
        (
            |manifest| manifest.title.clear(),
            ManifestFault::Text("title"),
        ),
        (
            |manifest| manifest.document_number.clear(),
            ManifestFault::Text("document-number"),
        ),
        (
            |manifest| manifest.initiator = "局".repeat(501),
            ManifestFault::Text("initiator"),
        ),
        (
            |manifest| manifest.expires_on = manifest.in_force_from,
            ManifestFault::Dates,
        ),
        (
            |manifest| manifest.subjects.clear(),
            ManifestFault::NoSubjects,
        ),
        (|manifest| manifest.reads.clear(), ManifestFault::NoReads),
        (
            |manifest| manifest.reads.push(manifest.reads[0].clone()),
            ManifestFault::Twice {
                what: "record kind",
                name: named("tax/level"),
            },
        ),
        (
            |manifest| {
                let field = manifest.reads[0].fields[0].clone();
                manifest.reads[0].fields.push(field);
            },
            ManifestFault::Twice {
                what: "field",
                name: named("year"),
            },
        ),
        (
            |manifest| manifest.rules.push(manifest.rules[0].clone()),
            ManifestFault::Twice {
                what: "rule",
                name: named("a"),
            },
        ),
        (
            |manifest| manifest.listings.push(manifest.listings[0].clone()),
            ManifestFault::Twice {
                what: "listing",
                name: named("a/list"),
            },
        ),
        (
            |manifest| manifest.parameters.push(manifest.parameters[0].clone()),
            ManifestFault::Twice {
                what: "parameter",
                name: named("years"),
            },
        ),
        (
            |manifest| manifest.measures.push(manifest.measures[1].clone()),
            ManifestFault::Twice {
                what: "measure",
                name: named("green/lane"),
            },
        ),
        (
            |manifest| manifest.reads[0].kind = "tax/levels".to_owned(),
            ManifestFault::UnknownKind(named("tax/levels")),
        ),
        (
            |manifest| manifest.reads[0].fields[0].name = "month".to_owned(),
            ManifestFault::UnknownField {
                kind: named("tax/level"),
                field: named("month"),
            },
        ),
        (
            |manifest| manifest.reads[0].fields[0].value_type = ValueType::Amount,
            ManifestFault::FieldType {
                kind: named("tax/level"),
                field: named("year"),
                expected: ValueType::Integer,
                declared: ValueType::Amount,
            },
        ),
        (
            |manifest| manifest.reads[0].fields[1].code_list = Some("court/offence".to_owned()),
            ManifestFault::FieldCodeList {
                kind: named("tax/level"),
                field: named("level"),
                declared: named("court/offence"),
            },
        ),
        (
            |manifest| manifest.reads[0].fields[1].code_list = None,
            ManifestFault::FieldCodeList {
                kind: named("tax/level"),
                field: named("level"),
                declared: String::new(),
            },
        ),
        (
            |manifest| manifest.measures.push(measure("red/lane", Reach::SelfOnly)),
            ManifestFault::UnknownMeasure(named("red/lane")),
        ),
        (
            |manifest| {
                let reach = holders(Vec::new());
                manifest.measures.push(measure("honours/priority", reach));
            },
            ManifestFault::NoRoles(named("honours/priority")),
        ),
        (
            |manifest| {
                manifest.measures.clear();
                manifest.listings.clear();
            },
            ManifestFault::NothingToAnswer,
        ),
        (|manifest| manifest.rules.clear(), ManifestFault::NoRules),
        (
            |manifest| manifest.parameters[0].min = Some(Value::Integer(4)),
            ManifestFault::Parameter(named("years")),
        ),
        (
            |manifest| manifest.signatories = vec!["局".to_owned(); 1_001],
            ManifestFault::TooMany("signatories"),
        ),
    ];
    for (change, fault) in cases {
        assert_eq!(faults(change), [fault]);
    }
}

/// The manifest expires on day 101: what ends then or later has no bearing on it.
#[test]
fn what_a_plugin_reads_does_not_end_before_it() {
    let ended = |kind: Option<i32>, field: Option<i32>| {
        let mut data = dictionary().data();
        data.kinds[0].until = kind.map(Date::from_days);
        data.kinds[0].fields[1].until = field.map(Date::from_days);
        Dictionary::new(data).unwrap()
    };
    let kind = |day| ManifestFault::EndingKind {
        kind: "tax/level".to_owned(),
        until: Date::from_days(day),
    };
    let field = |day| ManifestFault::EndingField {
        kind: "tax/level".to_owned(),
        field: "level".to_owned(),
        until: Date::from_days(day),
    };
    let expiring = manifest();
    let open = Manifest {
        expires_on: None,
        ..manifest()
    };
    assert_eq!(check_reads(&expiring, &ended(Some(101), Some(101))), []);
    assert_eq!(check_reads(&expiring, &ended(Some(100), None)), [kind(100)]);
    assert_eq!(
        check_reads(&expiring, &ended(None, Some(100))),
        [field(100)]
    );
    assert_eq!(
        check_reads(&open, &ended(Some(101), Some(102))),
        [kind(101), field(102)]
    );

    // A field that it does not read may end.
    let mut blind = open.clone();
    blind.reads[0].fields.truncate(1);
    assert_eq!(check_reads(&blind, &ended(None, Some(102))), []);
}

#[test]
fn change_breaks_only_what_it_changes() {
    let before = dictionary();
    let mut data = before.data();
    data.kinds[0].until = Some(Date::from_days(50));
    let after = Dictionary::new(data).unwrap();
    let kind = ManifestFault::EndingKind {
        kind: "tax/level".to_owned(),
        until: Date::from_days(50),
    };
    assert_eq!(breaks(&manifest(), &before, &before), []);
    assert_eq!(breaks(&manifest(), &before, &after), [kind]);
    // It ended before this change, which has nothing to do with it.
    assert_eq!(breaks(&manifest(), &after, &after), []);
    let empty = Dictionary::new(DictionaryData {
        kinds: Vec::new(),
        code_lists: Vec::new(),
    });
    assert_eq!(
        breaks(&manifest(), &before, &empty.unwrap()),
        [ManifestFault::UnknownKind("tax/level".to_owned())]
    );
}

#[test]
fn faults_are_reported_together() {
    let faults = faults(|manifest| {
        manifest.code.clear();
        manifest.version.clear();
        manifest.rules.clear();
        manifest.reads[0].fields[0].name = "month".to_owned();
        manifest.reads[0].fields[1].value_type = ValueType::Text;
        manifest.measures[0].code = "red/lane".to_owned();
    });
    assert_eq!(faults.len(), 6, "{faults:?}");
}

#[test]
fn codes_are_lower_case_words() {
    let code = |code: &str| faults(|manifest| manifest.code = code.to_owned());
    for good in ["a", "m1", "tax-a-level", "2016-24", &"a".repeat(64)] {
        assert_eq!(code(good), [], "{good}");
    }
    for bad in [
        "",
        "-",
        "a-",
        "-a",
        "a--b",
        "A",
        "a_b",
        "a b",
        "税",
        "../a",
        &"a".repeat(65),
    ] {
        let shown = bad.chars().take(64).collect();
        assert_eq!(code(bad), [ManifestFault::Code(shown)], "{bad}");
    }
}

#[test]
fn versions_are_three_numbers() {
    let is_good = |version: &str| faults(|m| m.version = version.to_owned()).is_empty();
    for good in ["0.0.0", "1.0.0", "10.200.4294967295"] {
        assert!(is_good(good), "{good}");
    }
    for bad in [
        "",
        "1",
        "1.0",
        "1.0.0.0",
        "1.0.x",
        "1..0",
        "1.0.4294967296",
        "-1.0.0",
        "+1.0.0",
        "01.0.0",
        "1.0.0 ",
    ] {
        assert!(!is_good(bad), "{bad}");
    }
}

#[test]
fn parameters_lie_within_bounds_of_their_type() {
    use Value::{Amount, Code, Flag, Integer};
    let faulty = |default, min, max| {
        !faults(|manifest| manifest.parameters = vec![parameter(default, min, max)]).is_empty()
    };
    let day = |days| Value::Date(Date::from_days(days));
    assert!(!faulty(Integer(1), None, None));
    assert!(!faulty(Flag(true), None, None));
    assert!(!faulty(Integer(2), Some(Integer(1)), Some(Integer(3))));
    assert!(!faulty(Amount(Fen(2)), Some(Amount(Fen(2))), None));
    assert!(!faulty(day(2), None, Some(day(2))));
    assert!(faulty(day(3), None, Some(day(2))));
    assert!(faulty(Amount(Fen(1)), Some(Amount(Fen(2))), None));
    assert!(faulty(Integer(1), Some(Amount(Fen(0))), None));
    assert!(faulty(Integer(1), None, Some(day(9))));
    // These have no order, so they can have no bounds.
    assert!(faulty(Flag(true), Some(Flag(false)), None));
    let code = || Code("a".to_owned());
    assert!(faulty(code(), None, Some(code())));
}

/// A plugin's text stands in an error only as far as people need it.
#[test]
fn long_names_are_shortened() {
    let long = "税".repeat(10_000);
    let faults = faults(|manifest| {
        manifest.code.clone_from(&long);
        manifest.version.clone_from(&long);
        manifest.reads[0].kind.clone_from(&long);
        manifest.measures[0].code.clone_from(&long);
        manifest.measures.push(measure(&long, holders(Vec::new())));
        manifest.measures.push(measure(&long, Reach::SelfOnly));
        manifest.listings = vec![long.clone(), long.clone()];
        manifest.parameters[0].name.clone_from(&long);
        manifest.parameters[0].default = Value::Integer(0);
    });
    assert_eq!(faults.len(), 10, "{faults:?}");
    for fault in faults {
        assert!(fault.to_string().chars().count() < 200);
    }
}
