use accord_model::{
    catalogue::{
        Basis, BasisName, InstrumentLevel, Measure, Nature, ProposalError, ProposalState,
        SourceStatus,
    },
    principal::{Actor, Role},
};
use std::ops::ControlFlow;
use tempfile::TempDir;

use super::*;

/// Recommended, with no basis that obliges.
const MEASURE: &str = "public-resources/restrict";

fn host() -> (TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    Host::create(folder.path()).unwrap();
    let host = Host::open(folder.path()).unwrap();
    (folder, host)
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn officer() -> Principal {
    let actor = Actor::Person("u-1".parse().unwrap());
    Principal::new(
        actor,
        Some("tax-bureau".to_owned()),
        Role::DepartmentOfficer,
    )
    .unwrap()
}

fn approver() -> Principal {
    Principal::approver("u-2".parse().unwrap())
}

fn proposing(change: Change) -> NewProposal {
    NewProposal {
        from: date("2026-12-01"),
        reason: "测试".to_owned(),
        changes: vec![change],
    }
}

fn law() -> Basis {
    Basis {
        instrument: "测试条例".to_owned(),
        article: Some("7".to_owned()),
        level: InstrumentLevel::LocalRegulation,
        status: SourceStatus::Verified,
        from: None,
        until: None,
        obliges: true,
    }
}

fn add_law() -> Change {
    Change::AddBasis {
        code: MEASURE.to_owned(),
        basis: law(),
    }
}

fn why() -> String {
    "同意".to_owned()
}

fn measure_on(host: &Host, day: &str) -> Option<Measure> {
    let reference = host.reference_at(None).unwrap();
    reference.catalogue_on(date(day)).measure(MEASURE).cloned()
}

fn approved(host: &Host, change: Change) -> Proposal {
    let proposal = host
        .propose_catalogue_change(&officer(), proposing(change))
        .unwrap();
    host.approve_catalogue_change(&approver(), proposal.number, why())
        .unwrap()
}

#[test]
fn a_change_holds_from_its_day_once_another_person_approved_it() {
    let (folder, host) = host();
    let proposal = host
        .propose_catalogue_change(&officer(), proposing(add_law()))
        .unwrap();
    let before = measure_on(&host, "2026-12-01").unwrap();
    assert!(!before.bases.contains(&law()), "it is only proposed");

    // Whoever proposed it does not approve, in whatever role; nor does who only proposes.
    let himself = Principal::approver("u-1".parse().unwrap());
    assert!(matches!(
        host.approve_catalogue_change(&himself, proposal.number, why()),
        Err(ServiceError::Proposal(ProposalError::SamePerson))
    ));
    for by in [officer(), Principal::local_operator()] {
        assert!(matches!(
            host.approve_catalogue_change(&by, proposal.number, why()),
            Err(ServiceError::Forbidden {
                right: Right::ApproveChanges
            })
        ));
    }
    assert!(matches!(
        host.propose_catalogue_change(&approver(), proposing(add_law())),
        Err(ServiceError::Forbidden {
            right: Right::ProposeChanges
        })
    ));

    let approved = host
        .approve_catalogue_change(&approver(), proposal.number, why())
        .unwrap();
    assert_eq!(approved.state(), ProposalState::Approved);
    let check = |host: &Host| {
        let has_law = |day| measure_on(host, day).unwrap().bases.contains(&law());
        assert!(!has_law("2026-11-30"));
        assert!(has_law("2026-12-01"));
        let proposals = host.catalogue_proposals().unwrap();
        assert_eq!(proposals, std::slice::from_ref(&approved));
        let editions = host.reference_editions(ReferenceName::Catalogue).unwrap();
        assert_eq!(editions.len(), 2);
        assert_eq!(editions[1].by, approver());
        // What was known before it was approved was without it.
        let then = host
            .reference_at(Some(editions[1].recorded_at - 1))
            .unwrap();
        let then = then.catalogue_on(date("2026-12-01"));
        assert!(!then.measure(MEASURE).unwrap().bases.contains(&law()));
    };
    check(&host);
    drop(host);
    check(&Host::open(folder.path()).unwrap());
}

#[test]
fn what_is_decided_is_not_decided_again() {
    let (_folder, host) = host();
    let proposal = approved(&host, add_law());
    for again in [
        host.approve_catalogue_change(&approver(), proposal.number, why()),
        host.reject_catalogue_change(&approver(), proposal.number, why()),
    ] {
        assert!(matches!(
            again,
            Err(ServiceError::Proposal(ProposalError::State(
                ProposalState::Approved
            )))
        ));
    }
    assert!(matches!(
        host.approve_catalogue_change(&approver(), 7, why()),
        Err(ServiceError::NoSuchProposal(7))
    ));
    assert_eq!(
        host.reference_editions(ReferenceName::Catalogue)
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_rejected_proposal_changes_nothing() {
    let (_folder, host) = host();
    let proposal = host
        .propose_catalogue_change(&officer(), proposing(add_law()))
        .unwrap();
    let rejected = host
        .reject_catalogue_change(&approver(), proposal.number, "不同意".to_owned())
        .unwrap();
    assert_eq!(rejected.state(), ProposalState::Rejected);
    assert_eq!(
        host.reference_editions(ReferenceName::Catalogue)
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_measure_that_ended_is_in_the_catalogue_of_the_days_before() {
    let (_folder, host) = host();
    approved(
        &host,
        Change::End {
            code: MEASURE.to_owned(),
        },
    );
    assert!(measure_on(&host, "2026-11-30").is_some());
    assert!(measure_on(&host, "2026-12-01").is_none());
}

#[test]
fn a_repeal_is_of_every_measure_that_rests_on_the_instrument_g30() {
    let (_folder, host) = host();
    let repeal = Change::RepealBasis(BasisName {
        instrument: "政府采购法".to_owned(),
        article: Some("22".to_owned()),
    });
    approved(&host, repeal);
    let reference = host.reference_at(None).unwrap();
    let catalogue = reference.catalogue_on(date("2026-12-01"));
    let of_law = catalogue
        .measures()
        .flat_map(|measure| &measure.bases)
        .filter(|basis| basis.instrument == "政府采购法");
    let repealed: Vec<_> = of_law
        .filter(|basis| basis.article.as_deref() == Some("22"))
        .map(|basis| basis.is_repealed(date("2026-12-01")))
        .collect();
    assert!(repealed.len() > 1 && repealed.into_iter().all(|is| is));
}

#[test]
fn an_edition_begins_no_earlier_than_the_one_before() {
    let (_folder, host) = host();
    approved(&host, add_law());
    let mut earlier = proposing(Change::End {
        code: MEASURE.to_owned(),
    });
    earlier.from = date("2026-11-30");
    assert!(matches!(
        host.propose_catalogue_change(&officer(), earlier),
        Err(ServiceError::EditionOrder(order)) if order.latest == date("2026-12-01")
    ));
}

#[test]
fn what_came_between_is_seen_when_it_is_approved() {
    let (_folder, host) = host();
    let add = || proposing(add_law());
    let one = host.propose_catalogue_change(&officer(), add()).unwrap();
    let other = host.propose_catalogue_change(&officer(), add()).unwrap();
    assert_eq!((one.number, other.number), (1, 2));
    host.approve_catalogue_change(&approver(), one.number, why())
        .unwrap();
    let refused = host.approve_catalogue_change(&approver(), other.number, why());
    assert!(matches!(refused, Err(ServiceError::CatalogueChange(_))));
    let left = &host.catalogue_proposals().unwrap()[1];
    assert_eq!(*left, other, "it can still be rejected");
}

#[test]
fn what_cannot_be_approved_is_not_proposed() {
    let (_folder, host) = host();
    let propose = |new| host.propose_catalogue_change(&officer(), new);
    let ending = |code: &str| {
        proposing(Change::End {
            code: code.to_owned(),
        })
    };
    assert!(matches!(
        propose(ending("no/where")),
        Err(ServiceError::CatalogueChange(_))
    ));
    let mut silent = ending(MEASURE);
    silent.reason = " ".to_owned();
    assert!(matches!(
        propose(silent),
        Err(ServiceError::Proposal(ProposalError::NoReason))
    ));
    let mut moved = measure_on(&host, "2026-12-01").unwrap();
    moved.executor = "nobody".to_owned();
    assert!(matches!(
        propose(proposing(Change::Amend(Box::new(moved)))),
        Err(ServiceError::NoSuchDepartment(code)) if code == "nobody"
    ));
    let mut naming = ending(MEASURE);
    naming.reason = "因48180219800101001X一案".to_owned();
    assert!(matches!(propose(naming), Err(ServiceError::NumberInReason)));
    assert!(host.catalogue_proposals().unwrap().is_empty());
}

#[test]
fn a_recommended_measure_is_promoted_with_evidence_where_a_law_obliges() {
    let (_folder, host) = host();
    let promote = || {
        proposing(Change::Promote {
            code: MEASURE.to_owned(),
        })
    };
    // However well it did: nothing obliges yet.
    assert!(matches!(
        host.propose_catalogue_change(&officer(), promote()),
        Err(ServiceError::CatalogueChange(_))
    ));
    approved(&host, add_law());
    let promotion = host
        .propose_catalogue_change(&officer(), promote())
        .unwrap();
    assert_eq!(promotion.state(), ProposalState::UnderEvaluation);
    let early = host.approve_catalogue_change(&approver(), promotion.number, why());
    assert!(matches!(
        early,
        Err(ServiceError::Proposal(ProposalError::State(_)))
    ));
    let evidence = Evidence {
        uses: 41,
        effect: "一年内履行率提高".to_owned(),
        complaints: 2,
        upheld_objections: 0,
    };
    let evaluated = host
        .evaluate_promotion(
            &officer(),
            promotion.number,
            evidence,
            "评估完成".to_owned(),
        )
        .unwrap();
    assert_eq!(evaluated.state(), ProposalState::Proposed);
    assert_eq!(
        measure_on(&host, "2026-12-01").unwrap().nature,
        Nature::Recommended
    );
    host.approve_catalogue_change(&approver(), promotion.number, why())
        .unwrap();
    assert_eq!(
        measure_on(&host, "2026-12-01").unwrap().nature,
        Nature::Mandatory
    );
    assert_eq!(
        measure_on(&host, "2026-11-30").unwrap().nature,
        Nature::Recommended
    );
}

#[test]
fn every_step_is_in_the_audit() {
    let (_folder, host) = host();
    approved(&host, add_law());
    let mut steps = Vec::new();
    host.audit(&Principal::local_operator(), &mut |entry| {
        if let Action::CatalogueProposal { number, state } = entry.action {
            steps.push((entry.by, number, state));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    steps.sort_by_key(|(_, _, state)| *state == ProposalState::Approved);
    assert_eq!(
        steps,
        [
            (officer(), 1, ProposalState::Proposed),
            (approver(), 1, ProposalState::Approved),
        ]
    );
}
