//! The dictionary with which a new store begins: `host/service/data/dictionary.toml`.
#![allow(clippy::unwrap_used, reason = "a test says by failing what is wrong")]

use std::collections::BTreeSet;

use accord_model::{
    contract::{FactNeed, FieldNeed, Manifest, ValueType},
    date::Date,
    dictionary::{Dictionary, DictionaryData, DictionaryFragment, Tier},
    manifest::{ManifestFault, breaks, check_reads},
};

const TEXT: &str = include_str!("../../service/data/dictionary.toml");

fn data() -> DictionaryData {
    toml::from_str(TEXT).unwrap()
}

fn dictionary() -> Dictionary {
    Dictionary::new(data()).unwrap()
}

/// What stores already hold: kinds by number, with their fields by number from 1 on.
const FROZEN: [(&str, &[(&str, ValueType)]); 7] = {
    use ValueType::{Amount, Code, Codes, Date, Flag, Integer, Text};
    [
        ("tax/credit-level", &[("year", Integer), ("level", Code)]),
        (
            "tax/inspection-case",
            &[
                ("case-number", Text),
                ("violation", Code),
                ("amount", Amount),
                ("tax-payable-of-year", Amount),
                ("invoices", Integer),
                ("face-amount", Amount),
                ("violent", Flag),
                ("absconded", Flag),
                ("grave-influence", Flag),
                ("paid-in-full-on", Date),
            ],
        ),
        (
            "tax/published-case",
            &[
                ("case-number", Text),
                ("violation", Code),
                ("case-decided-on", Date),
                ("paid-in-full-on", Date),
            ],
        ),
        (
            "tax/arrears",
            &[("amount", Amount), ("guaranteed", Flag), ("paid-on", Date)],
        ),
        (
            "court/judgment-debtor",
            &[
                ("case-number", Text),
                ("court", Text),
                ("circumstance", Code),
                ("duty-amount", Amount),
                ("performed-on", Date),
            ],
        ),
        (
            "court/sentence",
            &[
                ("offence", Code),
                ("sentence-completed-on", Date),
                ("political-rights-restored-on", Date),
            ],
        ),
        (
            "admin/penalty",
            &[
                ("document-number", Text),
                ("category", Codes),
                ("fine", Amount),
                ("large-fine", Flag),
                ("operating", Flag),
            ],
        ),
    ]
};

#[test]
fn numbers_under_which_records_are_stored_stand() {
    let dictionary = dictionary();
    for (number, (code, fields)) in (1..).zip(FROZEN) {
        let kind = dictionary.kind_of_number(number).unwrap();
        assert_eq!(kind.code, code);
        for (number, (name, value_type)) in (1..).zip(fields) {
            let field = kind.field(name).unwrap();
            assert_eq!((field.number, field.value_type), (number, *value_type));
        }
    }
}

/// The kinds each memorandum's criteria need (domain.md §2.1–2.7), and the others of §1.2.
#[test]
fn every_memorandum_finds_its_kinds() {
    let dictionary = dictionary();
    for (of, kinds) in [
        ("M1", &["tax/credit-level"][..]),
        (
            "M2",
            &[
                "tax/inspection-case",
                "tax/published-case",
                "tax/arrears",
                "court/judgment-debtor",
                "court/sentence",
                "admin/penalty",
            ],
        ),
        (
            "M3",
            &[
                "market/abnormal-list",
                "market/serious-list",
                "market/licence-revocation",
            ],
        ),
        (
            "M4",
            &["court/judgment-debtor", "court/consumption-restriction"],
        ),
        (
            "M5",
            &[
                "safety/accident",
                "safety/violation",
                "safety/joint-punishment",
                "safety/blacklist",
            ],
        ),
        (
            "M6",
            &[
                "environment/credit-rating",
                "environment/violation",
                "environment/dishonesty-list",
                "court/sentence",
            ],
        ),
        (
            "M7",
            &[
                "food-drug/violation",
                "food-drug/serious-list",
                "food-drug/licence-revocation",
                "food-drug/ban",
                "court/sentence",
            ],
        ),
        (
            "§1.2",
            &[
                "admin/licence",
                "labour/wage-arrears-list",
                "commitment/public",
                "commitment/breach",
                "approval/incomplete-file",
                "approval/incomplete-file-breach",
                "honours/award",
                "honours/red-list",
                "volunteer/service",
                "contract/performance",
                "court/restructuring-plan",
            ],
        ),
    ] {
        for kind in kinds {
            assert!(dictionary.kind(kind).is_some(), "{of} needs {kind}");
        }
    }
}

/// R-TIER: serious lists, and the one list that is not serious.
#[test]
fn lists_are_tiered() {
    let of = |tier| -> Vec<_> {
        let data = data();
        let kinds = data.kinds.into_iter();
        kinds
            .filter(|kind| kind.tier == tier)
            .map(|kind| kind.code)
            .collect()
    };
    assert_eq!(
        of(Tier::A),
        [
            "tax/published-case",
            "court/judgment-debtor",
            "market/serious-list",
            "safety/joint-punishment",
            "safety/blacklist",
            "environment/dishonesty-list",
            "food-drug/serious-list",
            "labour/wage-arrears-list",
        ]
    );
    assert_eq!(of(Tier::B), ["market/abnormal-list"]);
}

