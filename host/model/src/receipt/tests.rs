use super::{
    replay::{Difference, differences},
    *,
};
use crate::merkle::Tree;

pub(super) fn body(number: u8) -> ReceiptBody {
    ReceiptBody {
        id: ReceiptId {
            part: 0x0102,
            random: [number; 16],
        },
        hashed_by: SHA_256.to_owned(),
        signed_by: ED25519.to_owned(),
        computed: Computation {
            subject: Some(SubjectId::from_bytes([number; 16])),
            as_of: "2026-11-25".parse().unwrap(),
            known_at: 1_795_000_000_000,
            explain: false,
            sequence: 7,
            editions: vec![NamedEdition {
                name: "catalogue".to_owned(),
                number: 3,
            }],
            components: vec![AskedComponent {
                memorandum: "tax/major-violation".to_owned(),
                digest: Octets([4; 32]),
            }],
            input: Octets([5; 32]),
            answer: Octets([6; 32]),
            measures: 2,
            valid_until: Some("2027-01-01".parse().unwrap()),
        },
        purpose: Purpose {
            scene: Some("tender".to_owned()),
            purpose: Some("投标资格审查".to_owned()),
            business_number: None,
        },
        by: Principal::local_operator(),
        at: 1_795_000_000_001,
    }
}

/// A receipt whose signature nobody has made.
fn receipt(number: u8, of: u8) -> Receipt {
    let leaves = (0..of).map(|n| body(n).leaf().unwrap()).collect();
    let path = Tree::new(leaves).path(usize::from(number)).unwrap();
    Receipt {
        body: body(number),
        proof: Proof {
            index: u64::from(number),
            size: u64::from(of),
            path: path.into_iter().map(Octets).collect(),
            key: 1,
            signature: Octets([9; 64]),
        },
    }
}

#[test]
fn a_name_tells_its_part_and_reads_back() {
    let id = body(0xab).id;
    let text = id.to_string();
    assert_eq!(text, format!("0102{}", "ab".repeat(16)));
    assert_eq!(text.parse(), Ok(id));
    assert!(text[1..].parse::<ReceiptId>().is_err());
}

#[test]
fn the_bytes_that_are_hashed_are_those_of_the_first_edition() {
    // Another digest here makes every receipt ever given worthless.
    assert_eq!(
        Octets(body(1).leaf().unwrap()).to_string(),
        "582793ddc04adea4534bef631e1535c1d2cbf10709d3f25907f2b22f20fe6565"
    );
}

#[test]
fn receipts_of_one_group_have_one_thing_to_be_signed() {
    let messages: Vec<_> = (0..5)
        .map(|n| receipt(n, 5).signed_message().unwrap())
        .collect();
    assert!(messages.iter().all(|message| *message == messages[0]));
    // A group of one fewer has another, though all its receipts were in it.
    assert_ne!(receipt(0, 4).signed_message().unwrap(), messages[0]);
}

#[test]
fn a_receipt_reads_back_from_text_and_from_bytes() {
    let receipt = receipt(2, 5);
    let json = serde_json::to_string(&receipt).unwrap();
    assert!(json.contains("\"as_of\":\"2026-11-25\""), "{json}");
    assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
    let bytes = postcard::to_stdvec(&receipt).unwrap();
    assert_eq!(postcard::from_bytes::<Receipt>(&bytes).unwrap(), receipt);
}

#[test]
fn whatever_is_altered_leads_to_another_root_or_to_none() {
    let genuine = receipt(2, 5);
    let signed = genuine.signed_message().unwrap();
    type Alter = fn(&mut Receipt);
    let altered: [(&str, Alter); 14] = [
        ("id", |r| r.body.id.random[0] ^= 1),
        ("subject", |r| r.body.computed.subject = None),
        ("as_of", |r| {
            r.body.computed.as_of = "2026-11-26".parse().unwrap()
        }),
        ("known_at", |r| r.body.computed.known_at += 1),
        ("explain", |r| r.body.computed.explain = true),
        ("sequence", |r| r.body.computed.sequence += 1),
        ("editions", |r| r.body.computed.editions.clear()),
        ("components", |r| r.body.computed.components.clear()),
        ("input", |r| r.body.computed.input.0[31] ^= 1),
        ("answer", |r| r.body.computed.answer.0[0] ^= 0x80),
        ("measures", |r| r.body.computed.measures = 0),
        ("valid_until", |r| r.body.computed.valid_until = None),
        ("purpose", |r| r.body.purpose.scene = None),
        ("path", |r| r.proof.path[1].0[0] ^= 1),
    ];
    for (what, alter) in altered {
        let mut receipt = genuine.clone();
        alter(&mut receipt);
        assert_ne!(receipt.signed_message(), Ok(signed.clone()), "{what}");
    }
    let mut weaker = genuine.clone();
    weaker.body.hashed_by = "md5".to_owned();
    assert_eq!(weaker.signed_message(), Err(ReceiptFault::Algorithm));
    let mut outside = genuine;
    outside.proof.index = 5;
    assert_eq!(outside.signed_message(), Err(ReceiptFault::Path));
}

#[test]
fn a_receipt_expires_on_its_day() {
    let body = body(1);
    let on = |day: &str| body.expired_on(day.parse().unwrap());
    assert_eq!(on("2026-12-31"), None);
    assert_eq!(on("2027-01-01"), body.computed.valid_until);
    assert_eq!(on("2030-01-01"), body.computed.valid_until);
}

#[test]
fn what_differs_is_named() {
    let then = body(1).computed;
    assert_eq!(differences(&then, &then), []);
    let mut now = then.clone();
    now.components = vec![AskedComponent {
        memorandum: "tax/a-level".to_owned(),
        digest: Octets([8; 32]),
    }];
    now.editions[0].number = 4;
    now.answer = Octets([7; 32]);
    // The moment of asking is none of them.
    now.sequence += 1;
    let component = |memorandum: &str, then, now| Difference::Component {
        memorandum: memorandum.to_owned(),
        then,
        now,
    };
    assert_eq!(
        differences(&then, &now),
        [
            component("tax/a-level", None, Some(Octets([8; 32]))),
            component("tax/major-violation", Some(Octets([4; 32])), None),
            Difference::Edition {
                name: "catalogue".to_owned(),
                then: Some(3),
                now: Some(4)
            },
            Difference::Answer {
                then: Octets([6; 32]),
                now: Octets([7; 32])
            },
        ]
    );
}
