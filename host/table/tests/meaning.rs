//! What the columns mean that M6 does not use, by golden cases over a table made for it.
#![allow(clippy::unwrap_used, reason = "a test's helpers fail as a test does")]

mod support;

use accord_engine::{ClassLimits, Sandbox};
use accord_inspection::{Reference, inspect_with};
use accord_sections::{Attachments, CaseFile};
use accord_table::Sheets;
use support::{component, reference, table};

const TABLE: &str = r#"
[memorandum]
code = "columns"
version = "1.0.0"
title = "各栏的含义"
document-number = "示例〔2016〕1号"
initiator = "示例部门"
subjects = "全部"

[[rule]]
id = "amount"
label = "2016年标准: 100万元以上, 或者发票100份以上"
source = "示例第一条"

[[rule]]
id = "paid"
label = "缴清为止"
source = "示例第二条"

[[rule]]
id = "violent"
label = "使用暴力, 终身"
source = "示例第三条"

[[rule]]
id = "arrears"
label = "欠税, 担保除外"
source = "示例第四条"

[[condition]]
rule = "amount"
group = "金额"
kind = "tax/inspection-case"
field = "amount"
test = "不少于"
value = "100万元"
decided-from = 2016-06-01
decided-before = 2019-01-01

[[condition]]
rule = "amount"
group = "份数"
kind = "tax/inspection-case"
field = "invoices"
test = "多于"
value = 99
missing = "不算"
decided-from = 2016-06-01
decided-before = 2019-01-01

[[condition]]
rule = "paid"
kind = "tax/published-case"
field = "paid-in-full-on"
test = "有"

[[condition]]
rule = "violent"
kind = "tax/inspection-case"
standing = "含已结束"
field = "violent"
test = "等于"
value = true
missing = "不算"

[[condition]]
rule = "violent"
kind = "tax/inspection-case"
field = "行为日"
test = "不少于"
value = 2014-12-01

[[condition]]
rule = "arrears"
kind = "tax/arrears"
subjects = "单位"

[[consequence]]
rule = "amount"
measure = "land-supply/restrict"
start = "行为日"
term = "固定"
months = 24

[[consequence]]
rule = "paid"
measure = "procurement/ban"
term = "至日期"
until-field = "paid-in-full-on"

[[consequence]]
rule = "violent"
measure = "honours/restrict"
reach = "任职人员"
roles = "法定代表人"
role-test = "行为时"
term = "终身"

[[consequence]]
rule = "arrears"
measure = "fiscal-funds/restrict"
term = "随依据"
"#;

const CASES: &str = r#"
[given]
as-of = 2017-11-24

[given.fact.case]
kind = "tax/inspection-case"
acted-on = 2016-05-01
decided-on = 2016-06-01
amount = "100万元"

[given.fact.violent]
kind = "tax/inspection-case"
acted-on = 2014-12-01
decided-on = 2015-06-01
violent = true

[[case]]
name = "标准施行之日决定、恰好100万元：自行为之日起两年"
fact = [{ like = "case" }]
[case.expect]
determinations = [{ rule = "amount", from = 2016-05-01, until = 2018-05-01, measures = ["land-supply/restrict"] }]

[[case]]
name = "标准施行前一日决定：不适用"
fact = [{ like = "case", decided-on = 2016-05-31 }]

[[case]]
name = "标准废止前一日决定：适用"
as-of = 2018-12-31
fact = [{ like = "case", acted-on = 2018-01-31, decided-on = 2018-12-31 }]
[case.expect]
determinations = [{ rule = "amount", from = 2018-01-31, until = 2020-01-31, measures = ["land-supply/restrict"] }]

[[case]]
name = "标准废止之日决定：不适用"
as-of = 2019-01-01
fact = [{ like = "case", acted-on = 2018-01-31, decided-on = 2019-01-01 }]

[[case]]
name = "差一分：不适用"
fact = [{ like = "case", amount = "999999.99元" }]

