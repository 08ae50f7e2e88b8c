use super::*;

const CODE: &str = "91481802MA0000007T";

/// G31: codes that begin with a letter are legal.
#[test]
fn g31_codes_of_every_registering_department_are_verified() {
    for code in [
        "A1481802MA0000074P",
        "N2481802MA00000748",
        "Y1481802MA00000743",
    ] {
        let (held, wrong) = Identifier::hold(Scheme::UnifiedSocialCreditCode, code).unwrap();
        assert!(held.is_verified() && wrong.is_none(), "{code}");
    }
}

/// G32: a wrong check is held under a flag and matched exactly only.
#[test]
fn g32_a_wrong_check_is_held_as_it_is_and_equals_nothing_else() {
    let wrong_check = "91481802MA0000007U";
    let scheme = Scheme::UnifiedSocialCreditCode;
    let (held, wrong) = Identifier::hold(scheme, wrong_check).unwrap();
    assert!(matches!(wrong, Some(CodeError::Check { .. })));
    assert!(!held.is_verified());
    assert_eq!(held.reveal(), wrong_check);
    assert_ne!(held, Identifier::hold(scheme, CODE).unwrap().0);
    assert_eq!(
        held,
        Identifier::hold(scheme, " ９1481802ma0000007u").unwrap().0
    );
    assert!(Identifier::parse(scheme, wrong_check).is_err());
}

#[test]
fn what_has_not_even_the_form_is_not_held() {
    for (scheme, text) in [
        (Scheme::UnifiedSocialCreditCode, "9148180"),
        (Scheme::ResidentIdentityNumber, "48180219800101001测"),
        (Scheme::RegistrationNumber, "48180200000123"),
        (Scheme::RegistrationNumber, "48180200000123A"),
        (Scheme::OrganisationCode, "1234"),
    ] {
        assert!(Identifier::hold(scheme, text).is_err(), "{text}");
    }
    let register = Identifier::hold(Scheme::RegistrationNumber, "481802000001234").unwrap();
    assert_eq!(register.0.shown(), "481802000001234");
}

#[test]
fn what_may_be_a_persons_is_never_shown_whole() {
    for (scheme, number) in [
        (Scheme::ResidentIdentityNumber, "48180219800101001X"),
        (Scheme::ResidentIdentityNumber, "481802198001010011"),
        (Scheme::UnifiedSocialCreditCode, "481802198001010011"),
        (Scheme::UnifiedSocialCreditCode, "48180219800101001X"),
        // Of the first generation, in the column of registration numbers.
        (Scheme::RegistrationNumber, "481802800101001"),
        // What a 个体工商户 has for a 税务登记号: its holder's number and two characters.
        (Scheme::TaxRegistrationNumber, "48180219800101001X01"),
        (Scheme::TaxRegistrationNumber, "L048180219800101001X"),
    ] {
        let (held, _) = Identifier::hold(scheme, number).unwrap();
        assert!(held.is_personal(), "{scheme:?}");
        for shown in [held.shown(), held.to_string(), format!("{held:?}")] {
            assert!(!shown.contains("800101"), "{shown}");
        }
    }
    for (scheme, number) in [
        (Scheme::RegistrationNumber, "481802000000001"),
        (Scheme::RegistrationNumber, "481802801301001"),
        (Scheme::TaxRegistrationNumber, "481802MA0000007"),
        (Scheme::TaxRegistrationNumber, "48180219800101002X01"),
    ] {
        let (held, _) = Identifier::hold(scheme, number).unwrap();
        assert!(!held.is_personal(), "{number}");
        assert_eq!(held.shown(), number);
    }
}

/// G32: of a number without a check nobody may say that its check is wrong.
#[test]
fn only_some_kinds_have_a_check() {
    for scheme in Scheme::ALL {
        let form_alone = |text| Identifier::hold(scheme, text).is_ok_and(|held| held.1.is_some());
        let has_check = form_alone("91481802MA0000007U") || form_alone("MA0000008");
        assert_eq!(scheme.has_check(), has_check, "{scheme:?}");
    }
}
