//! An explanation in plain words, for the subject: Chinese and English.

use accord_model::{
    catalogue::{Basis, Direction, Nature},
    contract::{End, Outcome, Test, Value},
    date::Date,
    determination::Until,
};

use super::{Explanation, RemedyKind, RemedyView, TermView, WhyNot};
use crate::{
    error::Text,
    query::{ConditionView, GroundView, MeasureView, ReasonView, StateView},
    reference::Reference,
};

/// Lines in both languages.
#[derive(Default)]
struct Lines {
    zh: Vec<String>,
    en: Vec<String>,
}

impl Lines {
    fn add(&mut self, zh: String, en: String) {
        self.zh.push(zh);
        self.en.push(en);
    }
}

/// The explanation in words.
pub(super) fn of(explanation: &Explanation, reference: &Reference) -> Text {
    let mut lines = Lines::default();
    match &explanation.measure {
        Some(measure) => applies(&mut lines, explanation, measure, reference),
        None => applies_not(&mut lines, explanation, reference),
    }
    Text {
        zh: lines.zh.join("\n"),
        en: lines.en.join("\n"),
    }
}

fn applies(
    lines: &mut Lines,
    explanation: &Explanation,
    measure: &MeasureView,
    reference: &Reference,
) {
    let name = &explanation.subject.name;
    let as_of = explanation.as_of;
    let (nature_zh, nature_en) = match measure.nature {
        Nature::Mandatory => ("强制性", "mandatory"),
        Nature::Recommended => ("推荐性", "recommended"),
    };
    let (state_zh, state_en) = state(&measure.state);
    lines.add(
        format!(
            "截至{}, 对“{name}”的措施“{}”（{nature_zh}, 执行部门: {}）: {state_zh}。",
            day_zh(as_of),
            measure.title,
            measure.executor.name
        ),
        format!(
            "As of {as_of}, the measure \"{}\" ({nature_en}, executed by {}) towards \"{name}\": {state_en}.",
            measure.title_en, measure.executor.name_en
        ),
    );
    if measure.bases.is_empty() {
        lines.add(
            "依据: 未载明。".to_owned(),
            "Basis: none is named.".to_owned(),
        );
    } else {
        let bases: Vec<_> = measure.bases.iter().map(basis).collect();
        lines.add(
            format!("依据: {}。", bases.join("; ")),
            format!("Basis: {}.", bases.join("; ")),
        );
    }
    for (position, reason) in measure.reasons.iter().enumerate() {
        self::reason(lines, position + 1, reason, explanation.terms.get(position));
        let of_rule = explanation.compared.iter().filter(|condition| {
            condition.memorandum == reason.memorandum && condition.rule == reason.rule.id
        });
        for condition in of_rule {
            compared(lines, condition, reference);
        }
    }
    lifts(lines, explanation);
    if measure.direction == Direction::Sanction {
        for remedy in &explanation.remedies {
            self::remedy(lines, remedy);
        }
        lines.add(
            "本结果由系统依规则比对得出, 仅供参考; 是否采取措施由执行部门工作人员决定并签署。".to_owned(),
            "This result was found by rule and only advises; an officer of the executing department decides and signs."
                .to_owned(),
        );
    }
}

fn applies_not(lines: &mut Lines, explanation: &Explanation, reference: &Reference) {
    let Explanation {
        as_of,
        subject,
        code,
        ..
    } = explanation;
    let entry = reference.catalogue_on(*as_of).measure(code);
    let title = entry.map_or(code.as_str(), |entry| entry.title.as_str());
    let title_en = entry.map_or(code.as_str(), |entry| entry.title_en.as_str());
    lines.add(
        format!(
            "截至{}, 措施“{title}”不适用于“{}”。",
            day_zh(*as_of),
            subject.name
        ),
        format!(
            "As of {as_of}, the measure \"{title_en}\" does not apply to \"{}\".",
            subject.name
        ),
    );
    for why in &explanation.why_not {
        why_not(lines, why, reference);
    }
}

fn why_not(lines: &mut Lines, why: &WhyNot, reference: &Reference) {
    match why {
        WhyNot::NotInCatalogue => lines.add(
            "当日有效的措施清单中没有该措施。".to_owned(),
            "The catalogue of that day does not have it.".to_owned(),
        ),
        WhyNot::NoMemorandum => lines.add(
            "当日没有已启用的备忘录规定该措施。".to_owned(),
            "No memorandum in force that day carries it.".to_owned(),
        ),
        WhyNot::NotConcerned { memorandum } => lines.add(
            format!("备忘录 {memorandum}: 主体不属于其对象, 或者没有触发它的记录。"),
            format!("Memorandum {memorandum}: the subject is none of its concern, or has no record that it acts upon."),
        ),
        WhyNot::NotMet { memorandum, unmet } => {
            lines.add(
                format!("备忘录 {memorandum}: 条件未满足。"),
                format!("Memorandum {memorandum}: its conditions are not met."),
            );
            for condition in unmet {
                compared(lines, condition, reference);
            }
        }
        WhyNot::Missing { gap } => lines.add(
            format!("备忘录 {}: 缺少信息“{}”, 不作推定。", gap.memorandum, gap.missing),
            format!("Memorandum {}: \"{}\" is missing, and nothing is guessed.", gap.memorandum, gap.missing),
        ),
        WhyNot::Withheld { withheld } => lines.add(
            format!("备忘录 {}: {}。", withheld.reason.memorandum, withheld.why.chinese()),
            format!("Memorandum {}: {}.", withheld.reason.memorandum, withheld.why),
        ),
        WhyNot::Failed { memorandum } => lines.add(
            format!("备忘录 {memorandum}: 插件执行失败, 未作认定。"),
            format!("Memorandum {memorandum}: its plugin failed and decided nothing."),
        ),
    }
}

