//! Every flaw of a table is told at its place, and all of a file together.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's helpers fail as a test does"
)]

mod support;

use std::fs;

use accord_table::{Sheets, TableError};
use support::{flaws, table, told};

/// A small table that is in order.
const TABLE: &str = r#"
[memorandum]
code = "example"
version = "1.0.0"
title = "示例"
document-number = "示例〔2016〕1号"
initiator = "示例部门"
subjects = "全部"

[[parameter]]
name = "term-months"
title = "月数"
type = "整数"
default = 12
min = 1
max = 60

[[rule]]
id = "listed"
label = "列入名单"
source = "示例〔2016〕1号"

[[condition]]
rule = "listed"
kind = "tax/inspection-case"
field = "amount"
test = "不少于"
value = "100万元"

[[consequence]]
rule = "listed"
measure = "procurement/ban"
term = "固定"
months = "term-months"
"#;

/// The flaws after something was replaced.
fn with(this: &str, that: &str) -> Vec<String> {
    assert!(TABLE.contains(this), "{this}");
    flaws(&TABLE.replacen(this, that, 1))
}

#[test]
fn the_table_itself_is_in_order() {
    assert_eq!(flaws(TABLE), [""; 0]);
}

#[test]
fn flaws_of_the_memorandum() {
    for (this, that, flaw) in [
        (
            "code = \"example\"",
            "code = \"Example\"",
            "memorandum.code (line 3): memorandum code `Example` is not kebab-case",
        ),
        (
            "1.0.0",
            "1.0",
            "memorandum.version (line 4): version `1.0` is not of the form 1.0.0",
        ),
        (
            "title = \"示例\"\n",
            "",
            "memorandum (line 2): `名称` must be filled in",
        ),
        (
            "\"全部\"",
            "\"公司\"",
            "memorandum.subjects (line 8): `公司` is none of 企业, 分支机构, 个体工商户, 农民专业合作社, 社会组织, 事业单位, 机关, 非法人组织, 自然人, 单位, 全部",
        ),
        (
            "subjects = \"全部\"",
            "subjects = \"全部\"\nsigned-on = \"2016年2月30日\"",
            "memorandum.signed-on (line 9): expected a date such as 2017-11-24",
        ),
        (
            "subjects = \"全部\"",
            "subjects = \"全部\"\nin-force-from = 2017-01-01\nexpires-on = 2016-01-01",
            "memorandum.expires-on (line 10): it expires before it comes into force",
        ),
        (
            "subjects",
            "subject",
            "memorandum.subject (line 8): the template has no column `subject`",
        ),
        (
            "[[rule]]",
            "[[rules]]",
            "rules (line 18): the template has no sheet `rules`",
        ),
    ] {
        assert_eq!(
            with(this, that).first().map(String::as_str),
            Some(flaw),
            "{that}"
        );
    }
}

#[test]
fn flaws_of_settings() {
    for (this, that, flaw) in [
        (
            "\"整数\"",
            "\"数字\"",
            "parameter[1].type (line 13): `数字` is none of 整数, 金额, 是否, 日期, 文本, 代码, 多个代码",
        ),
        (
            "default = 12",
            "default = \"十二\"",
            "parameter[1].default (line 14): expected an integer",
        ),
        (
            "default = 12\n",
            "",
            "parameter[1] (line 10): `默认值` must be filled in",
        ),
        (
            "min = 1\n",
            "min = 20\n",
            "parameter[1].default (line 14): parameter `term-months` has a default, minimum and maximum that do not agree",
        ),
        (
            "max = 60\n",
            "",
            "consequence[1].months (line 33): setting `term-months` counts months: it needs a least and a greatest value within 0 and 65535",
        ),
    ] {
        assert_eq!(
            with(this, that).first().map(String::as_str),
            Some(flaw),
            "{that}"
        );
    }
    let twice = "[[parameter]]\nname = \"term-months\"\ntitle = \"月\"\ntype = \"是否\"\ndefault = true\n\n[[rule]]";
    assert!(
        with("[[rule]]", twice)
            .contains(&"parameter[2].name (line 19): `term-months` stands twice".to_owned())
    );
}

