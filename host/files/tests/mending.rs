//! What was rejected goes back, is mended, and is taken.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

mod files;

use std::ops::ControlFlow;

use accord_files::{FileFormat, Mendable, Original, Place, Reason, read_ndjson};

use files::{Reference, csv, run, xlsx};

const GOOD: &str = r#"{"type":"record","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},"kind":"tax/arrears","provider":"tax-bureau","number":"1","decided_on":"2017-10-31","values":{"amount":"0.2 万元"}}"#;

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_line_of_ndjson_comes_back_with_its_reasons() {
    let reference = Reference::load();
    let bad = GOOD.replace("0.2 万元", "0.2");
    let file = format!("{GOOD}\n{bad}\n{}\n", &GOOD[1..]);
    let first = run(file.as_bytes(), FileFormat::Ndjson, &reference.reading()).unwrap();
    assert_eq!((first.taken.len(), first.rejected.len()), (1, 2));
    let back = text(&first.mendable).to_owned();
    let expected = format!(
        r#"{},"_rejected":[{{"field":"amount","reason":"金额没有单位: 请写明元或万元"}}]}}"#,
        bad.strip_suffix('}').unwrap()
    );
    assert_eq!(back.lines().next(), Some(expected.as_str()));
    // Sent again unmended it comes back as it was.
    let again = run(back.as_bytes(), FileFormat::Ndjson, &reference.reading()).unwrap();
    assert_eq!(text(&again.mendable), back);
    let mended = back
        .replace(r#""0.2""#, r#""0.2 万元""#)
        .replace(r#"{"_line":""#, r#"{"_line":"{"#);
    let second = run(mended.as_bytes(), FileFormat::Ndjson, &reference.reading()).unwrap();
    assert_eq!(second.rejected, []);
    assert_eq!(second.taken[0].1, first.taken[0].1);
    assert_eq!(second.taken[1].1, first.taken[0].1);
}

#[test]
fn a_row_comes_back_with_its_reasons_whatever_carried_it() {
    let reference = Reference::load();
    let table = vec![
        vec![
            "CF_XDR_MC",
            "CF_XDR_SHXYM",
            "CF_WSH",
            "CF_SY",
            "CF_NR_FK",
            "CF_JDRQ",
        ],
        vec![
            "测试甲",
            "91481802MA0000007T",
            "罚1",
            "好",
            "0.2",
            "2017-10-31",
        ],
        vec![
            "测试甲",
            "91481802MA0000007T",
            "罚2",
            "=1+1, \"甲\"\n乙",
            "x",
            "2017-10-31",
        ],
    ];
    for (bytes, format, line) in [
        (csv(&table).into_bytes(), FileFormat::Csv, "3"),
        (xlsx(&table), FileFormat::Xlsx, "Sheet1 3"),
    ] {
        let first = run(&bytes, format, &reference.reading()).unwrap();
        assert_eq!((first.taken.len(), first.rejected.len()), (1, 1));
        let back = text(&first.mendable).to_owned();
        let expected = format!(
            "\u{FEFF}CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_SY,CF_NR_FK,CF_JDRQ,拒收行,拒收字段,拒收原因\r\n\
             测试甲,91481802MA0000007T,罚2,\"=1+1, \"\"甲\"\"\n乙\",x,2017-10-31,{line},CF_NR_FK,\
             CF_NR_FK: 不是金额: 请写作 0.2 万元 或 2000.00 元\r\n"
        );
        assert_eq!(back, expected);
        let again = run(back.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
        let once_more =
            text(&again.mendable).replace(",2,CF_NR_FK,", &format!(",{line},CF_NR_FK,"));
        assert_eq!(once_more, back);
        let mended = back.replace(",x,", ",0.2,");
        let second = run(mended.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
        assert_eq!(second.rejected, []);
        let table = table.iter().map(|row| {
            row.iter()
                .map(|cell| if *cell == "x" { "0.2" } else { cell })
                .collect::<Vec<_>>()
        });
        let whole = csv(&table.collect::<Vec<_>>());
        let whole = run(whole.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
        assert_eq!(second.taken[0].1, whole.taken[1].1);
    }
}

#[test]
fn no_reason_becomes_a_formula() {
    let mut mendable = Mendable::new(Vec::new());
    let reason = Reason {
        field: Some("=cmd".into()),
        reason: "x".into(),
    };
    let original = Original::Row {
        header: &["=a".to_owned()],
        cells: &["-1".to_owned(), "beyond".to_owned()],
    };
    let place = Place {
        sheet: Some("@s"),
        line: 1,
    };
    mendable.add_for(place, original, &[reason]).unwrap();
    let written = mendable.finish().unwrap();
    let lines: Vec<&str> = text(&written).lines().collect();
    assert_eq!(lines[0], "\u{FEFF}=a,拒收行,拒收字段,拒收原因");
    assert_eq!(lines[1], "-1,'@s 1,'=cmd,'=cmd: x,beyond");
}

#[test]
fn a_reader_that_has_enough_stops() {
    let reference = Reference::load();
    let file = format!("{GOOD}\n{GOOD}\n{GOOD}\n");
    let mut seen = 0;
    let summary = read_ndjson(file.as_bytes(), &reference.reading(), &mut |_| {
        seen += 1;
        if seen == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!((seen, summary.unwrap().lines), (2, 2));
}

#[test]
fn the_sample_is_in_order() {
    let reference = Reference::load();
    let sample = include_str!("../../../examples/records.ndjson");
    let read = run(sample.as_bytes(), FileFormat::Ndjson, &reference.reading()).unwrap();
    assert_eq!(read.rejected, []);
}
