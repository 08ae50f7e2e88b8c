use proptest::prelude::*;

use super::*;
use crate::{
    contract::Standing,
    subject::{Knowledge, view::Moment},
};

/// What the provider says of one record: the day is what tells two versions apart.
fn record(version: i32, stated_at: Option<Millis>) -> Record {
    Record {
        provider: "tax-bureau".to_owned(),
        number: "1".to_owned(),
        kind: 1,
        acted_on: None,
        acted_until: None,
        decided_on: Some(crate::date::Date::from_days(version)),
        ends_on: None,
        ends_as: Standing::Expired,
        values: Vec::new(),
        stated_at,
        hash: [0; 32],
        known: Knowledge::since(0, 0),
    }
}

/// A message that it is withdrawn; the reason is what tells two of them apart.
fn withdrawal(reason: i32, stated_at: Option<Millis>) -> Withdrawal {
    Withdrawal {
        kind: 1,
        provider: "tax-bureau".to_owned(),
        number: "1".to_owned(),
        reason: Some(reason.to_string()),
        stated_at,
        recorded_at: 0,
        batch: 0,
    }
}

#[derive(Debug, Clone, Copy)]
enum Said {
    Version(Option<Millis>),
    Withdrawn(Option<Millis>),
}

/// Lets a document take in the message that arrives at a moment.
fn take(document: &mut SubjectDocument, at: Millis, said: Said) {
    let writing = document.writing(at, 1);
    let version = i32::try_from(at).unwrap();
    match said {
        Said::Version(stated) => document.take_record(record(version, stated), writing),
        Said::Withdrawn(stated) => document.withdraw_record(withdrawal(version, stated), writing),
    };
}

/// The documents after these messages, each to the document named, at moments 1, 2 and on.
fn documents(messages: &[(usize, Said)]) -> [SubjectDocument; 3] {
    let mut documents: [SubjectDocument; 3] = Default::default();
    for ((document, said), at) in messages.iter().zip(1..) {
        take(&mut documents[*document], at, *said);
    }
    documents
}

/// On which days the versions seen were decided.
fn seen(documents: &[SubjectDocument], known_at: Millis) -> Vec<i32> {
    records_of_group(documents.iter(), known_at)
        .into_iter()
        .filter_map(|record| record.decided_on.map(crate::date::Date::days))
        .collect()
}

#[test]
fn what_was_known_of_one_and_comes_again_of_the_other_is_one_record() {
    let both = documents(&[(1, Said::Version(None)), (0, Said::Version(None))]);
    assert_eq!(seen(&both, 1), [1]);
    assert_eq!(seen(&both, Moment::LATEST), [2]);
    // Each alone still holds its own.
    assert_eq!(seen(&both[1..2], Moment::LATEST), [1]);
}

#[test]
fn a_withdrawal_in_any_document_counts() {
    let gone = documents(&[(1, Said::Version(None)), (0, Said::Withdrawn(None))]);
    assert_eq!(seen(&gone, 1), [1]);
    assert_eq!(seen(&gone, Moment::LATEST), [0; 0]);
    // But not one that was stated before what it would withdraw.
    let stays = documents(&[(1, Said::Version(Some(5))), (0, Said::Withdrawn(Some(4)))]);
    assert_eq!(seen(&stays, Moment::LATEST), [1]);
    let back = documents(&[
        (0, Said::Withdrawn(Some(4))),
        (1, Said::Version(Some(4))),
        (2, Said::Version(Some(5))),
    ]);
    assert_eq!(seen(&back, 2), [0; 0]);
    assert_eq!(seen(&back, Moment::LATEST), [3]);
}

fn message() -> impl Strategy<Value = (usize, Said)> {
    let stated = proptest::option::of(0..10_i64);
    let said = (stated, proptest::bool::weighted(0.3)).prop_map(|(stated, ends)| {
        if ends {
            Said::Withdrawn(stated)
        } else {
            Said::Version(stated)
        }
    });
    (0..3_usize, said)
}

proptest! {
    #[test]
    fn several_documents_are_seen_as_the_one_that_took_in_all(
        messages in proptest::collection::vec(message(), 0..9),
    ) {
        let several = documents(&messages);
        let together: Vec<_> = messages.iter().map(|(_, said)| (0, *said)).collect();
        let [one, ..] = documents(&together);
        for known_at in 0..=8 {
            prop_assert_eq!(seen(&several, known_at), seen(std::slice::from_ref(&one), known_at));
        }
    }
}
