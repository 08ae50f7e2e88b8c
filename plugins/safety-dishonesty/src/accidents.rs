//! Criteria of accidents: by grade, and by how many within a year.
//!
//! A year counted back from an accident leaves out the day exactly a year before it, as the
//! host's own window of clean years does (R-3Y): of two accidents on the same date of two
//! years, each lies in a year of its own.

use accord_plugin::prelude::*;

use crate::{
    Rule, SafetyDishonesty,
    criteria::{BLACKLIST, JOINT_PUNISHMENT, RuleSet},
    listing::was_blacklisted,
    records::{
        Accident, BlacklistCircumstance, Blacklisting, Circumstance, Grade, Post, Records,
        Violation,
    },
};

/// Accidents under one rule set.
struct Found<'a> {
    subject: &'a Profile,
    records: &'a Records,
    accidents: Vec<&'a Accident>,
}

/// An accident that counts, or may.
type Candidate<'a> = (&'a Accident, Compared);

/// What a clause asks of an accident besides liability.
type Test<'a> = &'a dyn Fn(&Accident, &mut Answer<SafetyDishonesty>) -> Compared;

/// A list, the clause under which it is proposed and the months for which.
#[derive(Clone, Copy)]
struct Proposal {
    listing: u16,
    rule: Rule,
    months: u16,
}

/// Proposes what accidents call for.
pub(crate) fn propose_accidents(
    subject: &Profile,
    records: &Records,
    answer: &mut Answer<SafetyDishonesty>,
) {
    let of = |rules: RuleSet| Found {
        subject,
        records,
        accidents: records
            .accidents
            .iter()
            .filter(|accident| accident.head.is_active())
            // One without a day is told as open under the older rule set alone.
            .filter(|accident| match accident.head.decided_on {
                None => rules == RuleSet::Rule2017,
                Some(day) => RuleSet::in_force_on(day) == Some(rules),
            })
            .collect(),
    };
    let found = of(RuleSet::Rule2017);
    found.liability_accident(answer);
    found.three_fatal_accidents(answer);
    let months = if was_blacklisted(records) { 36 } else { 12 };
    let blacklist = |rule| Proposal {
        listing: BLACKLIST,
        rule,
        months,
    };
    found.major_accident_2017(blacklist(Rule::MajorAccident), answer);
    found.two_larger_accidents(blacklist(Rule::TwoLargerAccidents), answer);
    found.vile_larger_accident(blacklist(Rule::VileLargerAccident), answer);
    let found = of(RuleSet::Order11);
    let order_11 = |rule| Proposal {
        months: 36,
        ..blacklist(rule)
    };
    found.major_accident_order_11(order_11(Rule::MajorAccidentOrder11), answer);
    found.two_larger_accidents(order_11(Rule::TwoLargerAccidentsOrder11), answer);
}

impl Violation {
    /// 严重违法违规行为: any circumstance but the accident itself.
    fn is_grave(&self) -> bool {
        let circumstances = self.circumstance.as_deref().unwrap_or_default();
        let other = |circumstance: &Circumstance| *circumstance != Circumstance::LiabilityAccident;
        circumstances.iter().any(other)
    }
}

impl Blacklisting {
    /// Whether it was made for a circumstance, on `found_on` or later.
    fn is_for(&self, circumstance: BlacklistCircumstance, found_on: Date) -> bool {
        let listed_on = self.head.decided_on;
        self.circumstance == Some(circumstance) && listed_on.is_some_and(|day| day >= found_on)
    }
}

impl<'a> Found<'a> {
    /// 2017, 2(1): 较大及以上责任事故.
    fn liability_accident(&self, answer: &mut Answer<SafetyDishonesty>) {
        let proposal = Proposal {
            listing: JOINT_PUNISHMENT,
            rule: Rule::LiabilityAccident,
            months: 12,
        };
        let graded = |accident: &Accident, answer: &mut Answer<SafetyDishonesty>| {
            let mut check = answer.check(proposal.rule, &accident.head);
            check.at_least(Accident::GRADE, &accident.grade, Grade::Larger)
        };
        for (accident, compared) in self.unpunished(proposal.rule, &graded, answer) {
            one(proposal, accident, compared, answer);
        }
    }

    /// 2017, 2(1): 一年内累计三起以上造成人员死亡的一般责任事故.
    fn three_fatal_accidents(&self, answer: &mut Answer<SafetyDishonesty>) {
        let proposal = Proposal {
            listing: JOINT_PUNISHMENT,
            rule: Rule::ThreeFatalAccidents,
            months: 12,
        };
        let fatal = |accident: &Accident, answer: &mut Answer<SafetyDishonesty>| {
            let mut check = answer.check(proposal.rule, &accident.head);
            let ordinary = check.equal(Accident::GRADE, &accident.grade, Grade::Ordinary);
            ordinary.and(check.at_least(Accident::DEATHS, &accident.deaths, 1))
        };
        let candidates = self.unpunished(proposal.rule, &fatal, answer);
        together(proposal, 3, candidates, answer);
    }

