//! Vectors of domain.md §3.1–3.3, their pitfalls, and what must hold for any input.

use proptest::prelude::*;

use super::{
    CodeError, CodeKind, OrganisationCode, ResidentIdentityNumber, UnifiedSocialCreditCode,
};

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Every legal pair of department and category.
const PAIRS: [&str; 41] = [
    "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52",
    "53", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1",
    "N2", "N3", "N9", "Y1", // legal
    "Y9", "90", "99", "B1", "01", // not legal
];
const LEGAL: usize = 36;

const UNIFIED: [&str; 14] = [
    "91481802MA0000007T",
    "91481802MA0001181D",
    "91481802MA000004X3",
    "91481802MA0000090E",
    "91481802MA00000P10",
    "91481802MA0000111Y",
    "11481802MA00000741",
    "52481802MA0000074R",
    "92481802MA0000074M",
    "93481802MA0000074J",
    "N2481802MA00000748",
    "A1481802MA0000074P",
    "Y1481802MA00000743",
    "91350100M000100Y43",
];

const RESIDENT: [&str; 5] = [
    "11010519491231002X",
    "440524188001010014",
    "48180219800101001X",
    "481802199912310026",
    "481802198002290017",
];

fn unified(text: &str) -> Result<UnifiedSocialCreditCode, CodeError> {
    text.parse()
}

fn organisation(text: &str) -> Result<OrganisationCode, CodeError> {
    text.parse()
}

fn resident(text: &str) -> Result<ResidentIdentityNumber, CodeError> {
    text.parse()
}

/// Half-width ASCII as full-width.
fn widen(text: &str) -> String {
    text.chars()
        .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap())
        .collect()
}

/// The text with another character at this index.
fn with(text: &str, index: usize, character: char) -> String {
    text.chars()
        .enumerate()
        .map(|(i, c)| if i == index { character } else { c })
        .collect()
}

#[test]
fn unified_vectors_are_valid_and_composed_alike() {
    for text in UNIFIED {
        let code = unified(text).unwrap();
        assert_eq!(code.reveal(), text);
        let composed = UnifiedSocialCreditCode::compose(
            code.department(),
            code.category(),
            code.region(),
            &text[8..16],
        );
        assert_eq!(composed, Ok(code));
        assert_eq!(
            code.organisation_code(),
            organisation(&text[8..17]).unwrap()
        );
    }
    let code = unified(UNIFIED[10]).unwrap();
    assert_eq!(
        (code.department(), code.category(), code.region()),
        ('N', '2', 481_802)
    );
}

#[test]
fn every_department_and_category() {
    for (index, pair) in PAIRS.into_iter().enumerate() {
        let mut letters = pair.chars();
        let (department, category) = (letters.next().unwrap(), letters.next().unwrap());
        let code = UnifiedSocialCreditCode::compose(department, category, 481_802, "MA000007");
        if index < LEGAL {
            assert_eq!(unified(code.unwrap().reveal()), code, "{pair}");
        } else if matches!(department, '0' | 'B') {
            assert_eq!(code, Err(CodeError::Department { found: department }));
        } else {
            assert_eq!(
                code,
                Err(CodeError::Category {
                    department,
                    found: category
                })
            );
        }
    }
    assert_eq!(
        unified("94481802MA0000007T"),
        Err(CodeError::Category {
            department: '9',
            found: '4'
        })
    );
    assert_eq!(
        unified("B1481802MA0000007T"),
        Err(CodeError::Department { found: 'B' })
    );
}

#[test]
fn wrong_check_is_named_and_never_corrected() {
    // Domain §3.1 (c): one issued code ends in B where 9 follows from the rest.
    assert_eq!(
        unified("91481802MA00000078"),
        Err(CodeError::Check {
            code: CodeKind::UnifiedSocialCredit,
            position: 18,
            expected: 'T',
            found: '8',
        })
    );
    assert_eq!(
        unified("91481802MA0000006T"),
        Err(CodeError::Check {
            code: CodeKind::Organisation,
            position: 17,
            expected: '7',
            found: '6',
        })
    );
}

