use super::{
    keys::{key, revoked, with_keys},
    *,
};

const TODAY: &str = "2026-11-23";

type Edit = fn(&mut Department);

fn edited(old: &Department, edit: impl FnOnce(&mut Department)) -> Department {
    let mut new = old.clone();
    edit(&mut new);
    new
}

/// What the past would lose by the edit, if anything.
fn change(old: &Department, edit: impl FnOnce(&mut Department)) -> Option<Past> {
    let departments = registry(&[
        old.clone(),
        department("b - -", None, &["丁 - -"]),
        department("c - -", None, &["戊 - -"]),
    ])
    .unwrap();
    let new = edited(old, edit);
    match departments.changed(new.clone(), date(TODAY)) {
        Ok(changed) => {
            assert_eq!(changed.get(&new.code), Some(&new));
            assert_eq!(changed.all().count(), 3);
            None
        }
        Err(DepartmentError::Past { code, what }) => {
            assert_eq!(code, old.code);
            Some(what)
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_department_can_be_added_and_the_whole_is_checked_again() {
    let departments = registry(&[department("a - -", None, &["甲 - -"])]).unwrap();
    let new = department("b 2027-01-01 -", None, &["乙 - -"]);
    let changed = departments.changed(new.clone(), date(TODAY)).unwrap();
    assert_eq!(changed.all().count(), 2);
    let dangling = department("a - 2027-01-01", Some("c"), &["甲 - -"]);
    assert!(matches!(
        changed.changed(dangling, date(TODAY)),
        Err(DepartmentError::NoSuccessor { .. })
    ));
    let merged = department("a - 2027-01-01", Some("b"), &["甲 - -"]);
    let merged = changed.changed(merged, date(TODAY)).unwrap();
    let standing = merged.on("a", date("2027-01-01")).unwrap();
    assert_eq!(standing.department, &new);
}

#[test]
fn an_unknown_end_may_be_learned_late_and_a_year_become_a_day() {
    let safety = department(
        "a - -",
        None,
        &["安监局 - 2018/2019", "应急管理局 2018/2019 -"],
    );
    let closer = |bound: &'static str| {
        move |new: &mut Department| {
            new.names[0].until = Some(partial(bound));
            new.names[1].from = Some(partial(bound));
        }
    };
    assert_eq!(change(&safety, closer("2019")), None);
    assert_eq!(change(&safety, closer("2019-02-01")), None);
    let first = Some(Past::Name("安监局".to_owned()));
    assert_eq!(change(&safety, closer("2017")), first);
    assert_eq!(change(&safety, closer("2018/2020")), first);
    let ended = change(&safety, |new| {
        new.until = Some(partial("2026-07-01"));
        new.successor = Some("b".to_owned());
    });
    assert_eq!(ended, None);
    let renamed = change(&safety, |new| {
        new.names[1].until = Some(partial("2026-07-01"));
        new.names.push(name("新局 2026-07-01 -"));
    });
    assert_eq!(renamed, None);
}

#[test]
fn a_name_in_use_stays_and_one_to_come_may_go() {
    let old = department(
        "a - -",
        None,
        &["甲 - 2018", "乙 2018 2027-01-01", "丙 2027-01-01 -"],
    );
    let planned_gone = change(&old, |new| {
        new.names.pop();
        new.names[1].until = None;
    });
    assert_eq!(planned_gone, None);
    assert_eq!(
        change(&old, |new| new.names[2].name = "丁".to_owned()),
        None
    );
    for (position, name) in [(0, "甲"), (1, "乙")] {
        let lost = Some(Past::Name(name.to_owned()));
        let other = change(&old, |new| new.names[position].name = "丁".to_owned());
        assert_eq!(other, lost);
        let other = change(&old, |new| new.names[position].name_en = "Ding".to_owned());
        assert_eq!(other, lost);
    }
    let merged = change(&old, |new| {
        new.names.remove(0);
        new.names[0].from = None;
    });
    assert_eq!(merged, Some(Past::Name("甲".to_owned())));
}

#[test]
fn the_life_of_a_department_is_not_moved() {
    let old = department("a 2001 2019", Some("b"), &["甲 - -"]);
    let edits: [(Edit, Option<Past>); 9] = [
        (|new| new.level = ExecutionLevel::Upper, Some(Past::Level)),
        (|new| new.from = Some(partial("2002")), Some(Past::From)),
        (|new| new.from = None, Some(Past::From)),
        (|new| new.from = Some(partial("2001-03-01")), None),
        (|new| new.until = Some(partial("2020")), Some(Past::Until)),
        (
            |new| {
                new.until = None;
                new.successor = None;
            },
            Some(Past::Until),
        ),
        (|new| new.until = Some(partial("2019-02-01")), None),
        (
            |new| new.successor = Some("c".to_owned()),
            Some(Past::Successor),
        ),
        (|new| new.status = Some(SourceStatus::Verified), None),
    ];
    for (position, (edit, lost)) in edits.into_iter().enumerate() {
        assert_eq!(change(&old, edit), lost, "edit {position}");
    }

    let coming = department("a 2027 2029", Some("b"), &["甲 - -"]);
    let moved = change(&coming, |new| {
        new.from = Some(partial("2028"));
        new.until = Some(partial("2030"));
        new.successor = Some("c".to_owned());
    });
    assert_eq!(moved, None);
    let always = department("a - -", None, &["甲 - -"]);
    assert_eq!(
        change(&always, |new| new.from = Some(partial("2001"))),
        Some(Past::From)
    );
}

#[test]
fn a_key_that_may_have_signed_stays_as_it_was() {
    let mut old = with_keys("a");
    old.keys.push(key(3, "2026-10-01", None));
    old.keys.push(key(4, "2026-12-01", None));
    let id = |seed: u8| PublicKey::from_bytes([seed; 32]).id();
    let edits: [(Edit, Option<u8>); 14] = [
        // Removed, even if it was never used.
        (|new| drop(new.keys.remove(0)), Some(1)),
        (|new| drop(new.keys.remove(3)), Some(4)),
        // First day.
        (|new| new.keys[0].from = date("2026-01-02"), Some(1)),
        (|new| new.keys[3].from = date("2026-12-02"), None),
        (|new| new.keys[3].from = date("2026-11-22"), Some(4)),
        // End.
        (|new| new.keys[0].until = None, Some(1)),
        (|new| new.keys[2].until = Some(date("2026-11-24")), None),
        (|new| new.keys[2].until = Some(date(TODAY)), Some(3)),
        // Revocation.
        (|new| new.keys[2].revoked = revoked("2026-10-15"), None),
        (|new| new.keys[1].revoked = None, Some(2)),
        (|new| new.keys[1].revoked = revoked("2026-09-02"), Some(2)),
        // Added.
        (|new| new.keys.push(key(5, TODAY, None)), None),
        (|new| new.keys.push(key(5, "2026-11-22", None)), Some(5)),
        // In another order.
        (|new| new.keys.reverse(), None),
    ];
    for (position, (edit, lost)) in edits.into_iter().enumerate() {
        let lost = lost.map(|seed| Past::Key(id(seed)));
        assert_eq!(change(&old, edit), lost, "edit {position}");
    }
}
