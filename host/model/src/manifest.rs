//! Whether what a plugin says of itself is in order.
//!
//! The engine knows that a manifest is well formed; here it is held against the data
//! dictionary and the catalogue. All faults are reported together, so that an author
//! mends them in one go.

use std::collections::BTreeSet;

use crate::{
    catalogue::Catalogue,
    contract::{FieldNeed, Manifest, Reach, Value, ValueType},
    date::Date,
    dictionary::{Dictionary, is_kebab},
};

/// What is wrong with a manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestFault {
    /// The memorandum's code is not lower-case words joined by `-`.
    #[error("memorandum code `{0}` is not kebab-case")]
    Code(String),
    /// The version is not three numbers.
    #[error("version `{0}` is not of the form 1.0.0")]
    Version(String),
    /// A text that people need is empty or much too long.
    #[error("`{0}` is empty or longer than 500 characters")]
    Text(&'static str),
    /// It expires before it comes into force.
    #[error("it expires before it comes into force")]
    Dates,
    /// It concerns no kind of subject.
    #[error("it concerns no kind of subject")]
    NoSubjects,
    /// It reads nothing, so it could decide nothing.
    #[error("it reads no kind of record")]
    NoReads,
    /// Something stands twice.
    #[error("{what} `{name}` stands twice")]
    Twice {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// It reads a kind of record that the dictionary lacks.
    #[error("the dictionary has no kind of record `{0}`")]
    UnknownKind(String),
    /// It reads a field that the dictionary lacks.
    #[error("record kind `{kind}` has no field `{field}`")]
    UnknownField {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
    },
    /// It reads a field with another type than the dictionary's.
    #[error("field `{field}` of `{kind}` is {expected:?}, not {declared:?}")]
    FieldType {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
        /// The dictionary's type.
        expected: ValueType,
        /// The manifest's.
        declared: ValueType,
    },
    /// It reads a code of another list than the dictionary's.
    #[error("field `{field}` of `{kind}` is not of code list `{declared}`")]
    FieldCodeList {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
        /// The manifest's list, empty if it names none.
        declared: String,
    },
    /// It reads a kind of record that ends while it may still answer, and would go on
    /// answering without new records.
    #[error("record kind `{kind}` takes no records from {until} on, but the plugin goes on")]
    EndingKind {
        /// The kind.
        kind: String,
        /// First day on which it takes none.
        until: Date,
    },
    /// It reads a field that ends while it may still answer.
    #[error("field `{field}` of `{kind}` ends on {until}, but the plugin goes on")]
    EndingField {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
        /// First day on which it takes no values.
        until: Date,
    },
    /// It points at a measure that the catalogue lacks.
    #[error("the catalogue has no measure `{0}`")]
    UnknownMeasure(String),
    /// A measure reaches holders of no role.
    #[error("measure `{0}` reaches holders of no role")]
    NoRoles(String),
    /// It has no measure and no listing: it could answer nothing.
    #[error("it has neither measures nor listings")]
    NothingToAnswer,
    /// It declares no rule.
    #[error("it declares no rule")]
    NoRules,
    /// A parameter's default, minimum and maximum do not agree.
    #[error("parameter `{0}` has a default, minimum and maximum that do not agree")]
    Parameter(String),
    /// It declares more of something than any memorandum could need.
    #[error("it declares more than 1000 {0}")]
    TooMany(&'static str),
}

impl ManifestFault {
    /// Whether it is about what the plugin reads: then it cannot be asked at all.
    #[must_use]
    pub const fn is_of_reads(&self) -> bool {
        matches!(
            self,
            Self::NoReads
                | Self::UnknownKind(_)
                | Self::UnknownField { .. }
                | Self::FieldType { .. }
                | Self::FieldCodeList { .. }
        )
    }

    /// The same in Chinese, and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Self::Code(code) => format!("备忘录代码 `{code}` 应为小写单词以 - 连接"),
            Self::Version(version) => format!("版本 `{version}` 应形如 1.0.0"),
            Self::Text(what) => format!("`{what}` 为空或超过 500 字"),
            Self::Dates => "失效日期不晚于生效日期".to_owned(),
            Self::NoSubjects => "没有声明适用的主体类别".to_owned(),
            Self::NoReads => "没有声明读取的信息类别".to_owned(),
            Self::Twice { what, name } => format!("{what} `{name}` 重复"),
            Self::UnknownKind(kind) => format!("数据字典中没有信息类别 `{kind}`"),
            Self::UnknownField { kind, field } => {
                format!("信息类别 `{kind}` 没有字段 `{field}`")
            }
            Self::FieldType {
                kind,
                field,
                expected,
                declared,
            } => format!("`{kind}` 的字段 `{field}` 类型是 {expected:?}, 不是 {declared:?}"),
            Self::FieldCodeList {
                kind,
                field,
                declared,
            } => format!("`{kind}` 的字段 `{field}` 不属于代码集 `{declared}`"),
            Self::EndingKind { kind, until } => {
                format!("信息类别 `{kind}` 自 {until} 起不再归集, 而插件仍会作答")
            }
            Self::EndingField { kind, field, until } => {
                format!("`{kind}` 的字段 `{field}` 自 {until} 起停用, 而插件仍会作答")
            }
            Self::UnknownMeasure(code) => {
                format!(
                    "措施目录中没有 `{code}`: 请改用目录已有措施, 或在 catalogue.toml 中提出建议"
                )
            }
            Self::NoRoles(code) => format!("措施 `{code}` 的触及对象没有任何任职类别"),
            Self::NothingToAnswer => "既没有措施也没有名单".to_owned(),
            Self::NoRules => "没有声明规则".to_owned(),
            Self::Parameter(name) => format!("参数 `{name}` 的默认值与上下限不一致"),
            Self::TooMany(what) => format!("{what} 超过 1000 个"),
        }
    }
}

