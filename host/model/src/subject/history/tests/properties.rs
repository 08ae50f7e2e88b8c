//! Whatever is said in whatever order, the document knows what the log says.

use proptest::prelude::*;

use super::{
    messages::{
        END, day, merger_message, messages, only, profile_message, record_message, role_message,
        stated_at,
    },
    naive::{DAYS, KEYS, Log, Said, Seen},
};
use crate::{
    contract::{Role, Standing, SubjectKind, Value},
    date::Date,
    subject::{
        Finding, Knowledge, Merger, MergerWithdrawal, Millis, Profile, Record, RoleEdge, RoleKey,
        RoleWithdrawal, SubjectDocument, SubjectId, Withdrawal,
        history::{Effect, Writing},
        view::Moment,
    },
};

/// Kind, provider and number of a record: no two of them sort alike.
const RECORDS: [(u16, &str, &str); 3] = [(7, "a", "2"), (3, "b", "2"), (7, "a", "1")];

const ROLES: [(u8, Role, Option<i32>); 3] = [
    (1, Role::Director, None),
    (1, Role::Director, Some(2)),
    (2, Role::Director, None),
];

fn known() -> Knowledge {
    Knowledge::since(0, 0)
}

fn role_key(key: u8) -> RoleKey {
    let (person, role, from) = ROLES[usize::from(key)];
    let person = SubjectId::from_bytes([person; 16]);
    (person, role, from.map(Date::from_days))
}

fn tell(document: &mut SubjectDocument, said: Said, writing: Writing) -> Effect {
    match said {
        Said::Record(key, content, stated_at) => {
            let (kind, provider, number) = RECORDS[usize::from(key)];
            let record = Record {
                provider: provider.to_owned(),
                number: number.to_owned(),
                kind,
                acted_on: None,
                acted_until: None,
                decided_on: None,
                ends_on: None,
                ends_as: Standing::Expired,
                values: vec![(1, Value::Integer(content))],
                stated_at,
                hash: [0; 32],
                known: known(),
            };
            document.take_record(record, writing)
        }
        Said::Withdrawal(key, reason, stated_at) => {
            let (kind, provider, number) = RECORDS[usize::from(key)];
            let withdrawal = Withdrawal {
                kind,
                provider: provider.to_owned(),
                number: number.to_owned(),
                reason: reason.map(|reason| reason.to_string()),
                stated_at,
                recorded_at: 0,
                batch: 0,
            };
            document.withdraw_record(withdrawal, writing)
        }
        Said::Profile(register, from, name, status, stated_at) => {
            let profile = Profile {
                provider: register.to_string(),
                from: from.map(Date::from_days),
                kind: SubjectKind::Enterprise,
                name: name.to_string(),
                since: None,
                industry: None,
                region: None,
                status: status.map(|status| status.to_string()),
                stated_at,
                known: known(),
            };
            document.take_profile(profile, writing)
        }
        Said::Role(key, to, finding, stated_at) => {
            let (person, role, from) = role_key(key);
            let edge = RoleEdge {
                person,
                role,
                from,
                to: to.map(Date::from_days),
                finding: finding.map(|number| Finding {
                    number: number.to_string(),
                    ..Finding::unnamed()
                }),
                stated_at,
                finding_stated_at: None,
                known: known(),
            };
            document.take_role(edge, writing)
        }
        Said::RoleWithdrawal(key, stated_at) => {
            let (person, role, from) = role_key(key);
            let withdrawal = RoleWithdrawal {
                person,
                role,
                from,
                stated_at,
                recorded_at: 0,
                batch: 0,
            };
            document.withdraw_role(withdrawal, writing)
        }
        Said::Merger(other, from, stated_at) => {
            let merger = Merger {
                other: SubjectId::from_bytes([other; 16]),
                from: from.map(Date::from_days),
                stated_at,
                known: known(),
            };
            document.take_merger(merger, writing)
        }
        Said::MergerWithdrawal(other, stated_at) => {
            let withdrawal = MergerWithdrawal {
                other: SubjectId::from_bytes([other; 16]),
                stated_at,
                recorded_at: 0,
                batch: 0,
            };
            document.withdraw_merger(withdrawal, writing)
        }
    }
}

