use super::*;
use crate::catalogue::tests::{basis, measure};

const CODE: &str = "honours/restrict";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn day() -> Date {
    date("2026-12-01")
}

fn law() -> Basis {
    basis("法", InstrumentLevel::Law)
}

fn obliging() -> Basis {
    let mut law = law();
    law.obliges = true;
    law
}

fn catalogue(bases: Vec<Basis>) -> Catalogue {
    let mut measure = measure(CODE);
    measure.bases = bases;
    Catalogue::new(CatalogueData {
        edition: "2017".to_owned(),
        from: None,
        measures: vec![measure],
    })
    .unwrap()
}

fn changed(catalogue: &Catalogue, change: Change) -> Result<Catalogue, ChangeError> {
    catalogue.changed("2026".to_owned(), day(), &[change])
}

fn named(instrument: &str) -> BasisName {
    BasisName {
        instrument: instrument.to_owned(),
        article: None,
    }
}

#[test]
fn a_change_makes_the_next_edition_and_leaves_the_present_one() {
    let before = catalogue(vec![law()]);
    let added = changed(&before, Change::Add(Box::new(measure("land/restrict")))).unwrap();
    assert_eq!(added.edition(), "2026");
    assert_eq!(added.in_force_from(), Some(day()));
    assert!(added.measure("land/restrict").is_some());
    assert!(before.measure("land/restrict").is_none());

    let ended = changed(
        &added,
        Change::End {
            code: CODE.to_owned(),
        },
    )
    .unwrap();
    assert!(ended.measure(CODE).is_none() && added.measure(CODE).is_some());

    let mut other = measure(CODE);
    other.title = "荣誉".to_owned();
    let amended = changed(&before, Change::Amend(Box::new(other))).unwrap();
    assert_eq!(amended.measure(CODE).unwrap().title, "荣誉");
}

#[test]
fn what_is_there_is_not_added_and_what_is_not_is_not_changed() {
    let catalogue = catalogue(vec![law()]);
    let of = |change| changed(&catalogue, change).unwrap_err();
    let nowhere = || "no/where".to_owned();
    let unknown = ChangeError::Unknown(nowhere());
    assert_eq!(
        of(Change::Add(Box::new(measure(CODE)))),
        ChangeError::Known(CODE.to_owned())
    );
    assert_eq!(of(Change::Amend(Box::new(measure("no/where")))), unknown);
    assert_eq!(of(Change::End { code: nowhere() }), unknown);
    assert_eq!(of(Change::Promote { code: nowhere() }), unknown);
    assert_eq!(
        of(Change::AddBasis {
            code: nowhere(),
            basis: law()
        }),
        unknown
    );
    assert_eq!(
        of(Change::AddBasis {
            code: CODE.to_owned(),
            basis: law()
        }),
        ChangeError::KnownBasis {
            measure: CODE.to_owned(),
            instrument: "法".to_owned()
        }
    );
    assert_eq!(
        of(Change::RepealBasis(named("规"))),
        ChangeError::UnknownBasis("规".to_owned())
    );
    assert_eq!(
        catalogue.changed("2026".to_owned(), day(), &[]),
        Err(ChangeError::Empty)
    );
}

#[test]
fn a_repeal_reaches_every_measure_that_names_the_basis_g30() {
    let mut before = catalogue(vec![law(), basis("规", InstrumentLevel::Policy)]);
    let mut other = measure("land/restrict");
    other.bases = vec![law()];
    before = changed(&before, Change::Add(Box::new(other))).unwrap();
    let after = changed(&before, Change::RepealBasis(named("法"))).unwrap();
    for measure in after.measures() {
        for basis in &measure.bases {
            let repealed = basis.instrument == "法";
            assert_eq!(basis.until, repealed.then(day), "{}", measure.code);
            assert!(basis.is_in_force(day().add_days(-1)));
            assert_eq!(basis.is_in_force(day()), !repealed);
        }
    }
    // Once is enough.
    assert!(changed(&after, Change::RepealBasis(named("法"))).is_err());
    // Enacted anew it stands beside the repealed one.
    let anew = Change::AddBasis {
        code: CODE.to_owned(),
        basis: law(),
    };
    assert_eq!(
        changed(&after, anew)
            .unwrap()
            .measure(CODE)
            .unwrap()
            .bases
            .len(),
        3
    );
}

#[test]
fn a_measure_becomes_mandatory_by_promotion_where_a_law_obliges() {
    let promote = || Change::Promote {
        code: CODE.to_owned(),
    };
    let refused = ChangeError::NothingObliges(CODE.to_owned());
    let mut policy = basis("文", InstrumentLevel::CentralPolicy);
    policy.obliges = true;
    let mut later = obliging();
    later.from = Some(day().add_days(1));
    let mut repealed = obliging();
    repealed.until = Some(day());
    for bases in [
        vec![],
        vec![law()],
        vec![policy],
        vec![later],
        vec![repealed],
    ] {
        assert_eq!(changed(&catalogue(bases), promote()), Err(refused.clone()));
    }
    let before = catalogue(vec![obliging()]);
    let after = changed(&before, promote()).unwrap();
    assert_eq!(after.measure(CODE).unwrap().nature, Nature::Mandatory);
    assert_eq!(
        changed(&after, promote()),
        Err(ChangeError::Mandatory(CODE.to_owned()))
    );
    // No other way leads there.
    let mut mandatory = measure(CODE);
    mandatory.nature = Nature::Mandatory;
    mandatory.bases = vec![obliging()];
    assert_eq!(
        changed(&before, Change::Amend(Box::new(mandatory.clone()))),
        Err(ChangeError::ByPromotion(CODE.to_owned()))
    );
    mandatory.code = "land/restrict".to_owned();
    assert!(changed(&before, Change::Add(Box::new(mandatory.clone()))).is_ok());
    mandatory.bases = vec![law()];
    assert_eq!(
        changed(&before, Change::Add(Box::new(mandatory))),
        Err(ChangeError::NothingObliges("land/restrict".to_owned()))
    );
    let both = [promote(), Change::RepealBasis(named("法"))];
    assert_eq!(
        before.changed("2026".to_owned(), day(), &both),
        Err(ChangeError::PromotionWithOthers)
    );
}

#[test]
fn a_change_that_contradicts_itself_is_refused() {
    let mut wrong = measure("land/restrict");
    wrong.direction = crate::catalogue::Direction::Incentive;
    assert!(matches!(
        changed(&catalogue(vec![]), Change::Add(Box::new(wrong))),
        Err(ChangeError::Catalogue(CatalogueError::Direction { .. }))
    ));
}
