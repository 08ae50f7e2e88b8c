//! What departments' files are known to have wrong (domain.md §5.5), and what becomes of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

mod files;

use accord_files::{Begin, Fault, FileFormat};
use accord_model::{
    identifier::Scheme,
    message::{Flag, Message},
};
use proptest::prelude::*;

use files::{Reference, csv, run, xlsx};

const HEADER: [&str; 12] = [
    "CF_XDR_MC",
    "CF_XDR_LB",
    "CF_XDR_SHXYM",
    "CF_XDR_GSZC",
    "CF_XDR_ZJLX",
    "CF_XDR_ZJHM",
    "CF_WSH",
    "CF_CFLB",
    "CF_NR_FK",
    "CF_JDRQ",
    "CF_GSJZQ",
    "BZ",
];

const ROW: [&str; 12] = [
    "测试甲",
    "法人及非法人组织",
    "91481802MA0000007T",
    "",
    "",
    "",
    "罚1号",
    "罚款",
    "0.2",
    "2017-10-31",
    "2018-10-31",
    "",
];

/// The row with other cells in some columns.
fn with<'a>(cells: &[(&str, &'a str)]) -> Vec<&'a str> {
    let mut row: Vec<&str> = ROW.to_vec();
    for (column, cell) in cells {
        let at = HEADER.iter().position(|header| header == column).unwrap();
        row[at] = cell;
    }
    row
}

fn flags_of(cells: &[(&str, &str)]) -> (Message, Vec<Flag>) {
    let reference = Reference::load();
    let table = [HEADER.to_vec(), with(cells)];
    let read = run(
        csv(&table).as_bytes(),
        FileFormat::Csv,
        &reference.reading(),
    )
    .unwrap();
    assert_eq!(read.rejected, [], "{cells:?}");
    let (_, mut taken) = read.taken.into_iter().next().unwrap();
    (taken.messages.remove(0), taken.flags)
}

#[test]
fn what_is_dirty_and_has_one_meaning_is_taken_under_a_flag() {
    use Flag::*;
    for (cells, flags) in [
        (vec![], vec![]),
        (
            vec![("CF_XDR_SHXYM", "91481802MA00000079")],
            vec![WrongCheck],
        ),
        (vec![("CF_XDR_SHXYM", "481802000000001")], vec![OtherScheme]),
        (vec![("CF_XDR_SHXYM", "MA000000-7")], vec![OtherScheme]),
        (
            vec![("CF_XDR_SHXYM", "９１４８１８０２ＭＡ００００００７Ｔ")],
            vec![Normalised],
        ),
        (
            vec![("CF_XDR_SHXYM", " 91481802ma0000007t ")],
            vec![Normalised],
        ),
        (vec![("CF_NR_FK", "2000")], vec![ImplausibleAmount]),
        (vec![("CF_JDRQ", "")], vec![NoDecisionDate]),
        (
            vec![("CF_JDRQ", "1899-12-31")],
            vec![NoDecisionDate, PlaceholderDate],
        ),
        (vec![("CF_GSJZQ", "1900-01-01")], vec![PlaceholderDate]),
        (vec![("CF_GSJZQ", "2099-12-31"), ("BZ", "无")], vec![]),
        (
            vec![("CF_JDRQ", "2017/10/31"), ("CF_GSJZQ", "2018年10月31日")],
            vec![],
        ),
        (
            vec![("CF_JDRQ", "20171031"), ("CF_GSJZQ", "2018-10-31 00:00:00")],
            vec![],
        ),
    ] {
        let (message, found) = flags_of(&cells);
        assert_eq!(found, flags, "{cells:?}");
        assert!(matches!(message, Message::Record(..)));
    }
    let (Message::Record(party, _), _) = flags_of(&[("CF_XDR_SHXYM", "481802000000001")]) else {
        panic!("not a record");
    };
    assert_eq!(party.identifier.scheme(), Scheme::RegistrationNumber);
}