fn state(state: &StateView) -> (String, String) {
    let cases = |objections: &[accord_model::case::CaseId]| {
        let ids: Vec<_> = objections.iter().map(ToString::to_string).collect();
        ids.join(", ")
    };
    match state {
        StateView::Enforceable => ("适用".to_owned(), "it applies".to_owned()),
        StateView::Suspended { objections } => (
            format!("异议处理期间暂停执行（异议 {}）", cases(objections)),
            format!("suspended while objection {} is open", cases(objections)),
        ),
        StateView::Undetermined { objections } => (
            format!(
                "因异议尚未处理完毕, 暂不能认定（异议 {}）",
                cases(objections)
            ),
            format!("undetermined while objection {} is open", cases(objections)),
        ),
        StateView::Suppressed { lists } => {
            let lists: Vec<_> = lists.iter().map(ground).collect();
            let (zh, en): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
            (
                format!("因列入以下名单, 暂不给予: {}", zh.join("; ")),
                format!("not granted while listed: {}", en.join("; ")),
            )
        }
    }
}

fn basis(basis: &Basis) -> String {
    match &basis.article {
        Some(article) => format!("{} {article}", basis.instrument),
        None => basis.instrument.clone(),
    }
}

fn reason(lines: &mut Lines, number: usize, reason: &ReasonView, term: Option<&TermView>) {
    let grounds: Vec<_> = reason.grounds.iter().map(ground).collect();
    let (zh, en): (Vec<_>, Vec<_>) = grounds.into_iter().unzip();
    let via = reason.via.as_ref();
    let via_zh = via.map(|via| format!("; 经由与“{}”的任职关系", via.subject.name));
    let via_en = via.map(|via| format!("; through a role at \"{}\"", via.subject.name));
    let contested = !reason.contested_by.is_empty();
    lines.add(
        format!(
            "理由{number}: {}（{}）; 记录: {}{}; 自{}起{}{}。",
            reason.rule.label,
            reason.rule.source,
            zh.join(", "),
            via_zh.unwrap_or_default(),
            day_zh(reason.from),
            until_zh(reason.until, term),
            if contested {
                "; 该理由正在异议处理中"
            } else {
                ""
            },
        ),
        format!(
            "Reason {number}: rule `{}` of {}; records: {}{}; from {}{}{}.",
            reason.rule.id,
            reason.memorandum,
            en.join(", "),
            via_en.unwrap_or_default(),
            reason.from,
            until_en(reason.until, term),
            if contested {
                "; this reason is contested"
            } else {
                ""
            },
        ),
    );
}

fn ground(ground: &GroundView) -> (String, String) {
    let day = ground.decided_on;
    (
        format!(
            "{}{}“{}”{}",
            ground.provider.name,
            day.map(day_zh).unwrap_or_default(),
            ground.name,
            ground.number
        ),
        format!(
            "{} {} of {}{}",
            ground.kind,
            ground.number,
            ground.provider.name_en,
            day.map(|day| format!(", {day}")).unwrap_or_default()
        ),
    )
}

fn until_zh(until: Until, term: Option<&TermView>) -> String {
    let counted = match term.and_then(|term| term.said) {
        Some(End::After { start, months }) => {
            format!("（自{}起{months}个月）", day_zh(start))
        }
        _ => String::new(),
    };
    let cut = if term.is_some_and(|term| term.cut) {
        ", 随名单退出而提前"
    } else {
        ""
    };
    match until {
        Until::Day(day) => format!(", {}当日不再适用{counted}{cut}", day_zh(day)),
        Until::Event => ", 至记录终止为止".to_owned(),
        Until::Never => ", 无终止日".to_owned(),
    }
}

fn until_en(until: Until, term: Option<&TermView>) -> String {
    let counted = match term.and_then(|term| term.said) {
        Some(End::After { start, months }) => format!(" ({months} months from {start})"),
        _ => String::new(),
    };
    let cut = if term.is_some_and(|term| term.cut) {
        ", brought forward by the end of the listing"
    } else {
        ""
    };
    match until {
        Until::Day(day) => format!(", no longer on {day}{counted}{cut}"),
        Until::Event => ", until the record ends".to_owned(),
        Until::Never => ", without end".to_owned(),
    }
}

