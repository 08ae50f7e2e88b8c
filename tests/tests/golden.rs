//! Golden cases of domain.md §5.6 that concern records, codes and time, over the whole
//! path: a department's lines, the store, the sandbox, the answer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use accord_model::period::Period;
use accord_service::{Host, deadlines::DeadlineQuery};
use serde_json::{Value, json};
use support::{Running, codes, import, organisation, person, send, store};

const FIRM: &str = "91481802MA0000007T";
/// A ban with a basis in law, which the closed catalogue still lets through.
const BAN: &str = "safety-sector/ban";
const GREEN_LANE: &str = "approval/green-lane";

/// M5, M3, M6 and clause 4 of the scheme: those of whose terms the cases tell.
const SAFETY: &str = "safety-dishonesty";
const MARKET: &str = "market-dishonesty";
const ENVIRONMENT: &str = "environment-dishonesty";
const ELIGIBILITY: &str = "incomplete-file-eligibility";

fn firm(code: &str, name: &str) -> Value {
    json!({
        "type": "subject", "identifier": organisation(code), "kind": "enterprise", "name": name,
        "since": "2010-03-01",
    })
}

/// A record of the firm; days and values are added by the caller.
fn record(kind: &str, provider: &str, number: &str, of: &Value) -> Value {
    let mut line = json!({
        "type": "record", "identifier": organisation(FIRM), "kind": kind, "provider": provider,
        "number": number,
    });
    for (key, value) in of.as_object().unwrap() {
        line[key] = value.clone();
    }
    line
}

fn blacklisted(number: &str, days: &Value) -> Value {
    record("safety/blacklist", "work-safety-bureau", number, days)
}

fn penalty(number: &str, decided_on: &str, values: &Value) -> Value {
    let of = json!({ "decided_on": decided_on, "values": values });
    record("admin/penalty", "sector-supervisors", number, &of)
}

fn fine(number: &str, decided_on: &str) -> Value {
    penalty(number, decided_on, &json!({ "category": ["fine"] }))
}

/// A host on which these memoranda answer, with these lines.
fn running(memoranda: &[&str], lines: &[Value]) -> (tempfile::TempDir, Running) {
    let folder = store();
    let running = Running::start(folder.path());
    for memorandum in memoranda {
        running.client.enable(memorandum);
    }
    let report = import(&running.host, &[firm(FIRM, "测试判例厂")]);
    assert_eq!(report.counts.added, 1);
    let report = import(&running.host, lines);
    assert_eq!(report.counts.rejected, 0, "{report:?}");
    (folder, running)
}

fn ask(running: &Running, question: Value) -> Value {
    let mut query = json!({ "identifier": organisation(FIRM) });
    for (key, value) in question.as_object().unwrap() {
        query[key] = value.clone();
    }
    let (status, answer) = running.client.post("/v1/measures:query", &query);
    assert_eq!(status, 200, "{answer}");
    answer
}

fn applies(running: &Running, measure: &str, as_of: &str) -> bool {
    codes(&ask(running, json!({ "as_of": as_of }))).contains(&measure.to_owned())
}

/// The moment between what is known now and what comes next.
fn now(host: &Host) -> i64 {
    let batches = host.batches(&support::operator(), None, 1).unwrap();
    batches[0].ended_at.unwrap()
}