#[test]
fn a_rejection_names_line_field_value_and_fault() {
    let reference = Reference::load();
    for (cells, field, value, fault) in [
        (
            vec![("CF_XDR_SHXYM", "")],
            "CF_XDR_MC",
            None,
            Fault::OnlyAName,
        ),
        (
            vec![("CF_XDR_SHXYM", "4.8180219800101E+17")],
            "CF_XDR_SHXYM",
            Some("4.***************17"),
            Fault::DigitsLost,
        ),
        (vec![("CF_WSH", "/")], "CF_WSH", None, Fault::Missing),
        (
            vec![("CF_JDRQ", "2017-02-30")],
            "CF_JDRQ",
            Some("2017-02-30"),
            Fault::NotADay,
        ),
        (
            vec![("CF_JDRQ", "去年")],
            "CF_JDRQ",
            Some("去年"),
            Fault::NotADay,
        ),
        (
            vec![("CF_NR_FK", "两千")],
            "CF_NR_FK",
            Some("两千"),
            Fault::NotAnAmount,
        ),
        (
            vec![("CF_NR_FK", "#N/A")],
            "CF_NR_FK",
            Some("#N/A"),
            Fault::CellError,
        ),
        (
            vec![("CF_CFLB", "流放")],
            "CF_CFLB",
            Some("流放"),
            Fault::NotInList {
                list: "行政处罚类别".into(),
            },
        ),
        (
            vec![("CF_XDR_LB", "自然人")],
            "CF_XDR_LB",
            None,
            Fault::KindMismatch,
        ),
        (
            vec![("CF_XDR_LB", "外星人")],
            "CF_XDR_LB",
            Some("外星人"),
            Fault::UnknownWord {
                known: [
                    "法人及非法人组织",
                    "法人",
                    "非法人组织",
                    "自然人",
                    "个体工商户",
                ]
                .map(str::to_owned)
                .to_vec(),
            },
        ),
        (
            vec![("CF_XDR_SHXYM", ""), ("CF_XDR_ZJHM", "E12345678")],
            "CF_XDR_ZJHM",
            None,
            Fault::DocumentTypeMissing,
        ),
        (
            vec![("CF_XDR_ZJLX", "护照"), ("CF_XDR_ZJHM", "E12345678")],
            "CF_XDR_ZJHM",
            None,
            Fault::MixedIdentifiers,
        ),
    ] {
        let table = [HEADER.to_vec(), ROW.to_vec(), with(&cells)];
        for (bytes, format) in [
            (csv(&table).into_bytes(), FileFormat::Csv),
            (xlsx(&table), FileFormat::Xlsx),
        ] {
            let read = run(&bytes, format, &reference.reading()).unwrap();
            assert_eq!(read.taken.len(), 1, "the good line lands");
            let [(3, rejections)] = &read.rejected[..] else {
                panic!("{cells:?}: {:?}", read.rejected);
            };
            let rejection = &rejections[0];
            assert_eq!(rejections.len(), 1, "{rejections:?}");
            assert_eq!(rejection.field.as_deref(), Some(field), "{cells:?}");
            assert_eq!(rejection.value.as_deref(), value, "{cells:?}");
            assert_eq!(rejection.fault, fault, "{cells:?}");
            assert!(!rejection.text().zh.is_empty() && !rejection.text().en.is_empty());
        }
    }
    let several = with(&[("CF_JDRQ", "x"), ("CF_NR_FK", "y"), ("CF_XDR_SHXYM", "z")]);
    let table = [HEADER.to_vec(), several];
    let read = run(
        csv(&table).as_bytes(),
        FileFormat::Csv,
        &reference.reading(),
    )
    .unwrap();
    let fields: Vec<_> = read.rejected[0]
        .1
        .iter()
        .map(|one| one.field.clone().unwrap())
        .collect();
    assert_eq!(fields, ["CF_XDR_SHXYM", "CF_NR_FK", "CF_JDRQ"]);
}

#[test]
fn an_end_before_its_decision_is_refused() {
    let reference = Reference::load();
    let text = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ,XK_YXQZI\n\
                甲,91481802MA0000007T,许1,2019-04-20,2019-04-20\n\
                甲,91481802MA0000007T,许2,2019-04-20,2019-04-19\n";
    let read = run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
    assert_eq!(read.taken.len(), 1);
    let rejection = &read.rejected[0].1[0];
    assert_eq!(rejection.field.as_deref(), Some("XK_YXQZI"));
    let begins = Begin::Decision;
    assert_eq!(rejection.fault, Fault::EndsBeforeItBegins { begins });
}