/// Checks a manifest; empty if it is in order.
#[must_use]
pub fn check(
    manifest: &Manifest,
    dictionary: &Dictionary,
    catalogue: &Catalogue,
) -> Vec<ManifestFault> {
    let mut faults = Vec::new();
    itself(manifest, &mut faults);
    faults.extend(check_reads(manifest, dictionary));
    measures(manifest, catalogue, &mut faults);
    names(manifest, &mut faults);
    faults.extend(manifest.parameters.iter().filter_map(|parameter| {
        let kind = parameter.default.value_type();
        let bounds = [&parameter.min, &parameter.max];
        let typed = bounds.iter().all(|bound| {
            bound
                .as_ref()
                .is_none_or(|bound| bound.value_type() == kind)
        });
        let ordered = ordered(parameter.min.as_ref(), &parameter.default)
            && parameter
                .max
                .as_ref()
                .is_none_or(|max| ordered(Some(&parameter.default), max));
        (!typed || !ordered).then(|| ManifestFault::Parameter(shortened(&parameter.name)))
    }));
    faults
}

fn ordered(low: Option<&Value>, high: &Value) -> bool {
    match (low, high) {
        (None, _) => true,
        (Some(Value::Integer(low)), Value::Integer(high)) => low <= high,
        (Some(Value::Amount(low)), Value::Amount(high)) => low <= high,
        (Some(Value::Date(low)), Value::Date(high)) => low <= high,
        // Other types have no order, so they can have no bounds.
        (Some(_), _) => false,
    }
}

fn itself(manifest: &Manifest, faults: &mut Vec<ManifestFault>) {
    if !is_kebab(&manifest.code) {
        faults.push(ManifestFault::Code(shortened(&manifest.code)));
    }
    let numbers: Vec<_> = manifest.version.split('.').collect();
    // Written in one way only: neither `+1` nor `01`.
    let is_number = |text: &&str| {
        text.parse::<u32>()
            .is_ok_and(|number| number.to_string() == *text)
    };
    if numbers.len() != 3 || !numbers.iter().all(is_number) {
        faults.push(ManifestFault::Version(shortened(&manifest.version)));
    }
    for (what, text) in [
        ("title", &manifest.title),
        ("document-number", &manifest.document_number),
        ("initiator", &manifest.initiator),
    ] {
        if text.is_empty() || text.chars().count() > 500 {
            faults.push(ManifestFault::Text(what));
        }
    }
    if let (Some(from), Some(expires)) = (manifest.in_force_from, manifest.expires_on)
        && expires <= from
    {
        faults.push(ManifestFault::Dates);
    }
    if manifest.subjects.is_empty() {
        faults.push(ManifestFault::NoSubjects);
    }
    if manifest.measures.is_empty() && manifest.listings.is_empty() {
        faults.push(ManifestFault::NothingToAnswer);
    }
    if manifest.rules.is_empty() {
        faults.push(ManifestFault::NoRules);
    }
    for (what, length) in [
        ("kinds of record", manifest.reads.len()),
        ("measures", manifest.measures.len()),
        ("rules", manifest.rules.len()),
        ("listings", manifest.listings.len()),
        ("parameters", manifest.parameters.len()),
        ("signatories", manifest.signatories.len()),
    ] {
        if length > 1_000 {
            faults.push(ManifestFault::TooMany(what));
        }
    }
}

