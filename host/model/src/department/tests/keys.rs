use super::*;

/// The public key of RFC 8032, section 7.1, test 1.
const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const KEY_ID: &str = "21fe31dfa154a261";

pub(super) fn key(seed: u8, from: &str, until: Option<&str>) -> SigningKey {
    SigningKey {
        public_key: PublicKey::from_bytes([seed; 32]),
        from: date(from),
        until: until.map(date),
        revoked: None,
    }
}

pub(super) fn revoked(at: &str) -> Option<Revocation> {
    Some(Revocation {
        at: date(at),
        reason: "私钥遗失".to_owned(),
    })
}

/// Two keys that overlap, the second revoked.
pub(super) fn with_keys(code: &str) -> Department {
    let mut second = key(2, "2026-05-01", None);
    second.revoked = revoked("2026-09-01");
    Department {
        keys: vec![key(1, "2026-01-01", Some("2026-07-01")), second],
        ..department(&format!("{code} - 2027-01-01"), None, &["甲 - -"])
    }
}

#[test]
fn a_key_is_called_by_its_hash() {
    let key: PublicKey = KEY.parse().unwrap();
    assert_eq!(key.to_string(), KEY);
    assert_eq!(key.id().to_string(), KEY_ID);
    assert_eq!(KEY_ID.parse::<KeyId>().unwrap(), key.id());
    let expected = Err(KeyForm { expected: 64 });
    for bad in ["", &KEY[1..], &KEY.replace('d', "g"), "公钥"] {
        assert_eq!(bad.parse::<PublicKey>(), expected, "{bad}");
    }
    assert_eq!(KEY.parse::<KeyId>().unwrap_err(), KeyForm { expected: 16 });
}

#[test]
fn a_key_counts_from_its_first_day_to_its_end_or_revocation() {
    let departments = registry(&[with_keys("a")]).unwrap();
    let [first, second] = [1, 2].map(|seed| PublicKey::from_bytes([seed; 32]));
    let asked = |key: PublicKey, at: &str| departments.key_in_force("a", key.id(), date(at));
    for (key, at) in [
        (first, "2026-01-01"),
        (first, "2026-06-30"),
        (second, "2026-05-01"),
        (second, "2026-08-31"),
    ] {
        assert_eq!(asked(key, at), Ok(&key), "{at}");
    }
    let (first_id, second_id) = (first.id(), second.id());
    for (key, at, error) in [
        (
            first,
            "2025-12-31",
            KeyError::TooEarly {
                key: first_id,
                from: date("2026-01-01"),
            },
        ),
        (
            first,
            "2026-07-01",
            KeyError::Expired {
                key: first_id,
                until: date("2026-07-01"),
            },
        ),
        (
            second,
            "2026-09-01",
            KeyError::Revoked {
                key: second_id,
                at: date("2026-09-01"),
                reason: "私钥遗失".to_owned(),
            },
        ),
        (
            second,
            "2027-01-01",
            KeyError::DepartmentClosed("a".to_owned()),
        ),
    ] {
        assert_eq!(asked(key, at), Err(error), "{at}");
    }
    let stranger = PublicKey::from_bytes([9; 32]).id();
    assert_eq!(
        departments.key_in_force("a", stranger, date("2026-06-01")),
        Err(KeyError::UnknownKey {
            department: "a".to_owned(),
            key: stranger
        })
    );
    assert_eq!(
        departments.key_in_force("b", first_id, date("2026-06-01")),
        Err(KeyError::UnknownDepartment("b".to_owned()))
    );
}

#[test]
fn keys_that_say_too_little_or_too_much_are_refused() {
    let with = |keys: Vec<SigningKey>| Department {
        keys,
        ..department("a - -", None, &["甲 - -"])
    };
    let id = PublicKey::from_bytes([1; 32]).id();
    let (code, one) = ("a".to_owned(), key(1, "2026-01-01", None));
    assert_eq!(
        registry(&[with(vec![key(1, "2026-01-01", Some("2026-01-01"))])]),
        Err(DepartmentError::KeyPeriod {
            code: code.clone(),
            key: id
        })
    );
    let mut silent = one.clone();
    silent.revoked = Some(Revocation {
        at: date("2026-02-01"),
        reason: " ".to_owned(),
    });
    assert_eq!(
        registry(&[with(vec![silent])]),
        Err(DepartmentError::RevokedWithoutReason { code, key: id })
    );
    assert_eq!(
        registry(&[with(vec![one.clone(), one.clone()])]),
        Err(DepartmentError::KeyTwice(id))
    );
    let mut other = with(vec![one.clone()]);
    other.code = "b".to_owned();
    assert_eq!(
        registry(&[with(vec![one]), other]),
        Err(DepartmentError::KeyTwice(id))
    );
}

#[test]
fn a_key_in_a_file_reads_as_written() {
    let text = format!(
        r#"
        [[department]]
        code = "a"
        level = "district"
        names = [{{ name = "甲", name_en = "A" }}]

        [[department.keys]]
        public_key = "{KEY}"
        from = "2026-01-01"
        revoked = {{ at = "2026-09-01", reason = "私钥遗失" }}
        "#
    );
    let data: DepartmentData = toml::from_str(&text).unwrap();
    let key = &data.departments[0].keys[0];
    assert_eq!(key.id().to_string(), KEY_ID);
    assert_eq!(key.revoked, revoked("2026-09-01"));
    assert!(toml::from_str::<DepartmentData>(&text.replace(KEY, KEY_ID)).is_err());
}
