//! Names from closed lists that nobody bears.
//!
//! A person is called by a pair of the calendar's stems and branches, which are no family
//! names, so that many share one; an organisation by three characters after 测 and the
//! word of its trade.

use accord_model::contract::SubjectKind;

use super::mixer::Dice;

/// A name in the parts of which it is put together.
pub(super) type Name = [&'static str; 6];

const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];

const BRANCHES: [&str; 12] = [
    "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥",
];

const CHARACTERS: [&str; 32] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "东", "南", "西",
    "北", "中", "上", "下", "左", "右", "前", "后", "内", "外", "高", "低", "长", "短", "方", "圆",
];

/// The name of a person.
pub(super) fn person(dice: &mut Dice) -> Name {
    [dice.pick(&STEMS), dice.pick(&BRANCHES), "", "", "", ""]
}

/// The name of an organisation of this kind and industry.
pub(super) fn organisation(kind: SubjectKind, industry: &str, dice: &mut Dice) -> Name {
    [
        "测试区测",
        dice.pick(&CHARACTERS),
        dice.pick(&CHARACTERS),
        dice.pick(&CHARACTERS),
        trade(kind, industry),
        form(kind),
    ]
}

/// The word of the trade.
fn trade(kind: SubjectKind, industry: &str) -> &'static str {
    match kind {
        SubjectKind::Cooperative => "种植",
        SubjectKind::Enterprise | SubjectKind::SoleProprietor => match industry {
            "A" => "农业",
            "B" => "矿业",
            "C" => "制造",
            "D" => "能源",
            "E" => "建筑",
            "F" => "商贸",
            "G" => "物流",
            "H" => "餐饮",
            "I" => "信息",
            "J" => "金融",
            "K" => "置业",
            "L" => "商务",
            "M" => "科技",
            "N" => "环境",
            "O" => "服务",
            "P" => "教育",
            "Q" => "健康",
            _ => "文化",
        },
        _ => "",
    }
}

/// The word of the legal form.
const fn form(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::SoleProprietor => "经营部",
        SubjectKind::Cooperative => "专业合作社",
        SubjectKind::SocialOrganisation => "协会",
        SubjectKind::PublicInstitution => "中心",
        SubjectKind::GovernmentOrgan => "办公室",
        _ => "有限公司",
    }
}
