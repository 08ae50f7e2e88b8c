use super::*;
use crate::{
    catalogue::tests::measure,
    principal::{Actor, Role},
};

fn person(id: &str, role: Role) -> Principal {
    let department = (role == Role::DepartmentOfficer).then(|| "tax-bureau".to_owned());
    Principal::new(Actor::Person(id.parse().unwrap()), department, role).unwrap()
}

fn officer() -> Principal {
    person("u-1", Role::DepartmentOfficer)
}

fn approver() -> Principal {
    person("u-2", Role::Approver)
}

fn proposal(change: Change) -> Proposal {
    let from = Date::from_days(20_000);
    Proposal::new(1, from, vec![change], officer(), "为何".to_owned(), 1).unwrap()
}

fn addition() -> Proposal {
    proposal(Change::Add(Box::new(measure("land/restrict"))))
}

fn promotion() -> Proposal {
    proposal(Change::Promote {
        code: "land/restrict".to_owned(),
    })
}

fn evidence() -> Evidence {
    Evidence {
        uses: 41,
        effect: "一年内履行率提高".to_owned(),
        complaints: 2,
        upheld_objections: 0,
    }
}

fn why() -> String {
    "同意".to_owned()
}

#[test]
fn another_person_decides() {
    let mut proposal = addition();
    assert_eq!(proposal.state(), ProposalState::Proposed);
    // The same account in another role is the same person.
    for same in [officer(), person("u-1", Role::Approver)] {
        let refused = proposal.approve(2, same.clone(), why(), 2);
        assert_eq!(refused, Err(ProposalError::SamePerson));
        let refused = proposal.reject(same, why(), 2);
        assert_eq!(refused, Err(ProposalError::SamePerson));
    }
    assert_eq!(proposal, addition(), "nothing was changed");
    proposal.approve(2, approver(), why(), 2).unwrap();
    assert_eq!(proposal.state(), ProposalState::Approved);
    let again = Err(ProposalError::State(ProposalState::Approved));
    assert_eq!(proposal.approve(3, approver(), why(), 3), again);
    assert_eq!(proposal.reject(approver(), why(), 3), again);
}

#[test]
fn a_rejected_proposal_is_over() {
    let mut proposal = addition();
    proposal.reject(approver(), why(), 2).unwrap();
    let over = Err(ProposalError::State(ProposalState::Rejected));
    assert_eq!(proposal.approve(2, approver(), why(), 3), over);
    assert_eq!(proposal.evaluate(evidence(), officer(), why(), 3), over);
}

#[test]
fn a_promotion_is_evaluated_before_it_is_decided() {
    let mut proposal = promotion();
    assert_eq!(proposal.state(), ProposalState::UnderEvaluation);
    assert_eq!(
        proposal.approve(2, approver(), why(), 2),
        Err(ProposalError::State(ProposalState::UnderEvaluation))
    );
    let silent = Evidence {
        effect: " ".to_owned(),
        ..evidence()
    };
    assert_eq!(
        proposal.evaluate(silent, officer(), why(), 2),
        Err(ProposalError::NoEffect)
    );
    let evaluator = person("u-3", Role::Administrator);
    proposal
        .evaluate(evidence(), evaluator.clone(), why(), 2)
        .unwrap();
    assert_eq!(proposal.state(), ProposalState::Proposed);
    // Whoever evaluated it does not decide either.
    assert_eq!(
        proposal.approve(2, evaluator, why(), 3),
        Err(ProposalError::SamePerson)
    );
    proposal.approve(2, approver(), why(), 3).unwrap();
    assert_eq!(proposal.state(), ProposalState::Approved);

    let mut other = promotion();
    other.reject(approver(), why(), 2).unwrap();
    assert_eq!(other.state(), ProposalState::Rejected);
}

#[test]
fn only_a_promotion_is_evaluated() {
    assert_eq!(
        addition().evaluate(evidence(), officer(), why(), 2),
        Err(ProposalError::State(ProposalState::Proposed))
    );
}

#[test]
fn every_step_gives_a_reason() {
    let mut proposal = addition();
    for silent in ["", " \n"] {
        let refused = proposal.approve(2, approver(), silent.to_owned(), 2);
        assert_eq!(refused, Err(ProposalError::NoReason));
    }
    assert_eq!(proposal.steps.len(), 1);
}

#[test]
fn a_proposal_reads_back() {
    for proposal in [addition(), promotion()] {
        let bytes = postcard::to_stdvec(&proposal).unwrap();
        assert_eq!(postcard::from_bytes::<Proposal>(&bytes).unwrap(), proposal);
        let json = serde_json::to_string(&proposal).unwrap();
        assert_eq!(serde_json::from_str::<Proposal>(&json).unwrap(), proposal);
    }
}
