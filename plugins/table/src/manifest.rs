//! The manifest of a table.

use accord_plugin::contract::{
    self, Edge, FactNeed, FieldNeed, Manifest, ProfileNeed, Role, RoleTest, SubjectKind, Value,
    ValueType,
};
use table_format::{Description, Field, Literal, Measure, Need, Parameter, Reach, Rule, decode};

/// Kinds of subject, in the contract's order.
const SUBJECTS: [SubjectKind; 9] = [
    SubjectKind::Enterprise,
    SubjectKind::Branch,
    SubjectKind::SoleProprietor,
    SubjectKind::Cooperative,
    SubjectKind::SocialOrganisation,
    SubjectKind::PublicInstitution,
    SubjectKind::GovernmentOrgan,
    SubjectKind::Unincorporated,
    SubjectKind::NaturalPerson,
];

/// Roles, in the contract's order.
const ROLES: [Role; 12] = [
    Role::LegalRepresentative,
    Role::PersonInCharge,
    Role::Principal,
    Role::ActualController,
    Role::Director,
    Role::Supervisor,
    Role::SeniorManager,
    Role::FinancialOfficer,
    Role::SafetyOfficer,
    Role::DirectlyResponsible,
    Role::Shareholder,
    Role::RegisteredPractitioner,
];

/// What a table says of itself. Bytes that are none describe nothing, which no inspection
/// accepts.
#[must_use]
pub fn describe(description: &[u8]) -> Manifest {
    let described = decode::<Description<'_>>(description).ok();
    described.as_ref().map_or_else(nothing, manifest)
}

fn nothing() -> Manifest {
    Manifest {
        code: String::new(),
        version: String::new(),
        title: String::new(),
        document_number: String::new(),
        initiator: String::new(),
        signatories: Vec::new(),
        signed_on: None,
        in_force_from: None,
        expires_on: None,
        subjects: Vec::new(),
        profile: ProfileNeed::empty(),
        reads: Vec::new(),
        listings: Vec::new(),
        measures: Vec::new(),
        rules: Vec::new(),
        parameters: Vec::new(),
    }
}

fn manifest(table: &Description<'_>) -> Manifest {
    Manifest {
        code: table.code.to_owned(),
        version: table.version.to_owned(),
        title: table.title.to_owned(),
        document_number: table.document_number.to_owned(),
        initiator: table.initiator.to_owned(),
        signatories: owned(&table.signatories),
        signed_on: table.signed_on,
        in_force_from: table.in_force_from,
        expires_on: table.expires_on,
        subjects: marked(table.subjects, &SUBJECTS),
        profile: ProfileNeed::empty(),
        reads: table.reads.iter().map(need).collect(),
        listings: owned(&table.listings),
        measures: table.measures.iter().map(measure).collect(),
        rules: table.rules.iter().map(rule).collect(),
        parameters: table.parameters.iter().map(parameter).collect(),
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Those whose bit is set.
fn marked<T: Copy>(bits: u16, all: &[T]) -> Vec<T> {
    let marked = all.iter().enumerate();
    marked
        .filter(|(position, _)| bits >> position & 1 == 1)
        .map(|(_, one)| *one)
        .collect()
}

fn need(need: &Need<'_>) -> FactNeed {
    FactNeed {
        kind: need.kind.to_owned(),
        fields: need.fields.iter().map(field).collect(),
        triggers: need.triggers,
        history: need.history,
    }
}

fn field(field: &Field<'_>) -> FieldNeed {
    FieldNeed {
        name: field.name.to_owned(),
        type_: match field.value_type {
            1 => ValueType::Integer,
            2 => ValueType::Amount,
            3 => ValueType::Flag,
            4 => ValueType::Date,
            5 => ValueType::Code,
            6 => ValueType::Codes,
            // Any other is none of the contract's.
            _ => ValueType::Text,
        },
        code_list: field.code_list.map(str::to_owned),
    }
}

fn measure(measure: &Measure<'_>) -> contract::Measure {
    let edge = |roles, responsible_only, test| Edge {
        roles: marked(roles, &ROLES),
        responsible_only,
        test: match test {
            0 => RoleTest::AtAct,
            1 => RoleTest::AtAsOf,
            _ => RoleTest::Both,
        },
    };
    contract::Measure {
        code: measure.code.to_owned(),
        reach: match measure.reach {
            Reach::Subject => contract::Reach::SelfOnly,
            Reach::Holders {
                roles,
                responsible_only,
                test,
            } => contract::Reach::Holders(edge(roles, responsible_only, test)),
            Reach::LedEntities { roles, test } => {
                contract::Reach::LedEntities(edge(roles, false, test))
            }
        },
        details: Vec::new(),
    }
}

fn rule(rule: &Rule<'_>) -> contract::Rule {
    contract::Rule {
        id: rule.id.to_owned(),
        label: rule.label.to_owned(),
        source: rule.source.to_owned(),
    }
}

fn parameter(parameter: &Parameter<'_>) -> contract::Parameter {
    contract::Parameter {
        name: parameter.name.to_owned(),
        title: parameter.title.to_owned(),
        default: value(&parameter.default),
        min: parameter.min.as_ref().map(value),
        max: parameter.max.as_ref().map(value),
    }
}

/// A value in the contract's words.
pub(crate) fn value(literal: &Literal<'_>) -> Value {
    match literal {
        Literal::Text(text) => Value::Text((*text).to_owned()),
        Literal::Integer(number) => Value::Integer(*number),
        Literal::Amount(fen) => Value::Amount(*fen),
        Literal::Flag(flag) => Value::Flag(*flag),
        Literal::Date(day) => Value::Date(*day),
        Literal::Code(code) => Value::Code((*code).to_owned()),
        Literal::Codes(codes) => Value::Codes(owned(codes)),
    }
}