fn compared(lines: &mut Lines, condition: &ConditionView, reference: &Reference) {
    let kind = condition.ground.as_ref();
    let kind = kind.and_then(|ground| reference.dictionary.kind(&ground.kind));
    let field = condition.field.as_deref();
    let known = field.and_then(|name| kind?.field(name));
    let list = known.and_then(|field| field.code_list.as_deref());
    let (title, title_en) = match (known, field) {
        (Some(field), _) => (field.title.clone(), field.title_en.clone()),
        (None, Some(name)) => (name.to_owned(), name.to_owned()),
        (None, None) => ("记录".to_owned(), "record".to_owned()),
    };
    let (test_zh, test_en) = test(condition.test);
    let (outcome_zh, outcome_en) = match condition.outcome {
        Outcome::Met => ("满足", "met"),
        Outcome::Unmet => ("不满足", "not met"),
        Outcome::Unknown => ("无法判断", "unknown"),
    };
    let shown = |value: &Option<Value>, none: &str, chinese: bool| match value {
        Some(value) => self::value(value, list, reference, chinese),
        None => none.to_owned(),
    };
    lines.add(
        format!(
            "  比较: {title}为{}, {test_zh}{}: {outcome_zh}。",
            shown(&condition.observed, "空", true),
            shown(&condition.required, "", true)
        ),
        format!(
            "  Compared: {title_en} is {}, {test_en} {}: {outcome_en}.",
            shown(&condition.observed, "missing", false),
            shown(&condition.required, "", false)
        ),
    );
}

const fn test(test: Test) -> (&'static str, &'static str) {
    match test {
        Test::Equal => ("应为", "to be"),
        Test::AtLeast => ("应不低于", "to be at least"),
        Test::MoreThan => ("应超过", "to be more than"),
        Test::AtMost => ("应不超过", "to be at most"),
        Test::LessThan => ("应低于", "to be less than"),
        Test::OneOf => ("应属于", "to be one of"),
        Test::Present => ("应当具备", "to be there"),
        Test::Within => ("应在期限内", "to be within"),
    }
}

fn value(value: &Value, list: Option<&str>, reference: &Reference, chinese: bool) -> String {
    let code = |code: &String| {
        let entries = list.and_then(|list| reference.dictionary.code_list(list));
        let entry = entries.and_then(|list| list.entries.iter().find(|entry| entry.code == *code));
        match entry {
            Some(entry) if chinese => format!("“{}”", entry.title),
            Some(entry) => format!("\"{}\"", entry.title_en),
            None => format!("`{code}`"),
        }
    };
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Amount(fen) => fen.to_string(),
        Value::Flag(true) if chinese => "是".to_owned(),
        Value::Flag(false) if chinese => "否".to_owned(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Date(day) if chinese => day_zh(*day),
        Value::Date(day) => day.to_string(),
        Value::Code(one) => code(one),
        Value::Codes(all) => all.iter().map(code).collect::<Vec<_>>().join("、"),
    }
}

fn lifts(lines: &mut Lines, explanation: &Explanation) {
    let lifts = &explanation.lifts;
    for set in &lifts.sets {
        let (zh, en): (Vec<_>, Vec<_>) = set.iter().map(ground).unzip();
        lines.add(
            format!(
                "解除: 以下记录依法更正、修复或者到期后, 该措施不再适用: {}。",
                zh.join("; ")
            ),
            format!(
                "Lifted when these records are corrected, repaired or expire: {}.",
                en.join("; ")
            ),
        );
    }
    if !lifts.complete {
        lines.add(
            "可能还有其他解除途径, 未逐一列出。".to_owned(),
            "There may be other ways out; not all were looked for.".to_owned(),
        );
    }
}

fn remedy(lines: &mut Lines, remedy: &RemedyView) {
    let (zh, en) = ground(&remedy.ground);
    let (at, at_en) = (&remedy.at.name, &remedy.at.name_en);
    match remedy.kind {
        RemedyKind::Objection => lines.add(
            format!("异议: 认为{zh}有误的, 可向{at}提出异议; 自受理至作出决定期间, 依据该记录的措施暂停执行。"),
            format!("Objection: whoever holds {en} to be wrong may object at {at_en}; from acceptance to decision what rests on it is suspended."),
        ),
        RemedyKind::Repair => lines.add(
            format!(
                "信用修复: 纠正失信行为后, 可{}向{at}申请修复{zh}。",
                remedy.from.map(|day| format!("自{}起", day_zh(day))).unwrap_or_default()
            ),
            format!(
                "Repair: after correction, repair of {en} can be asked for{} at {at_en}.",
                remedy.from.map(|day| format!(" from {day}")).unwrap_or_default()
            ),
        ),
        RemedyKind::Review => lines.add(
            format!("对{zh}不服的, 还可依法申请行政复议或者提起行政诉讼。"),
            format!("Administrative review or a lawsuit against {en} is open by law."),
        ),
    }
}

/// A day in Chinese: 2026年11月23日.
fn day_zh(day: Date) -> String {
    let (year, month, day) = day.civil();
    format!("{year}年{month}月{day}日")
}
