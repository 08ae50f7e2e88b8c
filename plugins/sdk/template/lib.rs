//! {{name}}: 示例备忘录, 请换成您的备忘录.
//!
//! | fact | value |
//! | --- | --- |
//! | who | 被列入欠薪名单的单位 (示例) |
//! | term | 自列入之日起一年, 提前移出的从其规定 |
//! | measures | 一项 |
//!
//! A rule below rests on records; what is missing is a gap and never a guess.

use accord_plugin::prelude::*;

/// 欠薪名单.
#[derive(Fact)]
#[fact(kind = "labour/wage-arrears-list", triggers)]
pub struct Listed {
    head: Head,
}

/// What this memorandum reads: the host passes this and nothing else.
#[derive(Reads)]
pub struct Records {
    listed: Vec<Listed>,
}

/// What it points at: codes of the host's catalogue (`accord reference show catalogue`).
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 重点监管.
    #[measure("inspection/increase")]
    Inspection,
}

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Whoever is listed.
    #[rule("listed", label = "被列入名单 (示例)", source = "示例〔2026〕1号第一条")]
    Listed,
}

/// Settings of the place, which an administrator changes with no new plugin.
#[derive(Parameters)]
pub struct Settings {
    #[parameter(title = "期限 (月)", default = 12, min = 1, max = 36)]
    term_months: i64,
}

/// The memorandum.
pub struct ThisMemorandum;

impl Memorandum for ThisMemorandum {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = Settings;

    const ABOUT: About = About {
        code: "{{name}}",
        version: env!("CARGO_PKG_VERSION"),
        title: "示例备忘录",
        document_number: "示例〔2026〕1号",
        initiator: "示例局",
        ..About::BLANK
    };

    fn evaluate(
        _: &Profile,
        records: &Records,
        question: &Question<Settings>,
        answer: &mut Answer<Self>,
    ) {
        for Listed { head } in &records.listed {
            listed(head, question, answer);
        }
    }
}

/// 第一条: 列入名单的, 自列入之日起.
fn listed(head: &Head, question: &Question<Settings>, answer: &mut Answer<ThisMemorandum>) {
    let measures = [Measure::Inspection];
    let Some(listed_on) = head.decided_on else {
        answer.gap(Rule::Listed, Some(head), Missing::DecidedOn, &measures);
        return;
    };
    let months = u16::try_from(question.parameters.term_months).unwrap_or(12);
    // The host adds months (民法典 202), so that every plugin agrees about the last day.
    let end = End::after(listed_on, months);
    answer.determine(Rule::Listed, &[head], listed_on, end, &measures);
}

accord_plugin::export!(ThisMemorandum);
