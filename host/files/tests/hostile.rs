//! Files that mean harm: whatever the bytes, an answer, and memory stays bounded.

mod files;

use std::io::Write as _;

use accord_files::{Bound, Fault, FileError, FileFormat};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use files::{Outcome, Reference, run, xlsx};

const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook><sheets><sheet name="一" r:id="r1"/></sheets></workbook>"#;
const HEADER: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>XK_XDR_MC</t></is></c><c r="B1" t="inlineStr"><is><t>XK_WSH</t></is></c><c r="C1" t="inlineStr"><is><t>XK_JDRQ</t></is></c></row>"#;

/// A workbook whose parts are a beginning, a middle so many times, and an end.
fn workbook(parts: &[(&str, &str, &str, usize, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = [
        ("xl/_rels/workbook.xml.rels", RELATIONS, "", 0, ""),
        ("xl/workbook.xml", WORKBOOK, "", 0, ""),
    ];
    for (name, begin, middle, times, end) in plain.iter().chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(begin.as_bytes()).unwrap();
        let block = middle.repeat(1 + (1 << 20) / middle.len().max(1));
        let mut left = middle.len() * times;
        while left > 0 {
            let length = left.min(block.len());
            zip.write_all(&block.as_bytes()[..length]).unwrap();
            left -= length;
        }
        zip.write_all(end.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Result<Outcome, FileError> {
    run(bytes, FileFormat::Xlsx, &Reference::load().reading())
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const TEXTS: &str = "xl/sharedStrings.xml";
const END: &str = "</sheetData></worksheet>";
const MILLION: usize = 1 << 20;

/// The most memory that this process has taken so far, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number
        .and_then(|number| number.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

#[test]
fn a_workbook_that_swells_is_refused_in_little_memory() {
    let before = peak();
    let refused = |parts: &[(&str, &str, &str, usize, &str)]| match read(&workbook(parts)) {
        Err(FileError::TooLarge(bound)) => bound,
        other => panic!("{other:?}"),
    };
    let bombs = [
        // Half a gibibyte of texts.
        (
            (
                TEXTS,
                "<sst>",
                "<si><t>0123456789012345678</t></si>",
                16 * MILLION,
                "</sst>",
            ),
            Bound::SharedStrings,
        ),
        // One text, one comment and one tag of a quarter each.
        (
            (TEXTS, "<sst><si><t>", "0123456789abcdef", 16 * MILLION, ""),
            Bound::Element,
        ),
        (
            (
                SHEET,
                "<worksheet><!--",
                "<c>0123456789abc",
                16 * MILLION,
                "-->",
            ),
            Bound::Element,
        ),
        (
            (
                SHEET,
                "<worksheet><a b='",
                "0123456789>bcdef",
                16 * MILLION,
                "'/>",
            ),
            Bound::Element,
        ),
        // Elements in elements.
        (
            (SHEET, "<worksheet>", "<a>", 16 * MILLION, ""),
            Bound::Element,
        ),
        (
            (SHEET, "<worksheet><sheetData>", "<row/>", 2 * MILLION, END),
            Bound::Rows,
        ),
        (
            ("xl/styles.xml", "<styleSheet>", "<xf/>", 16 * MILLION, ""),
            Bound::Part,
        ),
    ];
    for (part, bound) in bombs {
        assert_eq!(
            refused(&[(SHEET, HEADER, "", 0, END), part][usize::from(part.0 == SHEET)..]),
            bound
        );
    }
    // A count is not believed.
    let counted = workbook(&[
        (
            TEXTS,
            r#"<sst uniqueCount="999999999999"><si><t>x</t></si>"#,
            "",
            0,
            "</sst>",
        ),
        (SHEET, HEADER, "", 0, END),
    ]);
    assert!(read(&counted).is_ok());
    // A cell of many pieces, and a row of many cells, cost their own line only.
    let row = r#"<row r="2"><c r="A2" t="inlineStr"><is>"#;
    let piece = "<r><t>0123456789abcdef</t></r>";
    let long = read(&workbook(&[(
        SHEET,
        &format!("{HEADER}{row}"),
        piece,
        4 * MILLION,
        "</is></c></row></sheetData></worksheet>",
    )]));
    assert_eq!(long.unwrap().rejected[0].1[0].fault, Fault::CellTooLong);
    let cell = r#"<c t="inlineStr"><is><t>0123456789abcdef</t></is></c>"#;
    let wide = read(&workbook(&[(
        SHEET,
        &format!("{HEADER}<row>"),
        cell,
        MILLION,
        "</row></sheetData></worksheet>",
    )]));
    assert_eq!(wide.unwrap().rejected[0].1[0].fault, Fault::TooManyColumns);
    let grown = peak() - before;
    assert!(grown < 192, "{grown} MiB");
}

#[test]
fn links_and_foreign_sheets_are_not_followed() {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let outside = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" TargetMode="External" Target="file:///etc/passwd"/><Relationship Id="r2" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>"#;
    for (name, text) in [
        ("xl/_rels/workbook.xml.rels", outside),
        ("xl/workbook.xml", WORKBOOK),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(matches!(read(&bytes), Err(FileError::NoHeader)));
    let entities = workbook(&[(
        SHEET,
        r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>"#,
        "",
        0,
        &format!("{HEADER}<row><c t=\"str\"><v>&b;</v></c></row>{END}"),
    )]);
    assert!(matches!(read(&entities), Err(FileError::Workbook { .. })));
}

#[test]
fn an_endless_line_is_refused_and_the_next_one_lands() {
    let reference = Reference::load();
    let header = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ\n";
    let good = "甲,91481802MA0000007T,许1,2019-04-20\n";
    let endless = "0123456789abcdef,".repeat(MILLION);
    for (endless, fault) in [
        (format!("{endless}\n"), Fault::LineTooLong),
        (format!("{}\n", ",x".repeat(2_000)), Fault::TooManyColumns),
        (format!("{}\n", "x".repeat(40_000)), Fault::CellTooLong),
    ] {
        let text = format!("{header}{good}{endless}{good}");
        let read = run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
        assert_eq!(read.taken.len(), 2);
        assert_eq!(read.rejected[0].1[0].fault, fault);
    }
    let quotes = format!("{header}{}{good}", "\"\n".repeat(3_000));
    let read = run(quotes.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
    assert_eq!(read.taken.len(), 1);
}

#[test]
fn a_format_is_told_by_the_first_bytes() {
    let detect = |name, head: &[u8]| FileFormat::detect(name, head).ok();
    assert_eq!(detect(Some("a.csv"), b"PK\x03\x04"), Some(FileFormat::Xlsx));
    assert_eq!(
        detect(None, b"\xEF\xBB\xBF {\"type\""),
        Some(FileFormat::Ndjson)
    );
    assert_eq!(detect(Some("A.CSV"), b"x"), Some(FileFormat::Csv));
    assert_eq!(detect(None, "甲,乙".as_bytes()), Some(FileFormat::Csv));
    assert_eq!(detect(None, b"\x89PNG\0,"), None);
    let old = FileFormat::detect(Some("a.xlsx"), b"\xD0\xCF\x11\xE0");
    assert!(matches!(old, Err(FileError::OldWorkbook)));
}

fn table() -> Vec<u8> {
    xlsx(&[
        vec!["XK_XDR_MC", "XK_XDR_SHXYM", "XK_WSH", "XK_JDRQ"],
        vec!["甲", "91481802MA0000007T", "许1", "2019-04-20"],
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), header in any::<bool>()) {
        let reference = Reference::load();
        for format in [FileFormat::Ndjson, FileFormat::Csv, FileFormat::Xlsx] {
            let mut file = Vec::new();
            if header && format == FileFormat::Csv {
                file.extend(b"XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ,XK_YXQZI,SJC\n");
            }
            file.extend(&bytes);
            let _ = run(&file, format, &reference.reading());
        }
    }

    #[test]
    fn no_text_panics(rows in "([甲a-z0-9\",;/、.元年月日 -]{0,12},){0,14}\n", more in "\\PC{0,80}") {
        let reference = Reference::load();
        let header = "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_WSH,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_GSJZQ,BZ\n";
        let file = format!("{header}{rows}{more}");
        let _ = run(file.as_bytes(), FileFormat::Csv, &reference.reading());
    }

    #[test]
    fn no_torn_workbook_panics(
        cut in any::<prop::sample::Index>(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        whole in any::<bool>(),
    ) {
        let mut bytes = table();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
            prop_assert!(read(&bytes).is_err());
        } else {
            let _ = read(&bytes);
        }
    }

    #[test]
    fn no_sheet_panics(xml in "(<(row|c|v|is|t|f|sheetData|mergeCell)( r=\"[A-Z]{0,5}[0-9]{0,9}\")?( t=\"[a-zA-Z]{1,3}\")?( s=\"[0-9]{1,3}\")?/?>|</(row|c|v|is|t)>|[0-9.eE+-]{1,9}|&(amp|#x0|#65|b);){0,40}") {
        let _ = read(&workbook(&[(SHEET, HEADER, "", 0, &format!("{xml}{END}"))]));
    }
}