#[test]
fn unified_length_and_characters() {
    let length = |found| {
        Err(CodeError::Length {
            code: CodeKind::UnifiedSocialCredit,
            expected: 18,
            found,
        })
    };
    let character = |position, found| {
        Err(CodeError::Character {
            code: CodeKind::UnifiedSocialCredit,
            position,
            found,
        })
    };
    assert_eq!(unified(""), length(0));
    // A 15-digit business registration number and an organisation code in the same column.
    assert_eq!(unified("441802000012345"), length(15));
    assert_eq!(unified("MA0000007"), length(9));
    assert_eq!(unified("91481802MA0000007T0"), length(19));
    assert_eq!(unified("91481802MA0000 07T"), character(15, ' '));
    assert_eq!(unified("91481802MA00000-7T"), character(16, '-'));
    assert_eq!(unified("91481802MO0000007T"), character(10, 'O'));
    assert_eq!(unified("9148180XMA0000007T"), character(8, 'X'));
    assert_eq!(unified("91481802MA000000YT"), character(17, 'Y'));
    assert_eq!(
        unified("９１４８１８０２ＭＡ０００００测７Ｔ"),
        character(16, '测')
    );
    assert_eq!(
        unified("91481802MA000000\u{212A}T"),
        character(17, '\u{212A}')
    );
}

#[test]
fn writing_is_normalised() {
    let code = unified(UNIFIED[2]).unwrap();
    for text in [
        "91481802ma000004x3".to_owned(),
        " \t91481802MA000004X3\r\n".to_owned(),
        format!("\u{3000}{}\u{a0}", widen("91481802MA000004X3")),
        widen("91481802ma000004x3"),
    ] {
        assert_eq!(unified(&text), Ok(code));
    }
    let code = organisation("MA000004X").unwrap();
    for text in [
        "MA000004-X",
        "ma000004-x",
        "ＭＡ０００００４－Ｘ",
        " MA000004-X ",
    ] {
        assert_eq!(organisation(text), Ok(code));
    }
    let number = resident(RESIDENT[2]).unwrap();
    for text in [
        "48180219800101001x",
        "４８１８０２１９８００１０１００１ｘ",
        "　48180219800101001X ",
    ] {
        assert_eq!(resident(text), Ok(number));
    }
}

#[test]
fn organisation_codes() {
    for text in UNIFIED {
        let code = organisation(&text[8..17]).unwrap();
        assert_eq!(code.reveal(), &text[8..17]);
        assert_eq!(OrganisationCode::compose(&text[8..16]), Ok(code));
    }
    // An old body with letters that GB 32100 lacks: legal here, not inside the other.
    let old = OrganisationCode::compose("IOSVZ001").unwrap();
    assert_eq!(organisation(old.reveal()), Ok(old));
    assert_eq!(
        UnifiedSocialCreditCode::compose('9', '1', 481_802, "IOSVZ001"),
        Err(CodeError::Character {
            code: CodeKind::UnifiedSocialCredit,
            position: 1,
            found: 'I',
        })
    );
    let code = CodeKind::Organisation;
    assert_eq!(
        organisation("MA000004-0"),
        Err(CodeError::Check {
            code,
            position: 9,
            expected: 'X',
            found: '0'
        })
    );
    assert_eq!(
        organisation("MA00000-4X"),
        Err(CodeError::Length {
            code,
            expected: 9,
            found: 10
        })
    );
    assert_eq!(
        organisation("MA000004-"),
        Err(CodeError::Character {
            code,
            position: 9,
            found: '-'
        })
    );
    assert_eq!(
        organisation("MA000004--X"),
        Err(CodeError::Length {
            code,
            expected: 9,
            found: 11
        })
    );
    assert_eq!(
        organisation("MA000004-Y"),
        Err(CodeError::Character {
            code,
            position: 9,
            found: 'Y'
        })
    );
}

