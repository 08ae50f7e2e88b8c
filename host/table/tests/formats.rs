//! The same table as TOML, workbook and CSV files is the same component.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::{fs, path::Path};

use accord_table::{Part, Sheets, TEMPLATE_TOML, Table, template_xlsx, to_toml, workbook};
use support::{M6, read, table};

fn made(path: &Path) -> Table {
    table(&Sheets::read(path).unwrap()).unwrap()
}

/// A cell of a CSV file.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The sheets as CSV files, as a spreadsheet saves them.
fn csv(sheets: &Sheets, folder: &Path, encode: impl Fn(&str) -> Vec<u8>) {
    for part in Part::ALL {
        let mut lines: Vec<String> = Vec::new();
        let text = |row: &accord_table::Row, key| {
            quoted(row.cell(key).map_or("", |cell| cell.text.as_str()))
        };
        if part == Part::Memorandum {
            let row = &sheets.rows(part)[0];
            lines.push("项目,内容".to_owned());
            let items = part.columns().iter();
            lines.extend(items.map(|item| format!("{},{}", item.title, text(row, item.key))));
        } else {
            let titles: Vec<_> = part.columns().iter().map(|column| column.title).collect();
            lines.push(titles.join(","));
            for row in sheets.rows(part) {
                let cells: Vec<_> = part.columns().iter().map(|c| text(row, c.key)).collect();
                lines.push(cells.join(","));
            }
        }
        let text = lines.join("\r\n") + "\r\n";
        fs::write(folder.join(format!("{}.csv", part.title())), encode(&text)).unwrap();
    }
}

#[test]
fn every_format_gives_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    let sheets = Sheets::of_toml(&read(M6)).unwrap();
    let expected = table(&sheets).unwrap();

    let xlsx = folder.path().join("备忘录.xlsx");
    fs::write(&xlsx, workbook(&sheets).unwrap()).unwrap();
    assert_eq!(made(&xlsx), expected);

    let toml = folder.path().join("table.toml");
    fs::write(&toml, to_toml(&Sheets::read(&xlsx).unwrap())).unwrap();
    assert_eq!(made(&toml), expected);

    for (name, encode) in [
        (
            "utf-8",
            (|text| text.as_bytes().to_vec()) as fn(&str) -> Vec<u8>,
        ),
        ("gb18030", |text| {
            encoding_rs::GB18030.encode(text).0.into_owned()
        }),
    ] {
        let csvs = folder.path().join(name);
        fs::create_dir(&csvs).unwrap();
        csv(&sheets, &csvs, encode);
        assert_eq!(made(&csvs), expected, "{name}");
        assert_eq!(made(&csvs.join("条件.csv")), expected, "{name}");
    }
}

#[test]
fn names_and_full_width_signs_mean_what_codes_mean() {
    let (dictionary, catalogue) = support::reference();
    let mut text = read(M6);
    let kind = dictionary.kind("admin/penalty").unwrap();
    let category = kind.field("category").unwrap();
    let ban = catalogue.measure("procurement/ban").unwrap();
    for (code, name) in [
        ("\"admin/penalty\"", &kind.name),
        ("\"category\"", &category.title),
        ("\"procurement/ban\"", &ban.title),
        ("\"stop-business\"", &"责令停产停业".to_owned()),
        ("= 36", &"３６".to_owned()),
    ] {
        assert!(text.contains(code), "{code}");
        let name = match code.strip_prefix("= ") {
            Some(_) => format!("= \"{name}\""),
            None => format!("\"{name}\""),
        };
        text = text.replace(code, &name);
    }
    let named = table(&Sheets::of_toml(&text).unwrap()).unwrap();
    let coded = table(&Sheets::of_toml(&read(M6)).unwrap()).unwrap();
    assert_eq!(named, coded);
}

#[test]
fn the_template_as_text_compiles_and_names_every_column() {
    let sheets = Sheets::of_toml(TEMPLATE_TOML).unwrap();
    table(&sheets).unwrap();
    for part in Part::ALL {
        for column in part.columns() {
            let key = format!("{} = ", column.key);
            assert!(TEMPLATE_TOML.contains(&key), "{part:?} {}", column.key);
        }
    }
}

#[test]
fn the_template_as_a_workbook_is_read_as_one_that_is_not_filled_in() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.xlsx");
    fs::write(&file, template_xlsx().unwrap()).unwrap();
    let sheets = Sheets::read(&file).unwrap();
    for part in Part::ALL {
        assert_eq!(
            sheets.rows(part).len(),
            usize::from(part == Part::Memorandum)
        );
    }
    let flaws = table(&sheets).unwrap_err();
    assert!(
        flaws.contains(&"备忘录!B2: `代码` must be filled in".to_owned()),
        "{flaws:?}"
    );
    assert!(
        flaws.contains(&"规则: sheet `规则` is not filled in".to_owned()),
        "{flaws:?}"
    );
}

#[test]
fn what_is_no_table_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    for name in ["table.docx", "table.xlsx", "table.toml", "gone/table.csv"] {
        let file = folder.path().join(name);
        assert!(Sheets::read(&file).is_err(), "{name}");
    }
    assert!(Sheets::read(&empty).is_err());
    // A folder has one table.
    assert!(Sheets::of_folder(folder.path()).is_err());
    let plugin = support::repository("plugins/environment-dishonesty-table");
    assert!(Sheets::of_folder(&plugin).is_ok());
    fs::write(folder.path().join("table.toml"), read(M6)).unwrap();
    assert!(Sheets::of_folder(folder.path()).is_ok());
    fs::write(folder.path().join("table.xlsx"), "").unwrap();
    assert!(Sheets::of_folder(folder.path()).is_err());
    let broken = folder.path().join("broken.xlsx");
    fs::write(&broken, b"PK\x03\x04 and no more").unwrap();
    assert!(Sheets::read(&broken).is_err());
}
