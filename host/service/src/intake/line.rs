//! The schema of a line.
//!
//! ```json
//! {"type":"subject","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},
//!  "kind":"enterprise","name":"测试甲","since":"2010-03-04","industry":"C","region":"481802","status":"active"}
//! {"type":"record","identifier":{…},"kind":"tax/credit-level","provider":"tax-bureau","number":"2025-1",
//!  "decided_on":"2026-04-20","values":{"year":2025,"level":"a"}}
//! {"type":"role","organisation":{…},"person":{…},"role":"legal-representative","from":"2010-03-04"}
//! ```
//!
//! | key | of | what |
//! | --- | --- | --- |
//! | `identifier` | subject, record | `scheme` (`unified-social-credit-code`, `resident-identity-number`) and `value` |
//! | `kind` | subject | `enterprise`, `natural-person`, … as in the contract |
//! | `kind` | record | a kind of the data dictionary |
//! | `provider`, `number` | record | name it: the same again is a correction |
//! | `acted_on`, `acted_until`, `decided_on`, `ends_on` | record | days, `2017-10-31`; ends are exclusive |
//! | `ends_as` | record | `expired`, `repaired` or `exited` |
//! | `values` | record | fields of the kind; an amount says its unit: `"0.2 万元"`, `"2000.00 元"` |
//! | `from`, `to`, `responsible` | role | first day, first day after it, named by a finding |
//!
//! What the provider left out is left out; an unknown key is refused.

use accord_model::{
    contract::{Role, Standing, SubjectKind, Value, ValueType},
    date::Date,
    dictionary::{Dictionary, Field, ValueError},
    identifier::Identifier,
    subject::Record,
};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::{error::type_zh, intake::Refusal, query::IdentifierText};

/// A line as it is written.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum Written {
    Subject {
        identifier: IdentifierText,
        kind: SubjectKind,
        name: String,
        since: Option<Date>,
        industry: Option<String>,
        region: Option<String>,
        status: Option<String>,
    },
    Record {
        identifier: IdentifierText,
        kind: String,
        provider: String,
        number: String,
        acted_on: Option<Date>,
        acted_until: Option<Date>,
        decided_on: Option<Date>,
        ends_on: Option<Date>,
        ends_as: Option<Standing>,
        #[serde(default)]
        values: Map<String, Json>,
    },
    Role {
        organisation: IdentifierText,
        person: IdentifierText,
        role: Role,
        from: Option<Date>,
        to: Option<Date>,
        #[serde(default)]
        responsible: bool,
    },
}

/// A line that is in order.
pub(crate) enum Line {
    Subject(NewSubject),
    Record(Identifier, Record),
    Role(NewRole),
}

pub(crate) struct NewSubject {
    pub(crate) identifier: Identifier,
    pub(crate) kind: SubjectKind,
    pub(crate) name: String,
    pub(crate) since: Option<Date>,
    pub(crate) industry: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) status: Option<String>,
}

pub(crate) struct NewRole {
    pub(crate) organisation: Identifier,
    pub(crate) person: Identifier,
    pub(crate) role: Role,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) responsible: bool,
}

/// The longest name or text that a line may carry, in characters.
const TEXT_LIMIT: usize = 2_000;

