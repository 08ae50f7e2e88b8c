//! Rules of time that the golden cases G20 to G23 and G25 need: a longer term on the second
//! listing, three full years on a list, three clean years. They are those of M5, M3 and
//! clause 4 of the scheme, as far as these cases reach; the memoranda themselves are not
//! here yet. It is a plugin like any other, so that the cases walk the whole path.

use accord_model::{date, period};
use accord_plugin::prelude::*;

/// 安全生产不良记录“黑名单”.
#[derive(Fact)]
#[fact(kind = "safety/blacklist", history)]
pub struct Blacklisting {
    head: Head,
}

/// 经营异常名录.
#[derive(Fact)]
#[fact(kind = "market/abnormal-list")]
pub struct Abnormal {
    head: Head,
}

/// 行政处罚.
#[derive(Fact)]
#[fact(kind = "admin/penalty", history)]
pub struct Penalty {
    head: Head,
}

/// What it reads; nothing triggers, for a clean record is no record.
#[derive(Reads)]
pub struct Records {
    blacklistings: Vec<Blacklisting>,
    abnormal: Vec<Abnormal>,
    penalties: Vec<Penalty>,
}

/// What it points at.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 限制取得政府供应土地.
    #[measure("land-supply/restrict")]
    Ban,
    /// 行政审批绿色通道、容缺受理.
    #[measure("approval/green-lane")]
    GreenLane,
}

/// Its rules.
#[derive(Rules, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// One year, three the second time.
    #[rule("blacklisted", label = "列入安全生产黑名单", source = "domain.md §2.5")]
    Blacklisted,
    /// Three full years on the abnormal list.
    #[rule(
        "three-years-abnormal",
        label = "被列入经营异常名录满三年",
        source = "企业信息公示暂行条例第十七条"
    )]
    ThreeYearsAbnormal,
    /// No penalty within three years.
    #[rule(
        "three-clean-years",
        label = "连续三年无不良信用记录",
        source = "实施方案第四条"
    )]
    ThreeCleanYears,
}

const TERM: u16 = 12;
const TERM_OF_REPEAT: u16 = 36;
const YEARS: u16 = 3;

/// The plugin.
pub struct GoldenTerms;

impl Memorandum for GoldenTerms {
    type Reads = Records;
    type Measure = Measure;
    type Rule = Rule;
    type Parameters = ();

    const ABOUT: About = About {
        code: "golden-terms",
        version: env!("CARGO_PKG_VERSION"),
        title: "期限类判例",
        document_number: "测试〔2017〕2号",
        initiator: "测试局",
        subjects: &[SubjectKind::Enterprise],
        listings: &["market/serious-list"],
        ..About::BLANK
    };

    fn evaluate(_: &Profile, records: &Records, question: &Question, answer: &mut Answer<Self>) {
        blacklisted(records, answer);
        three_years_abnormal(records, question, answer);
        three_clean_years(records, question, answer);
    }
}

fn blacklisted(records: &Records, answer: &mut Answer<GoldenTerms>) {
    let mut listed: Vec<(Date, &Head)> = records
        .blacklistings
        .iter()
        .filter_map(|listing| Some((listing.head.decided_on?, &listing.head)))
        .collect();
    listed.sort_by_key(|(day, _)| *day);
    for (earlier, (day, head)) in listed.into_iter().enumerate() {
        let months = if earlier == 0 { TERM } else { TERM_OF_REPEAT };
        let end = End::after(day, months);
        answer.determine(Rule::Blacklisted, &[head], day, end, &[Measure::Ban]);
    }
}

fn three_years_abnormal(records: &Records, question: &Question, answer: &mut Answer<GoldenTerms>) {
    for Abnormal { head } in &records.abnormal {
        let Some(listed) = head.decided_on else {
            continue;
        };
        let full = day(listed).add_months(YEARS * 12);
        if period::full_years(day(listed), day(question.as_of)) >= YEARS {
            answer.propose(Rule::ThreeYearsAbnormal, &[head], 0, None);
        } else {
            answer.review_on(Date(full.days()));
        }
    }
}

fn three_clean_years(records: &Records, question: &Question, answer: &mut Answer<GoldenTerms>) {
    let window = period::window(day(question.as_of), YEARS);
    let bad = records.penalties.iter().filter(|penalty| {
        let decided = penalty.head.decided_on.map(day);
        penalty.head.standing != Standing::Repaired
            && decided.is_some_and(|decided| window.contains(&decided))
    });
    let last = bad.filter_map(|penalty| penalty.head.decided_on).max();
    match last {
        Some(last) => answer.review_on(Date(day(last).add_months(YEARS * 12).days())),
        None => answer.determine(
            Rule::ThreeCleanYears,
            &[],
            Date(window.start().days()),
            End::Never,
            &[Measure::GreenLane],
        ),
    }
}

fn day(day: Date) -> date::Date {
    date::Date::from_days(day.0)
}

accord_plugin::export!(GoldenTerms);
