use super::*;

fn hold(scheme: Scheme, text: &str) -> (Found<Identifier>, Vec<Flag>) {
    let mut notes = Notes::default();
    let found = identifier(&mut notes, "identifier", scheme, text);
    (found, notes.flags)
}

fn organisation(text: &str) -> Identifier {
    Identifier::parse(Scheme::UnifiedSocialCreditCode, text).unwrap()
}

#[test]
fn an_identifier_is_held_as_what_it_is() {
    use Flag::{Normalised, OtherScheme, WrongCheck};
    use Scheme::*;
    for (scheme, text, held, flags) in [
        (
            UnifiedSocialCreditCode,
            "91481802MA0000007T",
            UnifiedSocialCreditCode,
            vec![],
        ),
        (
            UnifiedSocialCreditCode,
            "91481802MA00000079",
            UnifiedSocialCreditCode,
            vec![WrongCheck],
        ),
        (
            UnifiedSocialCreditCode,
            "481802000000001",
            RegistrationNumber,
            vec![OtherScheme],
        ),
        (
            UnifiedSocialCreditCode,
            "MA000000-7",
            OrganisationCode,
            vec![OtherScheme],
        ),
        (
            UnifiedSocialCreditCode,
            "ma0000007",
            OrganisationCode,
            vec![OtherScheme, Normalised],
        ),
        (
            UnifiedSocialCreditCode,
            "MA0000008",
            OrganisationCode,
            vec![WrongCheck, OtherScheme],
        ),
        (
            ResidentIdentityNumber,
            "48180219800101001x",
            ResidentIdentityNumber,
            vec![Normalised],
        ),
        (
            ResidentIdentityNumber,
            "481802198001010011",
            ResidentIdentityNumber,
            vec![WrongCheck],
        ),
        (OrganisationCode, "MA000000-7", OrganisationCode, vec![]),
        (Passport, "E12345678", Passport, vec![]),
    ] {
        let (found, noted) = hold(scheme, text);
        assert_eq!(found.unwrap().unwrap().scheme(), held, "{text}");
        assert_eq!(noted, flags, "{text}");
    }
    for text in ["4.8180219800101E+17", "5E+17", "测试", "9148"] {
        assert!(hold(UnifiedSocialCreditCode, text).0.is_err(), "{text}");
    }
    assert_eq!(hold(Passport, "无"), (Ok(None), vec![]));
    // A document's number may have an E in it.
    assert!(hold(Passport, "12E45").0.is_ok());
}

#[test]
fn a_kind_fits_its_identifier() {
    use SubjectKind::*;
    for (code, told, also) in [
        (
            "91481802MA0000007T",
            Some(Enterprise),
            vec![Branch, Unincorporated],
        ),
        ("92481802MA0000074M", Some(SoleProprietor), vec![]),
        ("93481802MA0000074J", Some(Cooperative), vec![Branch]),
        ("11481802MA00000741", Some(GovernmentOrgan), vec![]),
        ("52481802MA0000074R", Some(SocialOrganisation), vec![]),
    ] {
        let identifier = organisation(code);
        assert_eq!(kind_of(&identifier), told, "{code}");
        for kind in [
            Enterprise,
            Branch,
            SoleProprietor,
            Cooperative,
            SocialOrganisation,
            PublicInstitution,
            GovernmentOrgan,
            Unincorporated,
            NaturalPerson,
        ] {
            let expected = Some(kind) == told || also.contains(&kind);
            assert_eq!(fits(kind, &identifier), expected, "{code} {kind:?}");
        }
    }
    let open = organisation("N2481802MA00000748");
    assert_eq!(kind_of(&open), None);
    assert!(fits(Unincorporated, &open) && !fits(NaturalPerson, &open));
    let (person, _) = hold(Scheme::Passport, "E12345678");
    assert!(fits(NaturalPerson, &person.unwrap().unwrap()));
}

