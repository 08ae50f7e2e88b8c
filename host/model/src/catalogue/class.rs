//! The classes of measures (措施类别, domain.md §4.2).
//!
//! The numbers of sanctions are those of the national catalogue (全国失信惩戒措施基础清单);
//! those of incentives are ours. What may be done on which basis, for which record, hangs on
//! the class and its type, so it is a word of the host and no free text.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Direction;

/// The class of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// 限制市场或行业准入.
    C01,
    /// 限制任职.
    C02,
    /// 限制消费.
    C03,
    /// 限制出境.
    C04,
    /// 限制升学复学.
    C05,
    /// 限制申请财政性资金项目.
    C06,
    /// 限制参加评先评优.
    C07,
    /// 限制享受优惠政策和便利措施.
    C08,
    /// 纳入重点监管范围.
    C09,
    /// 推送政府部门自主参考.
    C10,
    /// 推送市场主体自主参考.
    C11,
    /// 纳入严重失信主体名单.
    C12,
    /// 共享公示失信信息.
    C13,
    /// 纳入市场化征信或评级报告, 从严审慎授信.
    C14,
    /// 审批便利.
    I01,
    /// 优先.
    I02,
    /// 检查优化.
    I03,
    /// 市场融资参考.
    I04,
    /// 宣传表彰.
    I05,
    /// 税收服务.
    I06,
    /// 行业协会商会惩戒: not an administrative measure (clause 13).
    #[serde(rename = "association")]
    Association,
    /// 管理: what a supervisor orders by its own powers.
    #[serde(rename = "management")]
    Management,
}

/// The three types of the national catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassType {
    /// 依法依规减损权益或增加义务: needs a statute.
    First,
    /// 在履行公共管理职责中采取的管理措施.
    Second,
    /// 由公共管理之外的主体自主采取.
    Third,
}

impl Class {
    /// All of them, in their order.
    pub const ALL: [Self; 22] = [
        Self::C01,
        Self::C02,
        Self::C03,
        Self::C04,
        Self::C05,
        Self::C06,
        Self::C07,
        Self::C08,
        Self::C09,
        Self::C10,
        Self::C11,
        Self::C12,
        Self::C13,
        Self::C14,
        Self::I01,
        Self::I02,
        Self::I03,
        Self::I04,
        Self::I05,
        Self::I06,
        Self::Association,
        Self::Management,
    ];

    /// Its name in files and answers, such as `C01`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::C01 => "C01",
            Self::C02 => "C02",
            Self::C03 => "C03",
            Self::C04 => "C04",
            Self::C05 => "C05",
            Self::C06 => "C06",
            Self::C07 => "C07",
            Self::C08 => "C08",
            Self::C09 => "C09",
            Self::C10 => "C10",
            Self::C11 => "C11",
            Self::C12 => "C12",
            Self::C13 => "C13",
            Self::C14 => "C14",
            Self::I01 => "I01",
            Self::I02 => "I02",
            Self::I03 => "I03",
            Self::I04 => "I04",
            Self::I05 => "I05",
            Self::I06 => "I06",
            Self::Association => "association",
            Self::Management => "management",
        }
    }

    /// Whether its measures take or give.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::I01 | Self::I02 | Self::I03 | Self::I04 | Self::I05 | Self::I06 => {
                Direction::Incentive
            }
            Self::Management => Direction::Management,
            _ => Direction::Sanction,
        }
    }

    /// Its type; none for what is no item of the national catalogue. C10 is of the second
    /// type or the third, by who takes it up: of the second here, whose departments the
    /// title names. That C12 is of the first and C13 of the second is remembered with doubt.
    #[must_use]
    pub const fn class_type(self) -> Option<ClassType> {
        match self {
            Self::C01 | Self::C02 | Self::C03 | Self::C04 | Self::C05 | Self::C12 => {
                Some(ClassType::First)
            }
            Self::C06 | Self::C07 | Self::C08 | Self::C09 | Self::C10 | Self::C13 => {
                Some(ClassType::Second)
            }
            Self::C11 | Self::C14 => Some(ClassType::Third),
            Self::I01
            | Self::I02
            | Self::I03
            | Self::I04
            | Self::I05
            | Self::I06
            | Self::Association
            | Self::Management => None,
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text is not the name of a class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no class of measures `{0}`")]
pub struct ClassError(String);

impl std::str::FromStr for Class {
    type Err = ClassError;

    fn from_str(text: &str) -> Result<Self, ClassError> {
        let mut all = Self::ALL.into_iter();
        all.find(|class| class.name() == text)
            .ok_or_else(|| ClassError(text.chars().take(64).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_reads_back_and_nothing_else_is_one() {
        for class in Class::ALL {
            assert_eq!(class.name().parse(), Ok(class));
            let json = serde_json::to_string(&class).unwrap();
            assert_eq!(json, format!("\"{class}\""));
            assert_eq!(serde_json::from_str::<Class>(&json).unwrap(), class);
        }
        // §4.2 has classes up to C14 and I06.
        for text in ["C00", "C15", "C1", "c01", "I07", "–", ""] {
            assert!(text.parse::<Class>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_sanctions_are_items_of_the_national_catalogue() {
        for class in Class::ALL {
            let is_numbered = class.name().starts_with('C');
            assert_eq!(class.class_type().is_some(), is_numbered, "{class}");
            if is_numbered {
                assert_eq!(class.direction(), Direction::Sanction, "{class}");
            }
        }
        assert_eq!(Class::C03.class_type(), Some(ClassType::First));
        assert_eq!(Class::C09.class_type(), Some(ClassType::Second));
        assert_eq!(Class::C11.class_type(), Some(ClassType::Third));
    }
}