#[test]
fn flaws_of_rules() {
    for (this, that, flaw) in [
        (
            "[[condition]]\nrule = \"listed\"",
            "[[condition]]\nrule = \"other\"",
            "condition[1].rule (line 24): there is no rule `other`",
        ),
        (
            "label = \"列入名单\"\n",
            "",
            "rule[1] (line 18): `名称` must be filled in",
        ),
        (
            "[[condition]]",
            "[[rule]]\nid = \"listed\"\nlabel = \"又\"\nsource = \"示例\"\n\n[[condition]]",
            "rule[2].id (line 24): `listed` stands twice",
        ),
        (
            "[[condition]]",
            "listed-months = 12\n\n[[condition]]",
            "rule[1].listed-months (line 23): `在列月数` must be empty in this row",
        ),
        (
            "[[condition]]",
            "listed = \"safety/list\"\n\n[[condition]]",
            "rule[1].listed (line 23): the dictionary has no kind of record `safety/list`",
        ),
        (
            "[[condition]]",
            "[[rule]]\nid = \"b\"\nlabel = \"乙\"\nsource = \"示例\"\n\n[[condition]]",
            "rule[2].id (line 24): rule `b` has no condition",
        ),
    ] {
        assert_eq!(
            with(this, that).first().map(String::as_str),
            Some(flaw),
            "{that}"
        );
    }
}

#[test]
fn flaws_of_conditions() {
    for (this, that, flaw) in [
        (
            "kind = \"tax/inspection-case\"",
            "kind = \"tax/case\"",
            "condition[1].kind (line 25): the dictionary has no kind of record `tax/case`",
        ),
        (
            "field = \"amount\"",
            "field = \"sum\"",
            "condition[1].field (line 26): record kind `tax/inspection-case` has no field `sum`",
        ),
        (
            "field = \"amount\"\n",
            "",
            "condition[1].test (line 26): `比较` must be empty in this row",
        ),
        (
            "\"不少于\"",
            "\">=\"",
            "condition[1].test (line 27): `>=` is none of 等于, 不少于, 多于, 不多于, 少于, 属于, 有",
        ),
        (
            "\"不少于\"",
            "\"属于\"",
            "condition[1].test (line 27): an amount such as 100万元 is not compared so",
        ),
        (
            "\"100万元\"",
            "\"100\"",
            "condition[1].value (line 28): `100` does not end in 元 or 万元",
        ),
        (
            "value = \"100万元\"\n",
            "",
            "condition[1] (line 23): fill in one of `值` and `参数值`",
        ),
        (
            "value = \"100万元\"",
            "parameter = \"sum\"",
            "condition[1].parameter (line 28): there is no setting `sum`",
        ),
        (
            "value = \"100万元\"",
            "parameter = \"term-months\"",
            "condition[1].parameter (line 28): setting `term-months` must be an amount such as 100万元",
        ),
        (
            "value = \"100万元\"",
            "value = \"100万元\"\ndoubtful = \"other\"",
            "condition[1].doubtful (line 29): only codes can be in doubt",
        ),
        (
            "value = \"100万元\"",
            "value = \"100万元\"\nmissing = \"忽略\"",
            "condition[1].missing (line 29): `忽略` is none of 待定, 不算",
        ),
        (
            "value = \"100万元\"",
            "value = \"100万元\"\ndecided-from = \"明年\"",
            "condition[1].decided-from (line 29): expected a date such as 2017-11-24",
        ),
        (
            "value = \"100万元\"",
            "value = { wan = 100 }",
            "condition[1].value (line 28): a text, integer, date, flag or a list of these",
        ),
        (
            "field = \"amount\"\ntest = \"不少于\"\nvalue = \"100万元\"",
            "field = \"violation\"\ntest = \"属于\"\nvalue = [\"evasion\", \"theft\"]",
            "condition[1].value (line 28): `theft` is not in the code list `tax/violation`",
        ),
        (
            "kind = \"tax/inspection-case\"\nfield = \"amount\"",
            "kind = \"参数\"\nfield = \"term-months\"",
            "condition[1].value (line 28): expected an integer",
        ),
        (
            "[[consequence]]",
            "[[condition]]\nrule = \"listed\"\nkind = \"tax/arrears\"\n\n[[consequence]]",
            "condition[2].kind (line 32): a group looks at one kind of record, and it has `tax/inspection-case`: make another group",
        ),
        (
            "[[consequence]]",
            "standing = \"现行\"\n\n[[condition]]\nrule = \"listed\"\nkind = \"tax/inspection-case\"\nstanding = \"含已结束\"\n\n[[consequence]]",
            "condition[2].standing (line 35): the group says both 现行 and 含已结束",
        ),
        (
            "[[consequence]]",
            "[[condition]]\nrule = \"listed\"\ngroup = 2\nkind = \"参数\"\nfield = \"term-months\"\ntest = \"等于\"\nvalue = 12\n\n[[consequence]]",
            "condition[2].kind (line 33): the group says no kind of record",
        ),
    ] {
        assert_eq!(
            with(this, that).first().map(String::as_str),
            Some(flaw),
            "{that}"
        );
    }
}

