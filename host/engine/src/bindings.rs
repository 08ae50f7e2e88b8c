//! The contract as `wasmtime` sees it, and the way to and from the model's words.
//!
//! Arguments are lowered from borrowed data: no text is copied on the host's side before
//! it is copied into the guest.

use accord_model::{contract as model, date::Date, money::Fen};
use wasmtime::Store;

use crate::{guest::Guest, trusted::Verified};

mod generated {
    #![allow(missing_docs, reason = "documented once, in wit/v1/memorandum.wit")]
    #![allow(unused_qualifications, reason = "made by a macro")]

    wasmtime::component::bindgen!({
        path: "../../wit/v1",
        world: "memorandum",
        ownership: Borrowing { duplicate_if_necessary: true },
    });
}

use generated::accord::memorandum::types as wit;
pub(crate) use generated::{MemorandumPre, Question, Subject};

/// What `evaluate` returns; the error is the guest's own.
pub(crate) type Answer = Result<wit::Verdict, String>;

/// Import that carries the contract's types and nothing that could be called.
pub(crate) const TYPES: &str = "accord:memorandum/types@1.0.0";

/// Asks a fresh instance what it is.
pub(crate) fn describe(
    pre: &MemorandumPre<Guest>,
    store: &mut Store<Guest>,
) -> wasmtime::Result<model::Manifest> {
    pre.instantiate(&mut *store)?
        .call_describe(store)
        .map(manifest)
}

/// Asks a fresh instance about one subject. The inner error is the guest's own.
pub(crate) fn evaluate(
    plugin: &Verified,
    store: &mut Store<Guest>,
    subject: &model::Subject<'_>,
    question: &model::Question,
) -> wasmtime::Result<Result<model::Verdict, String>> {
    let values = subject
        .facts
        .iter()
        .flat_map(|fact| fact.values.iter().copied())
        .chain(question.parameters.iter().map(Some));
    let codes: Vec<Vec<&str>> = values
        .clone()
        .filter_map(|value| match value {
            Some(model::Value::Codes(codes)) => Some(codes.iter().map(String::as_str).collect()),
            _ => None,
        })
        .collect();
    let mut codes = codes.iter();
    let values: Vec<Option<wit::ValueParam<'_>>> = values
        .map(|value| value.map(|value| lower_value(value, &mut codes)))
        .collect();

    let mut rest = values.as_slice();
    let mut facts = Vec::with_capacity(subject.facts.len());
    for fact in &subject.facts {
        let (own, others) = rest.split_at(fact.values.len().min(rest.len()));
        rest = others;
        facts.push(wit::Fact {
            id: fact.id,
            need: fact.need,
            acted_on: days(fact.acted_on),
            acted_until: days(fact.acted_until),
            decided_on: days(fact.decided_on),
            ends_on: days(fact.ends_on),
            standing: match fact.standing {
                model::Standing::Active => wit::Standing::Active,
                model::Standing::Expired => wit::Standing::Expired,
                model::Standing::Repaired => wit::Standing::Repaired,
                model::Standing::Exited => wit::Standing::Exited,
            },
            values: own,
        });
    }
    let parameters: Vec<_> = rest.iter().flatten().cloned().collect();

    let subject = wit::Subject {
        kind: match subject.kind {
            model::SubjectKind::Enterprise => wit::SubjectKind::Enterprise,
            model::SubjectKind::Branch => wit::SubjectKind::Branch,
            model::SubjectKind::SoleProprietor => wit::SubjectKind::SoleProprietor,
            model::SubjectKind::Cooperative => wit::SubjectKind::Cooperative,
            model::SubjectKind::SocialOrganisation => wit::SubjectKind::SocialOrganisation,
            model::SubjectKind::PublicInstitution => wit::SubjectKind::PublicInstitution,
            model::SubjectKind::GovernmentOrgan => wit::SubjectKind::GovernmentOrgan,
            model::SubjectKind::Unincorporated => wit::SubjectKind::Unincorporated,
            model::SubjectKind::NaturalPerson => wit::SubjectKind::NaturalPerson,
        },
        since: days(subject.since),
        industry: subject.industry,
        region: subject.region,
        status: subject.status,
        facts: &facts,
    };
    let question = wit::Question {
        as_of: question.as_of.days(),
        parameters: &parameters,
        explain: question.explain,
    };
    let evaluate = plugin.instantiate(store)?;
    let (answer,) = evaluate.call(store, (subject, question))?;
    Ok(answer.map(verdict))
}