/// Reads a line and holds it against the dictionary.
pub(crate) fn parse(bytes: &[u8], dictionary: &Dictionary) -> Result<Line, Refusal> {
    let written: Written = serde_json::from_slice(bytes).map_err(|error| {
        // serde names keys and positions; of values only those of closed lists.
        let at = error.column();
        let kind = match error.classify() {
            serde_json::error::Category::Data => ("内容不符合格式", "does not fit the schema"),
            _ => ("不是有效的 JSON", "is not valid JSON"),
        };
        let (zh, en) = (
            format!("此行{} (第 {at} 列)", kind.0),
            format!("the line {} at column {at}", kind.1),
        );
        Refusal::new(unknown_key(&error).as_deref(), zh, en)
    })?;
    match written {
        Written::Subject {
            identifier,
            kind,
            name,
            since,
            industry,
            region,
            status,
        } => {
            short("name", &name)?;
            for (field, text) in [
                ("industry", &industry),
                ("region", &region),
                ("status", &status),
            ] {
                text.as_ref().map_or(Ok(()), |text| short(field, text))?;
            }
            let identifier = parse_identifier("identifier", &identifier)?;
            let is_person = matches!(identifier, Identifier::Person(_));
            if is_person != (kind == SubjectKind::NaturalPerson) {
                let (zh, en) = (
                    "主体类别与标识类型不符",
                    "kind of subject and identifier disagree",
                );
                return Err(Refusal::new(Some("kind"), zh, en));
            }
            Ok(Line::Subject(NewSubject {
                identifier,
                kind,
                name,
                since,
                industry,
                region,
                status,
            }))
        }
        Written::Record {
            identifier,
            kind,
            provider,
            number,
            acted_on,
            acted_until,
            decided_on,
            ends_on,
            ends_as,
            values,
        } => {
            short("provider", &provider)?;
            short("number", &number)?;
            let identifier = parse_identifier("identifier", &identifier)?;
            let Some(kind) = dictionary.kind(&kind) else {
                let (zh, en) = (
                    "数据字典中没有此类信用信息",
                    "the dictionary has no such kind of record",
                );
                return Err(Refusal::new(Some("kind"), zh, en));
            };
            let mut typed = Vec::with_capacity(values.len());
            for (name, json) in values {
                let Some(field) = kind.field(&name) else {
                    let (zh, en) = ("数据字典中没有此字段", "the dictionary has no such field");
                    return Err(Refusal::new(Some(&shortened(&name)), zh, en));
                };
                if !json.is_null() {
                    typed.push((field.number, value(dictionary, field, json)?));
                }
            }
            typed.sort_by_key(|(number, _)| *number);
            if let (Some(first), Some(last)) = (acted_on, acted_until)
                && last < first
            {
                let (zh, en) = ("行为结束日早于开始日", "the act ends before it begins");
                return Err(Refusal::new(Some("acted_until"), zh, en));
            }
            let record = Record {
                provider,
                number,
                kind: kind.number,
                acted_on,
                acted_until,
                decided_on,
                ends_on,
                ends_as: match ends_as {
                    Some(Standing::Active) | None => Standing::Expired,
                    Some(ends_as) => ends_as,
                },
                recorded_at: 0,
                values: typed,
            };
            Ok(Line::Record(identifier, record))
        }
        Written::Role {
            organisation,
            person,
            role,
            from,
            to,
            responsible,
        } => {
            let organisation = parse_identifier("organisation", &organisation)?;
            let person = parse_identifier("person", &person)?;
            if let (Some(from), Some(to)) = (from, to)
                && to < from
            {
                let (zh, en) = ("任职结束日早于开始日", "the role ends before it begins");
                return Err(Refusal::new(Some("to"), zh, en));
            }
            Ok(Line::Role(NewRole {
                organisation,
                person,
                role,
                from,
                to,
                responsible,
            }))
        }
    }
}

/// The key that serde did not know, if that is what is wrong.
fn unknown_key(error: &serde_json::Error) -> Option<String> {
    let text = error.to_string();
    let rest = text.strip_prefix("unknown field `")?;
    rest.split('`').next().map(shortened)
}

fn parse_identifier(field: &str, text: &IdentifierText) -> Result<Identifier, Refusal> {
    text.parse().map_err(|error| {
        let text = error.text();
        Refusal::new(Some(field), text.zh, text.en)
    })
}

fn short(field: &str, text: &str) -> Result<(), Refusal> {
    if !text.is_empty() && text.chars().count() <= TEXT_LIMIT {
        return Ok(());
    }
    let (zh, en) = (
        "为空或超过 2000 字",
        "is empty or longer than 2000 characters",
    );
    Err(Refusal::new(Some(field), zh, en))
}

fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

