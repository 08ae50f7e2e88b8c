//! What could be taken for something that nobody said is refused, or told apart.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

mod files;

use std::io::{Cursor, Write as _};

use accord_files::{Fault, FileError, FileFormat, Reading};
use accord_model::{
    contract::Value,
    message::{Flag, Message},
};

use zip::{ZipWriter, write::SimpleFileOptions};

use files::{Outcome, Reference, csv, run};

/// What becomes of a table with one row.
fn read(reading: &Reading<'_>, cells: &[(&str, &str)]) -> Outcome {
    let header = cells.iter().map(|cell| cell.0).collect();
    let row = cells.iter().map(|cell| cell.1).collect();
    let text = csv(&[header, row]);
    run(text.as_bytes(), FileFormat::Csv, reading).unwrap()
}

fn taken(reading: &Reading<'_>, cells: &[(&str, &str)]) -> (Message, Vec<Flag>) {
    let mut read = read(reading, cells);
    assert_eq!(read.rejected, [], "{cells:?}");
    let (_, mut taken) = read.taken.remove(0);
    (taken.messages.remove(0), taken.flags)
}

/// The columns at fault and their faults.
fn refused(reading: &Reading<'_>, cells: &[(&str, &str)]) -> Vec<(String, Fault)> {
    let mut read = read(reading, cells);
    assert!(read.taken.is_empty(), "{cells:?}");
    let rejections = read.rejected.remove(0).1;
    rejections
        .into_iter()
        .map(|rejection| (rejection.field.unwrap_or_default(), rejection.fault))
        .collect()
}

const PENALTY: [(&str, &str); 4] = [
    ("CF_XDR_MC", "测试甲"),
    ("CF_XDR_SHXYM", "91481802MA0000007T"),
    ("CF_WSH", "罚1号"),
    ("CF_JDRQ", "2019-04-20"),
];

/// A penalty with further columns.
fn penalty<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    PENALTY.iter().chain(more).copied().collect()
}

/// 政府采购法实施条例 19 names 吊销 and not 暂扣.
#[test]
fn a_suspended_licence_is_not_a_revoked_one() {
    let reference = Reference::load();
    let reading = reference.reading();
    for (word, code) in [
        ("吊销许可证件", "licence-revocation"),
        ("暂扣许可证件", "licence-suspension"),
        ("暂扣或者吊销许可证件", "licence-suspension-or-revocation"),
        ("暂扣或者吊销许可证", "licence-suspension-or-revocation"),
        (
            "暂扣或者吊销许可证、暂扣或者吊销执照",
            "licence-suspension-or-revocation",
        ),
        ("降低资质等级", "downgrade"),
        ("责令关闭", "closing"),
    ] {
        for columns in [
            penalty(&[("CF_CFLB", word)]),
            penalty(&[("CF_CFMC", "x"), ("CF_CFLB1", word)]),
            penalty(&[("CF_CFMC", "x"), ("处罚类别2", word)]),
        ] {
            let (Message::Record(_, record), _) = taken(&reading, &columns) else {
                panic!("not a record");
            };
            let kind = reference.dictionary.kind("admin/penalty").unwrap();
            let category = record.value(kind.field("category").unwrap().number);
            assert_eq!(category, Some(&Value::Codes(vec![code.into()])), "{word}");
        }
    }
}

#[test]
fn a_status_that_is_not_understood_is_refused() {
    let reference = Reference::load();
    let reading = reference.reading();
    let licence = |status| {
        [
            ("XK_XDR_MC", "测试甲"),
            ("XK_XDR_SHXYM", "91481802MA0000007T"),
            ("XK_WSH", "许1号"),
            ("XK_JDRQ", "2019-04-20"),
            ("XK_ZT", status),
        ]
    };
    for status in ["有效", "正常", "", "/"] {
        let (message, _) = taken(&reading, &licence(status));
        assert!(matches!(message, Message::Record(..)), "{status}");
    }
    for status in ["撤销", "已撤销", "已 撤销"] {
        let (message, _) = taken(&reading, &licence(status));
        assert!(matches!(message, Message::Withdrawal(..)), "{status}");
    }
    let known = ["有效", "正常", "撤销", "已撤销"]
        .map(str::to_owned)
        .to_vec();
    let fault = Fault::UnknownWord { known };
    assert!(fault.text().zh.contains("有效, 正常, 撤销, 已撤销"));
    for status in ["注销", "1", "0", "过期"] {
        let expected = [("XK_ZT".to_owned(), fault.clone())];
        assert_eq!(refused(&reading, &licence(status)), expected, "{status}");
        let of_penalty = refused(&reading, &penalty(&[("CF_ZT", status)]));
        assert_eq!(of_penalty, [("CF_ZT".to_owned(), fault.clone())]);
    }
}

