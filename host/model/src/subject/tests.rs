mod roles;

use super::{
    history::{Effect, Writing},
    view::Moment,
    *,
};
use crate::{money::Fen, period};

const PENALTY: u16 = 7;
const AMOUNT: u16 = 3;
const BUREAU: &str = "tax-bureau";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Noon of a day in Shanghai.
fn noon(text: &str) -> Millis {
    i64::from(date(text).days()) * 86_400_000 + 4 * 3_600_000
}

/// As of a day, by what was known on another.
fn moment(as_of: &str, known_at: &str) -> Moment {
    Moment {
        as_of: date(as_of),
        known_at: noon(known_at),
    }
}

fn writing(document: &SubjectDocument, day: &str) -> Writing {
    document.writing(noon(day), 1)
}

/// The penalty 罚〔2016〕1号 of 2016-11-01, so many fen.
fn penalty(amount: i64, stated_on: Option<&str>) -> Record {
    Record {
        provider: BUREAU.to_owned(),
        number: "罚〔2016〕1号".to_owned(),
        kind: PENALTY,
        acted_on: None,
        acted_until: None,
        decided_on: Some(date("2016-11-01")),
        ends_on: None,
        ends_as: Standing::Expired,
        values: vec![(AMOUNT, Value::Amount(Fen(amount)))],
        stated_at: stated_on.map(noon),
        hash: [0; 32],
        known: Knowledge::since(0, 0),
    }
}

fn withdrawal(stated_on: Option<&str>) -> Withdrawal {
    Withdrawal {
        kind: PENALTY,
        provider: BUREAU.to_owned(),
        number: "罚〔2016〕1号".to_owned(),
        reason: Some("复议撤销".to_owned()),
        stated_at: stated_on.map(noon),
        recorded_at: 0,
        batch: 0,
    }
}

impl SubjectDocument {
    fn record_on(&mut self, day: &str, record: Record) -> Effect {
        self.take_record(record, writing(self, day))
    }

    fn withdraw_on(&mut self, day: &str, withdrawal: Withdrawal) -> Effect {
        self.withdraw_record(withdrawal, writing(self, day))
    }

    /// The amounts that were known on a day.
    fn amounts(&self, known_on: &str) -> Vec<i64> {
        let records = self.records_known(noon(known_on));
        let amounts = records.filter_map(|record| match record.value(AMOUNT) {
            Some(Value::Amount(Fen(amount))) => Some(*amount),
            _ => None,
        });
        amounts.collect()
    }

    /// How many bad records lie in the three years to a day.
    fn bad_in_three_years(&self, moment: Moment) -> usize {
        let window = period::window(moment.as_of, 3);
        let decided = |record: &&Record| record.decided_on.is_some_and(|day| window.contains(&day));
        self.records_known(moment.known_at).filter(decided).count()
    }
}

#[test]
fn g25_a_penalty_revoked_by_review_leaves_the_window_of_every_day() {
    let mut document = SubjectDocument::default();
    document.record_on("2016-11-07", penalty(200_000, None));
    assert_eq!(
        document.withdraw_on("2017-03-01", withdrawal(None)),
        Effect::Changed
    );
    for as_of in ["2016-12-01", "2017-02-01", "2019-10-31"] {
        let known = |day| document.bad_in_three_years(moment(as_of, day));
        assert_eq!(known("2017-02-28"), 1, "{as_of}");
        assert_eq!(known("2017-03-01"), 0, "{as_of}");
    }
}

#[test]
fn g23_a_penalty_of_exactly_three_years_ago_lies_outside_the_window() {
    let mut document = SubjectDocument::default();
    document.record_on("2016-11-07", penalty(200_000, None));
    let bad = |as_of| document.bad_in_three_years(moment(as_of, "2020-01-01"));
    assert_eq!((bad("2019-10-31"), bad("2019-11-01")), (1, 0));
}

#[test]
fn g38_a_deletion_that_arrives_before_its_insertion_wins() {
    for (deleted, inserted) in [
        (None, None),
        (Some("2017-03-01"), None),
        (None, Some("2017-02-01")),
        (Some("2017-03-01"), Some("2017-02-01")),
        // On the same day the deletion wins too.
        (Some("2017-03-01"), Some("2017-03-01")),
    ] {
        let mut document = SubjectDocument::default();
        let effect = document.withdraw_on("2017-03-02", withdrawal(deleted));
        assert_eq!(effect, Effect::Added);
        let effect = document.record_on("2017-03-03", penalty(200_000, inserted));
        assert_eq!(effect, Effect::WithdrawnBefore, "{deleted:?} {inserted:?}");
        assert!(document.amounts("2020-01-01").is_empty());
        let effect = document.record_on("2017-03-04", penalty(200_000, Some("2017-03-04")));
        assert_eq!(effect, Effect::Added, "a genuine listing after it");
        assert_eq!(document.amounts("2020-01-01"), [200_000]);
    }
}