#[test]
fn flaws_of_consequences() {
    for (this, that, flaw) in [
        (
            "\"procurement/ban\"",
            "\"procurement/bann\"",
            "consequence[1].measure (line 32): the catalogue has no measure `procurement/bann`",
        ),
        (
            "measure = \"procurement/ban\"\n",
            "",
            "consequence[1] (line 30): fill in one of `措施` and `建议列入`",
        ),
        (
            "measure = \"procurement/ban\"",
            "measure = \"procurement/ban\"\nlisting = \"safety/blacklist\"",
            "consequence[1].measure (line 32): fill in one of `措施` and `建议列入`",
        ),
        (
            "term = \"固定\"\n",
            "",
            "consequence[1] (line 30): `期限` must be filled in",
        ),
        (
            "\"固定\"",
            "\"随依据\"",
            "consequence[1].months (line 34): `月数` must be empty in this row",
        ),
        (
            "\"固定\"\nmonths = \"term-months\"",
            "\"固定\"\nmonths = 70000",
            "consequence[1].months (line 34): expected a number of months up to 65535, or the name of an integer setting",
        ),
        (
            "\"固定\"\nmonths = \"term-months\"",
            "\"至日期\"",
            "consequence[1] (line 30): `截止字段` must be filled in",
        ),
        (
            "\"固定\"\nmonths = \"term-months\"",
            "\"至日期\"\nuntil-field = \"amount\"",
            "consequence[1].until-field (line 34): expected a date such as 2017-11-24",
        ),
        (
            "term = \"固定\"",
            "start = \"付款日\"\nterm = \"固定\"",
            "consequence[1].start (line 33): record kind `tax/inspection-case` has no field `付款日`",
        ),
        (
            "term = \"固定\"",
            "roles = \"董事\"\nterm = \"固定\"",
            "consequence[1].roles (line 33): `任职` must be empty in this row",
        ),
        (
            "term = \"固定\"",
            "reach = \"任职人员\"\nroles = \"经理\"\nterm = \"固定\"",
            "consequence[1].roles (line 34): `经理` is none of 法定代表人, 负责人, 主要负责人, 实际控制人, 董事, 监事, 高级管理人员, 财务负责人, 安全负责人, 直接责任人员, 股东, 注册执业人员",
        ),
        (
            "term = \"固定\"",
            "reach = \"任职人员\"\nroles = \"董事\"\nterm = \"固定\"",
            "consequence[1] (line 30): `任职时点` must be filled in",
        ),
    ] {
        assert_eq!(
            with(this, that).first().map(String::as_str),
            Some(flaw),
            "{that}"
        );
    }
    let barren = TABLE.split("[[consequence]]").next().unwrap();
    assert!(flaws(barren).contains(&"后果: sheet `后果` is not filled in".to_owned()));
}