fn value(dictionary: &Dictionary, field: &Field, json: Json) -> Result<Value, Refusal> {
    let wrong = |why_zh: &str, why_en: String| {
        let zh = format!("应为{}{why_zh}", type_zh(field.value_type));
        let en = format!("expected {:?}{why_en}", field.value_type);
        Refusal::new(Some(&field.name), zh, en)
    };
    let plain = || wrong("", String::new());
    let value = match (field.value_type, json) {
        (ValueType::Text, Json::String(text)) => {
            short(&field.name, &text)?;
            Value::Text(text)
        }
        (ValueType::Integer, Json::Number(number)) => {
            Value::Integer(number.as_i64().ok_or_else(plain)?)
        }
        (ValueType::Amount, Json::String(text)) => {
            let amount = text
                .parse()
                .map_err(|error| wrong(", 以元或万元为单位", format!(": {error}")))?;
            Value::Amount(amount)
        }
        (ValueType::Flag, Json::Bool(flag)) => Value::Flag(flag),
        (ValueType::Date, Json::String(text)) => Value::Date(
            text.parse()
                .map_err(|error| wrong("", format!(": {error}")))?,
        ),
        (ValueType::Code, Json::String(code)) => Value::Code(code),
        (ValueType::Codes, Json::Array(codes)) => Value::Codes(
            codes
                .into_iter()
                .map(|code| match code {
                    Json::String(code) => Ok(code),
                    _ => Err(plain()),
                })
                .collect::<Result<_, _>>()?,
        ),
        _ => return Err(plain()),
    };
    dictionary
        .check(field, &value)
        .map_err(|error| match error {
            ValueError::Type { .. } => plain(),
            ValueError::NotInList { code, list } => Refusal::new(
                Some(&field.name),
                format!("代码 {} 不在代码集 {list} 中", shortened(&code)),
                format!("`{}` is not in the code list `{list}`", shortened(&code)),
            ),
        })?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use accord_model::{dictionary::DictionaryData, money::Fen};
    use proptest::prelude::*;

    use super::*;

    fn dictionary() -> Dictionary {
        let data: DictionaryData =
            toml::from_str(include_str!("../../data/dictionary.toml")).unwrap();
        Dictionary::new(data).unwrap()
    }

    fn line(more: &str) -> String {
        format!(
            r#"{{"type":"record","identifier":{{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"}},"kind":"tax/arrears","provider":"tax-bureau","number":"1"{more}}}"#
        )
    }

    fn refused(text: &str) -> Option<String> {
        match parse(text.as_bytes(), &dictionary()) {
            Ok(_) => panic!("{text} was taken"),
            Err(refusal) => refusal.field,
        }
    }

    #[test]
    fn a_record_is_typed_by_the_dictionary() {
        let text =
            line(r#","decided_on":"2017-10-31","values":{"guaranteed":true,"amount":"0.2 万元"}"#);
        let Ok(Line::Record(_, record)) = parse(text.as_bytes(), &dictionary()) else {
            panic!("not a record");
        };
        assert_eq!(record.decided_on, Some("2017-10-31".parse().unwrap()));
        assert_eq!(record.ends_as, Standing::Expired);
        let values = [(1, Value::Amount(Fen(200_000))), (2, Value::Flag(true))];
        assert_eq!(record.values, values);
    }

    #[test]
    fn a_line_out_of_order_names_the_field() {
        for (more, field) in [
            (r#","values":{"amount":"100"}"#, "amount"),
            (r#","values":{"amount":100}"#, "amount"),
            (r#","values":{"guaranteed":"true"}"#, "guaranteed"),
            (r#","values":{"paid-on":"2017-02-30"}"#, "paid-on"),
            (r#","values":{"colour":"red"}"#, "colour"),
            (
                r#","acted_on":"2017-02-02","acted_until":"2017-02-01""#,
                "acted_until",
            ),
            (r#","colour":"red""#, "colour"),
        ] {
            assert_eq!(refused(&line(more)).as_deref(), Some(field), "{more}");
        }
        let wrong_kind = line("").replace("tax/arrears", "tax/none");
        assert_eq!(refused(&wrong_kind).as_deref(), Some("kind"));
        let person = r#"{"type":"subject","identifier":{"scheme":"unified-social-credit-code","value":"91481802MA0000007T"},"kind":"natural-person","name":"x"}"#;
        assert_eq!(refused(person).as_deref(), Some("kind"));
    }

    #[test]
    fn a_refusal_never_holds_the_identifier() {
        let number = "48180219800101001x1";
        let text = line("").replace("unified-social-credit-code", "resident-identity-number");
        let text = text.replace("91481802MA0000007T", number);
        let Err(refusal) = parse(text.as_bytes(), &dictionary()) else {
            panic!("it was taken");
        };
        assert!(!format!("{refusal:?}").contains("19800101"), "{refusal:?}");
    }

    proptest! {
        #[test]
        fn no_line_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes, &dictionary());
        }

        #[test]
        fn no_value_panics(value in "[\\PC\"\\\\{}:,\\[\\]0-9.万元-]{0,60}") {
            let more = format!(r#","values":{{"amount":{value:?},"case-number":{value:?}}}"#);
            let _ = parse(line(&more).as_bytes(), &dictionary());
        }
    }
}