#[test]
fn resident_vectors() {
    for text in RESIDENT {
        assert_eq!(resident(text).unwrap().reveal(), text);
    }
    assert_eq!(resident(RESIDENT[4]).unwrap().birth_date(), (1980, 2, 29));
    assert_eq!(resident(RESIDENT[1]).unwrap().birth_date(), (1880, 1, 1));
    assert_eq!(resident(RESIDENT[4]).unwrap().region(), 481_802);
    assert_eq!(
        ResidentIdentityNumber::compose(481_802, 1980, 1, 1, 1),
        resident(RESIDENT[2])
    );
}

#[test]
fn resident_region_is_not_looked_up() {
    // A region younger than the person; the residence permits of Hong Kong, Macao and
    // Taiwan people; the permanent residence card that begins with 9.
    for region in [441_802, 810_000, 820_000, 830_000, 911_000, 0, 999_999] {
        let number = ResidentIdentityNumber::compose(region, 1970, 1, 1, 1).unwrap();
        assert_eq!(resident(number.reveal()), Ok(number));
    }
}

#[test]
fn resident_errors() {
    let code = CodeKind::ResidentIdentity;
    // First generation.
    assert_eq!(
        resident("481802800101001"),
        Err(CodeError::Length {
            code,
            expected: 18,
            found: 15
        })
    );
    assert_eq!(
        resident("4818021980010100XX"),
        Err(CodeError::Character {
            code,
            position: 17,
            found: 'X'
        })
    );
    assert_eq!(
        resident("481802198001010010"),
        Err(CodeError::Check {
            code,
            position: 18,
            expected: 'X',
            found: '0'
        })
    );
    for (year, month, day) in [
        (1981, 2, 29),
        (1900, 2, 29),
        (1980, 13, 1),
        (1980, 0, 1),
        (1980, 4, 31),
        (1980, 1, 0),
        (1582, 12, 31),
        (0, 1, 1),
        (10_000, 1, 1),
    ] {
        assert_eq!(
            ResidentIdentityNumber::compose(481_802, year, month, day, 1),
            Err(CodeError::BirthDate)
        );
    }
    assert_eq!(resident("481802198102290017"), Err(CodeError::BirthDate));
    assert!(ResidentIdentityNumber::compose(481_802, 2000, 2, 29, 1).is_ok());
    assert_eq!(
        ResidentIdentityNumber::compose(1_000_000, 1980, 1, 1, 1),
        Err(CodeError::Region { found: 1_000_000 })
    );
    assert_eq!(
        ResidentIdentityNumber::compose(481_802, 1980, 1, 1, 1000),
        Err(CodeError::Sequence { found: 1000 })
    );
}

#[test]
fn nothing_prints_a_whole_code() {
    let number = resident(RESIDENT[0]).unwrap();
    assert_eq!(format!("{number}"), "110105***********X");
    assert_eq!(
        format!("{number:?}"),
        "ResidentIdentityNumber(110105***********X)"
    );
    assert_eq!(format!("{number:>20}"), "  110105***********X");
    let code = unified(UNIFIED[0]).unwrap();
    assert_eq!(format!("{code}"), "914818**********7T");
    assert_eq!(
        format!("{code:?}"),
        "UnifiedSocialCreditCode(914818**********7T)"
    );
    assert_eq!(
        format!("{:?}", code.organisation_code()),
        "OrganisationCode(MA******7)"
    );
}

#[test]
fn errors_read_well() {
    let message = |text: &str| resident(text).unwrap_err().to_string();
    assert_eq!(
        message("48"),
        "resident identity number has 2 characters instead of 18"
    );
    assert_eq!(
        message("4818021980010100\n1"),
        "resident identity number cannot have `\\n` as character 17"
    );
    assert_eq!(
        message("481802198001010010"),
        "check character of resident identity number is `0` instead of `X`"
    );
    assert_eq!(
        message("481802198102290017"),
        "date of birth does not exist"
    );
}

