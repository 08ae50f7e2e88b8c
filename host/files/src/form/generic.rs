//! The form that the dictionary gives every kind of record.

use std::collections::BTreeMap;

use accord_model::{dictionary::Kind, identifier::Scheme};

use super::{Column, Form, Status, To, header};

/// What stands before the code of a kind to name its form.
pub(super) const PREFIX: &str = "kind:";

/// The columns that every kind has, by their name in NDJSON and their caption.
fn fixed() -> Vec<Column> {
    let withdrawn = To::Status(Status {
        stands: ["否", "有效", "false", "0"].map(str::to_owned).to_vec(),
        withdrawn: ["是", "撤销", "true", "1"].map(str::to_owned).to_vec(),
    });
    let identifiers = Scheme::ALL
        .into_iter()
        .map(|scheme| column(scheme.name(), scheme.name_zh(), To::Identifier(scheme)));
    let others = [
        ("document-type", "证件类型", To::DocumentType),
        ("document-number", "证件号码", To::DocumentNumber),
        ("name", "主体名称", To::Name),
        ("number", "文号", To::Number),
        ("provider", "数据来源", To::Provider),
        ("acted_on", "行为日期", To::ActedOn),
        ("acted_until", "行为终止日期", To::ActedUntil),
        ("decided_on", "决定日期", To::DecidedOn),
        ("ends_on", "终止日期", To::EndsOn),
        ("stated_at", "数据时间", To::StatedAt),
        ("withdrawn", "撤销", withdrawn),
        ("reason", "撤销原因", To::Reason),
    ];
    identifiers
        .chain(others.map(|(code, caption, to)| column(code, caption, to)))
        .collect()
}

fn column(code: &str, caption: &str, to: To) -> Column {
    Column {
        code: code.to_owned(),
        captions: vec![caption.to_owned()],
        required: to == To::Number,
        unit: None,
        words: BTreeMap::new(),
        to: vec![to],
    }
}

/// The form of a kind. A field whose name or title a fixed column has goes by
/// `values.` and its name.
pub(super) fn form(kind: &Kind) -> Form {
    let mut columns = fixed();
    for field in &kind.fields {
        let taken: Vec<String> = columns
            .iter()
            .flat_map(header::names)
            .map(header::key)
            .collect();
        let free = |name: &String| !taken.contains(&header::key(name));
        let mut names = [field.name.clone(), field.title.clone()]
            .into_iter()
            .filter(free);
        let code = names
            .next()
            .unwrap_or_else(|| format!("values.{}", field.name));
        columns.push(Column {
            code,
            captions: names.collect(),
            required: false,
            unit: None,
            words: BTreeMap::new(),
            to: vec![To::Field(field.name.clone())],
        });
    }
    Form {
        code: format!("{PREFIX}{}", kind.code),
        title: kind.name.clone(),
        source: None,
        kind: kind.code.clone(),
        column: columns,
    }
}
