//! The manifest in the words of the interpreter.

use accord_model::contract::{self, Edge, Manifest, Value};
use table_format::{Description, Field, Literal, Measure, Need, Parameter, Reach, Rule};

pub(crate) fn describe(manifest: &Manifest) -> Description<'_> {
    let bits = |subjects: &[contract::SubjectKind]| {
        let bits = subjects.iter().map(|kind| 1 << (*kind as u16));
        bits.fold(0, |all: u16, bit: u16| all | bit)
    };
    Description {
        code: &manifest.code,
        version: &manifest.version,
        title: &manifest.title,
        document_number: &manifest.document_number,
        initiator: &manifest.initiator,
        signatories: borrowed(&manifest.signatories),
        signed_on: manifest.signed_on.map(|day| day.days()),
        in_force_from: manifest.in_force_from.map(|day| day.days()),
        expires_on: manifest.expires_on.map(|day| day.days()),
        subjects: bits(&manifest.subjects),
        reads: manifest.reads.iter().map(need).collect(),
        listings: borrowed(&manifest.listings),
        measures: manifest.measures.iter().map(measure).collect(),
        rules: manifest.rules.iter().map(rule).collect(),
        parameters: manifest.parameters.iter().map(parameter).collect(),
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn need(need: &contract::FactNeed) -> Need<'_> {
    let fields = need.fields.iter().map(|field| Field {
        name: &field.name,
        value_type: field.value_type as u8,
        code_list: field.code_list.as_deref(),
    });
    Need {
        kind: &need.kind,
        fields: fields.collect(),
        triggers: need.triggers,
        history: need.history,
    }
}

fn measure(measure: &contract::Measure) -> Measure<'_> {
    let roles = |edge: &Edge| {
        let bits = edge.roles.iter().map(|role| 1 << (*role as u16));
        bits.fold(0, |all: u16, bit: u16| all | bit)
    };
    Measure {
        code: &measure.code,
        reach: match &measure.reach {
            contract::Reach::SelfOnly => Reach::Subject,
            contract::Reach::Holders(edge) => Reach::Holders {
                roles: roles(edge),
                responsible_only: edge.responsible_only,
                test: edge.test as u8,
            },
            contract::Reach::LedEntities(edge) => Reach::LedEntities {
                roles: roles(edge),
                test: edge.test as u8,
            },
        },
    }
}

fn rule(rule: &contract::Rule) -> Rule<'_> {
    Rule {
        id: &rule.id,
        label: &rule.label,
        source: &rule.source,
    }
}

fn parameter(parameter: &contract::Parameter) -> Parameter<'_> {
    Parameter {
        name: &parameter.name,
        title: &parameter.title,
        default: literal(&parameter.default),
        min: parameter.min.as_ref().map(literal),
        max: parameter.max.as_ref().map(literal),
    }
}

/// A value in the interpreter's words.
fn literal(value: &Value) -> Literal<'_> {
    match value {
        Value::Text(text) => Literal::Text(text),
        Value::Integer(number) => Literal::Integer(*number),
        Value::Amount(fen) => Literal::Amount(fen.0),
        Value::Flag(flag) => Literal::Flag(*flag),
        Value::Date(day) => Literal::Date(day.days()),
        Value::Code(code) => Literal::Code(code),
        Value::Codes(codes) => Literal::Codes(borrowed(codes)),
    }
}