fn lower_value<'a>(
    value: &'a model::Value,
    codes: &mut std::slice::Iter<'a, Vec<&'a str>>,
) -> wit::ValueParam<'a> {
    match value {
        model::Value::Text(text) => wit::ValueParam::Text(text),
        model::Value::Integer(number) => wit::ValueParam::Integer(*number),
        model::Value::Amount(amount) => wit::ValueParam::Amount(amount.0),
        model::Value::Flag(flag) => wit::ValueParam::Flag(*flag),
        model::Value::Date(day) => wit::ValueParam::Date(day.days()),
        model::Value::Code(code) => wit::ValueParam::Code(code),
        model::Value::Codes(_) => wit::ValueParam::Codes(codes.next().map_or(&[], Vec::as_slice)),
    }
}

fn days(day: Option<Date>) -> Option<i32> {
    day.map(Date::days)
}

fn day(days: Option<i32>) -> Option<Date> {
    days.map(Date::from_days)
}

fn list<A, B>(items: Vec<A>, item: impl FnMut(A) -> B) -> Vec<B> {
    items.into_iter().map(item).collect()
}

fn value(value: wit::ValueResult) -> model::Value {
    match value {
        wit::ValueResult::Text(text) => model::Value::Text(text),
        wit::ValueResult::Integer(number) => model::Value::Integer(number),
        wit::ValueResult::Amount(fen) => model::Value::Amount(Fen(fen)),
        wit::ValueResult::Flag(flag) => model::Value::Flag(flag),
        wit::ValueResult::Date(days) => model::Value::Date(Date::from_days(days)),
        wit::ValueResult::Code(code) => model::Value::Code(code),
        wit::ValueResult::Codes(codes) => model::Value::Codes(codes),
    }
}

fn manifest(manifest: wit::Manifest) -> model::Manifest {
    let profile = manifest.profile;
    model::Manifest {
        code: manifest.code,
        version: manifest.version,
        title: manifest.title,
        document_number: manifest.document_number,
        initiator: manifest.initiator,
        signatories: manifest.signatories,
        signed_on: day(manifest.signed_on),
        in_force_from: day(manifest.in_force_from),
        expires_on: day(manifest.expires_on),
        subjects: list(manifest.subjects, subject_kind),
        profile: model::ProfileNeed {
            since: profile.contains(wit::ProfileNeed::SINCE),
            industry: profile.contains(wit::ProfileNeed::INDUSTRY),
            region: profile.contains(wit::ProfileNeed::REGION),
            status: profile.contains(wit::ProfileNeed::STATUS),
        },
        reads: list(manifest.reads, |need| model::FactNeed {
            kind: need.kind,
            fields: list(need.fields, field_need),
            triggers: need.triggers,
            history: need.history,
        }),
        listings: manifest.listings,
        measures: list(manifest.measures, |measure| model::Measure {
            code: measure.code,
            reach: reach(measure.reach),
            details: list(measure.details, field_need),
        }),
        rules: list(manifest.rules, |rule| model::Rule {
            id: rule.id,
            label: rule.label,
            source: rule.source,
        }),
        parameters: list(manifest.parameters, |parameter| model::Parameter {
            name: parameter.name,
            title: parameter.title,
            default: value(parameter.default),
            min: parameter.min.map(value),
            max: parameter.max.map(value),
        }),
    }
}

fn subject_kind(kind: wit::SubjectKind) -> model::SubjectKind {
    match kind {
        wit::SubjectKind::Enterprise => model::SubjectKind::Enterprise,
        wit::SubjectKind::Branch => model::SubjectKind::Branch,
        wit::SubjectKind::SoleProprietor => model::SubjectKind::SoleProprietor,
        wit::SubjectKind::Cooperative => model::SubjectKind::Cooperative,
        wit::SubjectKind::SocialOrganisation => model::SubjectKind::SocialOrganisation,
        wit::SubjectKind::PublicInstitution => model::SubjectKind::PublicInstitution,
        wit::SubjectKind::GovernmentOrgan => model::SubjectKind::GovernmentOrgan,
        wit::SubjectKind::Unincorporated => model::SubjectKind::Unincorporated,
        wit::SubjectKind::NaturalPerson => model::SubjectKind::NaturalPerson,
    }
}

fn field_need(need: wit::FieldNeed) -> model::FieldNeed {
    model::FieldNeed {
        name: need.name,
        value_type: match need.type_ {
            wit::ValueType::Text => model::ValueType::Text,
            wit::ValueType::Integer => model::ValueType::Integer,
            wit::ValueType::Amount => model::ValueType::Amount,
            wit::ValueType::Flag => model::ValueType::Flag,
            wit::ValueType::Date => model::ValueType::Date,
            wit::ValueType::Code => model::ValueType::Code,
            wit::ValueType::Codes => model::ValueType::Codes,
        },
        code_list: need.code_list,
    }
}

