use proptest::prelude::*;

use super::*;

/// A component of one custom section that is not ours.
fn component() -> Vec<u8> {
    let mut component = PREAMBLE.to_vec();
    component.extend([0, 5, 4]);
    component.extend(b"name");
    component
}

fn attachments() -> Attachments {
    Attachments {
        cases: vec![
            CaseFile {
                name: "a.toml".to_owned(),
                text: "# 甲".to_owned(),
            },
            CaseFile {
                name: "b.toml".to_owned(),
                text: "x".repeat(300),
            },
        ],
        catalogue: Some("edition = \"x\"".to_owned()),
    }
}

#[test]
fn what_is_attached_is_read_back_and_replaced() {
    assert_eq!(read(&component()).unwrap(), Attachments::default());
    let with = attach(&component(), &attachments()).unwrap();
    assert_eq!(read(&with).unwrap(), attachments());
    let again = attach(&with, &attachments()).unwrap();
    assert_eq!(again, with, "the same attachments give the same bytes");
    let mut fewer = attachments();
    fewer.cases.pop();
    fewer.catalogue = None;
    let with = attach(&with, &fewer).unwrap();
    assert_eq!(read(&with).unwrap(), fewer);
    assert_eq!(bare(&with).unwrap(), component());
}

#[test]
fn the_order_of_files_does_not_matter() {
    let mut backwards = attachments();
    backwards.cases.reverse();
    let one = attach(&component(), &backwards).unwrap();
    assert_eq!(one, attach(&component(), &attachments()).unwrap());
}

#[test]
fn a_section_that_stands_twice_or_is_too_large_is_refused() {
    let mut twice = attach(&component(), &attachments()).unwrap();
    append(&mut twice, CATALOGUE, b"again").unwrap();
    assert!(matches!(read(&twice), Err(SectionError::Twice(CATALOGUE))));
    let large = Attachments {
        catalogue: Some("x".repeat(LARGEST + 1)),
        ..Attachments::default()
    };
    let refused = attach(&component(), &large);
    assert!(matches!(refused, Err(SectionError::TooLarge { .. })));
    let mut same = attachments();
    same.cases[1].name = "a.toml".to_owned();
    assert!(matches!(
        attach(&component(), &same),
        Err(SectionError::Files)
    ));
}

#[test]
fn what_is_no_component_is_refused() {
    for bytes in [&b""[..], b"\0asm\x01\0\0\0", b"\0asm\x0d\0\x01"] {
        assert!(matches!(read(bytes), Err(SectionError::NoComponent)));
    }
    let with = attach(&component(), &attachments()).unwrap();
    for length in PREAMBLE.len() + 1..with.len() {
        // Cut at the end of a section it is a smaller component, else none.
        if let Ok(read) = read(&with[..length]) {
            assert!(read.catalogue.is_none());
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let component = [PREAMBLE, &bytes].concat();
        let _ = read(&component);
        let _ = bare(&component);
    }
}
