//! The form in which a change is written: the dictionary's own, with everything that can
//! stay as it is left out.

use serde::{Deserialize, Serialize};

use crate::{contract::ValueType, date::Date, dictionary::Tier};

/// A change, as an administrator sends it; the whole dictionary is one as well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DictionaryFragment {
    /// Kinds that are new or differ.
    #[serde(rename = "kind", default)]
    pub kinds: Vec<KindFragment>,
    /// Code lists that are new or differ.
    #[serde(rename = "code_list", default)]
    pub code_lists: Vec<CodeListFragment>,
}

/// A kind that is new, or what differs of one. A new kind needs everything but `number`,
/// `from`, `until` and fields. What each means stands at [`Kind`](super::Kind).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each member is documented once, at `Kind`")]
pub struct KindFragment {
    pub code: String,
    /// The next free one if left out for a new kind.
    pub number: Option<u16>,
    pub name: Option<String>,
    pub name_en: Option<String>,
    pub provider: Option<String>,
    pub tier: Option<Tier>,
    pub personal: Option<bool>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    #[serde(rename = "field")]
    pub fields: Vec<FieldFragment>,
}

/// A field that is new, or what differs of one. A new field needs `title`, `title_en` and
/// `type`, and a code its `code_list`. What each means stands at [`Field`](super::Field).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each member is documented once, at `Field`")]
pub struct FieldFragment {
    pub name: String,
    /// The kind's next free one if left out for a new field.
    pub number: Option<u16>,
    pub title: Option<String>,
    pub title_en: Option<String>,
    #[serde(rename = "type")]
    pub value_type: Option<ValueType>,
    pub code_list: Option<String>,
    pub unit: Option<String>,
    pub personal: Option<bool>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// A code list that is new, or what differs of one. A new list needs both titles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each member is documented once, at `CodeList`")]
pub struct CodeListFragment {
    pub code: String,
    pub title: Option<String>,
    pub title_en: Option<String>,
    #[serde(rename = "entry")]
    pub entries: Vec<CodeEntryFragment>,
}

/// An entry that is new, or what differs of one. A new entry needs both titles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each member is documented once, at `CodeEntry`"
)]
pub struct CodeEntryFragment {
    pub code: String,
    pub title: Option<String>,
    pub title_en: Option<String>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}