[[case]]
name = "金额缺失而份数足够：份数一组已经成立"
fact = [{ like = "case", without = ["amount"], invoices = 100 }]
[case.expect]
determinations = [{ rule = "amount", from = 2016-05-01, until = 2018-05-01, measures = ["land-supply/restrict"] }]

[[case]]
name = "金额缺失、份数不足：待定，至两年期满"
fact = [{ like = "case", without = ["amount"], invoices = 99 }]
[case.expect]
gaps = [{ rule = "amount", missing = "amount", measures = ["land-supply/restrict"] }]
review-on = 2018-05-01

[[case]]
name = "金额缺失而两年已满：无关"
as-of = 2018-05-01
fact = [{ like = "case", without = ["amount"] }]

[[case]]
name = "决定日缺失：不知适用何标准"
fact = [{ like = "case", without = ["decided-on"] }]
[case.expect]
gaps = [{ rule = "amount", missing = "decided-on", measures = ["land-supply/restrict"] }]
review-on = 2018-05-01

[[case]]
name = "行为日缺失：不知何日起算"
fact = [{ like = "case", without = ["acted-on"] }]
[case.expect]
gaps = [{ rule = "amount", missing = "acted-on", measures = ["land-supply/restrict"] }]

[[case]]
name = "至缴清之日"
fact = [{ kind = "tax/published-case", decided-on = 2017-06-01, paid-in-full-on = 2017-12-01 }]
[case.expect]
determinations = [{ rule = "paid", from = 2017-06-01, until = 2017-12-01, measures = ["procurement/ban"] }]

[[case]]
name = "没有缴清日：有这一字段才适用"
fact = [{ kind = "tax/published-case", decided-on = 2017-06-01 }]

[[case]]
name = "公布之前已经缴清：从未适用"
fact = [{ kind = "tax/published-case", decided-on = 2017-06-01, paid-in-full-on = 2017-06-01 }]

[[case]]
name = "终身：记录结束后仍触及行为时的法定代表人"
fact = [{ like = "violent", ends-on = 2016-06-01 }]
role = [{ holder = "甲", role = "legal-representative", from = 2014-01-01, to = 2015-01-01 }]
[case.expect]
determinations = [{ rule = "violent", from = 2015-06-01, until = "never", measures = ["honours/restrict"] }]
reached = { "甲" = ["honours/restrict"] }

[[case]]
name = "行为在法律施行之前：不适用"
fact = [{ like = "violent", acted-on = 2014-11-30 }]

[[case]]
name = "欠税：随记录"
fact = [{ kind = "tax/arrears", decided-on = 2017-01-01 }]
[case.expect]
determinations = [{ rule = "arrears", from = 2017-01-01, until = "event", measures = ["fiscal-funds/restrict"] }]

[[case]]
name = "欠税：只对单位"
subject = { kind = "natural-person" }
fact = [{ kind = "tax/arrears", decided-on = 2017-01-01 }]

[[case]]
name = "欠税已经结束：现行的才算"
fact = [{ kind = "tax/arrears", decided-on = 2017-01-01, ends-on = 2017-06-01 }]
"#;

#[test]
fn the_columns_mean_what_the_template_says() {
    let (dictionary, catalogue) = reference();
    let sandbox = Sandbox::new(ClassLimits::default()).unwrap();
    let table = table(&Sheets::of_toml(TABLE).unwrap()).unwrap();
    let component = accord_table::component(&component("table-interpreter"), &table).unwrap();
    let attachments = Attachments {
        cases: vec![CaseFile {
            name: "columns.toml".to_owned(),
            text: CASES.to_owned(),
        }],
        catalogue: None,
    };
    let reference = Reference {
        dictionary: &dictionary,
        catalogue: &catalogue,
    };
    let report = inspect_with(&sandbox, &component, &attachments, reference).report;
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|finding| format!("{finding} {finding:?}"))
        .collect();
    assert_eq!(findings, [""; 0]);
}
