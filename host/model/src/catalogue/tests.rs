use super::*;

/// A recommended ban on nothing but the memorandum.
pub(crate) fn measure(code: &str) -> Measure {
    Measure {
        code: code.to_owned(),
        title: "措施".to_owned(),
        title_en: "Measure".to_owned(),
        class: Class::C07,
        direction: Direction::Sanction,
        nature: Nature::Recommended,
        executor: "civilisation-office".to_owned(),
        execution_level: ExecutionLevel::District,
        also_upper: false,
        term: Term::Listing,
        requires_court_or_statute: false,
        source_status: SourceStatus::Verified,
        bases: Vec::new(),
        basis_note: Some("policy".to_owned()),
        max_months: None,
        subject_kinds: Vec::new(),
    }
}

pub(crate) fn basis(instrument: &str, level: InstrumentLevel) -> Basis {
    Basis {
        instrument: instrument.to_owned(),
        article: None,
        level,
        status: SourceStatus::Verified,
        from: None,
        until: None,
        obliges: false,
    }
}

fn catalogue(measure: Measure) -> Result<Catalogue, CatalogueError> {
    Catalogue::new(CatalogueData {
        edition: "test".to_owned(),
        from: None,
        measures: vec![measure],
    })
}

#[test]
fn a_direction_that_is_not_its_classes_is_refused() {
    let mut wrong = measure("honours/restrict");
    wrong.direction = Direction::Incentive;
    assert_eq!(
        catalogue(wrong),
        Err(CatalogueError::Direction {
            measure: "honours/restrict".to_owned(),
            class: Class::C07,
        })
    );
}

#[test]
fn a_basis_is_not_repealed_before_it_is_in_force() {
    let mut wrong = measure("honours/restrict");
    let mut law = basis("法", InstrumentLevel::Law);
    law.from = Some(Date::from_days(100));
    law.until = Some(Date::from_days(100));
    wrong.bases.push(law);
    let refused = CatalogueError::BasisDates("honours/restrict".to_owned());
    assert_eq!(catalogue(wrong.clone()), Err(refused));
    wrong.bases[0].until = Some(Date::from_days(101));
    let catalogue = catalogue(wrong).unwrap();
    let law = &catalogue.measure("honours/restrict").unwrap().bases[0];
    let in_force = [99, 100, 101].map(|day| law.is_in_force(Date::from_days(day)));
    assert_eq!(in_force, [false, true, false]);
}

#[test]
fn a_catalogue_of_no_days_still_reads() {
    let text = r#"
        edition = "2017-draft"
        [[measure]]
        code = "honours/restrict"
        title = "荣誉限制"
        title_en = "Restriction of honours"
        class = "C07"
        direction = "sanction"
        nature = "recommended"
        executor = "civilisation-office"
        execution_level = "district"
        term = "listing"
        source_status = "recalled"
        bases = [{ instrument = "国发〔2016〕33号", level = "central-policy", status = "recalled" }]
    "#;
    let data: CatalogueData = toml::from_str(text).unwrap();
    assert_eq!((data.from, data.measures[0].max_months), (None, None));
    let written = toml::to_string(&data).unwrap();
    assert_eq!(toml::from_str::<CatalogueData>(&written).unwrap(), data);
    let bytes = postcard::to_stdvec(&data).unwrap();
    assert_eq!(postcard::from_bytes::<CatalogueData>(&bytes).unwrap(), data);
}
