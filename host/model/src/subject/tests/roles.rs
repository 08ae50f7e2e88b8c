//! Roles, the findings on them, and mergers.

use super::*;

impl SubjectDocument {
    fn role_on(&mut self, day: &str, edge: RoleEdge) -> Effect {
        self.take_role(edge, writing(self, day))
    }

    fn never_held_on(&mut self, day: &str, edge: &RoleEdge, stated_on: Option<&str>) -> Effect {
        let withdrawal = RoleWithdrawal {
            person: edge.person,
            role: edge.role,
            from: edge.from,
            stated_at: stated_on.map(noon),
            recorded_at: 0,
            batch: 0,
        };
        self.withdraw_role(withdrawal, writing(self, day))
    }

    fn merge_on(&mut self, day: &str, merger: Merger) -> Effect {
        self.take_merger(merger, writing(self, day))
    }

    fn never_merged_on(&mut self, day: &str, other: u8, stated_on: Option<&str>) -> Effect {
        let withdrawal = MergerWithdrawal {
            other: SubjectId::from_bytes([other; 16]),
            stated_at: stated_on.map(noon),
            recorded_at: 0,
            batch: 0,
        };
        self.withdraw_merger(withdrawal, writing(self, day))
    }
}

fn holder(person: u8, from: &str, to: Option<&str>) -> RoleEdge {
    RoleEdge {
        person: SubjectId::from_bytes([person; 16]),
        role: Role::LegalRepresentative,
        from: Some(date(from)),
        to: to.map(date),
        finding: None,
        stated_at: None,
        finding_stated_at: None,
        known: Knowledge::since(0, 0),
    }
}

/// Who is legal representative on a day, by what was known on another.
fn holders(document: &SubjectDocument, moment: Moment) -> Vec<u8> {
    let edges = document.roles_known(moment.known_at);
    let held = edges.filter(|edge| edge.is_held_between(moment.as_of, moment.as_of));
    held.map(|edge| edge.person.as_bytes()[0]).collect()
}

#[test]
fn g12_a_representative_changed_one_day_before_the_act_is_not_the_one_who_acted() {
    let mut document = SubjectDocument::default();
    document.role_on("2010-01-04", holder(1, "2010-01-04", None));
    document.role_on("2016-10-31", holder(1, "2010-01-04", Some("2016-10-31")));
    document.role_on("2016-10-31", holder(2, "2016-10-31", None));
    let act = "2016-11-01";
    assert_eq!(holders(&document, moment(act, "2016-10-30")), [1]);
    assert_eq!(holders(&document, moment(act, "2016-10-31")), [2]);
    let before = moment("2016-10-30", "2016-10-31");
    assert_eq!(holders(&document, before), [1]);
}

#[test]
fn g13_a_representative_who_left_after_the_act_is_the_one_who_acted() {
    let mut document = SubjectDocument::default();
    document.role_on("2010-01-04", holder(1, "2010-01-04", None));
    document.role_on("2017-01-03", holder(1, "2010-01-04", Some("2017-01-01")));
    document.role_on("2017-01-03", holder(2, "2017-01-01", None));
    assert_eq!(holders(&document, moment("2016-11-01", "2018-01-01")), [1]);
    assert_eq!(holders(&document, moment("2017-01-01", "2018-01-01")), [2]);
}

#[test]
fn a_role_under_a_stolen_identity_does_not_come_back_with_an_old_file() {
    let stolen = holder(1, "2010-01-04", None);
    let day = moment("2015-01-01", "2020-01-01");
    let mut document = SubjectDocument::default();
    document.role_on("2010-01-04", stolen.clone());
    let effect = document.never_held_on("2017-03-01", &stolen, None);
    assert_eq!(effect, Effect::Changed);
    let effect = document.role_on("2017-03-02", stolen.clone());
    assert_eq!(effect, Effect::Replayed);
    let left = holder(1, "2010-01-04", Some("2016-01-01"));
    let effect = document.role_on("2017-03-02", left);
    assert_eq!(effect, Effect::WithdrawnBefore);
    assert!(holders(&document, day).is_empty());
    assert_eq!(holders(&document, moment("2015-01-01", "2017-02-28")), [1]);

    let mut document = SubjectDocument::default();
    document.never_held_on("2017-03-01", &stolen, None);
    document.role_on("2017-03-02", stolen);
    assert!(
        holders(&document, day).is_empty(),
        "told in the other order"
    );
}

