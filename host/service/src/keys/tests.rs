//! What stays found over the years, what a thief gets, and what a crash leaves.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{
    keys::ring::{FILE, NEW},
    subjects::part_of,
};

/// Hashes and subject ids as the first stores have them: secret, identifier, hash, id.
const FIRST: [(u8, &str, &str, &str); 6] = [
    (
        7,
        "91481802MA0000007T",
        "b137d8894753b8cb31abfc7dce4a3a42",
        "b137a892d7538616839a5cc8a89b27ac",
    ),
    (
        7,
        "N2481802MA00000748",
        "cadd7e98d42af5bddf5f69655e701cba",
        "caddd9bfa5887cecc6a9917da581e276",
    ),
    (
        7,
        "48180219800101001X",
        "0f697adb4b2ab3b6c7049c8a31ec1a8a",
        "0f69d46df0199270849296e2369f69c3",
    ),
    (
        1,
        "91481802MA0000007T",
        "ad8029229828293a10655a6bde785a91",
        "ad80a54f1ee8e3866e63850f477c3acd",
    ),
    (
        1,
        "N2481802MA00000748",
        "a006f6e09e62aa62c961adb5ac790ab3",
        "a00649a6910de23736342a5355996137",
    ),
    (
        1,
        "48180219800101001X",
        "b688badb731b5ad897520ddff14fe714",
        "b68887569ed93530e3494cdeeeb24c9b",
    ),
];

const PERSON: &str = "48180219800101001X";

fn identifier(text: &str) -> Identifier {
    let scheme = match text {
        PERSON => Scheme::ResidentIdentityNumber,
        _ => Scheme::UnifiedSocialCreditCode,
    };
    Identifier::parse(scheme, text).unwrap()
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// A folder whose key file is this.
fn holding(bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, FILE, bytes);
    folder
}

fn text(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join(FILE)).unwrap()
}

fn ids(keys: &Keys) -> Vec<u16> {
    keys.live_ids().collect()
}

fn context() -> Vec<u8> {
    identifier_context(
        SubjectId::from_bytes([5; 16]),
        Scheme::ResidentIdentityNumber,
    )
}