#[test]
fn circumstances_are_those_of_the_rules() {
    let dictionary = dictionary();
    for (list, length) in [
        ("court/circumstance", 6),
        ("court/deletion-reason", 7),
        ("market/abnormal-reason", 4),
        ("safety/circumstance", 10),
        ("safety/blacklist-circumstance", 3),
        ("environment/credit-level", 5),
        ("admin/licence-category", 6),
        ("commitment/field", 5),
    ] {
        let list = dictionary.code_list(list).unwrap();
        assert_eq!(list.entries.len(), length, "{}", list.code);
    }
}

#[test]
fn every_code_list_is_used() {
    let data = data();
    let fields = data.kinds.iter().flat_map(|kind| &kind.fields);
    let used: BTreeSet<_> = fields
        .filter_map(|field| field.code_list.as_ref())
        .collect();
    for list in &data.code_lists {
        assert!(used.contains(&list.code), "{}", list.code);
    }
}

/// A store holds it, an administrator reads and sends it, and it stays the same.
#[test]
fn it_reads_back_from_store_and_file() {
    let data = dictionary().data();
    let text = toml::to_string(&data).unwrap();
    assert_eq!(toml::from_str::<DictionaryData>(&text).unwrap(), data);
    let bytes = postcard::to_allocvec(&data).unwrap();
    assert_eq!(
        postcard::from_bytes::<DictionaryData>(&bytes).unwrap(),
        data
    );
    let whole: DictionaryFragment = toml::from_str(TEXT).unwrap();
    assert_eq!(dictionary().changed(whole), Ok(dictionary()));
}

fn manifest(code: &str, reads: Vec<FactNeed>) -> Manifest {
    Manifest {
        code: code.to_owned(),
        version: "1.0.0".to_owned(),
        title: String::new(),
        document_number: String::new(),
        initiator: String::new(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: Vec::new(),
        profile: Default::default(),
        reads,
        listings: Vec::new(),
        measures: Vec::new(),
        rules: Vec::new(),
        parameters: Vec::new(),
    }
}

fn need(kind: &str, fields: &[&str]) -> FactNeed {
    let dictionary = dictionary();
    let kind = dictionary.kind(kind).unwrap();
    FactNeed {
        kind: kind.code.clone(),
        fields: fields
            .iter()
            .map(|name| {
                let field = kind.field(name).unwrap();
                FieldNeed {
                    name: field.name.clone(),
                    value_type: field.value_type,
                    code_list: field.code_list.clone(),
                }
            })
            .collect(),
        triggers: true,
        history: false,
    }
}

/// What the plugins for M1 and M2 read.
fn enabled() -> [Manifest; 2] {
    [
        manifest(
            "tax-a-level",
            vec![need("tax/credit-level", &["year", "level"])],
        ),
        manifest(
            "tax-major-violation",
            vec![
                need("tax/published-case", &["case-number", "violation"]),
                need("tax/arrears", &["guaranteed", "paid-on"]),
                need("court/judgment-debtor", &[]),
                need("court/sentence", &["offence", "sentence-completed-on"]),
                need("admin/penalty", &["category", "large-fine", "operating"]),
            ],
        ),
    ]
}

/// The change, and the plugins that it would break, with what it would break of them.
fn broken(change: &str) -> Vec<(String, Vec<ManifestFault>)> {
    let (before, change) = (dictionary(), toml::from_str(change).unwrap());
    let after = before.changed(change).unwrap();
    enabled()
        .into_iter()
        .map(|manifest| (breaks(&manifest, &before, &after), manifest.code))
        .filter(|(faults, _)| !faults.is_empty())
        .map(|(faults, code)| (code, faults))
        .collect()
}

#[test]
fn change_that_breaks_a_plugin_names_it() {
    for manifest in enabled() {
        assert_eq!(check_reads(&manifest, &dictionary()), []);
    }
    let until: Date = "2020-01-01".parse().unwrap();
    assert_eq!(
        broken(r#"kind = [{ code = "tax/credit-level", until = "2020-01-01" }]"#),
        [(
            "tax-a-level".to_owned(),
            vec![ManifestFault::EndingKind {
                kind: "tax/credit-level".to_owned(),
                until,
            }]
        )]
    );
    assert_eq!(
        broken(
            r#"kind = [{ code = "admin/penalty", field = [{ name = "operating", until = "2020-01-01" }] }]"#
        ),
        [(
            "tax-major-violation".to_owned(),
            vec![ManifestFault::EndingField {
                kind: "admin/penalty".to_owned(),
                field: "operating".to_owned(),
                until,
            }]
        )]
    );
}

#[test]
fn change_that_breaks_nothing_is_free() {
    for change in [
        // Fields and kinds that no plugin reads end, codes end, new ones come.
        r#"kind = [{ code = "tax/credit-level", field = [{ name = "score", until = "2020-01-01" }] }]"#,
        r#"kind = [{ code = "market/abnormal-list", until = "2020-01-01" }]"#,
        r#"code_list = [{ code = "tax/violation", entry = [{ code = "aiding", until = "2020-01-01" }] }]"#,
        r#"kind = [{ code = "statistics/list", name = "统计失信", name_en = "Statistics list", provider = "development-and-reform-bureau", tier = "a", personal = false }]"#,
    ] {
        assert_eq!(broken(change), [], "{change}");
    }
}
