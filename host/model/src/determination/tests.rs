mod clean_years;
mod compared;
mod fixture;
mod judged;
mod legality;

use super::*;
use crate::{
    catalogue::{
        CatalogueData, Class, ExecutionLevel, Measure as Entry, Nature, SourceStatus, Term,
    },
    contract::{Fact, Measure, Role, Rule, Standing, Subject, SubjectKind},
    subject::{Finding, Knowledge, Record},
};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

const FIRM: SubjectId = SubjectId::from_bytes([1; 16]);
const OTHER_FIRM: SubjectId = SubjectId::from_bytes([2; 16]);
const FORMER: SubjectId = SubjectId::from_bytes([11; 16]);
const PRESENT: SubjectId = SubjectId::from_bytes([12; 16]);

fn catalogue() -> Catalogue {
    let entry = |code: &str, class: Class| Entry {
        code: code.to_owned(),
        title: "措施".to_owned(),
        title_en: "Measure".to_owned(),
        class,
        direction: class.direction(),
        nature: Nature::Recommended,
        executor: "tax-bureau".to_owned(),
        execution_level: ExecutionLevel::District,
        also_upper: false,
        term: Term::Listing,
        requires_court_or_statute: false,
        source_status: SourceStatus::Recalled,
        bases: Vec::new(),
        basis_note: None,
        max_months: None,
        subject_kinds: Vec::new(),
    };
    Catalogue::new(CatalogueData {
        edition: "test".to_owned(),
        from: None,
        measures: vec![
            entry("green/lane", Class::I01),
            entry("bid/ban", Class::C01),
            entry("tax/watch", Class::Management),
        ],
    })
    .unwrap()
}

/// Measures: the incentive, the sanction, the management, and one of no catalogue.
fn manifest() -> Manifest {
    let measure = |code: &str| Measure {
        code: code.to_owned(),
        reach: Reach::SelfOnly,
        details: Vec::new(),
    };
    Manifest {
        code: "test".to_owned(),
        version: "1.0.0".to_owned(),
        title: "测试".to_owned(),
        document_number: "无".to_owned(),
        initiator: "测试局".to_owned(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: vec![SubjectKind::Enterprise],
        profile: Default::default(),
        reads: Vec::new(),
        listings: Vec::new(),
        measures: ["green/lane", "bid/ban", "tax/watch", "no/where"]
            .map(measure)
            .to_vec(),
        rules: vec![Rule {
            id: "only".to_owned(),
            label: "唯一规则".to_owned(),
            source: "无".to_owned(),
        }],
        parameters: Vec::new(),
    }
}

fn record(number: &str) -> Record {
    Record {
        provider: "tax-bureau".to_owned(),
        number: number.to_owned(),
        kind: 1,
        acted_on: None,
        acted_until: None,
        decided_on: Some(date("2016-11-01")),
        ends_on: None,
        ends_as: Standing::Expired,
        values: Vec::new(),
        stated_at: None,
        hash: [0; 32],
        known: Knowledge::since(0, 1),
    }
}

/// Records as a plugin was given them: the first has handle 0.
fn projected(records: &[Record]) -> Projected<'_> {
    let fact = |(id, record): (u32, &Record)| Fact {
        id,
        need: 0,
        acted_on: record.acted_on,
        acted_until: record.acted_until,
        decided_on: record.decided_on,
        ends_on: record.ends_on,
        standing: Standing::Active,
        values: Vec::new(),
    };
    Projected {
        subject: Subject {
            kind: SubjectKind::Enterprise,
            since: None,
            industry: None,
            region: None,
            status: None,
            facts: (0..).zip(records).map(fact).collect(),
        },
        records: records.iter().collect(),
    }
}

fn determination(starts_on: &str, until: End) -> Determination {
    Determination {
        rule: 0,
        grounds: vec![0],
        acts: vec![0],
        starts_on: date(starts_on),
        until,
        measures: vec![1],
        details: Vec::new(),
    }
}