#[test]
fn a_role_withdrawn_by_mistake_comes_back_if_it_is_stated_later() {
    let day = moment("2015-01-01", "2020-01-01");
    let edge = |stated| RoleEdge {
        stated_at: Some(noon(stated)),
        ..holder(1, "2010-01-04", None)
    };
    let mut document = SubjectDocument::default();
    document.role_on("2017-02-01", edge("2017-02-01"));
    document.never_held_on("2017-03-01", &edge("2017-02-01"), Some("2017-03-01"));
    let effect = document.role_on("2017-03-02", edge("2017-03-01"));
    assert_eq!(effect, Effect::WithdrawnBefore);
    let effect = document.role_on("2017-03-03", edge("2017-03-02"));
    assert_eq!(effect, Effect::Added);
    assert_eq!(holders(&document, day), [1]);
    let effect = document.never_held_on("2017-03-04", &edge("2017-02-01"), Some("2017-03-01"));
    assert_eq!(effect, Effect::Replayed);
    let effect = document.never_held_on("2017-03-05", &edge("2017-02-01"), Some("2017-02-15"));
    assert_eq!(effect, Effect::Late);
    assert_eq!(holders(&document, day), [1]);
}

#[test]
fn a_last_day_stated_before_the_one_that_is_known_comes_too_late() {
    let edge = |to, stated| RoleEdge {
        stated_at: Some(noon(stated)),
        ..holder(1, "2010-01-04", to)
    };
    let mut document = SubjectDocument::default();
    document.role_on("2017-03-02", edge(Some("2017-01-01"), "2017-03-01"));
    let effect = document.role_on("2017-03-03", edge(None, "2017-02-01"));
    assert_eq!(effect, Effect::Late);
    let day = moment("2017-06-01", "2020-01-01");
    assert!(holders(&document, day).is_empty());
    let effect = document.role_on("2017-03-04", edge(Some("2017-01-01"), "2017-03-04"));
    assert_eq!(effect, Effect::Confirmed);
    let effect = document.role_on("2017-03-05", edge(None, "2017-03-03"));
    assert_eq!(effect, Effect::Late);
    let effect = document.role_on("2017-03-06", edge(None, "2017-03-05"));
    assert_eq!(effect, Effect::Changed, "the register goes back");
    assert_eq!(holders(&document, day), [1]);
}

fn found(number: &str, edge: RoleEdge) -> RoleEdge {
    let finding = Finding {
        provider: BUREAU.to_owned(),
        number: number.to_owned(),
        ..Finding::unnamed()
    };
    RoleEdge {
        finding: Some(finding),
        ..edge
    }
}

/// Numbers of the findings that were known on a day.
fn findings<'d>(document: &'d SubjectDocument, known_on: &str) -> Vec<&'d str> {
    let edges = document.roles_known(noon(known_on));
    let findings = edges.filter_map(|edge| edge.finding.as_ref());
    findings.map(|finding| finding.number.as_str()).collect()
}

#[test]
fn a_registers_full_file_does_not_drop_what_another_department_found() {
    let mut document = SubjectDocument::default();
    let head = holder(1, "2010-01-04", None);
    document.role_on("2017-01-01", head.clone());
    let effect = document.role_on("2017-02-01", found("稽罚1号", head.clone()));
    assert_eq!(effect, Effect::Changed);
    assert_eq!(document.role_on("2017-02-02", head), Effect::Known);
    let left = holder(1, "2010-01-04", Some("2017-01-20"));
    let effect = document.role_on("2017-02-03", left.clone());
    assert_eq!(effect, Effect::Changed);
    assert_eq!(findings(&document, "2017-02-03"), ["稽罚1号"]);
    let effect = document.role_on("2017-02-04", found("稽罚2号", left.clone()));
    assert_eq!(effect, Effect::Changed);
    assert_eq!(findings(&document, "2017-02-04"), ["稽罚2号"]);
    let effect = document.role_on("2017-02-05", found("稽罚1号", left.clone()));
    assert_eq!(effect, Effect::Replayed);
    document.never_held_on("2017-03-01", &left, None);
    assert!(findings(&document, "2017-03-01").is_empty());
}

#[test]
fn a_finding_that_a_registers_full_file_overtakes_counts_all_the_same() {
    let stated = |day, edge| RoleEdge {
        stated_at: Some(noon(day)),
        ..edge
    };
    let held = || holder(1, "2010-01-04", None);
    let left = || holder(1, "2010-01-04", Some("2017-01-20"));
    let mut document = SubjectDocument::default();
    document.role_on("2017-03-01", stated("2017-03-01", left()));
    // Stated before, when the bureau did not know yet that the person had left.
    let late = found("稽罚1号", stated("2017-02-01", held()));
    let effect = document.role_on("2017-03-02", late.clone());
    assert_eq!(effect, Effect::Changed);
    assert_eq!(findings(&document, "2017-03-02"), ["稽罚1号"]);
    let day = moment("2017-02-01", "2020-01-01");
    assert!(holders(&document, day).is_empty(), "the last day stays");
    assert_eq!(document.role_on("2017-03-03", late), Effect::Replayed);
    let older = found("稽罚0号", stated("2017-01-01", held()));
    assert_eq!(document.role_on("2017-03-04", older), Effect::Late);
    assert_eq!(findings(&document, "2017-03-04"), ["稽罚1号"]);
    // A withdrawal that came between takes the finding, not the role stated after it.
    let effect = document.never_held_on("2017-03-05", &left(), Some("2017-02-15"));
    assert_eq!(effect, Effect::Changed);
    assert!(findings(&document, "2017-03-05").is_empty());
    let before = moment("2017-01-19", "2020-01-01");
    assert_eq!(holders(&document, before), [1]);
}