/// Why a key file is not taken.
fn reason(bytes: &[u8]) -> String {
    match Keys::open(holding(bytes).path()) {
        Err(ServiceError::MasterKey { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_first_stores_wrote_is_found_and_stays_key_1() {
    for (secret, code, hash, id) in FIRST {
        let keys = Keys::open(holding(&[secret; 32]).path()).unwrap();
        let identifier = identifier(code);
        assert_eq!(keys.current_id(), 1);
        assert_eq!(hex::encode(keys.of_identifier(&identifier)), hash);
        assert_eq!(keys.subject_id(&identifier).to_string(), id);
    }
}

#[test]
fn a_rotation_finds_the_rows_of_the_first_stores_until_it_is_finished() {
    let folder = holding(&[7; 32]);
    let rotating = Keys::begin_rotation(folder.path()).unwrap();
    for (_, code, hash, _) in FIRST.iter().filter(|(secret, ..)| *secret == 7) {
        let identifier = identifier(code);
        let looks: Vec<_> = rotating.lookups(&identifier).collect();
        let current = (2, rotating.of_identifier(&identifier));
        let old: [u8; 16] = hex::decode(hash).unwrap().try_into().unwrap();
        assert_eq!(looks, [current, (1, old), current]);
    }
    let finished = Keys::finish_rotation(folder.path()).unwrap();
    let identifier = identifier(PERSON);
    let looks: Vec<_> = finished.lookups(&identifier).collect();
    assert_eq!(looks, [(2, rotating.of_identifier(&identifier))]);
}

#[test]
fn machine_code_has_a_key_of_its_own_that_changes_with_the_ring() {
    let (one, other) = (holding(&[7; 32]), holding(&[8; 32]));
    let key = |folder: &TempDir| *Keys::open(folder.path()).unwrap().of_machine_code();
    let first = key(&one);
    assert_eq!(key(&one), first, "the same at each start");
    assert_ne!(first, [7; 32], "not the secret itself");
    assert_ne!(key(&other), first);
    Keys::begin_rotation(one.path()).unwrap();
    assert_ne!(key(&one), first);
}

#[test]
fn a_subject_lies_in_the_part_of_the_key_it_is_found_under() {
    let folder = holding(&[7; 32]);
    let old = Keys::open(folder.path()).unwrap();
    let new = Keys::begin_rotation(folder.path()).unwrap();
    for keys in [old, new] {
        for (_, code, ..) in FIRST {
            let identifier = identifier(code);
            let (key, id) = (
                keys.of_identifier(&identifier),
                keys.subject_id(&identifier),
            );
            assert_eq!(part_of(&key, 4096), part_of(id.as_bytes(), 4096));
            assert_ne!(&key, id.as_bytes(), "an id must not be a key to the index");
        }
    }
}

#[test]
fn a_ring_is_made_once_for_its_owner_alone_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let identifier = identifier(PERSON);
    assert!(matches!(
        Keys::open(folder.path()),
        Err(ServiceError::MasterKey { .. })
    ));
    let made = Keys::create(folder.path()).unwrap();
    let before = text(&folder);
    assert!(matches!(
        Keys::create(folder.path()),
        Err(ServiceError::MasterKeyNotWritten { .. })
    ));
    assert_eq!(text(&folder), before);
    assert!(!folder.path().join(NEW).exists());
    let read = Keys::open(folder.path()).unwrap();
    assert_eq!(made.subject_id(&identifier), read.subject_id(&identifier));
    let mode = fs::metadata(folder.path().join(FILE))
        .unwrap()
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
}

#[test]
fn a_file_that_others_may_read_is_refused() {
    let folder = holding(&[7; 32]);
    let path = folder.path().join(FILE);
    for (mode, taken) in [
        (0o600, true),
        (0o400, true),
        (0o640, false),
        (0o604, false),
        (0o620, false),
    ] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        match Keys::open(folder.path()) {
            Ok(_) => assert!(taken, "{mode:o}"),
            Err(ServiceError::MasterKeyExposed { mode: found }) => {
                assert!(!taken);
                assert_eq!(found, mode);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_sealed_value_opens_and_hides_what_it_holds() {
    let keys = Keys::open(holding(&[7; 32]).path()).unwrap();
    for plain in [PERSON.as_bytes(), b"", &[0xFF; 5_000]] {
        let sealed = keys.seal(&context(), plain).unwrap();
        assert_eq!(sealed.key, 1);
        assert_eq!(sealed.bytes.len(), NONCE + plain.len() + 16);
        assert_ne!(sealed, keys.seal(&context(), plain).unwrap());
        let stored = postcard::to_allocvec(&sealed).unwrap();
        let read: Sealed = postcard::from_bytes(&stored).unwrap();
        assert_eq!(&*keys.unseal(&context(), &read).unwrap(), plain);
        if plain.len() > 1 {
            assert!(!stored.windows(plain.len()).any(|window| window == plain));
        }
    }
}

/// Made by another implementation (nonce 00 to 17); stores hold such values for years.
#[test]
fn a_value_sealed_by_the_first_ring_still_opens() {
    let keys = Keys::open(holding(&[7; 32]).path()).unwrap();
    let sealed = Sealed {
        key: 1,
        bytes: hex::decode(concat!(
            "000102030405060708090a0b0c0d0e0f1011121314151617",
            "050a385644171bb3e45ea514027548c7784d",
            "65ba6d0c6f1fc1ce36a56faebf489436",
        ))
        .unwrap(),
    };
    assert_eq!(
        &*keys.unseal(&context(), &sealed).unwrap(),
        PERSON.as_bytes()
    );
}

#[test]
fn a_value_altered_in_any_byte_or_cut_does_not_open() {
    let keys = Keys::open(holding(&[7; 32]).path()).unwrap();
    let sealed = keys.seal(&context(), PERSON.as_bytes()).unwrap();
    let broken = |bytes: Vec<u8>| {
        let opened = keys.unseal(&context(), &Sealed { key: 1, bytes });
        assert!(matches!(opened, Err(ServiceError::SealBroken { key: 1 })));
    };
    for position in 0..sealed.bytes.len() {
        for bit in [0x01, 0x80] {
            let mut bytes = sealed.bytes.clone();
            bytes[position] ^= bit;
            broken(bytes);
        }
        broken(sealed.bytes[..position].to_vec());
    }
    broken([&sealed.bytes[..], &[0]].concat());
}

#[test]
fn a_value_moved_to_another_subject_scheme_or_key_does_not_open() {
    let folder = holding(&[7; 32]);
    let keys = Keys::begin_rotation(folder.path()).unwrap();
    let sealed = keys.seal(&context(), PERSON.as_bytes()).unwrap();
    assert_eq!(sealed.key, 2);
    for (subject, scheme) in [
        ([6; 16], Scheme::ResidentIdentityNumber),
        ([5; 16], Scheme::UnifiedSocialCreditCode),
    ] {
        let context = identifier_context(SubjectId::from_bytes(subject), scheme);
        let opened = keys.unseal(&context, &sealed);
        assert!(matches!(opened, Err(ServiceError::SealBroken { key: 2 })));
    }
    let under = |key| Sealed {
        key,
        bytes: sealed.bytes.clone(),
    };
    let opened = keys.unseal(&context(), &under(1));
    assert!(matches!(opened, Err(ServiceError::SealBroken { key: 1 })));
    for key in [0, 3, u16::MAX] {
        match keys.unseal(&context(), &under(key)) {
            Err(ServiceError::UnknownKey { key: named }) => assert_eq!(named, key),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn rotations_are_on_disk_and_never_give_a_number_twice() {
    let folder = tempfile::tempdir().unwrap();
    let first = Keys::create(folder.path()).unwrap();
    let sealed = first.seal(&context(), PERSON.as_bytes()).unwrap();
    let mut secrets = vec![];
    for round in 1..=5 {
        let begun = Keys::begin_rotation(folder.path()).unwrap();
        assert_eq!(ids(&begun), [round + 1, round]);
        let read = Keys::open(folder.path()).unwrap();
        assert_eq!(ids(&read), ids(&begun));
        assert_eq!(
            read.of_identifier(&identifier(PERSON)),
            begun.of_identifier(&identifier(PERSON))
        );
        assert_eq!(begun.unseal(&context(), &sealed).is_ok(), round == 1);
        secrets.push(secret_of(&text(&folder), round));
        let finished = Keys::finish_rotation(folder.path()).unwrap();
        assert_eq!(ids(&finished), [round + 1]);
        assert!(matches!(
            finished.unseal(&context(), &sealed),
            Err(ServiceError::UnknownKey { key: 1 })
        ));
    }
    let text = text(&folder);
    assert!(secrets.iter().all(|secret| !text.contains(secret)));
    assert_eq!(text.matches("\"removed\"").count(), 5);
    assert_eq!(text.matches("secret =").count(), 1);
}

/// The digits of a key's secret.
fn secret_of(text: &str, id: u16) -> String {
    let (_, key) = text.split_once(&format!("id = {id}\n")).unwrap();
    let (_, secret) = key.split_once("secret = \"").unwrap();
    secret[..64].to_owned()
}

#[test]
fn a_rotation_broken_off_anywhere_is_continued_by_the_same_command() {
    let folder = holding(&[7; 32]);
    // While the new file was being written: nothing has happened.
    write(
        &folder,
        NEW,
        b"# Accord\nformat = 1\n\n[[key]]\nid = 2\nsta",
    );
    assert_eq!(ids(&Keys::open(folder.path()).unwrap()), [1]);
    let begun = Keys::begin_rotation(folder.path()).unwrap();
    assert!(!folder.path().join(NEW).exists());
    // While rows were being walked: the same two keys, not a third.
    let ring = text(&folder);
    let again = Keys::begin_rotation(folder.path()).unwrap();
    assert_eq!((ids(&again), text(&folder)), (vec![2, 1], ring));
    assert_eq!(
        again.of_identifier(&identifier(PERSON)),
        begun.of_identifier(&identifier(PERSON))
    );
    // While the ring without the old key was being written: it is still there.
    write(&folder, NEW, text(&folder).as_bytes());
    assert_eq!(ids(&Keys::open(folder.path()).unwrap()), [2, 1]);
    assert_eq!(ids(&Keys::finish_rotation(folder.path()).unwrap()), [2]);
    // Finished once more: as it is.
    let ring = text(&folder);
    assert_eq!(ids(&Keys::finish_rotation(folder.path()).unwrap()), [2]);
    assert_eq!(text(&folder), ring);
}

#[test]
fn a_ring_that_cannot_be_written_stays_as_it_is() {
    let folder = holding(&[7; 32]);
    fs::create_dir(folder.path().join(NEW)).unwrap();
    assert!(matches!(
        Keys::begin_rotation(folder.path()),
        Err(ServiceError::MasterKeyNotWritten { .. })
    ));
    let file = fs::read(folder.path().join(FILE)).unwrap();
    assert_eq!(file, [7; 32]);
}

#[test]
fn a_linked_ring_is_replaced_where_it_lies() {
    let (folder, vault) = (tempfile::tempdir().unwrap(), holding(&[7; 32]));
    let link = folder.path().join(FILE);
    symlink(vault.path().join(FILE), &link).unwrap();
    assert_eq!(ids(&Keys::begin_rotation(folder.path()).unwrap()), [2, 1]);
    assert!(link.is_symlink());
    assert_eq!(ids(&Keys::open(vault.path()).unwrap()), [2, 1]);
}

#[test]
fn a_damaged_ring_says_what_is_wrong_and_quotes_nothing() {
    let folder = holding(&[7; 32]);
    Keys::begin_rotation(folder.path()).unwrap();
    let good = text(&folder);
    let (one, two) = (secret_of(&good, 1), secret_of(&good, 2));
    let wrong_digit = |secret: &str| {
        let first = if secret.starts_with('0') { "1" } else { "0" };
        format!("{first}{}", &secret[1..])
    };
    let second = good.find("[[key]]\nid = 2").unwrap();
    for (damaged, said) in [
        (String::new(), "no format"),
        ("short".to_owned(), "line 1: not TOML"),
        (
            good.replace("format = 1", "format = 2"),
            "format 2 is unknown",
        ),
        (good.replace("format = 1\n", ""), "no format"),
        (
            good.replace("id = 2", "id = 1"),
            "key 1: id, secret and check do not agree",
        ),
        (good.replace("id = 2", "id = 0"), "key in place 2 has no id"),
        (
            good.replace("id = 2", "id = 65536"),
            "key in place 2 has no id",
        ),
        (good.replace("id = 2\n", ""), "key in place 2 has no id"),
        (
            format!("{good}{}", &good[second..]),
            "two keys have number 2",
        ),
        (good[..second].to_owned(), "0 keys are current"),
        (
            good.replace("\"retiring\"", "\"current\""),
            "2 keys are current",
        ),
        (
            good.replace("\"retiring\"", "\"retired\""),
            "key 1: state is not",
        ),
        (
            good.replace("\"retiring\"", "\"removed\""),
            "key 1: removed and yet",
        ),
        (
            good.replace("state = \"retiring\"\n", ""),
            "key 1: no state",
        ),
        (
            good.replace(&one, &wrong_digit(&one)),
            "key 1: id, secret and check",
        ),
        (good.replace(&two, &two[1..]), "key 2: secret is not 64"),
        (
            good.replace(&format!("\"{two}\""), "7"),
            "key 2: secret is not 64",
        ),
        (
            good.replace(&format!("secret = \"{two}\""), ""),
            "key 2: no secret",
        ),
        (
            good.replace(&format!("secret = \"{two}\""), &two),
            "not TOML",
        ),
        (good.replace("check", "cheque"), "key 1: no check"),
        (
            good.replace("made-at = ", "made-at = 7 # "),
            "key 2: made-at is no time",
        ),
        (format!("{good}note = 1\n"), "key 2: something that"),
        (good.replace("[[key]]", "[[keys]]"), "no [[key]]"),
        (
            good.replace("format = 1", "format = 1\nnote = 1"),
            "something else",
        ),
    ] {
        let reason = reason(damaged.as_bytes());
        assert!(reason.contains(said), "{reason:?} lacks {said:?}");
        assert!(reason.starts_with("master.key"), "{reason}");
        assert!(!reason.contains(&one[1..]) && !reason.contains(&two[1..]));
    }
    assert!(reason(&[0xFF; 31]).contains("31 bytes"));
    let nested = format!("format = {}", "[".repeat(1 << 18));
    assert!(reason(nested.as_bytes()).contains("not TOML"));
    assert!(reason(&vec![b'\n'; (1 << 20) + 1]).contains("too many"));
}

#[test]
fn the_same_secret_under_two_numbers_is_refused() {
    let secret = "07".repeat(32);
    let key = |id, state: &str, check: &str| {
        format!(
            "[[key]]\nid = {id}\nstate = \"{state}\"\nsecret = \"{secret}\"\ncheck = \"{check}\"\n"
        )
    };
    let (one, two) = (
        key(1, "retiring", "1b8bf175"),
        key(2, "current", "8d58c863"),
    );
    let reason = reason(format!("format = 1\n{one}{two}").as_bytes());
    assert!(reason.contains("keys 1 and 2 are the same"), "{reason}");
}

#[test]
fn no_number_is_given_after_the_last() {
    let secret = "07".repeat(32);
    let ring = format!(
        "format = 1\n[[key]]\nid = 65535\nstate = \"current\"\nsecret = \"{secret}\"\ncheck = \"2f1c9d62\"\n"
    );
    let folder = holding(ring.as_bytes());
    assert!(matches!(
        Keys::begin_rotation(folder.path()),
        Err(ServiceError::MasterKeyNotWritten { .. })
    ));
    assert_eq!(text(&folder), ring);
}

#[test]
fn debug_shows_numbers_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    Keys::create(folder.path()).unwrap();
    let keys = Keys::begin_rotation(folder.path()).unwrap();
    assert_eq!(
        format!("{keys:?}"),
        "Keys { current: 2, retiring: [1], .. }"
    );
}

proptest! {
    #[test]
    fn no_file_makes_a_panic_and_no_reason_tells_a_secret(
        junk in proptest::collection::vec(any::<u8>(), 0..200),
        position in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut ring = Ring::parse(&[7; 32]).unwrap();
        ring.rotate().unwrap();
        let good = ring.text().unwrap();
        let secrets = [secret_of(&good, 1), secret_of(&good, 2)];
        let (from, to) = (position.index(good.len()), cut.index(good.len()));
        let (from, to) = (from.min(to), from.max(to));
        let bytes = good.as_bytes();
        for file in [
            junk.clone(),
            bytes[..to].to_vec(),
            [&bytes[..from], &bytes[to..]].concat(),
            [&bytes[..from], &junk, &bytes[from..]].concat(),
            [&bytes[..from], b" = ", &bytes[to..]].concat(),
        ] {
            if let Err(error) = Ring::parse(&file) {
                let said = error.to_string();
                for secret in &secrets {
                    for piece in secret.as_bytes().chunks(8) {
                        prop_assert!(!said.contains(str::from_utf8(piece).unwrap()));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_context(
        plain in proptest::collection::vec(any::<u8>(), 0..100),
        one in proptest::collection::vec(any::<u8>(), 0..40),
        other in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let keys = Keys::of_ring(&Ring::parse(&[7; 32]).unwrap()).unwrap();
        let sealed = keys.seal(&one, &plain).unwrap();
        prop_assert_eq!(&*keys.unseal(&one, &sealed).unwrap(), &plain);
        prop_assert_eq!(keys.unseal(&other, &sealed).is_ok(), one == other);
    }

    #[test]
    fn no_sealed_bytes_make_a_panic(key: u16, bytes: Vec<u8>) {
        let keys = Keys::of_ring(&Ring::parse(&[7; 32]).unwrap()).unwrap();
        let sealed = Sealed { key, bytes };
        prop_assert!(keys.unseal(b"", &sealed).is_err());
    }
}