fn on(
    determination: &Determination,
    records: &[Record],
    as_of: Date,
) -> Result<Option<Reason>, AnswerFault> {
    let verdict = Verdict {
        determinations: vec![determination.clone()],
        ..Verdict::default()
    };
    let projected = projected(records);
    let reasons = standing(&manifest(), &catalogue(), &projected, &verdict, as_of)?;
    assert!(reasons.len() <= 1);
    Ok(reasons.into_iter().next())
}

/// How far it stands on each of these days.
fn stands(determination: &Determination, records: &[Record], days: &[&str]) -> Vec<Option<Until>> {
    days.iter()
        .map(|day| {
            let reason = on(determination, records, date(day)).unwrap();
            reason.map(|reason| reason.until)
        })
        .collect()
}

// ---- when ----

#[test]
fn ends_are_exclusive_and_starts_inclusive() {
    let until = Some(Until::Day(date("2018-11-01")));
    for end in [
        End::On(date("2018-11-01")),
        End::After {
            start: date("2016-11-01"),
            months: 24,
        },
    ] {
        let days = ["2016-10-31", "2016-11-01", "2018-10-31", "2018-11-01"];
        assert_eq!(
            stands(&determination("2016-11-01", end), &[record("1")], &days),
            [None, until, until, None]
        );
    }
}

/// G22: a year from 29 February ends on 28 February (民法典 202).
#[test]
fn year_from_the_29th_of_february_ends_on_the_28th() {
    let year = determination(
        "2016-02-29",
        End::After {
            start: date("2016-02-29"),
            months: 12,
        },
    );
    let until = Some(Until::Day(date("2017-02-28")));
    assert_eq!(
        stands(&year, &[record("1")], &["2017-02-27", "2017-02-28"]),
        [until, None]
    );
}

/// 民法典 203 moves the last day of a period to the next working day; the end of a
/// sanction it never moves. 2017-10-01 was a Sunday in a week of holidays.
#[test]
fn holiday_does_not_lengthen_a_sanction() {
    let year = determination(
        "2016-10-01",
        End::After {
            start: date("2016-10-01"),
            months: 12,
        },
    );
    assert_eq!(
        stands(&year, &[record("1")], &["2017-10-01", "2017-10-09"]),
        [None, None]
    );
}

#[test]
fn with_its_grounds_ends_with_the_first_of_them() {
    let ending = |number: &str, day: &str| Record {
        ends_on: Some(date(day)),
        ..record(number)
    };
    let mut both = determination("2016-11-01", End::WithGrounds);
    both.grounds = vec![0, 1];
    let later = ending("1", "2018-11-01");
    let sooner = ending("2", "2017-11-01");
    let until = Some(Until::Day(date("2017-11-01")));
    assert_eq!(
        stands(
            &both,
            &[later.clone(), sooner],
            &["2017-10-31", "2017-11-01"]
        ),
        [until, None]
    );
    let until = Some(Until::Day(date("2018-11-01")));
    assert_eq!(
        stands(&both, &[later, record("2")], &["2017-11-01"]),
        [until],
        "a ground without an end does not end it"
    );
    assert_eq!(
        stands(&both, &[record("1"), record("2")], &["2117-11-01"]),
        [Some(Until::Event)]
    );
}

#[test]
fn never_does_not_end() {
    assert_eq!(
        stands(
            &determination("2016-11-01", End::Never),
            &[record("1")],
            &["2016-10-31", "2016-11-01", "9999-12-31"]
        ),
        [None, Some(Until::Never), Some(Until::Never)]
    );
}

#[test]
fn term_that_is_over_before_it_starts_never_stands() {
    let penalty = determination(
        "2017-06-01",
        End::After {
            start: date("2014-01-01"),
            months: 36,
        },
    );
    assert_eq!(
        stands(
            &penalty,
            &[record("1")],
            &["2016-12-31", "2017-01-01", "2017-06-01", "2017-06-02"]
        ),
        [None, None, None, None]
    );
}

#[test]
fn days_beyond_any_calendar_do_not_overflow() {
    let last = Date::from_days(i32::MAX);
    let far = Determination {
        starts_on: Date::from_days(i32::MIN),
        ..determination(
            "2016-11-01",
            End::After {
                start: last,
                months: u16::MAX,
            },
        )
    };
    assert_eq!(
        stands(&far, &[record("1")], &["2017-10-31"]),
        [Some(Until::Day(last))]
    );
}

