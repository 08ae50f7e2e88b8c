//! Every state with every step, and what follows from cases at a moment.

mod applications;
mod machines;
mod objections;
mod others;
mod properties;
mod repairs;

use super::*;
use crate::{
    calendar::{Calendar, CalendarData},
    date::Date,
    period::Period,
    principal::{Actor, Principal, Role},
    rules::Colour,
    subject::{RecordName, SubjectId, view::Moment},
};

const SUBJECT: SubjectId = SubjectId::from_bytes([7; 16]);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn on(text: &str) -> Moment {
    Moment::on(day(text))
}

fn account(id: &str, role: Role) -> Principal {
    let actor = Actor::Person(id.parse().unwrap());
    Principal::new(actor, Some("tax-bureau".to_owned()), role).unwrap()
}

fn officer() -> Principal {
    account("u-1", Role::DepartmentOfficer)
}

/// The officer, on a day, recorded at its noon.
fn acting(text: &str) -> Acting {
    by(officer(), text)
}

fn by(by: Principal, text: &str) -> Acting {
    let on = day(text);
    let at = i64::from(on.days()) * 86_400_000;
    Acting { at, on, by }
}

fn record(number: &str) -> RecordName {
    RecordName {
        kind: 7,
        provider: "tax-bureau".to_owned(),
        number: number.to_owned(),
    }
}

fn reason() -> String {
    "经核实".to_owned()
}

/// The years 2017 and 2018 with the notices that announced them.
fn calendar() -> Calendar {
    let text = include_str!("../../../service/data/calendar.toml");
    let data: CalendarData = toml::from_str(text).unwrap();
    Calendar::new(data).unwrap()
}

fn objection_to(scope: Vec<Scope>) -> NewObjection {
    NewObjection {
        scope,
        ground: ObjectionGround::Information,
        reason: reason(),
        filer: Filer::Subject,
    }
}

fn accept() -> ObjectionEvent {
    ObjectionEvent::Accept {
        publication_suspended: true,
        answer_within: Some(Period::Days(20)),
    }
}

fn forward() -> ObjectionEvent {
    ObjectionEvent::Forward {
        provider: "tax-bureau".to_owned(),
    }
}

fn reject() -> ObjectionEvent {
    ObjectionEvent::Reject { reason: reason() }
}

/// A file with one objection, taken up on 1 March and with its provider.
fn verifying(scope: Vec<Scope>) -> CaseFile {
    let mut file = CaseFile::default();
    let new = objection_to(scope);
    let id = file.submit_objection(SUBJECT, new, acting("2017-03-01"));
    assert_eq!(id.unwrap().number, 1);
    for event in [accept(), forward(), ObjectionEvent::Verify] {
        file.step_objection(1, acting("2017-03-01"), event, 0)
            .unwrap();
    }
    file
}