/// What the document says was known, in the words of the log.
fn seen(document: &SubjectDocument, known_at: Millis) -> Seen {
    let since = |known: &Knowledge| (known.recorded_at, known.batch);
    let key_of = |record: &Record| {
        let mut keys = KEYS.filter(|key| RECORDS[usize::from(*key)] == record.key());
        keys.next().unwrap()
    };
    let content = |record: &Record| match record.value(1) {
        Some(Value::Integer(content)) => *content,
        other => panic!("{other:?}"),
    };
    let mut records: Vec<_> = document
        .records_known(known_at)
        .map(|record| (key_of(record), content(record), since(&record.known)))
        .collect();
    records.sort_unstable();
    let mut roles: Vec<_> = document
        .roles_known(known_at)
        .map(|edge| {
            let mut keys = KEYS.filter(|key| role_key(*key) == edge.key());
            let (key, to) = (keys.next().unwrap(), edge.to.map(Date::days));
            let finding = edge.finding.as_ref();
            let finding = finding.map(|finding| finding.number.parse().unwrap());
            (key, to, finding, since(&edge.known))
        })
        .collect();
    roles.sort_unstable();
    let moments = || {
        DAYS.map(|day| Moment {
            as_of: Date::from_days(day),
            known_at,
        })
    };
    let registered = moments().map(|moment| {
        let registered = document.registered(moment)?;
        let number = |text: &str| text.parse().unwrap();
        Some((
            number(&registered.profile.provider),
            number(&registered.profile.name),
            registered.status.map(number),
            registered.contradictory,
        ))
    });
    let mergers = moments().map(|moment| {
        let merger = document.merger(moment)?;
        Some((merger.other.as_bytes()[0], since(&merger.known)))
    });
    Seen {
        records,
        roles,
        registered: registered.collect(),
        mergers: mergers.collect(),
    }
}

fn told(messages: &[(Millis, Said)]) -> SubjectDocument {
    let mut document = SubjectDocument::default();
    for (batch, (now, said)) in (1..).zip(messages) {
        let writing = document.writing(*now, batch);
        tell(&mut document, *said, writing);
    }
    document
}

/// What is seen, whenever it arrived.
fn without_arrival(mut seen: Seen) -> Seen {
    let records = seen.records.iter_mut().map(|record| &mut record.2);
    let roles = seen.roles.iter_mut().map(|role| &mut role.3);
    let mergers = seen.mergers.iter_mut().flatten();
    let arrivals = records
        .chain(roles)
        .chain(mergers.map(|merger| &mut merger.1));
    arrivals.for_each(|arrival| *arrival = (0, 0));
    seen
}