fn reach(reach: wit::Reach) -> model::Reach {
    match reach {
        wit::Reach::SelfOnly => model::Reach::SelfOnly,
        wit::Reach::Holders(of) => model::Reach::Holders(edge(of)),
        wit::Reach::LedEntities(of) => model::Reach::LedEntities(edge(of)),
    }
}

fn edge(edge: wit::Edge) -> model::Edge {
    model::Edge {
        roles: list(edge.roles, |role| match role {
            wit::Role::LegalRepresentative => model::Role::LegalRepresentative,
            wit::Role::PersonInCharge => model::Role::PersonInCharge,
            wit::Role::Principal => model::Role::Principal,
            wit::Role::ActualController => model::Role::ActualController,
            wit::Role::Director => model::Role::Director,
            wit::Role::Supervisor => model::Role::Supervisor,
            wit::Role::SeniorManager => model::Role::SeniorManager,
            wit::Role::FinancialOfficer => model::Role::FinancialOfficer,
            wit::Role::SafetyOfficer => model::Role::SafetyOfficer,
            wit::Role::DirectlyResponsible => model::Role::DirectlyResponsible,
            wit::Role::Shareholder => model::Role::Shareholder,
            wit::Role::RegisteredPractitioner => model::Role::RegisteredPractitioner,
        }),
        responsible_only: edge.responsible_only,
        test: match edge.test {
            wit::RoleTest::AtAct => model::RoleTest::AtAct,
            wit::RoleTest::AtAsOf => model::RoleTest::AtAsOf,
            wit::RoleTest::Both => model::RoleTest::Both,
        },
    }
}

fn verdict(verdict: wit::Verdict) -> model::Verdict {
    model::Verdict {
        determinations: list(verdict.determinations, |determination| {
            model::Determination {
                rule: determination.rule,
                grounds: determination.grounds,
                acts: determination.acts,
                starts_on: Date::from_days(determination.starts_on),
                until: match determination.until {
                    wit::End::WithGrounds => model::End::WithGrounds,
                    wit::End::After(period) => model::End::After {
                        start: Date::from_days(period.start),
                        months: period.months,
                    },
                    wit::End::On(days) => model::End::On(Date::from_days(days)),
                    wit::End::Never => model::End::Never,
                },
                measures: determination.measures,
                details: list(determination.details, |detail| model::Detail {
                    measure: detail.measure,
                    values: list(detail.values, |detail| detail.map(value)),
                }),
            }
        }),
        proposals: list(verdict.proposals, |proposal| model::ListingProposal {
            listing: proposal.listing,
            rule: proposal.rule,
            grounds: proposal.grounds,
            term: proposal.term,
        }),
        gaps: list(verdict.gaps, |gap| model::Gap {
            rule: gap.rule,
            fact: gap.fact,
            missing: match gap.missing {
                wit::Missing::NoFact(need) => model::Missing::NoFact(need),
                wit::Missing::Field(field) => model::Missing::Field(field),
                wit::Missing::ActedOn => model::Missing::ActedOn,
                wit::Missing::DecidedOn => model::Missing::DecidedOn,
                wit::Missing::Profile => model::Missing::Profile,
                wit::Missing::Parameter(parameter) => model::Missing::Parameter(parameter),
            },
            measures: gap.measures,
        }),
        review_on: day(verdict.review_on),
        conditions: list(verdict.conditions, |condition| model::Condition {
            rule: condition.rule,
            fact: condition.fact,
            field: condition.field,
            test: match condition.test {
                wit::Test::Equal => model::Test::Equal,
                wit::Test::AtLeast => model::Test::AtLeast,
                wit::Test::MoreThan => model::Test::MoreThan,
                wit::Test::AtMost => model::Test::AtMost,
                wit::Test::LessThan => model::Test::LessThan,
                wit::Test::OneOf => model::Test::OneOf,
                wit::Test::Present => model::Test::Present,
                wit::Test::Within => model::Test::Within,
            },
            observed: condition.observed.map(value),
            required: condition.required.map(value),
            outcome: match condition.outcome {
                wit::Outcome::Met => model::Outcome::Met,
                wit::Outcome::Unmet => model::Outcome::Unmet,
                wit::Outcome::Unknown => model::Outcome::Unknown,
            },
        }),
    }
}
