//! Sections written, read back, replaced, and refused where they are not in order.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

use std::fs;

use accord_sections::{
    Attachments, CASES, CATALOGUE, CaseFile, MOST_BYTES, MOST_FILES, SectionError, attach, read,
};
use proptest::prelude::*;
use wasm_encoder::{Component, CustomSection, Module, ModuleSection};

/// A component with a module within it that has sections of the same names.
fn component() -> Vec<u8> {
    let mut module = Module::new();
    module.section(&custom(CASES, b"of the module"));
    let mut component = Component::new();
    component.section(&ModuleSection(&module));
    component.section(&custom("producers", b"\0"));
    component.finish()
}

fn custom<'a>(name: &'a str, data: &'a [u8]) -> CustomSection<'a> {
    CustomSection {
        name: name.into(),
        data: data.into(),
    }
}

fn with(sections: &[(&str, &[u8])]) -> Vec<u8> {
    let mut component = Component::new();
    for (name, data) in sections {
        component.section(&custom(name, data));
    }
    component.finish()
}

fn file(name: &str, text: &str) -> CaseFile {
    CaseFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn attachments() -> Attachments {
    Attachments {
        cases: vec![
            file("evasion.toml", "name = \"偷税恰好100万元\""),
            file("term.toml", ""),
        ],
        catalogue: Some("[[measure]]\n".to_owned()),
    }
}

#[test]
fn what_is_attached_is_read_back() {
    let bytes = attach(&component(), &attachments()).unwrap();
    assert_eq!(read(&bytes).unwrap(), attachments());
}

#[test]
fn a_component_without_sections_carries_nothing() {
    assert_eq!(read(&component()).unwrap(), Attachments::default());
    let bytes = attach(&component(), &Attachments::default()).unwrap();
    assert_eq!(bytes, component());
}

#[test]
fn attaching_again_replaces_and_leaves_the_rest() {
    let other = Attachments {
        cases: vec![file("other.toml", "x")],
        catalogue: None,
    };
    let once = attach(&component(), &attachments()).unwrap();
    let again = attach(&once, &other).unwrap();
    assert_eq!(read(&again).unwrap(), other);
    assert_eq!(again, attach(&component(), &other).unwrap());
    assert_eq!(
        attach(&again, &Attachments::default()).unwrap(),
        component()
    );
}

#[test]
fn the_order_of_the_files_does_not_change_the_bytes() {
    let mut turned = attachments();
    turned.cases.reverse();
    let bytes = attach(&component(), &turned).unwrap();
    assert_eq!(bytes, attach(&component(), &attachments()).unwrap());
    assert_eq!(read(&bytes).unwrap(), attachments());
}

#[test]
fn cases_written_by_others_are_read_in_order() {
    let bytes = with(&[(
        CASES,
        r#"{ "files": [{"name":"b.toml","text":""}, {"name":"a.toml","text":""}] }"#.as_bytes(),
    )]);
    let names: Vec<_> = read(&bytes)
        .unwrap()
        .cases
        .into_iter()
        .map(|f| f.name)
        .collect();
    assert_eq!(names, ["a.toml", "b.toml"]);
}

#[test]
fn a_core_module_is_no_component() {
    for bytes in [Module::new().finish(), b"PK\x03\x04".to_vec(), Vec::new()] {
        assert!(matches!(read(&bytes), Err(SectionError::NotAComponent)));
        assert!(matches!(
            attach(&bytes, &Attachments::default()),
            Err(SectionError::NotAComponent)
        ));
    }
}

#[test]
fn a_section_that_is_there_twice_is_refused() {
    let empty = br#"{"files":[]}"#;
    assert!(matches!(
        read(&with(&[(CASES, empty), (CASES, empty)])),
        Err(SectionError::Twice { section: CASES })
    ));
    assert!(matches!(
        read(&with(&[(CATALOGUE, b""), ("other", b""), (CATALOGUE, b"")])),
        Err(SectionError::Twice { section: CATALOGUE })
    ));
}

#[test]
fn a_section_of_another_form_is_refused() {
    for content in [
        "",
        "[]",
        r#"{"files":{}}"#,
        r#"{"files":[{"name":"a.toml"}]}"#,
        r#"{"files":[],"more":1}"#,
        r#"{"files":[{"name":"a.toml","text":"","mode":7}]}"#,
        &"[".repeat(MOST_BYTES),
    ] {
        assert!(matches!(
            read(&with(&[(CASES, content.as_bytes())])),
            Err(SectionError::Form { .. })
        ));
    }
    assert!(matches!(
        read(&with(&[(CATALOGUE, b"\xff")])),
        Err(SectionError::NotUtf8 { .. })
    ));
}

#[test]
fn a_section_has_a_most() {
    let long = vec![b' '; MOST_BYTES + 1];
    for section in [CASES, CATALOGUE] {
        assert!(matches!(
            read(&with(&[(section, &long)])),
            Err(SectionError::TooLarge { .. })
        ));
    }
    let mut of_all = attachments();
    of_all.catalogue = Some("#".repeat(MOST_BYTES));
    assert!(read(&attach(&component(), &of_all).unwrap()).is_ok());
    of_all.catalogue = Some("#".repeat(MOST_BYTES + 1));
    assert!(matches!(
        attach(&component(), &of_all),
        Err(SectionError::TooLarge { .. })
    ));
}

#[test]
fn there_are_only_so_many_files() {
    let many = |count: usize| Attachments {
        cases: (0..count).map(|n| file(&format!("{n}.toml"), "")).collect(),
        catalogue: None,
    };
    assert!(attach(&component(), &many(MOST_FILES)).is_ok());
    assert!(matches!(
        attach(&component(), &many(MOST_FILES + 1)),
        Err(SectionError::TooManyFiles)
    ));
}

#[test]
fn names_are_plain_and_each_is_there_once() {
    for name in [
        "../a.toml",
        "a/b.toml",
        "A.toml",
        ".toml",
        "a.txt",
        "偷税.toml",
        "",
    ] {
        let wrong = Attachments {
            cases: vec![file(name, "")],
            catalogue: None,
        };
        assert!(
            matches!(attach(&component(), &wrong), Err(SectionError::Name { .. })),
            "{name}"
        );
        let content = format!(r#"{{"files":[{{"name":"{name}","text":""}}]}}"#);
        assert!(
            matches!(
                read(&with(&[(CASES, content.as_bytes())])),
                Err(SectionError::Name { .. })
            ),
            "{name}"
        );
    }
    let twice = r#"{"files":[{"name":"a.toml","text":"1"},{"name":"a.toml","text":"2"}]}"#;
    assert!(matches!(
        read(&with(&[(CASES, twice.as_bytes())])),
        Err(SectionError::SameName { .. })
    ));
}

#[test]
fn a_file_that_ends_too_early_is_refused() {
    let bytes = attach(&component(), &attachments()).unwrap();
    let whole: Vec<usize> = {
        let module = component().len();
        let cases = attach(
            &component(),
            &Attachments {
                catalogue: None,
                ..attachments()
            },
        );
        vec![8, module, cases.unwrap().len(), bytes.len()]
    };
    let producers = component().len() - 13;
    for end in 0..=bytes.len() {
        let read = read(&bytes[..end]);
        if whole.contains(&end) || end == producers {
            assert!(read.is_ok(), "{end}");
        } else {
            assert!(read.is_err(), "{end}");
        }
    }
}

#[test]
fn a_folder_is_read_as_its_author_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        Attachments::of_folder(folder.path()).unwrap(),
        Attachments::default()
    );
    let cases = folder.path().join("cases");
    fs::create_dir(&cases).unwrap();
    fs::write(cases.join("term.toml"), "").unwrap();
    fs::write(cases.join("evasion.toml"), "name = \"偷税恰好100万元\"").unwrap();
    fs::write(cases.join("README.md"), "how to read them").unwrap();
    fs::write(cases.join(".#term.toml"), "an editor's").unwrap();
    fs::write(folder.path().join("catalogue.toml"), "[[measure]]\n").unwrap();
    assert_eq!(
        Attachments::of_folder(folder.path()).unwrap(),
        attachments()
    );
    fs::write(cases.join("Ende.toml"), "").unwrap();
    assert!(matches!(
        Attachments::of_folder(folder.path()),
        Err(SectionError::Name { .. })
    ));
    fs::remove_file(cases.join("Ende.toml")).unwrap();
    fs::write(cases.join("term.toml"), b"\xff").unwrap();
    assert!(matches!(
        Attachments::of_folder(folder.path()),
        Err(SectionError::NotUtf8 { .. })
    ));
    fs::write(cases.join("term.toml"), " ".repeat(MOST_BYTES + 1)).unwrap();
    assert!(matches!(
        Attachments::of_folder(folder.path()),
        Err(SectionError::TooLarge { .. })
    ));
}

proptest! {
    #[test]
    fn hostile_bytes_are_refused_or_read_and_never_more(
        mut bytes in Just(attach(&component(), &attachments()).unwrap()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(carried) = read(&bytes) {
            let bare = attach(&bytes, &Attachments::default()).unwrap();
            prop_assert_eq!(read(&bare).unwrap(), Attachments::default());
            prop_assert_eq!(read(&attach(&bare, &carried).unwrap()).unwrap(), carried);
        }
    }

    #[test]
    fn noise_after_the_header_is_refused_or_read(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&[b"\0asm\x0d\0\x01\0".as_slice(), &noise].concat());
    }
}
