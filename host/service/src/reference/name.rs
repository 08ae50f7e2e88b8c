//! Which reference data there are.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Which reference data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceName {
    /// 数据字典.
    Dictionary,
    /// 措施清单.
    Catalogue,
    /// 部门名录.
    Departments,
    /// 工作日历.
    Calendar,
    /// 报送表格.
    Forms,
    /// 保存期限.
    Retention,
    /// 地方参数.
    Parameters,
    /// 宿主规则.
    Rules,
}

impl ReferenceName {
    /// All of it.
    pub const ALL: [Self; 8] = [
        Self::Dictionary,
        Self::Catalogue,
        Self::Departments,
        Self::Calendar,
        Self::Forms,
        Self::Retention,
        Self::Parameters,
        Self::Rules,
    ];

    /// Its name in commands and paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dictionary => "dictionary",
            Self::Catalogue => "catalogue",
            Self::Departments => "departments",
            Self::Calendar => "calendar",
            Self::Forms => "forms",
            Self::Retention => "retention",
            Self::Parameters => "parameters",
            Self::Rules => "rules",
        }
    }
}

impl fmt::Display for ReferenceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no reference data of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no reference data `{0}`: there are dictionary, catalogue, departments, calendar, forms, retention, parameters, rules"
)]
pub struct ReferenceNameError(String);

impl FromStr for ReferenceName {
    type Err = ReferenceNameError;

    fn from_str(text: &str) -> Result<Self, ReferenceNameError> {
        let mut all = Self::ALL.into_iter();
        all.find(|name| name.name() == text)
            .ok_or_else(|| ReferenceNameError(text.chars().take(64).collect()))
    }
}