#[test]
fn reason_carries_what_the_plugin_said() {
    let mut said = determination("2016-11-01", End::Never);
    said.grounds = vec![1, 0];
    said.acts = vec![1];
    said.measures = vec![1, 0];
    let records = [record("1"), record("2")];
    assert_eq!(
        on(&said, &records, date("2017-10-31")).unwrap(),
        Some(Reason {
            rule: 0,
            grounds: vec![1, 0],
            acts: vec![1],
            from: date("2016-11-01"),
            until: Until::Never,
            measures: vec![1, 0],
        })
    );
}

/// Taking needs a ground, and so does watching more closely; giving needs none. Not even
/// on a day on which it does not stand is such an answer believed.
#[test]
fn only_incentives_rest_on_nothing() {
    let groundless = |measures: &[u16], starts_on: &str| {
        let mut groundless = determination(starts_on, End::Never);
        groundless.grounds.clear();
        groundless.acts.clear();
        groundless.measures = measures.to_vec();
        on(&groundless, &[], date("2017-10-31"))
    };
    let refused = |measure: &str| {
        Err(AnswerFault::SanctionWithoutGrounds {
            at: Statement::Determination(0),
            measure: measure.to_owned(),
        })
    };
    assert!(groundless(&[0], "2017-01-01").unwrap().is_some());
    assert_eq!(groundless(&[1], "2017-01-01"), refused("bid/ban"));
    assert_eq!(groundless(&[0, 2], "2017-01-01"), refused("tax/watch"));
    assert_eq!(groundless(&[0, 1], "2018-01-01"), refused("bid/ban"));
}

// ---- whom ----

fn edge(person: SubjectId, role: Role, from: Option<&str>, to: Option<&str>) -> RoleEdge {
    RoleEdge {
        person,
        role,
        from: from.map(date),
        to: to.map(date),
        finding: None,
        stated_at: None,
        finding_stated_at: None,
        known: Knowledge::since(0, 1),
    }
}

const HEAD: Role = Role::LegalRepresentative;

fn holders(test: RoleTest) -> Reach {
    Reach::Holders(Edge {
        roles: vec![HEAD],
        responsible_only: false,
        test,
    })
}

/// What a measure reaches on the last day of October 2017, for acts of these days.
fn reached(
    subject: SubjectId,
    reach: &Reach,
    acts: &[(Option<&str>, Option<&str>)],
    edges: &[(SubjectId, RoleEdge)],
) -> Targets {
    let records: Vec<Record> = acts
        .iter()
        .map(|(first, last)| Record {
            acted_on: first.map(date),
            acted_until: last.map(date),
            ..record("1")
        })
        .collect();
    let handles: Vec<u32> = (0..).take(records.len()).collect();
    let reason = Reason {
        rule: 0,
        grounds: handles.clone(),
        acts: handles,
        from: date("2017-01-01"),
        until: Until::Never,
        measures: vec![1],
    };
    let neighbours: Vec<Neighbour<'_>> = edges
        .iter()
        .map(|(organisation, edge)| Neighbour {
            organisation: *organisation,
            person: edge.person,
            edge,
        })
        .collect();
    let as_of = date("2017-10-31");
    targets(
        subject,
        reach,
        &reason,
        &projected(&records),
        &neighbours,
        as_of,
    )
}

/// The same where nothing is left open.
fn people(
    reach: &Reach,
    acts: &[(Option<&str>, Option<&str>)],
    edges: &[(SubjectId, RoleEdge)],
) -> Vec<SubjectId> {
    let targets = reached(FIRM, reach, acts, edges);
    assert_eq!(targets.undetermined, []);
    targets
        .reached
        .iter()
        .map(|reached| reached.subject)
        .collect()
}

/// One head until a day, another from that day.
fn succession(day: &str) -> [(SubjectId, RoleEdge); 2] {
    [
        (FIRM, edge(FORMER, HEAD, None, Some(day))),
        (FIRM, edge(PRESENT, HEAD, Some(day), None)),
    ]
}

