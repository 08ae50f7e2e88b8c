//! How many lines a second one core reads.
//!
//! `cargo bench -p accord-files`. The lines are records like those of departments: a
//! company, a few days and values.

#![allow(
    missing_docs,
    reason = "criterion's macros make undocumented functions"
)]
#![allow(clippy::unwrap_used, reason = "a bench that fails should stop")]

use std::{fmt::Write as _, ops::ControlFlow};

use accord_files::{Forms, FormsData, Reading, read_csv, read_ndjson};
use accord_model::dictionary::{Dictionary, DictionaryData};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const LINES: u64 = 10_000;

fn ndjson() -> String {
    (0..LINES).fold(String::new(), |mut text, number| {
        let _ = writeln!(
            text,
            r#"{{"type":"record","identifier":{{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"}},"kind":"admin/penalty","provider":"sector-supervisors","number":"罚{number}","decided_on":"2017-10-31","stated_at":"2017-11-01T09:00:00+08:00","values":{{"document-number":"罚{number}","category":["fine"],"fine":"0.2 万元","facts":"超范围经营"}}}}"#
        );
        text
    })
}

fn csv() -> String {
    let header = "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_WSH,CF_CFLB,CF_NR_FK,CF_SY,CF_JDRQ\n";
    (0..LINES).fold(header.to_owned(), |mut text, number| {
        let _ = writeln!(
            text,
            "测试甲,法人及非法人组织,91481802MA0000007T,罚{number},罚款,0.2,超范围经营,2017-10-31"
        );
        text
    })
}

fn lines(criterion: &mut Criterion) {
    let data: DictionaryData =
        toml::from_str(include_str!("../../service/data/dictionary.toml")).unwrap();
    let dictionary = Dictionary::new(data).unwrap();
    let forms: FormsData = toml::from_str(include_str!("../../service/data/forms.toml")).unwrap();
    let forms = Forms::new(forms, &dictionary).unwrap();
    let reading = Reading {
        dictionary: &dictionary,
        forms: &forms,
        provider: Some("sector-supervisors"),
        form: None,
        encoding: None,
    };
    let mut group = criterion.benchmark_group("lines");
    group.throughput(Throughput::Elements(LINES));
    let (ndjson, csv) = (ndjson(), csv());
    group.bench_function("ndjson", |bencher| {
        bencher.iter(|| {
            let mut taken = 0;
            read_ndjson(ndjson.as_bytes(), &reading, &mut |line| {
                taken += u64::from(line.outcome.is_ok());
                ControlFlow::Continue(())
            })
            .unwrap();
            assert_eq!(taken, LINES);
        });
    });
    group.bench_function("csv", |bencher| {
        bencher.iter(|| {
            let mut taken = 0;
            read_csv(csv.as_bytes(), &reading, &mut |line| {
                taken += u64::from(line.outcome.is_ok());
                ControlFlow::Continue(())
            })
            .unwrap();
            assert_eq!(taken, LINES);
        });
    });
    group.finish();
}

criterion_group!(benches, lines);
criterion_main!(benches);
