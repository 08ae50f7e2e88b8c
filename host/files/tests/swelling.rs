//! Workbooks that swell: alone in its process, because it measures its memory.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

mod files;

use accord_files::{Bound, Fault, FileError, FileFormat};

use files::{END, HEADER, Outcome, Part, Reference, SHEET, run, workbook};

fn read(parts: &[Part<'_>]) -> Result<Outcome, FileError> {
    let bytes = workbook(parts);
    assert!(bytes.len() < 2 << 20, "the file itself is small");
    run(&bytes, FileFormat::Xlsx, &Reference::load().reading())
}

const TEXTS: &str = "xl/sharedStrings.xml";

/// The most memory that this process has taken so far, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    let kibibytes: u64 = number.and_then(|number| number.parse().ok()).unwrap_or(0);
    kibibytes / 1024
}

const fn swollen<'a>(
    name: &'a str,
    begin: &'a str,
    middle: &'a str,
    mebibytes: usize,
    end: &'a str,
) -> Part<'a> {
    Part {
        name,
        begin,
        middle,
        mebibytes,
        end,
    }
}

#[test]
fn a_workbook_that_swells_is_refused_in_little_memory() {
    let before = peak();
    let text = format!("<si><t>{}</t></si>", "0123456789".repeat(20));
    for (part, bound) in [
        (
            swollen(TEXTS, "<sst>", &text, 256, "</sst>"),
            Bound::SharedStrings,
        ),
        // One text, one comment, one tag.
        (
            swollen(TEXTS, "<sst><si><t>", "0123456789abcdef", 256, ""),
            Bound::Element,
        ),
        (
            swollen(SHEET, "<worksheet><!--", "<c>0123456789abc", 256, "-->"),
            Bound::Element,
        ),
        (
            swollen(SHEET, "<worksheet><a b='", "0123456789>bcdef", 256, "'/>"),
            Bound::Element,
        ),
        // Elements in elements.
        (swollen(SHEET, "<worksheet>", "<a>", 64, ""), Bound::Element),
        (
            swollen(SHEET, "<worksheet><sheetData>", "<row/>", 7, END),
            Bound::Rows,
        ),
        (
            swollen(
                "xl/styles.xml",
                "<styleSheet>",
                "<cellXfs><xf/></cellXfs>",
                32,
                "",
            ),
            Bound::Part,
        ),
    ] {
        let parts = match part.name {
            SHEET => vec![part],
            _ => vec![part, Part::plain(SHEET, HEADER)],
        };
        match read(&parts) {
            Err(FileError::TooLarge(found)) => assert_eq!(found, bound),
            other => panic!("{other:?}"),
        }
    }
    let grown = peak() - before;
    assert!(grown < 128, "{grown} MiB");
}

#[test]
fn a_count_is_not_believed() {
    let texts = r#"<sst uniqueCount="999999999999"><si><t>x</t></si></sst>"#;
    let sheet = format!("{HEADER}{END}");
    let read = read(&[Part::plain(TEXTS, texts), Part::plain(SHEET, &sheet)]);
    assert_eq!(read.unwrap().summary.lines, 0);
}

#[test]
fn a_swollen_cell_or_row_costs_its_own_line_only() {
    let good = r#"<row r="9"><c t="str"><v>甲</v></c></row>"#;
    let end = format!("</row>{good}{END}");
    let piece = "<r><t>0123456789abcdef</t></r>";
    let begin = format!(r#"{HEADER}<row r="2"><c r="A2" t="inlineStr"><is>"#);
    let cell_end = format!("</is></c>{end}");
    let long = swollen(SHEET, &begin, piece, 16, &cell_end);
    let begin = format!("{HEADER}<row>");
    let cell = r#"<c t="inlineStr"><is><t>0123456789abcdef</t></is></c>"#;
    let wide = swollen(SHEET, &begin, cell, 8, &end);
    for (part, fault) in [(long, Fault::CellTooLong), (wide, Fault::TooManyColumns)] {
        let read = read(&[part]).unwrap();
        assert_eq!(read.rejected[0].0, 2);
        assert_eq!(read.rejected[0].1[0].fault, fault);
        assert_eq!(read.rejected[1].0, 9);
    }
}
