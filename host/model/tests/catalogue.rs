//! The catalogue that a new store begins with (domain.md §2.1-2.7, §4.2), against itself and
//! the departments that a new store begins with.
#![allow(clippy::unwrap_used, reason = "a test says by failing what is wrong")]

use accord_model::{
    catalogue::{Catalogue, CatalogueData, Class, ExecutionLevel, InstrumentLevel, Measure, Term},
    department::{DepartmentData, Departments},
};

fn data() -> CatalogueData {
    toml::from_str(include_str!("../../service/data/catalogue.toml")).unwrap()
}

/// Those of the measures that break a rule, each as its code.
fn breaking(rule: impl Fn(&Measure) -> bool) -> Vec<String> {
    let measures = data().measures.into_iter();
    measures
        .filter(|measure| !rule(measure))
        .map(|measure| measure.code)
        .collect()
}

#[test]
fn no_code_stands_twice_and_every_class_gives_the_direction() {
    Catalogue::new(data()).unwrap();
}

#[test]
fn every_executor_can_act_at_the_level_of_its_measure() {
    let departments: DepartmentData =
        toml::from_str(include_str!("../../service/data/departments.toml")).unwrap();
    let departments = Departments::new(departments).unwrap();
    let fits = |measure: &Measure| {
        let level = measure.execution_level;
        let executor = departments.get(&measure.executor);
        executor.is_some_and(|department| department.level == level)
            && (!measure.also_upper || level == ExecutionLevel::District)
    };
    assert_eq!(breaking(fits), Vec::<String>::new());
}

#[test]
fn a_measure_names_its_bases_or_why_it_has_none() {
    let says = |measure: &Measure| match measure.basis_note.as_deref() {
        Some("policy" | "unknown") => measure.bases.is_empty(),
        Some(_) => false,
        None => !measure.bases.is_empty(),
    };
    assert_eq!(breaking(says), Vec::<String>::new());
}

#[test]
fn a_term_of_its_own_comes_from_a_law_or_regulation() {
    let is_of_statute = |measure: &Measure| {
        measure.term == Term::Listing
            || measure.bases.iter().any(|basis| {
                matches!(
                    basis.level,
                    InstrumentLevel::Law | InstrumentLevel::AdministrativeRegulation
                )
            })
    };
    assert_eq!(breaking(is_of_statute), Vec::<String>::new());
}

#[test]
fn what_only_a_court_or_statute_orders_names_one() {
    // §4.2: C03 to C05 are of the first type, C03 by a court; the opinion of the two general
    // offices repeats the judicial rules.
    let names_one = |measure: &Measure| {
        !measure.requires_court_or_statute
            || measure.bases.iter().any(|basis| {
                matches!(
                    basis.level,
                    InstrumentLevel::Law
                        | InstrumentLevel::JudicialInterpretation
                        | InstrumentLevel::CentralPolicy
                )
            })
    };
    assert_eq!(breaking(names_one), Vec::<String>::new());
    let limits_a_person =
        |measure: &Measure| matches!(measure.class, Class::C03 | Class::C04 | Class::C05);
    assert_eq!(
        breaking(|measure| !limits_a_person(measure) || measure.requires_court_or_statute),
        Vec::<String>::new()
    );
}