#[test]
fn subject_itself_is_reached_whatever_its_roles() {
    let itself = Targets {
        reached: vec![Reached {
            subject: FIRM,
            role: None,
        }],
        undetermined: Vec::new(),
    };
    assert_eq!(
        reached(FIRM, &Reach::SelfOnly, &[], &succession("2016-01-01")),
        itself
    );
}

/// G12: the head changed one day before the act.
#[test]
fn head_who_left_before_the_act_is_not_reached() {
    let act = [(Some("2016-05-02"), None)];
    let edges = succession("2016-05-01");
    for test in [RoleTest::AtAct, RoleTest::AtAsOf, RoleTest::Both] {
        assert_eq!(people(&holders(test), &act, &edges), [PRESENT], "{test:?}");
    }
    // On the very day of the change: it is the new head's.
    let act = [(Some("2016-05-01"), None)];
    assert_eq!(people(&holders(RoleTest::AtAct), &act, &edges), [PRESENT]);
}

/// G13: the head left after the act.
#[test]
fn head_who_left_after_the_act_stays_reached_for_it() {
    let act = [(Some("2016-05-01"), None)];
    let edges = succession("2016-05-02");
    for (test, who) in [
        (RoleTest::AtAct, &[FORMER][..]),
        (RoleTest::AtAsOf, &[PRESENT]),
        (RoleTest::Both, &[]),
    ] {
        assert_eq!(people(&holders(test), &act, &edges), who, "{test:?}");
    }
}

#[test]
fn act_that_lasted_reaches_all_who_held_the_role_meanwhile() {
    let edges = succession("2016-05-02");
    let reach = holders(RoleTest::AtAct);
    let lasted = |until| [(Some("2016-04-01"), Some(until))];
    assert_eq!(people(&reach, &lasted("2016-05-01"), &edges), [FORMER]);
    assert_eq!(
        people(&reach, &lasted("2016-05-02"), &edges),
        [FORMER, PRESENT]
    );
}

#[test]
fn one_act_of_several_is_enough() {
    let acts = [(Some("2010-01-01"), None), (Some("2016-06-01"), None)];
    assert_eq!(
        people(&holders(RoleTest::AtAct), &acts, &succession("2016-05-02")),
        [FORMER, PRESENT]
    );
}

/// R-NULL: a day that is missing makes nobody responsible and nobody free.
#[test]
fn act_without_a_day_leaves_holders_undetermined() {
    let who = |subject| Reached {
        subject,
        role: Some(HEAD),
    };
    let edges = succession("2016-05-02");
    for acts in [&[(None, None)][..], &[]] {
        let targets = reached(FIRM, &holders(RoleTest::AtAct), acts, &edges);
        assert_eq!(targets.reached, []);
        assert_eq!(targets.undetermined, [who(FORMER), who(PRESENT)]);
        // Who does not hold the role now fails the test of both, whatever the act's day.
        let targets = reached(FIRM, &holders(RoleTest::Both), acts, &edges);
        assert_eq!(targets.undetermined, [who(PRESENT)]);
        assert_eq!(people(&holders(RoleTest::AtAsOf), acts, &edges), [PRESENT]);
    }
    // One act is dated and reaches the former head for sure; the other leaves the present
    // one open.
    let acts = [(Some("2016-05-01"), None), (None, None)];
    let targets = reached(FIRM, &holders(RoleTest::AtAct), &acts, &edges);
    assert_eq!(targets.reached, [who(FORMER)]);
    assert_eq!(targets.undetermined, [who(PRESENT)]);
}

#[test]
fn who_is_reached_for_sure_is_not_undetermined_as_well() {
    let edges = [
        (FIRM, edge(FORMER, HEAD, None, Some("2016-05-02"))),
        (FIRM, edge(FORMER, HEAD, Some("2017-01-01"), None)),
    ];
    let acts = [(Some("2016-05-01"), None), (None, None)];
    let reach = holders(RoleTest::AtAct);
    assert_eq!(people(&reach, &acts, &edges), [FORMER]);
}

