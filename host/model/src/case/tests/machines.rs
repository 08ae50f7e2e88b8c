//! Tables: a row for each step, a column for each state from which it is taken, the first
//! for "not begun"; a cell is the state it leads to.

use super::*;
use crate::money::Fen;

/// Checks a table. States are named by their codes, `.` is "refused".
fn check<E: Event>(states: &[E::State], events: &[E], table: &str) {
    let from: Vec<_> = std::iter::once(None)
        .chain(states.iter().copied().map(Some))
        .collect();
    let rows: Vec<&str> = table.trim().lines().map(str::trim).collect();
    assert_eq!(rows.len(), events.len(), "a row for each step");
    for (event, row) in events.iter().zip(rows) {
        let mut cells = row.split_whitespace();
        assert_eq!(cells.next(), Some(event.word().code));
        let cells: Vec<_> = cells.collect();
        assert_eq!(cells.len(), from.len(), "{row}");
        for (state, cell) in from.iter().zip(cells) {
            let to = event.next(*state).map_or(".", |state| state.word().code);
            assert_eq!(to, cell, "{:?} {row}", state.map(|state| state.word()));
        }
    }
}

#[test]
fn objection() {
    let partly = ObjectionEvent::UpholdPartly {
        scope: Vec::new(),
        reason: reason(),
    };
    let refuse = ObjectionEvent::DoNotAccept { reason: reason() };
    // Columns: new, submitted, not-accepted, accepted, forwarded, verifying, upheld,
    // partly-upheld, rejected, closed.
    check(
        ObjectionState::ALL,
        &[
            ObjectionEvent::Submit,
            refuse,
            accept(),
            forward(),
            ObjectionEvent::Verify,
            ObjectionEvent::Uphold,
            partly,
            reject(),
            ObjectionEvent::Close,
        ],
        "submit         submitted . . . . . . . . .
         do-not-accept  . not-accepted . . . . . . . .
         accept         . accepted . . . . . . . .
         forward        . . . forwarded . . . . . .
         verify         . . . . verifying . . . . .
         uphold         . . . . . upheld . . . .
         uphold-partly  . . . . . partly-upheld . . . .
         reject         . . . . . rejected . . . .
         close          . . . . . . closed closed closed .",
    );
}

#[test]
fn repair() {
    // Columns: new, applied, accepted, reviewing, granted, refused, synchronised, closed.
    check(
        RepairState::ALL,
        &[
            RepairEvent::Apply,
            RepairEvent::Accept,
            RepairEvent::Review,
            RepairEvent::Extend { reason: reason() },
            RepairEvent::Grant {
                publication_only: false,
            },
            RepairEvent::Refuse {
                reason: reason(),
                barred_until: None,
            },
            RepairEvent::Synchronise {
                platforms: Vec::new(),
            },
            RepairEvent::Close,
        ],
        "apply        applied . . . . . . .
         accept       . accepted . . . . . .
         review       . . reviewing . . . . .
         extend       . . . reviewing . . . .
         grant        . . . granted . . . .
         refuse       . refused . refused . . . .
         synchronise  . . . . synchronised . . .
         close        . . . . . closed closed .",
    );
}

#[test]
fn listing() {
    // Columns: new, proposed, notified, listed, exited, dropped.
    check(
        ListingState::ALL,
        &[
            ListingEvent::Propose,
            ListingEvent::Notify { how: reason() },
            ListingEvent::List,
            ListingEvent::Extend {
                months: 1,
                reason: reason(),
            },
            ListingEvent::Exit {
                reason: ExitReason::Performed,
            },
            ListingEvent::Drop { reason: reason() },
        ],
        "propose  proposed . . . . .
         notify   . notified . . . .
         list     . listed listed . . .
         extend   . . . listed . .
         exit     . . . exited . .
         drop     . dropped dropped . . .",
    );
}

#[test]
fn application() {
    let reasons = || (reason(), reason());
    let (end, cancel) = reasons();
    let (decline, none) = reasons();
    // Columns: new, determined, pushed, acknowledged, executed, not-applicable, declined,
    // fed-back, ended, cancelled.
    check(
        ApplicationState::ALL,
        &[
            ApplicationEvent::Determine {
                memoranda: Vec::new(),
                supports: Vec::new(),
            },
            ApplicationEvent::Restate {
                memoranda: Vec::new(),
                supports: Vec::new(),
            },
            ApplicationEvent::Push,
            ApplicationEvent::Acknowledge,
            ApplicationEvent::Execute,
            ApplicationEvent::FindNotApplicable { reason: none },
            ApplicationEvent::Decline { reason: decline },
            ApplicationEvent::FeedBack(Feedback {
                content: reason(),
                amount: Some(Fen(1)),
                scene: None,
                business_no: None,
                effect: None,
            }),
            ApplicationEvent::End { reason: end },
            ApplicationEvent::Cancel { reason: cancel },
        ],
        "determine  determined . . . . . . . . .
         restate    . determined pushed acknowledged executed not-applicable declined fed-back . .
         push       . pushed . . . . . . . .
         acknowledge . . acknowledged . . . . . . .
         execute    . . . executed . . . . . .
         find-not-applicable . . . not-applicable . . . . . .
         decline    . . . declined . . . . . .
         feed-back  . . . . fed-back fed-back fed-back . . .
         end        . . . . ended ended ended ended . .
         cancel     . cancelled cancelled cancelled cancelled cancelled cancelled cancelled . .",
    );
}

#[test]
fn publication() {
    // Columns: new, due, published, stopped.
    check(
        PublicationState::ALL,
        &[
            PublicationEvent::Open,
            PublicationEvent::Publish,
            PublicationEvent::Mask,
            PublicationEvent::Unmask,
            PublicationEvent::Stop {
                reason: StopReason::Term,
            },
        ],
        "open     due . . .
         publish  . published . .
         mask     . due published .
         unmask   . due published .
         stop     . stopped stopped .",
    );
}

#[test]
fn incomplete_file() {
    // Columns: new, eligible, accepted-with-gap, supplemented, overdue, breach-recorded.
    check(
        IncompleteFileState::ALL,
        &[
            IncompleteFileEvent::FindEligible,
            IncompleteFileEvent::Accept {
                missing: Vec::new(),
                due: day("2017-03-01"),
            },
            IncompleteFileEvent::Extend {
                due: day("2017-03-01"),
                reason: reason(),
            },
            IncompleteFileEvent::Supplement,
            IncompleteFileEvent::RecordBreach,
        ],
        "find-eligible  eligible . . . . .
         accept         . accepted-with-gap . . . .
         extend         . . accepted-with-gap . . .
         supplement     . . supplemented . . .
         record-breach  . . . . breach-recorded .",
    );
}

#[test]
fn notice_and_remedy() {
    check(
        NoticeState::ALL,
        &[NoticeEvent::Open, NoticeEvent::Serve { how: reason() }],
        "open   opened . .
         serve  . served .",
    );
    check(
        RemedyState::ALL,
        &[RemedyEvent::Open, RemedyEvent::Finish { what: reason() }],
        "open    open . .
         finish  . done .",
    );
}
