//! Messages as departments send them: of few contents, so that much comes again.

use proptest::prelude::*;

use super::naive::{KEYS, Said};
use crate::subject::Millis;

/// Later than every time in these tests.
pub const END: Millis = 50;

fn stated() -> impl Strategy<Value = Option<Millis>> {
    prop_oneof![
        Just(None),
        (0..END).prop_map(Some),
        (10..14_i64).prop_map(Some)
    ]
}

pub fn day() -> impl Strategy<Value = Option<i32>> {
    prop::option::of(1..4)
}

pub fn record_message() -> impl Strategy<Value = Said> {
    prop_oneof![
        2 => (KEYS, 0..3_i64, stated()).prop_map(|(key, content, stated)| {
            Said::Record(key, content, stated)
        }),
        1 => (KEYS, prop::option::of(0..2_u8), stated()).prop_map(|(key, reason, stated)| {
            Said::Withdrawal(key, reason, stated)
        }),
    ]
}

pub fn profile_message() -> impl Strategy<Value = Said> {
    let status = prop::option::of(0..2_u8);
    (0..3_u8, day(), 0..3_u8, status, stated()).prop_map(
        |(register, from, name, status, stated)| {
            Said::Profile(register, from, name, status, stated)
        },
    )
}

pub fn role_message() -> impl Strategy<Value = Said> {
    let finding = prop::option::of(0..3_u8);
    prop_oneof![
        3 => (KEYS, day(), finding, stated()).prop_map(|(key, to, finding, stated)| {
            Said::Role(key, to, finding, stated)
        }),
        1 => (KEYS, stated()).prop_map(|(key, stated)| Said::RoleWithdrawal(key, stated)),
    ]
}

pub fn merger_message() -> impl Strategy<Value = Said> {
    prop_oneof![
        2 => (0..3_u8, day(), stated()).prop_map(|(other, from, stated)| {
            Said::Merger(other, from, stated)
        }),
        1 => (0..3_u8, stated()).prop_map(|(other, stated)| {
            Said::MergerWithdrawal(other, stated)
        }),
    ]
}

/// Messages and the clock when they arrive: often it stands, now and then it is set back.
pub fn messages() -> impl Strategy<Value = Vec<(Millis, Said)>> {
    let many = |message: BoxedStrategy<Said>| prop::collection::vec((0..6_i64, message), 0..24);
    prop_oneof![
        many(record_message().boxed()),
        many(profile_message().boxed()),
        many(role_message().boxed()),
        many(merger_message().boxed()),
        many(
            prop_oneof![
                record_message(),
                profile_message(),
                role_message(),
                merger_message()
            ]
            .boxed()
        ),
    ]
    .prop_map(|messages| {
        let mut clock = 5;
        let arriving = messages.into_iter().map(|(step, message)| {
            clock = if step == 5 {
                clock - 3
            } else {
                clock + step / 2
            };
            (clock, message)
        });
        arriving.collect()
    })
}

/// The message, as if it were about the first of its keys. Of several registers the one
/// heard last names a subject; one that names no first day means the latest that is known.
pub fn only(message: impl Strategy<Value = Said>) -> impl Strategy<Value = Said> {
    message.prop_map(|said| match said {
        Said::Record(_, content, stated) => Said::Record(0, content, stated),
        Said::Withdrawal(_, reason, stated) => Said::Withdrawal(0, reason, stated),
        Said::Role(_, to, finding, stated) => Said::Role(0, to, finding, stated),
        Said::RoleWithdrawal(_, stated) => Said::RoleWithdrawal(0, stated),
        Said::Profile(_, from, name, status, stated) => {
            Said::Profile(0, Some(from.unwrap_or(0)), name, status, stated)
        }
        Said::Merger(..) | Said::MergerWithdrawal(..) => said,
    })
}

pub fn stated_at(mut said: Said, at: Millis) -> Said {
    let (Said::Record(.., stated)
    | Said::Withdrawal(.., stated)
    | Said::Profile(.., stated)
    | Said::Role(.., stated)
    | Said::RoleWithdrawal(.., stated)
    | Said::Merger(.., stated)
    | Said::MergerWithdrawal(.., stated)) = &mut said;
    *stated = Some(at);
    said
}
