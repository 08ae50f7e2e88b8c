//! The template's fixed columns, in one place for reading, writing and explaining them.

use crate::words::{FLAGS, MISSING, REACHES, ROLE_TESTS, STANDINGS, TERMS, TESTS, TYPES, Words};

/// A sheet of the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 备忘录: what it is, one item a row.
    Memorandum,
    /// 参数: what it leaves to the place.
    Parameters,
    /// 规则: its clauses.
    Rules,
    /// 条件: when a clause holds. Rows of one rule and group hold together for one record;
    /// groups are alternatives.
    Conditions,
    /// 后果: what follows.
    Consequences,
}

/// A column, or an item of the memorandum.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its key in TOML.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What to fill in.
    pub help: &'static str,
    /// Whether it is text for people, kept as it is written.
    pub(crate) prose: bool,
    /// The words among which to choose, if the list is closed.
    pub(crate) choices: Option<fn() -> Vec<&'static str>>,
}

const fn column(key: &'static str, title: &'static str, help: &'static str) -> Column {
    Column {
        key,
        title,
        help,
        prose: false,
        choices: None,
    }
}

const fn prose(key: &'static str, title: &'static str, help: &'static str) -> Column {
    Column {
        prose: true,
        ..column(key, title, help)
    }
}

const fn choice(
    key: &'static str,
    title: &'static str,
    help: &'static str,
    choices: fn() -> Vec<&'static str>,
) -> Column {
    Column {
        choices: Some(choices),
        ..column(key, title, help)
    }
}

const MEMORANDUM: [Column; 10] = [
    column(
        "code",
        "代码",
        "备忘录代码, 小写字母以 - 连接, 如 environment-dishonesty",
    ),
    column("version", "版本", "如 1.0.0, 每次修改递增"),
    prose("title", "名称", "备忘录全称"),
    prose("document-number", "文号", "如 发改财金〔2016〕1580号"),
    prose("initiator", "发起部门", "如 环境保护部"),
    prose("signatories", "签署部门", "全部签署部门, 以顿号或换行分隔"),
    column("signed-on", "签署日", "未核实的留空, 不得推测"),
    column("in-force-from", "生效日", "自该日起作答; 未核实的留空"),
    column("expires-on", "失效日", "该日起不再作答; 没有则留空"),
    column(
        "subjects",
        "主体",
        "适用的主体类别, 以顿号分隔: 企业、分支机构、个体工商户、农民专业合作社、社会组织、事业单位、机关、非法人组织、自然人; 单位 = 自然人以外全部",
    ),
];

const PARAMETERS: [Column; 6] = [
    column("name", "参数", "名称, 小写字母以 - 连接, 如 term-months"),
    prose("title", "说明", "给管理员看的说明"),
    choice("type", "类型", "值的类型", || TYPES.chinese()),
    column("default", "默认值", "地方没有规定时的值; 多个代码可以留空"),
    column("min", "最小值", "没有则留空"),
    column("max", "最大值", "没有则留空"),
];

const RULES: [Column; 7] = [
    column("id", "规则", "代码, 如 listed 或 2016-24/evasion"),
    prose("label", "名称", "条款内容, 向当事人说明时使用"),
    prose("source", "依据", "文件与条款"),
    column(
        "listed",
        "在列名单",
        "名单的信息类别: 起算日在名单上才有后果; 没有则留空",
    ),
    column(
        "listed-months",
        "在列月数",
        "名单期限的月数或参数, 期满视为离开名单; 没有则留空",
    ),
    column(
        "answered-by",
        "已列入名单",
        "名单的信息类别: 认定之后已列入的不再建议; 没有则留空",
    ),
    column(
        "document-number",
        "文书号字段",
        "认定与名单共有的文书号字段: 两者都有时以文书号为准; 没有则留空",
    ),
];