#[test]
fn all_flaws_of_a_file_are_told_together() {
    let text = TABLE
        .replace("1.0.0", "1")
        .replace("100万元", "100")
        .replace("procurement/ban", "nothing");
    assert_eq!(flaws(&text).len(), 3);
    let [syntax] = &flaws("code = ")[..] else {
        panic!("one flaw");
    };
    assert!(syntax.contains("(line 1): not TOML: "), "{syntax}");
}

#[test]
fn flaws_of_a_workbook_are_at_their_cells() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.xlsx");
    let sheets = Sheets::of_toml(&TABLE.replace("procurement/ban", "nothing")).unwrap();
    fs::write(&file, accord_table::workbook(&sheets).unwrap()).unwrap();
    let (dictionary, catalogue) = support::reference();
    let read = Sheets::read(&file).unwrap();
    let error = accord_table::Table::new(&read, &dictionary, &catalogue).unwrap_err();
    let TableError::Flaws(flaws) = error else {
        panic!("{error}")
    };
    let told: Vec<_> = flaws.iter().map(|flaw| flaw.chinese()).collect();
    assert_eq!(
        told,
        ["后果!B3: 措施目录中没有 `nothing`: 请改用目录已有措施, 或在 catalogue.toml 中提出建议"]
    );
}

/// The flaws of one CSV file beside those that are in order.
fn of_csv(name: &str, text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    match Sheets::read(folder.path())
        .map_err(told)
        .and_then(|sheets| table(&sheets))
    {
        Ok(_) => Vec::new(),
        Err(flaws) => flaws,
    }
}

#[test]
fn what_is_no_part_of_a_sheet_is_told() {
    for (name, text, flaw) in [
        (
            "条款",
            "规则,名称,依据\n",
            "条款: the template has no sheet `条款`",
        ),
        (
            "规则",
            "规则,名称,出处\na,甲,乙\n",
            "规则!C1: the template has no column `出处`",
        ),
        (
            "规则",
            "规则,名称,规则\na,甲,乙\n",
            "规则!C1: `规则` stands twice",
        ),
        (
            "规则",
            "甲,乙\n1,2\n",
            "规则!A1: the template has no column `甲`",
        ),
        (
            "规则",
            "规则,名称,依据\na,甲,乙,丙\n",
            "规则!D2: this stands under no heading",
        ),
        (
            "备忘录",
            "项目,内容\n代号,a\n",
            "备忘录!A2: the template has no column `代号`",
        ),
        (
            "备忘录",
            "代码,a\n代码,b\n",
            "备忘录!B2: `代码` stands twice",
        ),
        (
            "规则",
            "规则,名称,依据\na,\"甲,乙\n",
            "规则!2: a quotation mark is not closed",
        ),
    ] {
        let flaws = of_csv(name, text);
        let is_told = flaws.iter().any(|told| told.starts_with(flaw));
        assert!(is_told, "{text}: {flaws:?}");
    }
}

#[test]
fn what_a_workbook_does_not_show_cell_by_cell_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("规则").unwrap();
    for (column, heading) in (0..).zip(["规则", "名称", "依据"]) {
        sheet.write(0, column, heading).unwrap();
        sheet.write(1, column, "说明: 不读取").unwrap();
        sheet.write(2, column, "甲").unwrap();
        sheet.write(3, column, "乙").unwrap();
    }
    let format = rust_xlsxwriter::Format::new();
    sheet.merge_range(2, 2, 3, 2, "依据", &format).unwrap();
    workbook
        .add_worksheet()
        .set_name("说明")
        .unwrap()
        .write(0, 0, "不读取")
        .unwrap();
    workbook.save(&file).unwrap();
    let flaws = Sheets::read(&file).map_err(told).unwrap_err();
    let places: Vec<_> = flaws
        .iter()
        .filter_map(|flaw| flaw.split(':').next())
        .collect();
    assert_eq!(places, ["规则!C3", "规则!C4"], "{flaws:?}");
}
