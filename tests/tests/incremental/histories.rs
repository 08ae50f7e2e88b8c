//! Random histories of small districts: what happens to a handful of firms and the people
//! who lead them, the same for the same seed.

use accord_model::{codes::ResidentIdentityNumber, date::Date};
use serde_json::{Value, json};

use crate::support::{numbered, organisation, person};

/// SplitMix64: a test needs numbers that are the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let position = self.below(list.len().try_into().unwrap());
        &list[usize::try_from(position).unwrap()]
    }

    /// A day at most so many days before or after another.
    pub fn around(&mut self, day: Date, days: i32) -> Date {
        let span = u64::try_from(2 * days).unwrap();
        day.add_days(i32::try_from(self.below(span)).unwrap() - days)
    }

    fn maybe(&mut self, day: Date, days: i32) -> Value {
        if self.once_in(2) {
            Value::Null
        } else {
            json!(self.around(day, days))
        }
    }
}

const FIRMS: u32 = 4;
const PEOPLE: u32 = 3;

const ROLES: [&str; 7] = [
    "legal-representative",
    "legal-representative",
    "person-in-charge",
    "actual-controller",
    "director",
    "senior-manager",
    "registered-practitioner",
];

/// Kinds of record, who provides them, and whether people have them too.
const KINDS: [(&str, &str, bool); 10] = [
    ("tax/credit-level", "tax-bureau", false),
    ("tax/published-case", "tax-bureau", true),
    ("tax/inspection-case", "tax-bureau", false),
    ("tax/arrears", "tax-bureau", true),
    ("court/judgment-debtor", "court", true),
    ("court/consumption-restriction", "court", true),
    ("court/sentence", "court", true),
    ("admin/penalty", "sector-supervisors", false),
    ("environment/dishonesty-list", "environment-bureau", false),
    ("environment/violation", "environment-bureau", false),
];

/// The subjects of one history: no other history has any of them.
pub struct District {
    firms: Vec<Value>,
    people: Vec<Value>,
}

impl District {
    pub fn new(number: u32) -> Self {
        let firms = (0..FIRMS).map(|firm| organisation(&numbered(number * FIRMS + firm)));
        let people = (0..PEOPLE).map(|one| {
            let one = number * PEOPLE + one;
            // Some come of age while the histories go on.
            let year = u16::try_from(1970 + one % 35).unwrap();
            let order = u16::try_from(one / 35 + 1).unwrap();
            let day = 1 + u8::try_from(one % 28).unwrap();
            let id = ResidentIdentityNumber::compose(481_802, year, 6, day, order).unwrap();
            person(id.reveal())
        });
        Self {
            firms: firms.collect(),
            people: people.collect(),
        }
    }

    pub fn subjects(&self) -> impl Iterator<Item = &Value> {
        self.firms.iter().chain(&self.people)
    }

    /// How it begins: most are registered, some hold a role.
    pub fn beginning(&self, dice: &mut Dice, today: Date) -> Vec<Value> {
        let mut lines = Vec::new();
        for subject in self.subjects() {
            if !dice.once_in(8) {
                lines.push(self.registration(subject, dice, today));
            }
        }
        for _ in 0..5 {
            lines.push(self.role(dice, today));
        }
        for _ in 0..3 {
            lines.push(self.record(dice, today));
        }
        lines
    }

    /// What happens next.
    pub fn event(&self, dice: &mut Dice, today: Date) -> Value {
        let mut line = match dice.below(20) {
            0..10 => self.record(dice, today),
            10..12 => self.withdrawal(dice),
            12..15 => self.role(dice, today),
            15 => self.role_withdrawal(dice),
            16 => self.merger("merger", dice, today),
            17 => self.merger("merger-withdrawal", dice, today),
            _ => self.registration(self.anybody(dice), dice, today),
        };
        if dice.once_in(4) {
            let stated = dice.around(today, 30);
            line["stated_at"] = json!(format!("{stated} 10:00:00"));
        }
        line
    }

    /// A record that somebody may have, and whose it is: what an objection may be about.
    pub fn contested(&self, dice: &mut Dice) -> (&Value, Value) {
        let (kind, provider, _) = *dice.pick(&KINDS);
        let number = dice.below(3).to_string();
        let record = json!({ "kind": kind, "provider": provider, "number": number });
        (self.anybody(dice), record)
    }

    fn anybody(&self, dice: &mut Dice) -> &Value {
        let people = dice.once_in(3);
        dice.pick(if people { &self.people } else { &self.firms })
    }

