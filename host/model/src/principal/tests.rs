use proptest::prelude::*;

use super::*;

const ROLES: [Role; 9] = [
    Role::DepartmentOfficer,
    Role::Maker,
    Role::Checker,
    Role::Administrator,
    Role::Approver,
    Role::Integrator,
    Role::Auditor,
    Role::System,
    Role::LocalOperator,
];

fn person() -> Actor {
    Actor::Person("u-3f9c".parse().unwrap())
}

fn in_role(role: Role) -> Principal {
    let department = (role.acts_for_department() == Some(true)).then(|| "tax-bureau".to_owned());
    Principal::new(person(), department, role).unwrap()
}

#[test]
fn rights_by_role() {
    use Right::*;
    // Columns as in ROLES: officer, maker, checker, administrator, approver, integrator,
    // auditor, system, local operator.
    for (right, row) in [
        (ImportOwnRecords, "x x . . . . . . ."),
        (ImportAnyRecords, ". . . . . . . . x"),
        (ReadOwnBatches, "x x x . . . . . ."),
        (ReadAllBatches, ". . . x . . x . x"),
        (QueryByIdentifier, "x . x . . x x . x"),
        (ReadRecords, "x . . . . . x . x"),
        (SearchByName, "x . . . . . x . x"),
        (UnmaskIdentifiers, "x . . . . . x . x"),
        (ChangeReference, ". . . x . . . x x"),
        (ProposeChanges, "x . . x . . . . x"),
        (UploadPlugins, "x x . . . . . . x"),
        (ApproveChanges, ". . . . x . . . ."),
        (EnableMemoranda, ". . . x . . . . x"),
        (RunMemoranda, ". . . x . . . x x"),
        (ReadAudit, ". . . . . . x . x"),
        (SignAudit, ". . . . . . x x x"),
        (RunRetention, ". . . x . . . x x"),
        (BackUp, ". . . x . . . x x"),
        (RotateKeys, ". . . x . . . . x"),
        (FileForSubjects, "x x . . . . . . x"),
        (HandleObjections, "x . . . . . . . x"),
        (AnswerObjections, "x . x . . . . . x"),
        (DecideRepairs, "x . x . . . . . x"),
        (ProposeListings, "x x . . . . . . x"),
        (ConfirmListings, "x . x . . . . . x"),
        (ExecuteMeasures, "x . . . . . . . x"),
        (PublishRecords, "x . . . . . . . x"),
        (AcceptIncompleteFiles, "x . . . . . . . x"),
        (ReadCases, "x x x . . . x . x"),
    ] {
        let cells: Vec<_> = row.split(' ').collect();
        assert_eq!(cells.len(), ROLES.len());
        for (role, cell) in ROLES.into_iter().zip(cells) {
            assert_eq!(in_role(role).may(right), cell == "x", "{role} {right:?}");
        }
    }
}

#[test]
fn a_role_is_of_a_department_or_of_the_host() {
    let of = |department: Option<&str>, role| {
        Principal::new(person(), department.map(str::to_owned), role).map(|_| ())
    };
    for role in ROLES {
        let (with, without) = match role.acts_for_department() {
            Some(true) => (Ok(()), Err(PrincipalError::NoDepartment(role))),
            Some(false) => (Err(PrincipalError::WithDepartment(role)), Ok(())),
            None => (Ok(()), Ok(())),
        };
        assert_eq!(of(Some("court"), role), with, "{role}");
        assert_eq!(of(None, role), without, "{role}");
    }
    assert_eq!(
        of(Some("court\nroot"), Role::Auditor),
        Err(PrincipalError::Department("court\nroot".to_owned()))
    );
}

#[test]
fn an_id_is_short_plain_and_no_number() {
    let read = |text: &str| text.parse::<PrincipalId>().map(|id| id.to_string());
    for good in ["u-3f9c", "approval_hall.2", "7", &"a".repeat(64)] {
        assert_eq!(read(good), Ok(good.to_owned()));
    }
    assert_eq!(read(""), Err(PrincipalError::Length { found: 0 }));
    let long = "a".repeat(65);
    assert_eq!(read(&long), Err(PrincipalError::Length { found: 65 }));
    for (bad, character) in [("U1", 'U'), ("u 1", ' '), ("u\n", '\n'), ("张三", '张')] {
        assert_eq!(read(bad), Err(PrincipalError::Character(character)));
    }
    let number = ResidentIdentityNumber::compose(481_802, 1990, 1, 1, 17).unwrap();
    let number = number.reveal().to_lowercase();
    for hidden in [number.clone(), format!("u-{number}.1")] {
        let refused = read(&hidden).unwrap_err();
        assert_eq!(refused, PrincipalError::IdentityNumber);
        assert!(!refused.to_string().contains(&number));
    }
}

#[test]
fn an_identity_number_is_found_in_a_text() {
    let number = ResidentIdentityNumber::compose(481_802, 1990, 1, 1, 17).unwrap();
    let number = number.reveal();
    for text in [
        number,
        &format!("核对{number}的案件"),
        &format!("7{number}"),
    ] {
        assert!(holds_identity_number(text));
    }
    for text in ["", "法院来函（2017）测执1号", &number[..17]] {
        assert!(!holds_identity_number(text));
    }
}

#[test]
fn a_log_shows_who_for_whom_and_as_what() {
    assert_eq!(
        in_role(Role::DepartmentOfficer).to_string(),
        "u-3f9c of tax-bureau as department-officer"
    );
    assert_eq!(
        Principal::system().to_string(),
        "accord of the host as system"
    );
    assert_eq!(
        Principal::local_operator().to_string(),
        "local-operator of the host as local-operator"
    );
}

#[test]
fn principals_read_back_and_bad_ones_do_not() {
    let mut all: Vec<_> = ROLES.map(in_role).to_vec();
    all.extend([Principal::system(), Principal::local_operator()]);
    for principal in all {
        let json = serde_json::to_string(&principal).unwrap();
        assert_eq!(
            serde_json::from_str::<Principal>(&json).unwrap(),
            principal,
            "{json}"
        );
        let bytes = postcard::to_stdvec(&principal).unwrap();
        assert_eq!(
            postcard::from_bytes::<Principal>(&bytes).unwrap(),
            principal
        );
    }
    let json = r#"{"actor":{"program":"hall-2"},"department":"court","role":"integrator"}"#;
    let principal: Principal = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&principal).unwrap(), json);
    for bad in [
        r#"{"actor":{"program":"hall 2"},"department":"court","role":"integrator"}"#,
        r#"{"actor":{"program":"hall-2"},"department":null,"role":"integrator"}"#,
        r#"{"actor":{"program":"hall-2"},"department":"court","role":"system"}"#,
    ] {
        assert!(serde_json::from_str::<Principal>(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_role_is_named_in_logs_as_in_files() {
    for role in ROLES {
        assert_eq!(
            serde_json::to_string(&role).unwrap(),
            format!("\"{}\"", role.name())
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_an_id_or_refused(text in "\\PC{0,80}") {
        if let Ok(id) = text.parse::<PrincipalId>() {
            prop_assert_eq!(id.as_str(), text);
        }
    }
}
