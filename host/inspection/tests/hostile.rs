//! Whatever bytes a file of cases has, reading it ends in cases or in flaws with a place.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::sync::LazyLock;

use proptest::prelude::*;
use support::{cases, read, real_files};

static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(real_files);

/// Reads a text; every flaw has a place in it that can be shown.
fn survives(text: &str) {
    let Err(flaws) = read(text) else { return };
    assert!(!flaws.is_empty());
    for error in flaws {
        assert!(text.get(error.span.clone()).is_some(), "{error:?}");
        let _ = (error.to_string(), error.flaw.chinese());
    }
}

#[test]
fn all_cases_of_the_memoranda_are_read() {
    for (name, text) in FILES.iter() {
        assert!(!cases(text).is_empty(), "{name}");
    }
}

#[test]
fn deep_nesting_is_a_flaw() {
    for (open, close) in [("[", "]"), ("{a=", "}"), ("[{a=", "}]")] {
        for depth in [100, 50_000] {
            survives(&format!("case = {}", open.repeat(depth)));
            let inside = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            survives(&format!("case = {inside}"));
        }
    }
    survives(&format!("[{}]", "a.".repeat(50_000)));
    survives(&format!("{} = 1", "a.".repeat(50_000) + "a"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_text(text in ".{0,200}") {
        survives(&text);
        survives(&format!("[[case]]\nname = \"一\"\nas-of = 2017-11-24\n{text}"));
    }

    /// A real file with some of it replaced by something, or by something of itself.
    #[test]
    fn a_real_file_changed(
        file in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 0..60_usize,
        new in prop_oneof![
            Just(None),
            prop::sample::select(vec![
                "", "[", "]", "{", "}", "\"", "'", "=", "\n", "@", "[[case]]\n", "-1", "1e9", "nan",
                "99999999999999999999", "9999-12-31", "0000-01-01", "2017-02-30", "\\u0000", "\u{feff}",
                "like = \"\"", "without = [\"kind\"]", "\"\"\"", "{}", "[[]]", "true",
            ]).prop_map(|text| Some(text.to_owned())),
            ".{0,12}".prop_map(Some),
        ],
        other in any::<prop::sample::Index>(),
    ) {
        let (_, text) = &FILES[file.index(FILES.len())];
        let characters: Vec<char> = text.chars().collect();
        let piece = |start: usize, length: usize| -> String {
            characters.iter().skip(start).take(length).collect()
        };
        let start = from.index(characters.len());
        let new = new.unwrap_or_else(|| piece(other.index(characters.len()), length));
        let rest = piece(start + length, characters.len());
        survives(&format!("{}{new}{rest}", piece(0, start)));
    }
}
