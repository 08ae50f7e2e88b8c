//! Files that mean harm: whatever the bytes, an answer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

mod files;

use std::io::Write as _;

use accord_files::{Fault, FileError, FileFormat};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use files::{END, HEADER, Outcome, Part, Reference, SHEET, WORKBOOK, run, workbook, xlsx};

fn read(bytes: &[u8]) -> Result<Outcome, FileError> {
    run(bytes, FileFormat::Xlsx, &Reference::load().reading())
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
    let text = format!("{HEADER}<row><c t=\"str\"><v>&b;</v></c></row>{END}");
    let entities = workbook(&[Part {
        begin: r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>"#,
        end: &text,
        ..Part::plain(SHEET, "")
    }]);
    assert!(matches!(read(&entities), Err(FileError::Workbook { .. })));
}

#[test]
fn an_endless_line_is_refused_and_the_next_one_lands() {
    let reference = Reference::load();
    let header = "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ\n";
    let good = "甲,91481802MA0000007T,许1,2019-04-20\n";
    let endless = "0123456789abcdef,".repeat(1 << 20);
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
        let text = format!("{HEADER}{xml}{END}");
        let _ = read(&workbook(&[Part::plain(SHEET, &text)]));
    }
}
