//! What is stored grows with what changed and not with the population: told by how many are
//! looked at, over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use serde_json::{Value, json};
use support::{
    AS_OF, EVADER, REPRESENTATIVE, Running, district, import, organisation, person, store,
};

fn catch_up(running: &Running, as_of: &str, expected: u16) -> Value {
    let request = json!({ "as_of": as_of });
    let (status, report) = running.client.post("/v1/runs:catch-up", &request);
    assert_eq!(status, expected, "{report}");
    report
}

/// How many were looked at, and for how many something else stands.
fn looked(report: &Value) -> (u64, u64) {
    assert_eq!(report["full"], false, "{report}");
    let number = |key: &str| report[key].as_u64().unwrap();
    (number("evaluated"), number("written"))
}

/// A district that stands as of a day.
fn standing(memoranda: &[&str], as_of: &str) -> (tempfile::TempDir, Running) {
    let folder = store();
    let running = Running::start(folder.path());
    for memorandum in memoranda {
        running.client.enable(memorandum);
    }
    import(&running.host, &district());
    assert_eq!(
        catch_up(&running, as_of, 200)["full"],
        true,
        "the first is a full run"
    );
    (folder, running)
}

#[test]
fn nothing_changed_and_nobody_is_looked_at() {
    let (_folder, running) = standing(&["tax-a-level", "tax-major-violation"], AS_OF);
    assert_eq!(looked(&catch_up(&running, AS_OF, 200)), (0, 0));
}

#[test]
fn a_persons_new_fact_reaches_the_firms_that_he_leads_and_nobody_else() {
    let (_folder, running) = standing(&["judgment-debtor"], AS_OF);
    let listed = json!({
        "type": "record", "identifier": person(REPRESENTATIVE), "kind": "court/judgment-debtor",
        "provider": "court", "number": "1", "decided_on": "2026-06-01",
        "values": { "circumstance": "able-but-refuses" },
    });
    import(&running.host, &[listed]);
    // He and his firm; the model taxpayer is left alone.
    assert_eq!(looked(&catch_up(&running, AS_OF, 200)), (2, 2));
    let measures = running.client.measures(&organisation(EVADER));
    assert!(!measures.is_empty(), "measures 11 and 12 of the memorandum");
}

#[test]
fn a_days_turn_touches_only_those_whose_day_has_come() {
    let (_folder, running) = standing(&["tax-major-violation"], "2028-05-30");
    assert_eq!(looked(&catch_up(&running, "2028-05-31", 200)), (0, 0));
    // Three years after its publication the evader's case ends: for the firm and its head.
    let (evaluated, written) = looked(&catch_up(&running, "2028-06-01", 200));
    assert_eq!((evaluated, written), (2, 2));
}

#[test]
fn enabling_a_memorandum_touches_those_whom_it_can_touch() {
    let (_folder, running) = standing(&["tax-a-level"], AS_OF);
    running.client.enable("tax-major-violation");
    // The evader and whoever is one role away; not the model taxpayer.
    assert_eq!(looked(&catch_up(&running, AS_OF, 200)), (2, 2));
}

#[test]
fn what_stands_never_goes_back_by_catching_up() {
    let (_folder, running) = standing(&["tax-a-level"], AS_OF);
    let problem = catch_up(&running, "2026-11-22", 409);
    assert_eq!(problem["type"], "urn:accord:problem:back-in-time");
}