fn assert_invariants(document: &SubjectDocument) {
    assert!(
        document.records.is_sorted_by(|a, b| {
            (a.key(), a.known.recorded_at) <= (b.key(), b.known.recorded_at)
        })
    );
    assert!(
        document
            .withdrawals
            .is_sorted_by(|a, b| { (a.key(), a.recorded_at) <= (b.key(), b.recorded_at) })
    );
    let current = |known: &Knowledge| known.is_current();
    for key in RECORDS {
        let versions = document.records.iter().filter(|record| record.key() == key);
        assert!(versions.filter(|record| current(&record.known)).count() <= 1);
    }
    assert!(
        document
            .merged_into
            .iter()
            .filter(|merger| current(&merger.known))
            .count()
            <= 1
    );
    let arrivals = |known: Vec<&Knowledge>| {
        for known in &known {
            assert!(known.recorded_at <= document.changed_at);
            let end = known.withdrawn.map(|withdrawn| withdrawn.at);
            assert!(end.is_none_or(|end| known.recorded_at <= end && end <= document.changed_at));
        }
        assert!(known.is_sorted_by_key(|known| known.recorded_at));
    };
    arrivals(document.roles.iter().map(|edge| &edge.known).collect());
    arrivals(
        document
            .profiles
            .iter()
            .map(|profile| &profile.known)
            .collect(),
    );
    arrivals(
        document
            .merged_into
            .iter()
            .map(|merger| &merger.known)
            .collect(),
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_document_knows_what_the_log_says(messages in messages()) {
        let mut document = SubjectDocument::default();
        let mut log = Log::default();
        for (batch, (now, said)) in (1..).zip(messages) {
            let writing = document.writing(now, batch);
            let before: Vec<Seen> = (0..writing.at).map(|at| seen(&document, at)).collect();
            let same = document.clone();
            let effect = tell(&mut document, said, writing);
            log.0.push(((writing.at, batch), said));
            prop_assert!(effect.is_change() || document == same, "{effect:?}");
            prop_assert!(!effect.is_change() || document != same, "{effect:?}");
            // Knowledge is only added to: of earlier moments it is as it was.
            for (at, before) in (0..).zip(before) {
                prop_assert_eq!(seen(&document, at), before, "at {} after {:?}", at, said);
            }
            prop_assert_eq!(seen(&document, Moment::LATEST), log.known_at(END), "{:?}", said);
        }
        for at in 0..END {
            prop_assert_eq!(seen(&document, at), log.known_at(at), "at {}", at);
        }
        assert_invariants(&document);
        let stored = postcard::to_allocvec(&document).unwrap();
        prop_assert_eq!(postcard::from_bytes::<SubjectDocument>(&stored), Ok(document));
    }

    #[test]
    fn the_same_messages_again_change_nothing(messages in messages(), later in 0..20_i64) {
        let once = told(&messages);
        let mut twice = once.clone();
        for (batch, (now, said)) in (100..).zip(messages) {
            let writing = twice.writing(now + later, batch);
            let effect = tell(&mut twice, said, writing);
            prop_assert!(!effect.is_change(), "{:?}: {:?}", said, effect);
        }
        prop_assert_eq!(twice, once);
    }

    /// What was stated last stands, in whatever order the messages arrive.
    #[test]
    fn messages_with_times_may_overtake_each_other(
        sent in prop_oneof![
            prop::collection::vec(only(record_message()), 1..8),
            prop::collection::vec(only(profile_message()), 1..8),
            prop::collection::vec(only(role_message()), 1..8),
            prop::collection::vec(merger_message(), 1..8),
        ],
        places in prop::collection::vec(any::<u32>(), 8),
    ) {
        let stated: Vec<Said> = (10..).zip(sent).map(|(at, said)| stated_at(said, at)).collect();
        let mut arriving: Vec<_> = places.into_iter().zip(stated.clone()).collect();
        arriving.sort_by_key(|(place, _)| *place);
        let known = |said: Vec<Said>| {
            let seen = seen(&told(&(0..).zip(said).collect::<Vec<_>>()), Moment::LATEST);
            without_arrival(seen)
        };
        let arriving = arriving.into_iter().map(|(_, said)| said).collect();
        prop_assert_eq!(known(arriving), known(stated));
    }

    #[test]
    fn a_role_is_held_between_two_days_if_it_is_on_one_of_them(
        from in day(), to in day(), first in 0..5_i32, last in 0..5_i32,
    ) {
        let edge = RoleEdge {
            person: SubjectId::from_bytes([1; 16]),
            role: Role::Director,
            from: from.map(Date::from_days),
            to: to.map(Date::from_days),
            finding: None,
            stated_at: None,
            finding_stated_at: None,
            known: known(),
        };
        let is_held = |day: i32| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day < to);
        let held = edge.is_held_between(Date::from_days(first), Date::from_days(last));
        prop_assert_eq!(held, (first..=last).any(is_held));
    }
}