#[test]
fn every_form_has_a_time() {
    let reference = Reference::load();
    for caption in ["数据更新时间", "更新时间"] {
        let columns = penalty(&[(caption, "2017-11-01 09:00:00")]);
        let (Message::Record(_, record), _) = taken(&reference.reading(), &columns) else {
            panic!("not a record");
        };
        assert_eq!(record.stated_at, Some(1_509_498_000_000));
    }
}

/// Least data: by its older name too.
#[test]
fn the_number_of_a_representative_is_not_kept() {
    let reference = Reference::load();
    let columns = penalty(&[("CF_FR_SFZH", "48180219800101001X")]);
    let read = read(&reference.reading(), &columns);
    assert_eq!(read.taken.len(), 1);
    assert!(!format!("{:?}", read.taken).contains("1980"));
}

/// The operator's document beside the shop's code, or instead of it.
#[test]
fn a_sole_proprietor_goes_by_its_own_code() {
    let reference = Reference::load();
    let reading = reference.reading();
    let row = |code| {
        [
            ("CF_XDR_MC", "测试丙商店"),
            ("CF_XDR_LB", "个体工商户"),
            ("CF_XDR_SHXYM", code),
            ("CF_XDR_ZJLX", "身份证"),
            ("CF_XDR_ZJHM", "48180219800101001X"),
            ("CF_WSH", "罚1号"),
            ("CF_JDRQ", "2019-04-20"),
        ]
    };
    for (code, fault) in [
        ("92481802MA0000074M", Fault::MixedIdentifiers),
        ("", Fault::OnlyTheOperator),
    ] {
        assert_eq!(
            refused(&reading, &row(code)),
            [("CF_XDR_ZJHM".to_owned(), fault)]
        );
    }
}

#[test]
fn a_kind_about_no_person_takes_none() {
    let reference = Reference::load();
    let mut reading = reference.reading();
    reading.form = Some("kind:market/abnormal-list");
    let row = |scheme, number| {
        [
            (scheme, number),
            ("number", "1"),
            ("decided_on", "2019-04-20"),
        ]
    };
    let person = row("resident-identity-number", "48180219800101001X");
    let fault = ("resident-identity-number".to_owned(), Fault::NotOfPersons);
    assert_eq!(refused(&reading, &person), [fault]);
    taken(
        &reading,
        &row("unified-social-credit-code", "91481802MA0000007T"),
    );
    let json = r#"{"type":"record","identifier":{"scheme":"resident-identity-number","value":"48180219800101001X"},"kind":"market/abnormal-list","number":"1"}"#;
    let read = run(json.as_bytes(), FileFormat::Ndjson, &reading).unwrap();
    assert_eq!(read.rejected[0].1[0].fault, Fault::NotOfPersons);
}