#[test]
fn other_roles_and_other_firms_are_not_reached() {
    let edges = [
        (FIRM, edge(FORMER, Role::Supervisor, None, None)),
        (OTHER_FIRM, edge(PRESENT, HEAD, None, None)),
    ];
    assert_eq!(people(&holders(RoleTest::AtAsOf), &[], &edges), []);
}

#[test]
fn only_whom_a_finding_names_where_the_measure_says_so() {
    let mut edges = succession("2016-05-02");
    edges[1].1.finding = Some(Finding {
        provider: "safety-bureau".to_owned(),
        number: "测查1号".to_owned(),
        decided_on: None,
    });
    let reach = Reach::Holders(Edge {
        roles: vec![HEAD],
        responsible_only: true,
        test: RoleTest::AtAct,
    });
    let lasted = [(Some("2016-04-01"), Some("2016-06-01"))];
    assert_eq!(people(&reach, &lasted, &edges), [PRESENT]);
    // It names nobody before the day on which it was made: asked is about 31 October.
    for (decided_on, who) in [("2017-10-31", &[PRESENT][..]), ("2017-11-01", &[])] {
        if let Some(finding) = &mut edges[1].1.finding {
            finding.decided_on = Some(date(decided_on));
        }
        assert_eq!(people(&reach, &lasted, &edges), who, "{decided_on}");
    }
}

#[test]
fn holder_of_two_roles_is_reached_through_each_and_once_through_the_same() {
    let reach = Reach::Holders(Edge {
        roles: vec![HEAD, Role::Director],
        responsible_only: false,
        test: RoleTest::AtAsOf,
    });
    let twice = || {
        (
            FIRM,
            edge(PRESENT, Role::Director, Some("2016-01-01"), None),
        )
    };
    let edges = [(FIRM, edge(PRESENT, HEAD, None, None)), twice(), twice()];
    let targets = reached(FIRM, &reach, &[], &edges);
    let through = |role| Reached {
        subject: PRESENT,
        role: Some(role),
    };
    assert_eq!(targets.reached, [through(HEAD), through(Role::Director)]);
}

/// G14: a person's measures reach the firms that the person leads now.
#[test]
fn firms_that_a_person_leads_are_reached() {
    let reach = Reach::LedEntities(Edge {
        roles: vec![HEAD],
        responsible_only: false,
        test: RoleTest::AtAsOf,
    });
    let edges = [
        (OTHER_FIRM, edge(PRESENT, HEAD, None, None)),
        (FIRM, edge(PRESENT, HEAD, Some("2017-10-31"), None)),
        (
            SubjectId::from_bytes([3; 16]),
            edge(PRESENT, HEAD, None, Some("2017-10-31")),
        ),
        (
            SubjectId::from_bytes([4; 16]),
            edge(PRESENT, Role::Shareholder, None, None),
        ),
    ];
    let targets = reached(PRESENT, &reach, &[], &edges);
    let firms: Vec<_> = targets
        .reached
        .iter()
        .map(|reached| reached.subject)
        .collect();
    assert_eq!(firms, [FIRM, OTHER_FIRM]);
}

/// G15: a measure goes one step and never on from there, nor back against the reach.
#[test]
fn propagation_has_depth_one() {
    // The person leads the firm, and the firm leads the other firm.
    let chain = [
        (FIRM, edge(PRESENT, HEAD, None, None)),
        (OTHER_FIRM, edge(FIRM, HEAD, None, None)),
    ];
    let led = Reach::LedEntities(Edge {
        roles: vec![HEAD],
        responsible_only: false,
        test: RoleTest::AtAsOf,
    });
    let subjects = |targets: Targets| {
        assert_eq!(targets.undetermined, []);
        let subject = |reached: Reached| reached.subject;
        targets.reached.into_iter().map(subject).collect::<Vec<_>>()
    };
    assert_eq!(subjects(reached(PRESENT, &led, &[], &chain)), [FIRM]);
    assert_eq!(subjects(reached(FIRM, &led, &[], &chain)), [OTHER_FIRM]);
    let held = holders(RoleTest::AtAsOf);
    assert_eq!(subjects(reached(OTHER_FIRM, &held, &[], &chain)), [FIRM]);
    assert_eq!(subjects(reached(FIRM, &held, &[], &chain)), [PRESENT]);
}