    /// 2017, 3: 存在严重违法违规行为, 发生重特大责任事故. The violation is a finding of its own.
    fn major_accident_2017(&self, proposal: Proposal, answer: &mut Answer<SafetyDishonesty>) {
        let Proposal {
            listing,
            rule,
            months,
        } = proposal;
        let violations = &self.records.violations;
        let grave = violations.iter().find(|violation| violation.is_grave());
        let untold = violations.iter().find(|v| v.circumstance.is_none());
        for (accident, compared) in self.major(rule, answer) {
            match (compared, grave, untold) {
                (Compared::Met, Some(violation), _) => {
                    let grounds = [&accident.head, &violation.head];
                    answer.propose(rule, &grounds, listing, Some(months));
                }
                (Compared::Met, None, Some(violation)) => {
                    let missing = Missing::Field(Violation::CIRCUMSTANCE);
                    answer.gap(rule, Some(&violation.head), missing, &[]);
                }
                (Compared::Met, None, None) => {
                    let missing = Missing::NoFact(Records::VIOLATIONS);
                    answer.gap(rule, None, missing, &[]);
                }
                (compared, _, _) => one(proposal, accident, compared, answer),
            }
        }
    }

    /// 令第11号: 发生特别重大、重大事故.
    fn major_accident_order_11(&self, proposal: Proposal, answer: &mut Answer<SafetyDishonesty>) {
        for (accident, compared) in self.major(proposal.rule, answer) {
            one(proposal, accident, compared, answer);
        }
    }

    fn major(&self, rule: Rule, answer: &mut Answer<SafetyDishonesty>) -> Vec<Candidate<'a>> {
        let graded = |accident: &Accident, answer: &mut Answer<SafetyDishonesty>| {
            let mut check = answer.check(rule, &accident.head);
            check.at_least(Accident::GRADE, &accident.grade, Grade::Major)
        };
        self.not_blacklisted(BlacklistCircumstance::MajorAccident, rule, &graded, answer)
    }

    /// 2017, 3: 一年内累计两起较大责任事故; 令第11号: 12个月内, and of persons the
    /// principal alone.
    fn two_larger_accidents(&self, proposal: Proposal, answer: &mut Answer<SafetyDishonesty>) {
        let rule = proposal.rule;
        let principal_only = self.subject.is_person() && rule == Rule::TwoLargerAccidentsOrder11;
        let larger = |accident: &Accident, answer: &mut Answer<SafetyDishonesty>| {
            let mut check = answer.check(rule, &accident.head);
            let larger = check.equal(Accident::GRADE, &accident.grade, Grade::Larger);
            if principal_only {
                larger.and(check.equal(Accident::ROLE, &accident.role, Post::Principal))
            } else {
                larger
            }
        };
        let listed_for = BlacklistCircumstance::TwoLargerAccidents;
        let candidates = self.not_blacklisted(listed_for, rule, &larger, answer);
        together(proposal, 2, candidates, answer);
    }

    /// 2017, 3: 性质恶劣、危害性严重、社会影响大的典型较大责任事故. The flag is set where it
    /// applies; without it nothing is claimed.
    fn vile_larger_accident(&self, proposal: Proposal, answer: &mut Answer<SafetyDishonesty>) {
        let vile = |accident: &Accident, answer: &mut Answer<SafetyDishonesty>| {
            let mut check = answer.check(proposal.rule, &accident.head);
            match check.equal(Accident::VILE, &accident.vile, true) {
                Compared::Met => check.equal(Accident::GRADE, &accident.grade, Grade::Larger),
                Compared::Unmet | Compared::Open(_) => Compared::Unmet,
            }
        };
        let listed_for = BlacklistCircumstance::VileLargerAccident;
        for (accident, compared) in self.not_blacklisted(listed_for, proposal.rule, &vile, answer) {
            one(proposal, accident, compared, answer);
        }
    }

    /// Liability accidents that `test` does not rule out and no joint punishment has answered.
    fn unpunished(
        &self,
        rule: Rule,
        test: Test<'_>,
        answer: &mut Answer<SafetyDishonesty>,
    ) -> Vec<Candidate<'a>> {
        let punished = &self.records.punished;
        let is_answered = |found_on: Date| {
            let circumstance = Circumstance::LiabilityAccident;
            let mut listings = punished.iter();
            listings.any(|listing| listing.is_for(circumstance, found_on))
        };
        self.candidates(rule, &is_answered, test, answer)
    }

    /// Liability accidents that `test` does not rule out and no blacklisting has answered.
    fn not_blacklisted(
        &self,
        circumstance: BlacklistCircumstance,
        rule: Rule,
        test: Test<'_>,
        answer: &mut Answer<SafetyDishonesty>,
    ) -> Vec<Candidate<'a>> {
        let blacklisted = &self.records.blacklisted;
        let is_answered = |found_on: Date| {
            let mut listings = blacklisted.iter();
            listings.any(|listing| listing.is_for(circumstance, found_on))
        };
        self.candidates(rule, &is_answered, test, answer)
    }

    fn candidates(
        &self,
        rule: Rule,
        is_answered: &dyn Fn(Date) -> bool,
        test: Test<'_>,
        answer: &mut Answer<SafetyDishonesty>,
    ) -> Vec<Candidate<'a>> {
        let answered = |accident: &&&Accident| accident.head.decided_on.is_some_and(is_answered);
        let open = self.accidents.iter().filter(|accident| !answered(accident));
        open.map(|accident| {
            let decided = match accident.head.decided_on {
                Some(_) => Compared::Met,
                None => Compared::Open(Missing::DecidedOn),
            };
            let compared = test(accident, answer).and(self.liability(rule, accident, answer));
            (*accident, compared.and(decided))
        })
        .filter(|(_, compared)| *compared != Compared::Unmet)
        .collect()
    }

    /// 责任事故: of a unit, that the accident is one; of a person, that he was found
    /// responsible for it.
    fn liability(
        &self,
        rule: Rule,
        accident: &Accident,
        answer: &mut Answer<SafetyDishonesty>,
    ) -> Compared {
        let mut check = answer.check(rule, &accident.head);
        if self.subject.is_person() {
            check.equal(Accident::RESPONSIBLE, &accident.responsible, true)
        } else {
            check.equal(Accident::LIABILITY, &accident.liability, true)
        }
    }
}

