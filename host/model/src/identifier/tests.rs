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
    ] {
        let (held, _) = Identifier::hold(scheme, number).unwrap();
        assert!(held.is_personal(), "{scheme:?}");
        for shown in [held.shown(), held.to_string(), format!("{held:?}")] {
            assert!(!shown.contains("19800101"), "{shown}");
        }
    }
}