const CONDITIONS: [Column; 13] = [
    column("rule", "规则", "规则代码"),
    column(
        "group",
        "组",
        "同一规则同一组的各行须对同一条记录同时成立(且); 各组有一组成立即可(或); 留空为第一组",
    ),
    column("subjects", "主体", "只对这些主体; 留空为全部"),
    column("kind", "信息类别", "代码或名称; 填“参数”则比较地方参数"),
    choice("standing", "状态", "留空为现行", || {
        STANDINGS.chinese()
    }),
    column("decided-from", "决定日不早于", "标准施行之日; 没有则留空"),
    column(
        "decided-before",
        "决定日早于",
        "标准废止之日, 不含该日; 没有则留空",
    ),
    column(
        "field",
        "字段",
        "代码或名称, 或 决定日、行为日; 只要有这类记录则留空; 比较参数时为参数名称",
    ),
    choice("test", "比较", "不少于、不多于包括本数", || TESTS.chinese()),
    column(
        "value",
        "值",
        "金额写明元或万元; 属于可以有多个值, 以顿号分隔",
    ),
    column(
        "parameter",
        "参数值",
        "与地方参数比较时填参数名称, 此时“值”留空",
    ),
    column(
        "doubtful",
        "存疑值",
        "不能据以认定, 也不能排除的代码, 如 暂扣或者吊销; 没有则留空",
    ),
    choice(
        "missing",
        "缺失时",
        "字段没有值时: 待定 (留空) 或 不算 (只在适用时才填的字段)",
        || MISSING.chinese(),
    ),
];

const CONSEQUENCES: [Column; 12] = [
    column("rule", "规则", "规则代码"),
    column(
        "measure",
        "措施",
        "措施目录的代码或名称, 可以有多个, 以顿号分隔; 与“建议列入”填其一",
    ),
    column(
        "listing",
        "建议列入",
        "名单的信息类别: 只提出建议, 由人决定",
    ),
    column("subjects", "主体", "只对这些主体; 留空为全部"),
    choice("reach", "对象", "留空为本人", || REACHES.chinese()),
    column(
        "roles",
        "任职",
        "触及任职人员或所任职单位时填写, 以顿号分隔",
    ),
    choice(
        "role-test",
        "任职时点",
        "触及任职人员或所任职单位时填写",
        || ROLE_TESTS.chinese(),
    ),
    choice(
        "responsible",
        "仅责任人",
        "是: 只触及认定书点名的责任人; 留空为否",
        || yes_or_no(&FLAGS),
    ),
    column("start", "起算日", "决定日 (留空)、行为日, 或日期字段"),
    choice(
        "term",
        "期限",
        "措施必填。随依据: 记录结束为止; 固定: 不因移出、修复缩短",
        || TERMS.chinese(),
    ),
    column(
        "months",
        "月数",
        "固定期限的月数或参数; 建议列入的月数, 没有期限则留空",
    ),
    column("until-field", "截止字段", "期限为“至日期”时的日期字段"),
];

/// 是 and 否, without what spreadsheets make of them.
fn yes_or_no(flags: &Words<bool>) -> Vec<&'static str> {
    flags.chinese().into_iter().take(2).collect()
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [
        Self::Memorandum,
        Self::Parameters,
        Self::Rules,
        Self::Conditions,
        Self::Consequences,
    ];

    /// The sheet's name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Memorandum => "备忘录",
            Self::Parameters => "参数",
            Self::Rules => "规则",
            Self::Conditions => "条件",
            Self::Consequences => "后果",
        }
    }

    /// Its key in TOML.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Memorandum => "memorandum",
            Self::Parameters => "parameter",
            Self::Rules => "rule",
            Self::Conditions => "condition",
            Self::Consequences => "consequence",
        }
    }

    /// Its columns; of the memorandum, its items.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Memorandum => &MEMORANDUM,
            Self::Parameters => &PARAMETERS,
            Self::Rules => &RULES,
            Self::Conditions => &CONDITIONS,
            Self::Consequences => &CONSEQUENCES,
        }
    }

    /// The part of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let mut all = Self::ALL.into_iter();
        all.find(|part| part.title() == name || part.key() == name)
    }

    /// Position of the column of this heading or key.
    pub(crate) fn column(self, name: &str) -> Option<usize> {
        let name = name.trim();
        let mut columns = self.columns().iter();
        columns.position(|column| column.title == name || column.key == name)
    }
}