/// Waits until the clock has moved on, so that the next batch is known later.
fn later_than(moment: i64) {
    loop {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        if i64::try_from(now.as_millis()).unwrap() > moment {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn g20_the_second_blacklisting_lasts_three_years() {
    let (_folder, running) = running(
        &[SAFETY],
        &[
            blacklisted(
                "first",
                &json!({ "decided_on": "2017-06-01", "ends_on": "2018-06-01" }),
            ),
            blacklisted("second", &json!({ "decided_on": "2019-03-15" })),
        ],
    );
    for (as_of, listed) in [
        ("2018-05-31", true),
        ("2018-06-01", false),
        ("2019-03-15", true),
        ("2020-03-15", true),
        ("2022-03-14", true),
        ("2022-03-15", false),
    ] {
        assert_eq!(applies(&running, BAN, as_of), listed, "{as_of}");
    }
}

#[test]
fn g21_three_full_years_on_the_abnormal_list_with_a_leap_year_inside() {
    let of = json!({ "decided_on": "2015-03-01", "values": { "reason": "annual-report" } });
    let listed = record(
        "market/abnormal-list",
        "industry-and-commerce-bureau",
        "1",
        &of,
    );
    let (_folder, running) = running(&[MARKET], &[listed]);
    // 2018-02-28 is day 1,095 after 2015-03-01, and 2016 had 366 days.
    let before = ask(&running, json!({ "as_of": "2018-02-28" }));
    assert_eq!(before["proposals"], json!([]));
    assert_eq!(before["review_on"], "2018-03-01");
    let full = ask(&running, json!({ "as_of": "2018-03-01" }));
    let proposals = full["proposals"].as_array().unwrap();
    assert_eq!(proposals.len(), 1, "day 1,096");
    assert_eq!(proposals[0]["listing"], "market/serious-list");
    assert_eq!(proposals[0]["rule"]["id"], "regulation-2014/three-years");
    assert_eq!(proposals[0]["term"], 60);
}

#[test]
fn g22_a_listing_of_29_february_ends_on_the_28th() {
    let serious =
        json!({ "decided_on": "2016-02-29", "values": { "reason": "registration-fraud" } });
    let (_folder, running) = running(
        &[SAFETY, MARKET, ENVIRONMENT],
        &[
            blacklisted("leap", &json!({ "decided_on": "2016-02-29" })),
            record(
                "market/serious-list",
                "industry-and-commerce-bureau",
                "leap",
                &serious,
            ),
            record(
                "environment/dishonesty-list",
                "environment-bureau",
                "leap",
                &json!({ "decided_on": "2020-02-29" }),
            ),
        ],
    );
    // A year, five years, a year; a measure that the other two do not have.
    for (measure, last, end) in [
        ("safety-sector/ban", "2017-02-27", "2017-02-28"),
        ("tendering/restrict-or-ban", "2021-02-27", "2021-02-28"),
        ("concession/restrict", "2021-02-27", "2021-02-28"),
    ] {
        assert!(applies(&running, measure, last), "{measure}");
        assert!(!applies(&running, measure, end), "{measure}");
    }
}

#[test]
fn g23_a_penalty_of_exactly_three_years_ago_is_outside_the_window() {
    let (_folder, running) = running(&[ELIGIBILITY], &[fine("1", "2017-10-31")]);
    assert!(
        applies(&running, GREEN_LANE, "2017-10-30"),
        "not decided yet"
    );
    assert!(!applies(&running, GREEN_LANE, "2017-10-31"));
    assert!(!applies(&running, GREEN_LANE, "2020-10-30"));
    assert!(applies(&running, GREEN_LANE, "2020-10-31"));
}

#[test]
fn a_penalty_of_unknown_category_leaves_the_green_lane_open() {
    // It may be a warning, which does not count (domain.md §1.4, R-NULL).
    let (_folder, running) = running(&[ELIGIBILITY], &[penalty("1", "2017-10-31", &json!({}))]);
    let answer = ask(&running, json!({ "as_of": "2020-10-30" }));
    assert_eq!(answer["measures"], json!([]));
    assert_eq!(answer["gaps"][0]["rule"]["id"], "three-clean-years");
    assert_eq!(answer["gaps"][0]["missing"], "category");
}

#[test]
fn g25_a_penalty_revoked_by_review_never_counted_once_that_is_known() {
    let (_folder, running) = running(&[ELIGIBILITY], &[fine("1", "2017-09-01")]);
    let before = now(&running.host);
    later_than(before);
    let revoked = json!({
        "type": "withdrawal", "identifier": organisation(FIRM), "kind": "admin/penalty",
        "provider": "sector-supervisors", "number": "1", "reason": "复议撤销",
    });
    assert_eq!(import(&running.host, &[revoked]).counts.corrected, 1);
    assert!(applies(&running, GREEN_LANE, "2017-10-31"));
    // What was answered before it was known is still what was right to answer then.
    let then = ask(
        &running,
        json!({ "as_of": "2017-10-31", "known_at": before }),
    );
    assert!(!codes(&then).contains(&GREEN_LANE.to_owned()));
    // It is to be withdrawn within three working days of the change.
    let due = deadline(&running.host, "2017-10-31", 3, None);
    assert_eq!(due.0, "2017-11-03");
}

fn deadline(host: &Host, start: &str, days: u16, known_at: Option<i64>) -> (String, bool) {
    let query = DeadlineQuery {
        start: start.parse().unwrap(),
        period: Period::WorkingDays(days),
        known_at,
    };
    let deadline = host.deadline(&query).unwrap();
    (deadline.day.to_string(), deadline.provisional)
}

#[test]
fn g26_seven_working_days_across_the_national_holiday() {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    // On time on that day, late on the next.
    let due = deadline(&host, "2017-09-29", 7, None);
    assert_eq!(due, ("2017-10-16".to_owned(), false));
}

#[test]
fn g27_a_deadline_that_a_second_notice_moved_keeps_both_values() {
    let folder = store();
    let host = Host::open(folder.path()).unwrap();
    let query = DeadlineQuery {
        start: "2020-01-21".parse().unwrap(),
        period: Period::WorkingDays(7),
        known_at: None,
    };
    let deadline = host.deadline(&query).unwrap();
    let told: Vec<_> = deadline
        .told
        .iter()
        .map(|told| (told.day.to_string(), told.provisional))
        .collect();
    let fixed = |day: &str| (day.to_owned(), false);
    assert_eq!(told.last(), Some(&fixed("2020-02-07")));
    assert!(told.contains(&fixed("2020-02-05")));
    assert_eq!(deadline.day.to_string(), "2020-02-07");
}

#[test]
fn a_years_notice_makes_its_provisional_deadlines_fixed() {
    let folder = store();
    let running = Running::start(folder.path());
    let before = deadline(&running.host, "2026-12-30", 7, None);
    assert!(before.1, "2027 is not announced");
    let notice = r#"
        [[notice]]
        year = 2027
        issued_on = "2026-11-20"
        off = [{ first = "2027-01-01", last = "2027-01-03" }]
        work = []
    "#;
    let (status, edition) =
        running
            .client
            .send("/v1/reference/calendar", "text/plain", notice.as_bytes());
    assert_eq!((status, &edition["number"]), (200, &json!(2)), "{edition}");
    assert_eq!(
        deadline(&running.host, "2026-12-30", 7, None),
        ("2027-01-11".to_owned(), false)
    );
    // Before it came, what was told was right.
    let recorded = edition["recorded_at"].as_i64().unwrap();
    assert_eq!(
        deadline(&running.host, "2026-12-30", 7, Some(recorded - 60_000)),
        before
    );
}

#[test]
fn g31_codes_of_villages_and_of_the_army_are_accepted() {
    let folder = store();
    let running = Running::start(folder.path());
    let kind = "unincorporated";
    for code in [
        "A1481802MA0000074P",
        "N2481802MA00000748",
        "Y1481802MA00000743",
    ] {
        let line = json!({ "type": "subject", "identifier": organisation(code), "kind": kind, "name": "测试经济合作社" });
        let report = import(&running.host, &[line]);
        assert_eq!(report.counts.added, 1, "{code}");
        assert!(!report.counts.flags.contains_key("wrong-check"), "{code}");
        assert_eq!(running.client.query(&organisation(code)).0, 200);
    }
}

#[test]
fn g32_a_code_with_a_wrong_check_is_found_by_itself_only() {
    let wrong = "91481802MA0000007U";
    let (_folder, running) = running(&[], &[firm(wrong, "测试错码厂")]);
    let (status, answer) = running.client.query(&organisation(wrong));
    assert_eq!(
        (status, &answer["subject"]["name"]),
        (200, &json!("测试错码厂"))
    );
    let (_, right) = running.client.query(&organisation(FIRM));
    assert_eq!(
        right["subject"]["name"], "测试判例厂",
        "nothing was corrected"
    );
    // One that nobody sent with a wrong check is a mistake of who asks.
    let (status, problem) = running.client.query(&organisation("91481802MA0000007X"));
    assert_eq!(
        (status, problem["type"].as_str()),
        (400, Some("urn:accord:problem:identifier"))
    );
}

#[test]
fn g33_two_persons_of_one_name_are_told_apart_by_number_only() {
    const LISTED: &str = "48180219800101001X";
    const OTHER: &str = "481802199912310026";
    let folder = store();
    let running = Running::start(folder.path());
    let client = &running.client;
    let someone = |number: &str| json!({ "type": "subject", "identifier": person(number), "kind": "natural-person", "name": "测同名" });
    let listed = json!({
        "type": "record", "identifier": person(LISTED), "kind": "court/judgment-debtor",
        "provider": "court", "number": "（2017）测执1号", "decided_on": "2017-06-01", "values": {},
    });
    import(&running.host, &[someone(LISTED), someone(OTHER), listed]);

    // A question about measures takes no name.
    let (status, problem) = client.post("/v1/measures:query", &json!({ "name": "测同名" }));
    assert_eq!(
        (status, problem["type"].as_str()),
        (422, Some("urn:accord:problem:bad-request"))
    );
    // A search, for those allowed, shows both and decides nothing; numbers are masked.
    let (status, page) = client.post("/v1/subjects:search", &json!({ "name": "测同名" }));
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["hits"].as_array().unwrap().len(), 2);
    assert!(!page.to_string().contains("19800101"), "{page}");
    // The exact number tells them apart.
    for (number, records) in [(LISTED, 1), (OTHER, 0)] {
        let query = json!({ "identifier": person(number) });
        let (status, known) = client.post("/v1/subjects:read", &query);
        assert_eq!(status, 200, "{known}");
        assert_eq!(known["records"].as_array().unwrap().len(), records);
    }
}

#[test]
fn g38_a_deletion_that_arrives_before_its_insertion_wins() {
    let deletion = json!({
        "type": "withdrawal", "identifier": organisation(FIRM), "kind": "safety/blacklist",
        "provider": "work-safety-bureau", "number": "1", "reason": "移出",
    });
    let insertion = blacklisted("1", &json!({ "decided_on": "2017-06-01" }));
    let (_folder, running) = running(&[SAFETY], &[deletion]);
    let report = import(&running.host, &[insertion]);
    assert_eq!(report.counts.flags["withdrawn-before"], 1);
    assert!(!applies(&running, BAN, "2017-10-31"));
    // A listing that the provider states later is another one.
    let mut again = blacklisted("1", &json!({ "decided_on": "2017-09-01" }));
    again["stated_at"] = json!("2099-01-01T00:00:00+08:00");
    assert_eq!(
        send(
            &running.host,
            &Default::default(),
            format!("{again}\n").as_bytes()
        )
        .counts
        .added,
        1
    );
    assert!(applies(&running, BAN, "2017-10-31"));
}