prop_compose! {
    fn any_unified()(pair in 0..LEGAL, region in 0..=999_999_u32,
                     body in "[0-9A-HJ-NPQRTUWXY]{8}") -> UnifiedSocialCreditCode {
        let mut letters = PAIRS[pair].chars();
        let (department, category) = (letters.next().unwrap(), letters.next().unwrap());
        UnifiedSocialCreditCode::compose(department, category, region, &body).unwrap()
    }
}

prop_compose! {
    fn any_resident()(region in 0..=999_999_u32, year in 1583..=9999_u16, month in 1..=12_u8,
                      day in 1..=28_u8, sequence in 0..=999_u16) -> ResidentIdentityNumber {
        ResidentIdentityNumber::compose(region, year, month, day, sequence).unwrap()
    }
}

proptest! {
    #[test]
    fn composed_unified_codes_are_valid(code in any_unified()) {
        prop_assert_eq!(unified(code.reveal()), Ok(code));
        let inner = code.organisation_code();
        prop_assert_eq!(organisation(inner.reveal()), Ok(inner));
    }

    #[test]
    fn composed_organisation_codes_are_valid(body in "[0-9A-Z]{8}") {
        let code = OrganisationCode::compose(&body).unwrap();
        prop_assert_eq!(organisation(code.reveal()), Ok(code));
        let (head, check) = code.reveal().split_at(8);
        prop_assert_eq!(organisation(&format!("{head}-{check}")), Ok(code));
    }

    #[test]
    fn composed_resident_numbers_are_valid(number in any_resident()) {
        prop_assert_eq!(resident(number.reveal()), Ok(number));
        let (year, month, day) = number.birth_date();
        let sequence: u16 = number.reveal()[14..17].parse().unwrap();
        let again =
            ResidentIdentityNumber::compose(number.region(), year, month, day, sequence);
        prop_assert_eq!(again, Ok(number));
    }

    #[test]
    fn unified_check_finds_any_changed_character(code in any_unified(), index in 0..18_usize) {
        for other in ALPHABET.chars() {
            let changed = with(code.reveal(), index, other);
            prop_assert_eq!(unified(&changed).is_ok(), changed == code.reveal());
        }
    }

    #[test]
    fn unified_check_finds_swapped_neighbours(code in any_unified(), index in 0..17_usize) {
        let mut letters: Vec<char> = code.reveal().chars().collect();
        letters.swap(index, index + 1);
        let swapped: String = letters.into_iter().collect();
        prop_assert_eq!(unified(&swapped).is_ok(), swapped == code.reveal());
    }

    #[test]
    fn resident_check_finds_any_changed_character(
        number in any_resident(),
        index in 0..18_usize,
    ) {
        for other in "0123456789X".chars() {
            let changed = with(number.reveal(), index, other);
            prop_assert_eq!(resident(&changed).is_ok(), changed == number.reveal());
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = (unified(&text), organisation(&text), resident(&text));
    }

    #[test]
    fn near_codes_are_read_without_panic(text in "[ 　0-9A-Zx０-９Ａ-Ｚ－-]{0,22}") {
        let _ = (unified(&text), organisation(&text), resident(&text));
        for (first, second) in text.chars().zip(text.chars().skip(1)) {
            let _ = UnifiedSocialCreditCode::compose(first, second, 481_802, &text);
        }
        let _ = OrganisationCode::compose(&text);
    }

    #[test]
    fn what_is_read_is_what_was_written(text in "[0-9A-Y]{18}|[0-9]{17}[0-9X]|[0-9A-Z]{9}") {
        if let Ok(code) = unified(&text) { prop_assert_eq!(code.reveal(), &text); }
        if let Ok(code) = organisation(&text) { prop_assert_eq!(code.reveal(), &text); }
        if let Ok(number) = resident(&text) { prop_assert_eq!(number.reveal(), &text); }
    }

    #[test]
    fn resident_numbers_are_never_shown(number in any_resident()) {
        let hidden = &number.reveal()[6..17];
        let shown = format!("{number} {number:?} {number:#?}");
        prop_assert!(!shown.contains(hidden));
    }
}
