use std::io::Read as _;

use proptest::prelude::*;

use super::*;

fn decode(bytes: &[u8], encoding: Option<Encoding>) -> (String, Option<Encoding>) {
    let mut decoded = Decoded::new(bytes, encoding).unwrap();
    let mut text = String::new();
    decoded.read_to_string(&mut text).unwrap();
    (text, decoded.encoding())
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn an_encoding_is_told_by_the_first_characters_that_are_not_ascii() {
    let plain = "a".repeat(3 * HEAD);
    let text = format!("{plain}测试甲𠮷");
    assert_eq!(decode(plain.as_bytes(), None), (plain.clone(), None));
    assert_eq!(
        decode(text.as_bytes(), None),
        (text.clone(), Some(Encoding::Utf8))
    );
    assert_eq!(
        decode(&gb18030(&text), None),
        (text.clone(), Some(Encoding::Gb18030))
    );
    let long = "测".repeat(HEAD);
    assert_eq!(
        decode(long.as_bytes(), None),
        (long.clone(), Some(Encoding::Utf8))
    );
    assert_eq!(
        decode(&gb18030(&long), None),
        (long, Some(Encoding::Gb18030))
    );
}

#[test]
fn a_byte_order_mark_decides_and_is_dropped() {
    let marked = "\u{FEFF}a测";
    for encoding in [None, Some(Encoding::Gb18030)] {
        let read = decode(marked.as_bytes(), encoding);
        assert_eq!(read, ("a测".to_owned(), Some(Encoding::Utf8)));
    }
    let read = decode(&gb18030(marked), None);
    assert_eq!(read, ("a测".to_owned(), Some(Encoding::Gb18030)));
}

#[test]
fn bytes_that_are_no_characters_do_not_change_the_encoding() {
    let mut bytes = "测试一行\n".repeat(50).into_bytes();
    bytes.extend(b"\xE6\xB5\n");
    bytes.extend("测试一行\n".as_bytes());
    let (text, encoding) = decode(&bytes, None);
    assert_eq!(encoding, Some(Encoding::Utf8));
    assert_eq!(
        text.lines()
            .filter(|line| line.contains('\u{FFFD}'))
            .count(),
        1
    );
    // A character that is cut off at the end is not dropped unseen.
    assert!(
        decode(b"\xE6\xB5\x8B\xE6\xB5", None)
            .0
            .ends_with('\u{FFFD}')
    );
}

#[test]
fn what_is_no_text_of_these_encodings_says_so() {
    let refused = |bytes: &[u8]| Decoded::new(bytes, None).err();
    assert!(matches!(refused(b"\xFF\xFEa\0"), Some(FileError::Utf16)));
    assert!(matches!(refused(b"\xFE\xFF\0a"), Some(FileError::Utf16)));
    assert!(matches!(
        refused(b"PK\x03\x04.."),
        Some(FileError::NotAText)
    ));
    assert!(matches!(
        refused(&COMPOUND_FILE),
        Some(FileError::OldWorkbook)
    ));
}

proptest! {
    #[test]
    fn what_is_written_is_read(text in "[a测\n]{0,9}\\PC{0,200}") {
        let text = text.trim_start_matches('\u{FEFF}');
        for encoding in [Encoding::Utf8, Encoding::Gb18030] {
            let bytes = encoding.codec().encode(text).0.into_owned();
            let looks_otherwise = [&[0xFF, 0xFE][..], &[0xFE, 0xFF], b"PK\x03\x04", &COMPOUND_FILE];
            prop_assume!(!looks_otherwise.iter().any(|head| bytes.starts_with(head)));
            let read = decode(&bytes, Some(encoding)).0;
            let read_as_mark = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
            prop_assert!(read_as_mark || read == text);
        }
    }
}