/// A licence corrects the one of the same number: no two may have one.
#[test]
fn the_parts_of_a_number_make_one_number_only() {
    let reference = Reference::load();
    let number = |document, licence| {
        let columns = [
            ("XK_XDR_MC", "测试甲"),
            ("XK_XDR_SHXYM", "91481802MA0000007T"),
            ("XK_XKBH", licence),
            ("XK_WSH", document),
            ("XK_JDRQ", "2019-04-20"),
        ];
        match taken(&reference.reading(), &columns).0 {
            Message::Record(_, record) => record.number,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(number("许1号", ""), "许1号");
    let numbers = [
        ("许1号", "2"),
        ("许1号 2", ""),
        ("许1号|2", ""),
        ("", "许1号|2"),
        (r"许1号\", "2"),
        (r"许1号\|2", ""),
        ("", "许1号"),
        ("许1号", "|2"),
        ("许1号|", "2"),
    ]
    .map(|(document, licence)| number(document, licence));
    let once: std::collections::BTreeSet<&String> = numbers.iter().collect();
    assert_eq!(once.len(), numbers.len(), "{numbers:?}");
}

/// A day of decision that is an open end is none, and no clock is needed to read a day.
#[test]
fn a_decision_has_a_day_that_can_be() {
    let reference = Reference::load();
    let decided = |day| {
        let mut columns = PENALTY.to_vec();
        columns[3].1 = day;
        match taken(&reference.reading(), &columns) {
            (Message::Record(_, record), flags) => (record.decided_on, flags),
            other => panic!("{other:?}"),
        }
    };
    let none = vec![Flag::NoDecisionDate, Flag::PlaceholderDate];
    assert_eq!(decided("2099-12-31"), (None, none));
    let timed = decided("2017-10-31 09:12:33");
    let day = "2017-10-31".parse().ok();
    assert_eq!(timed, (day, vec![Flag::Normalised]));
    let fault = ("CF_NR_FK".to_owned(), Fault::NegativeAmount);
    let negative = refused(&reference.reading(), &penalty(&[("CF_NR_FK", "-0.2")]));
    assert_eq!(negative, [fault]);
}

const PLAIN: &str = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_JDRQ\n甲,91481802MA0000007T,罚1,2019-04-20\n";

#[test]
fn a_row_that_is_cut_off_is_refused() {
    let reference = Reference::load();
    let read = |text: &str| run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
    let header = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_JDRQ,CF_NR_FK\n";
    let good = "甲,91481802MA0000007T,罚1,2019-04-20\n";
    // 2019-04-20 was meant.
    let cut = read(&format!(
        "{header}{good}甲,91481802MA0000007T,罚2,2019-04-2"
    ));
    assert_eq!((cut.taken.len(), cut.rejected.len()), (1, 1));
    let (expected, found) = (5, 4);
    assert_eq!(
        cut.rejected[0].1[0].fault,
        Fault::CutOff { expected, found }
    );
    let whole = read(PLAIN.trim_end());
    assert_eq!((whole.taken.len(), whole.rejected.len()), (1, 0));
}

#[test]
fn a_table_with_tabs_is_read() {
    let reference = Reference::load();
    let read = |text: &str| run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
    let tabs = PLAIN.replace(',', "\t");
    assert_eq!(read(&tabs).taken, read(PLAIN).taken);
    assert_eq!(read(&format!("公示表, 一\n{tabs}")).taken.len(), 1);
}

/// As programs write workbooks that compute nothing.
#[test]
fn a_formula_without_its_result_is_not_an_empty_cell() {
    let reference = Reference::load();
    let good = r#"<row r="2"><c r="A2" t="str"><f>A1</f><v>甲</v></c><c r="B2" t="str"><v>许1</v></c><c r="C2" t="str"><f>X</f><v></v></c></row>"#;
    for missing in ["", "<v/>", "<v></v>"] {
        let bad = format!(
            r#"<row r="3"><c r="A3" t="str"><v>甲</v></c><c r="B3" t="str"><v>许2</v></c><c r="C3"><f>TODAY()</f>{missing}</c></row>"#
        );
        let header = files::HEADER.replace("XK_XDR_MC", "XK_XDR_SHXYM");
        let header = header.replace(
            "<row r=\"1\">",
            r#"<row r="1"><c r="D1" t="str"><v>XK_XDR_MC</v></c>"#,
        );
        let good = good.replace("甲", "91481802MA0000007T");
        let sheet = format!("{header}{good}{bad}{}", files::END);
        let bytes = files::workbook(&[files::Part::plain(files::SHEET, &sheet)]);
        let read = run(&bytes, FileFormat::Xlsx, &reference.reading()).unwrap();
        // The result of the other formula is an empty text.
        assert_eq!(read.taken.len(), 1);
        let rejection = &read.rejected[0].1[0];
        assert_eq!(rejection.field.as_deref(), Some("XK_JDRQ"));
        assert_eq!(rejection.fault, Fault::NotComputed, "{missing}");
    }
}

#[test]
fn a_workbook_that_hides_its_sheet_says_so() {
    let reference = Reference::load();
    let hidden = files::WORKBOOK.replace("r:id", "state=\"hidden\" r:id");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("xl/_rels/workbook.xml.rels", files::RELATIONS),
        ("xl/workbook.xml", &hidden),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let read = run(&bytes, FileFormat::Xlsx, &reference.reading());
    assert!(matches!(read, Err(FileError::NoVisibleSheet)));
}

/// A title over the table may be merged; a value for several rows may not.
#[test]
fn merged_cells_are_not_read_as_empty_ones() {
    let reference = Reference::load();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    sheet
        .merge_range(0, 0, 0, 4, "行政处罚公示表", &plain)
        .unwrap();
    let header = [
        "CF_XDR_MC",
        "CF_XDR_SHXYM",
        "CF_WSH",
        "CF_JDRQ",
        "CF_CFLB",
        "CF_FRDB",
    ];
    for (column, code) in (0..).zip(header) {
        sheet.write_string(1, column, code).unwrap();
    }
    for row in 2..6 {
        let number = format!("罚{row}");
        let cells = ["测试甲", "91481802MA0000007T", &number, "2019-04-20"];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.merge_range(3, 4, 4, 4, "罚款", &plain).unwrap();
    // Nothing is read from there.
    sheet.merge_range(2, 5, 5, 5, "测乙", &plain).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let read = run(&bytes, FileFormat::Xlsx, &reference.reading()).unwrap();
    let taken: Vec<u64> = read.taken.iter().map(|taken| taken.0).collect();
    assert_eq!(taken, [3, 6]);
    let refused: Vec<u64> = read.rejected.iter().map(|refused| refused.0).collect();
    assert_eq!(refused, [4, 5]);
    let rejection = &read.rejected[0].1[0];
    assert_eq!(rejection.field.as_deref(), Some("CF_CFLB"));
    assert_eq!(rejection.fault, Fault::Merged);
}