#[test]
fn a_role_that_ended_on_its_first_day_was_never_held() {
    let edge = holder(1, "2017-01-10", Some("2017-01-10"));
    assert!(!edge.is_held_between(date("2017-01-01"), date("2017-01-31")));
}

fn merger(other: u8, stated_on: Option<&str>) -> Merger {
    Merger {
        other: SubjectId::from_bytes([other; 16]),
        from: Some(date("2017-01-01")),
        stated_at: stated_on.map(noon),
        known: Knowledge::since(0, 0),
    }
}

/// Into whom it was merged on a day, by what was known on another.
fn merged_into(document: &SubjectDocument, moment: Moment) -> Option<u8> {
    let merger = document.merger(moment)?;
    Some(merger.other.as_bytes()[0])
}

#[test]
fn an_old_merger_does_not_undo_its_correction() {
    let mut document = SubjectDocument::default();
    let effect = document.merge_on("2017-02-01", merger(1, None));
    assert_eq!(effect, Effect::Added);
    let effect = document.merge_on("2017-02-02", merger(2, None));
    assert_eq!(effect, Effect::Changed);
    let effect = document.merge_on("2017-02-03", merger(1, None));
    assert_eq!(effect, Effect::Replayed);
    let into = |as_of, known_at| merged_into(&document, moment(as_of, known_at));
    assert_eq!(into("2017-01-01", "2017-02-01"), Some(1));
    assert_eq!(into("2017-01-01", "2017-02-03"), Some(2));
    assert_eq!(into("2016-12-31", "2017-02-03"), None);
}

#[test]
fn a_merger_counts_by_when_it_was_stated() {
    let mut document = SubjectDocument::default();
    let mut merge = |day, other, stated| document.merge_on(day, merger(other, Some(stated)));
    assert_eq!(merge("2017-02-05", 2, "2017-02-05"), Effect::Added);
    assert_eq!(merge("2017-02-06", 1, "2017-02-01"), Effect::Late);
    assert_eq!(merge("2017-02-07", 2, "2017-02-07"), Effect::Confirmed);
    assert_eq!(merge("2017-02-08", 1, "2017-02-06"), Effect::Late);
    assert_eq!(merge("2017-02-09", 1, "2017-02-08"), Effect::Changed);
    let now = moment("2017-03-01", "2017-03-01");
    assert_eq!(merged_into(&document, now), Some(1));
}

#[test]
fn a_merger_that_was_a_mistake_is_none_until_it_is_stated_again() {
    let now = moment("2020-01-01", "2020-01-01");
    for (withdrawn, again) in [(None, None), (Some("2017-03-01"), Some("2017-02-15"))] {
        let mut document = SubjectDocument::default();
        document.merge_on("2017-02-01", merger(1, None));
        let effect = document.never_merged_on("2017-03-01", 2, withdrawn);
        assert_eq!(effect, Effect::Added, "another was not merged with either");
        assert_eq!(merged_into(&document, now), Some(1));
        let effect = document.never_merged_on("2017-03-01", 1, withdrawn);
        assert_eq!(effect, Effect::Changed);
        assert_eq!(merged_into(&document, now), None);
        let effect = document.merge_on("2017-03-02", merger(2, again));
        assert_eq!(effect, Effect::WithdrawnBefore);
        let effect = document.merge_on("2017-03-03", merger(1, None));
        assert_eq!(effect, Effect::Replayed);
        let effect = document.merge_on("2017-03-04", merger(1, Some("2017-03-04")));
        assert_eq!(effect, Effect::Added);
        assert_eq!(merged_into(&document, now), Some(1));
        let effect = document.never_merged_on("2017-03-05", 1, withdrawn);
        assert_eq!(effect, Effect::Replayed);
        assert_eq!(merged_into(&document, now), Some(1));
    }
}

#[test]
fn a_merger_withdrawn_before_it_arrives_ends_the_one_that_it_corrected() {
    let now = moment("2020-01-01", "2020-01-01");
    let mut document = SubjectDocument::default();
    document.merge_on("2017-02-01", merger(1, Some("2017-02-01")));
    document.never_merged_on("2017-02-03", 2, Some("2017-02-03"));
    assert_eq!(merged_into(&document, now), Some(1));
    let effect = document.merge_on("2017-02-04", merger(2, Some("2017-02-02")));
    assert_eq!(effect, Effect::WithdrawnBefore);
    assert_eq!(merged_into(&document, now), None);
}
