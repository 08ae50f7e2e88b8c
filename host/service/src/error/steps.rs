//! What a person is told when a case does not take a step.

use accord_model::case::StepError;

/// Chinese and English.
pub(super) fn text(error: &StepError) -> (String, String) {
    let zh = match error {
        StepError::NoSuchCase { case, number } => {
            format!("没有第 {number} 号{}", case.word().zh)
        }
        StepError::NotAllowed { case, state, step } => {
            let case = case.word().zh;
            format!("{case}目前为“{}”, 不能{}", state.zh, step.zh)
        }
        StepError::Backwards { last, on } => {
            format!("日期 {on} 早于上一环节的 {last}: 请核对日期")
        }
        StepError::NotAPerson => "此环节须由工作人员决定, 不能由程序自动作出".to_owned(),
        StepError::SamePerson => "录入人不能复核自己录入的内容: 请由另一人办理".to_owned(),
        StepError::Text(field) => format!("{field} 为空或超过 2000 字"),
        StepError::NoScope => "没有写明涉及的内容".to_owned(),
        StepError::NotAPart => "部分成立应为异议内容的一部分: 请逐项选择".to_owned(),
        StepError::NotNotified => "列入自然人之前须先告知本人".to_owned(),
        StepError::Blocked(lists) => {
            format!(
                "该主体有 {} 项有效的黑名单信息, 不能列入红名单",
                lists.len()
            )
        }
        StepError::Minor => "行为时未满 18 周岁, 不得列入".to_owned(),
        StepError::OpenRemedies(open) => format!("还有 {open} 项补救未完成, 不能办结"),
        StepError::Irreparable => "法律规定该信息不可修复".to_owned(),
        StepError::NoDecisionDate => "该信息没有决定日期, 无法计算最短公示期".to_owned(),
        StepError::TooEarly { from } => format!("最短公示期未满: {from} 起可以申请"),
        StepError::Barred { until } => {
            format!("因虚假材料或违背承诺, {until} 前不得申请信用修复")
        }
        StepError::NoExtension => "不能再延长".to_owned(),
        StepError::NoLaterDay { due } => format!("日期 {due} 应更晚"),
        StepError::RequiredByLaw(documents) => {
            let documents = documents.join("、");
            format!("法律规定必须提交, 不能容缺: {documents}")
        }
    };
    let en = match error {
        StepError::Text(field) => format!("`{field}` is empty or has more than 2,000 characters"),
        StepError::Minor => "the subject was under 18 at the act and is not listed".to_owned(),
        other => other.to_string(),
    };
    (zh, en)
}