#[test]
fn g38_a_deletion_that_is_overtaken_by_the_listing_after_it_comes_too_late() {
    let mut document = SubjectDocument::default();
    document.record_on("2017-02-01", penalty(200_000, Some("2017-02-01")));
    // Listed again, with the same content, after a deletion that is still on its way.
    let effect = document.record_on("2017-03-05", penalty(200_000, Some("2017-03-04")));
    assert_eq!(effect, Effect::Confirmed);
    assert_eq!(document.records.len(), 1);
    let effect = document.withdraw_on("2017-03-06", withdrawal(Some("2017-03-01")));
    assert_eq!(effect, Effect::Late);
    assert_eq!(document.amounts("2017-03-06"), [200_000]);
}

#[test]
fn a_withdrawal_without_a_time_counts_though_the_providers_clock_is_ahead() {
    let mut document = SubjectDocument::default();
    document.record_on("2017-02-01", penalty(200_000, Some("2017-02-03")));
    let effect = document.withdraw_on("2017-02-02", withdrawal(None));
    assert_eq!(effect, Effect::Changed);
    assert!(document.amounts("2017-02-02").is_empty());
    // Neither the same file again nor one stated before it undoes that.
    let effect = document.record_on("2017-02-04", penalty(200_000, Some("2017-02-03")));
    assert_eq!(effect, Effect::Replayed);
    let effect = document.record_on("2017-02-04", penalty(100_000, Some("2017-02-02")));
    assert_eq!(effect, Effect::WithdrawnBefore);
    assert!(document.amounts("2020-01-01").is_empty());
}

#[test]
fn a_withdrawal_told_again_does_not_end_what_was_brought_back() {
    for stated in [None, Some("2017-03-01")] {
        let mut document = SubjectDocument::default();
        document.record_on("2017-02-01", penalty(200_000, Some("2017-02-01")));
        document.withdraw_on("2017-03-01", withdrawal(stated));
        document.record_on("2017-04-01", penalty(200_000, Some("2017-04-01")));
        let effect = document.withdraw_on("2017-05-01", withdrawal(stated));
        assert_eq!(effect, Effect::Replayed);
        assert_eq!(document.amounts("2017-05-01"), [200_000]);
        let effect = document.withdraw_on("2017-05-02", withdrawal(Some("2017-05-02")));
        assert_eq!(effect, Effect::Changed);
        assert!(document.amounts("2017-05-02").is_empty());
    }
}

#[test]
fn a_withdrawal_stated_before_what_was_corrected_since_comes_too_late() {
    let mut document = SubjectDocument::default();
    document.record_on("2017-03-01", penalty(200_000, Some("2017-03-01")));
    document.record_on("2017-03-02", penalty(20_000, None));
    let effect = document.withdraw_on("2017-03-03", withdrawal(Some("2017-02-01")));
    assert_eq!(effect, Effect::Late);
    assert_eq!(document.amounts("2017-03-03"), [20_000]);
}

#[test]
fn a_corrected_amount_is_still_the_old_one_as_known_before() {
    let mut document = SubjectDocument::default();
    document.record_on("2017-02-01", penalty(20_000_000, None));
    let effect = document.record_on("2017-03-01", penalty(200_000, None));
    assert_eq!(effect, Effect::Changed);
    assert!(document.amounts("2017-01-31").is_empty());
    assert_eq!(document.amounts("2017-02-28"), [20_000_000]);
    assert_eq!(document.amounts("2017-03-01"), [200_000]);
}

#[test]
fn an_old_file_undoes_neither_correction_nor_withdrawal() {
    // The last: with a time to the day, on which the correction was stated as well.
    for (first, second) in [
        (None, None),
        (None, Some("2017-03-01")),
        (Some("2017-02-01"), Some("2017-03-01")),
        (Some("2017-03-01"), Some("2017-03-01")),
    ] {
        let mut document = SubjectDocument::default();
        document.record_on("2017-03-01", penalty(20_000_000, first));
        document.record_on("2017-03-02", penalty(200_000, second));
        let effect = document.record_on("2017-03-03", penalty(20_000_000, first));
        assert_eq!(effect, Effect::Replayed, "{first:?} {second:?}");
        assert_eq!(document.amounts("2020-01-01"), [200_000]);
        document.withdraw_on("2017-03-04", withdrawal(None));
        for (amount, stated) in [(20_000_000, first), (200_000, second)] {
            let effect = document.record_on("2017-03-05", penalty(amount, stated));
            assert_eq!(effect, Effect::Replayed, "{first:?} {second:?}");
        }
        assert!(document.amounts("2020-01-01").is_empty());
    }
}

#[test]
fn what_was_stated_before_the_current_version_never_becomes_current() {
    let mut document = SubjectDocument::default();
    document.record_on("2017-03-02", penalty(200_000, Some("2017-03-01")));
    let effect = document.record_on("2017-03-03", penalty(20_000_000, Some("2017-02-01")));
    assert_eq!(effect, Effect::Late);
    assert_eq!(document.records.len(), 2, "it is kept");
    for day in ["2017-03-03", "2020-01-01"] {
        assert_eq!(document.amounts(day), [200_000]);
    }
}

#[test]
fn another_order_of_columns_says_nothing_new() {
    let mut document = SubjectDocument::default();
    let mut record = penalty(200_000, None);
    record.values.push((1, Value::Flag(true)));
    document.record_on("2017-03-01", record.clone());
    record.values.reverse();
    assert_eq!(document.record_on("2017-03-02", record), Effect::Known);
}