#[test]
fn a_number_that_stands_for_none_is_refused() {
    use Scheme::*;
    for (scheme, text) in [
        (RegistrationNumber, "000000000000000"),
        (TaxRegistrationNumber, "00000"),
        (Passport, "1E5"),
        (OtherPersonalDocument, "99999999"),
        (UnifiedSocialCreditCode, "000000000000000000"),
        // Its check is right.
        (OrganisationCode, "00000000-0"),
    ] {
        let mut notes = Notes::default();
        assert!(identifier(&mut notes, "x", scheme, text).is_err(), "{text}");
        assert_eq!(notes.rejections[0].fault, Fault::PlaceholderNumber);
    }
    assert!(hold(InstitutionCertificateNumber, "12345").0.is_ok());
}

#[test]
fn a_number_in_the_wrong_column_or_rounded_is_refused() {
    use Scheme::*;
    for (scheme, text, fault) in [
        (
            UnifiedSocialCreditCode,
            "48180219800101001X",
            Fault::PersonsNumber,
        ),
        (
            ResidentIdentityNumber,
            "481802198001010000",
            Fault::DigitsLost,
        ),
        (
            UnifiedSocialCreditCode,
            "914818020000000000",
            Fault::DigitsLost,
        ),
    ] {
        let mut notes = Notes::default();
        assert!(identifier(&mut notes, "x", scheme, text).is_err(), "{text}");
        assert_eq!(notes.rejections[0].fault, fault, "{text}");
    }
    // A right check vouches for the zeros.
    let right = (1..29).find_map(|day| {
        let number =
            accord_model::codes::ResidentIdentityNumber::compose(481802, 1980, 1, day, 100)
                .unwrap();
        number.reveal().ends_with("000").then_some(number)
    });
    let found = hold(ResidentIdentityNumber, right.unwrap().reveal());
    assert_eq!((found.0.is_ok(), found.1), (true, vec![]));
    // The number of its holder is a 税务登记号 of a 个体工商户.
    assert!(hold(TaxRegistrationNumber, "48180219800101001X").0.is_ok());
}

fn together(numbers: &[(Scheme, &str)]) -> Option<Fault> {
    let given = numbers.iter().map(|(scheme, text)| {
        let found = hold(*scheme, text).0.unwrap().unwrap();
        (scheme.name(), found)
    });
    let mut notes = Notes::default();
    let found = party(&mut notes, "name", given.collect(), None);
    assert_eq!(found.is_err(), !notes.rejections.is_empty());
    notes.rejections.pop().map(|rejection| rejection.fault)
}

/// One line makes one subject of whatever stands in it.
#[test]
fn two_subjects_on_one_line_are_refused() {
    use Scheme::*;
    const COMPANY: (Scheme, &str) = (UnifiedSocialCreditCode, "91481802MA0000007T");
    const PERSON: (Scheme, &str) = (ResidentIdentityNumber, "48180219800101001X");
    let two = |scheme| Some(Fault::TwoIdentifiers { scheme });
    for (numbers, fault) in [
        (vec![COMPANY, COMPANY], None),
        (vec![COMPANY, (OrganisationCode, "MA0000007")], None),
        (vec![COMPANY, (RegistrationNumber, "481802000000001")], None),
        (
            vec![COMPANY, (UnifiedSocialCreditCode, "92481802MA0000074M")],
            two(UnifiedSocialCreditCode),
        ),
        (
            vec![COMPANY, (UnifiedSocialCreditCode, "91481802MA0000007U")],
            two(UnifiedSocialCreditCode),
        ),
        (
            vec![(OrganisationCode, "MA0000074"), COMPANY],
            Some(Fault::OtherOrganisationCode),
        ),
        // What no unified code can have inside.
        (vec![COMPANY, (OrganisationCode, "IO0000007")], None),
        (
            vec![PERSON, (ResidentIdentityNumber, "481802199912310026")],
            two(ResidentIdentityNumber),
        ),
        // The same person's of the first generation.
        (
            vec![PERSON, (ResidentIdentityNumber, "481802800101001")],
            None,
        ),
        (
            vec![PERSON, (ResidentIdentityNumber, "481802800101002")],
            two(ResidentIdentityNumber),
        ),
        (vec![PERSON, COMPANY], Some(Fault::MixedIdentifiers)),
        (
            vec![
                (TaxRegistrationNumber, "481802000001"),
                (TaxRegistrationNumber, "481802000002"),
            ],
            None,
        ),
    ] {
        assert_eq!(together(&numbers), fault, "{numbers:?}");
    }
}