/// Checks what a manifest reads; empty if it is in order.
#[must_use]
pub fn check_reads(manifest: &Manifest, dictionary: &Dictionary) -> Vec<ManifestFault> {
    let mut faults = Vec::new();
    // Both days are exclusive: a plugin may expire on the day on which its kind ends.
    let outlived = |until: &Date| manifest.expires_on.is_none_or(|expires| expires > *until);
    if manifest.reads.is_empty() {
        faults.push(ManifestFault::NoReads);
    }
    for need in &manifest.reads {
        let Some(kind) = dictionary.kind(&need.kind) else {
            faults.push(ManifestFault::UnknownKind(shortened(&need.kind)));
            continue;
        };
        if let Some(until) = kind.until.filter(outlived) {
            faults.push(ManifestFault::EndingKind {
                kind: need.kind.clone(),
                until,
            });
        }
        let names = need.fields.iter().map(|field| &field.name);
        twice("field", names, &mut faults);
        for FieldNeed {
            name,
            value_type,
            code_list,
        } in &need.fields
        {
            let Some(field) = kind.field(name) else {
                faults.push(ManifestFault::UnknownField {
                    kind: need.kind.clone(),
                    field: shortened(name),
                });
                continue;
            };
            if field.value_type != *value_type {
                faults.push(ManifestFault::FieldType {
                    kind: need.kind.clone(),
                    field: name.clone(),
                    expected: field.value_type,
                    declared: *value_type,
                });
            } else if field.code_list != *code_list {
                faults.push(ManifestFault::FieldCodeList {
                    kind: need.kind.clone(),
                    field: name.clone(),
                    declared: shortened(code_list.as_deref().unwrap_or_default()),
                });
            }
            if let Some(until) = field.until.filter(outlived) {
                faults.push(ManifestFault::EndingField {
                    kind: need.kind.clone(),
                    field: name.clone(),
                    until,
                });
            }
        }
    }
    faults
}

/// The faults that a change of the dictionary would give a plugin in use; empty if the
/// change leaves it as it was. Faults that it has already are not the change's.
#[must_use]
pub fn breaks(manifest: &Manifest, before: &Dictionary, after: &Dictionary) -> Vec<ManifestFault> {
    let known = check_reads(manifest, before);
    let mut faults = check_reads(manifest, after);
    faults.retain(|fault| !known.contains(fault));
    faults
}

fn measures(manifest: &Manifest, catalogue: &Catalogue, faults: &mut Vec<ManifestFault>) {
    for (position, measure) in manifest.measures.iter().enumerate() {
        if catalogue.measure(&measure.code).is_none() {
            faults.push(ManifestFault::UnknownMeasure(shortened(&measure.code)));
        }
        if let Reach::Holders(edge) | Reach::LedEntities(edge) = &measure.reach
            && edge.roles.is_empty()
        {
            faults.push(ManifestFault::NoRoles(shortened(&measure.code)));
        }
        if manifest
            .measures
            .iter()
            .take(position)
            .any(|earlier| earlier == measure)
        {
            faults.push(ManifestFault::Twice {
                what: "measure",
                name: shortened(&measure.code),
            });
        }
    }
}

fn names(manifest: &Manifest, faults: &mut Vec<ManifestFault>) {
    let kinds = manifest.reads.iter().map(|need| &need.kind);
    twice("record kind", kinds, faults);
    twice("rule", manifest.rules.iter().map(|rule| &rule.id), faults);
    twice("listing", manifest.listings.iter(), faults);
    let parameters = manifest.parameters.iter().map(|parameter| &parameter.name);
    twice("parameter", parameters, faults);
}

fn twice<'a>(
    what: &'static str,
    names: impl Iterator<Item = &'a String>,
    faults: &mut Vec<ManifestFault>,
) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            faults.push(ManifestFault::Twice {
                what,
                name: shortened(name),
            });
        }
    }
}

/// A plugin's text as far as an error needs it.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests;