/// An accident that by itself calls for a listing.
fn one(
    proposal: Proposal,
    accident: &Accident,
    compared: Compared,
    answer: &mut Answer<SafetyDishonesty>,
) {
    let Proposal {
        listing,
        rule,
        months,
    } = proposal;
    let head = &accident.head;
    match compared {
        Compared::Met => answer.propose(rule, &[head], listing, Some(months)),
        Compared::Open(missing) => answer.gap(rule, Some(head), missing, &[]),
        Compared::Unmet => {}
    }
}

/// So many accidents within a year: those of the first year with enough that are sure, or
/// else what is missing of those that may be.
fn together(
    proposal: Proposal,
    count: usize,
    candidates: Vec<Candidate<'_>>,
    answer: &mut Answer<SafetyDishonesty>,
) {
    let Proposal {
        listing,
        rule,
        months,
    } = proposal;
    let sure = || {
        let met = candidates.iter().filter(|(_, c)| *c == Compared::Met);
        met.filter_map(|(accident, _)| Some((accident.head.acted_on?, &accident.head)))
    };
    let of_year = |start: Date| sure().filter(move |(day, _)| is_within_a_year(start, *day));
    let starts = sure().map(|(day, _)| day);
    if let Some(start) = starts.filter(|day| of_year(*day).count() >= count).min() {
        let grounds: Vec<&Head> = of_year(start).map(|(_, head)| head).collect();
        return answer.propose(rule, &grounds, listing, Some(months));
    }
    let days: Vec<Option<Date>> = candidates.iter().map(|(a, _)| a.head.acted_on).collect();
    for (accident, compared) in &candidates {
        let head = &accident.head;
        let missing = match (compared, head.acted_on) {
            (Compared::Open(missing), _) => *missing,
            (_, None) => Missing::ActedOn,
            (_, Some(_)) => continue,
        };
        if may_be_together(head.acted_on, &days, count) {
            answer.gap(rule, Some(head), missing, &[]);
        }
    }
}

/// Whether so many may lie within a year of which `own` is one; a day that is missing may be
/// any.
fn may_be_together(own: Option<Date>, days: &[Option<Date>], count: usize) -> bool {
    let may_lie =
        |start: Date, day: &Option<Date>| day.is_none_or(|day| is_within_a_year(start, day));
    let enough = |start: &Date| {
        may_lie(*start, &own) && days.iter().filter(|day| may_lie(*start, day)).count() >= count
    };
    let mut starts = days.iter().flatten().peekable();
    match starts.peek() {
        Some(_) => starts.any(enough),
        None => days.len() >= count,
    }
}

/// Whether `day` lies in the year that begins on `start`.
fn is_within_a_year(start: Date, day: Date) -> bool {
    start <= day && day < start.add_months(12)
}
