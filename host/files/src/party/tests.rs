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
    assert!(hold(Passport, "1E5").0.is_ok());
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