#[test]
fn a_stray_quotation_mark_costs_its_own_line_only() {
    let reference = Reference::load();
    let good = "甲,91481802MA0000007T,\"许\n1\",2019-04-20\n";
    for stray in [
        "甲,91481802MA0000007T,\"许2,2019-04-20\n",
        "\"\n",
        "甲,\"乙\n",
    ] {
        let text = format!("XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ\n{good}{stray}{good}{good}");
        let read = run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
        let lines: Vec<u64> = read.taken.iter().map(|taken| taken.0).collect();
        assert_eq!(lines, [2, 5, 7], "{stray} {:?}", read.rejected);
        assert_eq!(read.rejected.len(), 1);
        assert_eq!(read.rejected[0].0, 4);
        assert_eq!(read.rejected[0].1[0].fault, Fault::UnclosedQuote);
    }
}

#[test]
fn a_row_with_more_cells_than_the_header_is_refused() {
    let reference = Reference::load();
    let text = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ\n\
                甲,乙,91481802MA0000007T,许1,2019-04-20\n\
                甲,91481802MA0000007T,许1,2019-04-20,,,\n";
    let read = run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
    assert_eq!(read.taken.len(), 1);
    assert!(matches!(
        read.rejected[0].1[0].fault,
        Fault::CellCount {
            expected: 4,
            found: 5
        }
    ));
}

#[test]
fn one_bad_character_costs_its_own_line_only() {
    let reference = Reference::load();
    let mut bytes = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ\n"
        .to_owned()
        .into_bytes();
    let line = "测试,91481802MA0000007T,许1,2019-04-20\n".as_bytes();
    bytes.extend(line);
    bytes.extend(b"\xE6\xB5,91481802MA0000007T,1,2019-04-20\n");
    bytes.extend(line);
    let read = run(&bytes, FileFormat::Csv, &reference.reading()).unwrap();
    assert_eq!(read.taken.len(), 2);
    assert_eq!(read.rejected[0].0, 3);
    assert_eq!(read.rejected[0].1[0].fault, Fault::Undecodable);
}

const PERSON: &str = "48180219800101001X";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Wherever a person's number stands and whatever else is wrong, no report shows it.
    #[test]
    fn no_report_shows_a_whole_number(
        column in 0..HEADER.len(),
        before in "[测a-z =]{0,8}",
        after in "[测a-z\"=]{0,8}",
        spoil in 0..HEADER.len(),
        form in 0..4,
    ) {
        let number = match form {
            0 => PERSON.to_owned(),
            1 => PERSON.to_lowercase(),
            2 => PERSON.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect(),
            _ => format!("{} {}", &PERSON[..6], &PERSON[6..]),
        };
        let cell = format!("{before}{number}{after}");
        let mut row = ROW.to_vec();
        row[spoil] = "\u{FFFD}";
        row[column] = &cell;
        let reference = Reference::load();
        let text = csv(&[HEADER.to_vec(), row, vec![&cell; 20]]);
        let read = run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
        let json = format!(
            r#"{{"type":"record","identifier":{{"scheme":{cell:?},"value":{cell:?}}},{cell:?}:1,"kind":{cell:?},"decided_on":{cell:?},"stated_at":{cell:?},"name":7,"values":{{}}}}"#
        );
        let lines = run(json.as_bytes(), FileFormat::Ndjson, &reference.reading()).unwrap();
        for (_, rejections) in read.rejected.iter().chain(&lines.rejected) {
            for rejection in rejections {
                let shown = format!("{rejection:?} {:?}", rejection.text()).to_uppercase();
                let digits: String = shown
                    .chars()
                    .filter_map(|c| match c {
                        '０'..='９' | 'Ｘ' => char::from_u32(u32::from(c) - 0xFEE0),
                        ' ' => None,
                        other => Some(other),
                    })
                    .collect();
                prop_assert!(!digits.contains("19800101"), "{}", shown);
            }
        }
    }
}