    fn registration(&self, subject: &Value, dice: &mut Dice, today: Date) -> Value {
        let is_person = self.people.contains(subject);
        let born = Date::new(1998 + i32::try_from(dice.below(12)).unwrap(), 3, 5).unwrap();
        json!({
            "type": "subject", "identifier": subject, "name": "测试主体",
            "kind": if is_person { "natural-person" } else { "enterprise" },
            "from": dice.maybe(today, 400), "since": born,
            "status": dice.pick(&["active", "revoked"]),
        })
    }

    fn record(&self, dice: &mut Dice, today: Date) -> Value {
        let (kind, provider, of_people) = *dice.pick(&KINDS);
        let subject = if of_people {
            self.anybody(dice)
        } else {
            dice.pick(&self.firms)
        };
        let decided = dice.around(today, 500);
        let mut line = json!({
            "type": "record", "identifier": subject, "kind": kind, "provider": provider,
            "number": dice.below(3).to_string(), "decided_on": decided,
            "acted_on": dice.maybe(decided.add_days(-200), 200),
            "values": values(kind, dice, decided),
        });
        if dice.once_in(3) {
            line["ends_on"] = json!(decided.add_days(1 + i32::try_from(dice.below(900)).unwrap()));
            line["ends_as"] = json!(dice.pick(&["expired", "repaired", "exited"]));
        }
        line
    }

    fn withdrawal(&self, dice: &mut Dice) -> Value {
        let (kind, provider, _) = dice.pick(&KINDS);
        json!({
            "type": "withdrawal", "identifier": self.anybody(dice), "kind": kind,
            "provider": provider, "number": dice.below(3).to_string(),
        })
    }

    fn role(&self, dice: &mut Dice, today: Date) -> Value {
        let from = dice.pick(&[None, Some(-700), Some(-50), Some(120)]);
        let from = from.map(|days| Date::new(2019, 1, 1).unwrap().add_days(days));
        let mut line = json!({
            "type": "role", "organisation": dice.pick(&self.firms), "person": dice.pick(&self.people),
            "role": dice.pick(&ROLES), "from": from,
        });
        if dice.once_in(2) {
            let first = from.unwrap_or(today).max(today.add_days(-200));
            line["to"] = json!(first.add_days(1 + i32::try_from(dice.below(500)).unwrap()));
        }
        if dice.once_in(4) {
            line["finding"] = json!({
                "provider": "tax-bureau", "number": "认定1", "decided_on": dice.maybe(today, 200),
            });
        }
        line
    }

    fn role_withdrawal(&self, dice: &mut Dice) -> Value {
        json!({
            "type": "role-withdrawal", "organisation": dice.pick(&self.firms),
            "person": dice.pick(&self.people), "role": dice.pick(&ROLES),
        })
    }

    fn merger(&self, what: &str, dice: &mut Dice, today: Date) -> Value {
        let list = if dice.once_in(4) {
            &self.people
        } else {
            &self.firms
        };
        let subject = dice.pick(list);
        let others: Vec<_> = list.iter().filter(|other| *other != subject).collect();
        let mut line = json!({ "type": what, "subject": subject, "into": dice.pick(&others) });
        if what == "merger" {
            line["from"] = dice.maybe(today, 300);
        }
        line
    }
}

fn values(kind: &str, dice: &mut Dice, decided: Date) -> Value {
    match kind {
        "tax/credit-level" => {
            let (year, ..) = decided.civil();
            json!({ "year": year - 1, "level": dice.pick(&["a", "a", "a", "b", "d"]) })
        }
        "tax/published-case" => json!({
            "case-number": "1", "violation": dice.pick(&["evasion", "refusal", "special-invoice-fraud"]),
            "case-decided-on": decided.add_days(-90), "paid-in-full-on": dice.maybe(decided, 300),
        }),
        "tax/inspection-case" => json!({
            "case-number": "2", "violation": "evasion", "amount": "600 万元",
            "tax-payable-of-year": "1000 万元",
        }),
        "tax/arrears" => json!({
            "amount": "120 万元", "guaranteed": dice.once_in(3), "paid-on": dice.maybe(decided, 400),
        }),
        "court/judgment-debtor" => json!({
            "circumstance": dice.pick(&["able-but-refuses", "obstruction", "asset-report"]),
            "violent": dice.once_in(2), "performed-on": dice.maybe(decided.add_days(300), 299),
        }),
        "court/sentence" => json!({
            "offence": dice.pick(&["economic-order", "bribery"]),
            "sentence-completed-on": decided.add_days(i32::try_from(dice.below(600)).unwrap()),
        }),
        "admin/penalty" => json!({
            "category": [dice.pick(&["fine", "licence-revocation", "stop-business"])],
            "large-fine": dice.once_in(2), "operating": true,
        }),
        "environment/violation" => json!({ "circumstance": ["crime"] }),
        _ => json!({}),
    }
}
