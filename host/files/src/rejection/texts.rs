//! What a person is told of each fault: what is wrong, and what to do.

use accord_model::{codes::CodeError, dictionary::OutOfTerm, identifier::Scheme};

use super::{Begin, Fault, Wanted};
use crate::{limits, text::Text};

impl Fault {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::WrongType(wanted) => wrong_type(*wanted),
            Self::NotOneOf(words) => Text::new(
                format!("应为以下之一: {}", words.join(", ")),
                format!("must be one of: {}", words.join(", ")),
            ),
            Self::Identifier { scheme, error } => identifier(*scheme, *error),
            Self::NotInList { list } => Text::new(
                format!("不在代码集“{list}”中: 请填写其代码或名称"),
                format!("is not in the code list `{list}`: give one of its codes or names"),
            ),
            Self::CellCount { expected, found } => Text::new(
                format!(
                    "此行有 {found} 个单元格, 表头只有 {expected} 列: 单元格内的逗号须用引号括起"
                ),
                format!(
                    "the row has {found} cells and the header {expected}: put a cell with a comma in quotation marks"
                ),
            ),
            Self::CutOff { expected, found } => Text::new(
                format!(
                    "最后一行只有 {found} 个单元格而表头有 {expected} 列, 且没有换行: 文件可能被截断, 请重新导出"
                ),
                format!(
                    "the last row has {found} cells, the header {expected}, and no line end: the file may be cut off, export it again"
                ),
            ),
            Self::Merged => Text::new(
                "此行有合并的单元格, 不能确定各行各列的值: 请取消合并并逐格填写",
                "cells of the row are merged, so that nobody can tell whose value it is: unmerge them and fill in each",
            ),
            Self::NotComputed => Text::new(
                "单元格是尚未计算的公式: 请用表格软件打开并保存后再发送",
                "the cell holds a formula without its result: open and save the file in a spreadsheet program",
            ),
            Self::Json { column } => Text::new(
                format!("不是有效的 JSON (第 {column} 列)"),
                format!("is not valid JSON at column {column}"),
            ),
            Self::TooLong { limit } => Text::new(
                format!("超过 {limit} 字: 请缩短"),
                format!("is longer than {limit} characters: shorten it"),
            ),
            Self::EndsBeforeItBegins { begins } => {
                let (zh, en) = match begins {
                    Begin::Act => ("行为日期", "the act began"),
                    Begin::Decision => ("决定日期", "the decision"),
                    Begin::Role => ("任职开始日期", "the role began"),
                };
                Text::new(
                    format!("早于{zh}: 请核对两个日期"),
                    format!("lies before {en}: check both days"),
                )
            }
            Self::OutOfTerm(term) => out_of_term(term),
            Self::CellTooLong => Text::new(
                format!("单元格超过 {} 字", limits::CELL_CHARACTERS),
                format!(
                    "the cell has more than {} characters",
                    limits::CELL_CHARACTERS
                ),
            ),
            Self::TooManyColumns => Text::new(
                format!("超过 {} 列", limits::COLUMNS),
                format!("has more than {} columns", limits::COLUMNS),
            ),
            Self::Undecodable => Text::new(
                "含有无法识别的字符: 请以 UTF-8 或 GB18030 编码重新保存",
                "has bytes that are no characters: save the file again as UTF-8 or GB18030",
            ),
            Self::LineTooLong => Text::new("此行超过 1 MiB", "the line is longer than 1 MiB"),
            Self::UnclosedQuote => Text::new(
                "引号未成对: 单元格内的引号须写两次",
                "a quotation mark is not closed: write one inside a cell twice",
            ),
            Self::CellError => Text::new(
                "单元格是公式错误值: 请修正公式或直接填写",
                "the cell holds a formula's error: mend the formula or type the value",
            ),
            Self::NotAnObject => Text::new("应为 JSON 对象", "must be a JSON object"),
            Self::UnknownKey => Text::new(
                "格式中没有此键: 请删除或改正其名称",
                "the schema has no such key: remove it or correct its name",
            ),
            Self::Repeated => Text::new("此键重复出现", "the key stands twice"),
            Self::Missing => Text::new("缺少: 必须填写", "is missing and must be given"),
            Self::OnlyAName => Text::new(
                "只有名称而没有标识: 不按名称认定主体, 请填写统一社会信用代码或证件号码",
                "only a name is given, and nobody is found by a name: give the unified code or a document's number",
            ),
            Self::DigitsLost => Text::new(
                "号码被表格软件改为数值, 末位已丢失: 请将该列设为文本后重新填写",
                "the spreadsheet made a number of it and lost its last digits: format the column as text and fill it in again",
            ),
            Self::MixedIdentifiers => Text::new(
                "同一行中既有组织的代码, 又有自然人的证件: 个体工商户只填写统一社会信用代码, 请删去经营者的证件号码",
                "the line has an organisation's code and a person's document: of a sole proprietor give the unified code and leave the operator's document out",
            ),
            Self::PlaceholderNumber => Text::new(
                "号码各位相同或不足 5 位, 不能识别主体: 没有号码请留空",
                "a number of equal characters, or of fewer than 5, tells nobody apart: leave it empty if there is none",
            ),
            Self::PersonsNumber => Text::new(
                "这是公民身份号码: 请填入证件号码 (证件类型为身份证) 或居民身份证号一列",
                "this is a resident identity number: put it in the column of document numbers (type 身份证) or of resident-identity-number",
            ),
            Self::TwoIdentifiers { scheme } => Text::new(
                format!("同一行中有两个不同的{}: 请只填写此主体的", scheme.name_zh()),
                format!(
                    "the line has two different identifiers `{}`: give the subject's own",
                    scheme.name()
                ),
            ),
            Self::OtherOrganisationCode => Text::new(
                "组织机构代码与统一社会信用代码第 9 至 17 位不符: 请核对是否为同一主体",
                "the organisation code is not characters 9 to 17 of the unified code: check that both are of one subject",
            ),
            Self::OnlyTheOperator => Text::new(
                "个体工商户不能只以经营者的证件号码认定: 请填写统一社会信用代码或工商注册号, 处罚经营者本人的类别填自然人",
                "a sole proprietor is not found by its operator's number: give its unified code or registration number, or the category 自然人 if the operator is meant",
            ),
            Self::KindMismatch => Text::new(
                "主体类别与标识不符: 请核对",
                "the kind of subject and the identifier disagree: check both",
            ),
            Self::NotAnOrganisation => Text::new(
                "应为组织的代码, 而不是自然人的证件",
                "must be an organisation's code, not a person's document",
            ),
            Self::DocumentTypeMissing => Text::new(
                "有证件号码而没有证件类型: 请填写证件类型",
                "a document's number is given without its type: give the type",
            ),
            Self::UnknownWord { known } => Text::new(
                format!("表单中没有此词: 应为以下之一: {}", known.join(", ")),
                format!(
                    "the form knows no such word: it must be one of {}",
                    known.join(", ")
                ),
            ),
            Self::SameSubject => Text::new(
                "两处是同一主体: 请填写两个不同的主体",
                "both are the same subject: give two",
            ),
            Self::MergedKinds => Text::new(
                "自然人与组织不能合并为一个主体",
                "a person and an organisation cannot be one subject",
            ),
            Self::NotOfPersons => Text::new(
                "此类信用信息不涉及自然人: 请填写组织的代码, 或核对信息类别",
                "no natural person has a record of this kind: give an organisation's code, or check the kind",
            ),
            Self::UnknownKind => Text::new(
                "数据字典中没有此类信用信息",
                "the dictionary has no such kind of record",
            ),
            Self::UnknownField => Text::new(
                "数据字典中此类信用信息没有此字段",
                "the dictionary has no such field of this kind",
            ),
            Self::NotADay => Text::new(
                "不是日期: 请写作 2017-10-31",
                "is not a day: write it as 2017-10-31",
            ),
            Self::NotAMoment => Text::new(
                "不是时间: 请写作 2026-11-23 10:00:00 或 2026-11-23T10:00:00+08:00",
                "is not a moment: write 2026-11-23 10:00:00 or 2026-11-23T10:00:00+08:00",
            ),
            Self::NoUnit => Text::new(
                "金额没有单位: 请写明元或万元",
                "the amount says no unit: write 元 or 万元",
            ),
            Self::NotAnAmount => Text::new(
                "不是金额: 请写作 0.2 万元 或 2000.00 元",
                "is not an amount: write 0.2 万元 or 2000.00 元",
            ),
            Self::NegativeAmount => Text::new(
                "金额为负: 请核对, 更正请以同一文号重新报送",
                "the amount is negative: check it; a correction is sent with the same number",
            ),
            Self::NotARegion => Text::new(
                "不是行政区划代码: 应为 6 位数字",
                "is not a region: six digits are wanted",
            ),
            Self::NotAnIndustry => Text::new(
                "不是行业代码: 请按 GB/T 4754 写作 C 或 C1311",
                "is not an industry: write it by GB/T 4754 as C or C1311",
            ),
            Self::FractionOfFen => Text::new(
                "金额有不足一分的尾数: 请核对",
                "the amount has a fraction of a fen: check it",
            ),
            Self::TooLarge => Text::new("数值过大", "the number is too large"),
            Self::NotAnInteger => Text::new("应为整数", "must be a whole number"),
            Self::NotAFlag => Text::new("应为是或否", "must be yes or no (是, 否)"),
        }
    }
}

fn out_of_term(term: &OutOfTerm) -> Text {
    let zh = match term {
        OutOfTerm::NotYet { from, .. } => format!("数据字典自 {from} 起才收录此项: 请核对决定日期"),
        OutOfTerm::Ended { until, .. } => {
            format!("数据字典自 {until} 起不再收录此项: 请核对决定日期")
        }
    };
    Text::new(zh, format!("{term}: check the day of decision"))
}

fn wrong_type(wanted: Wanted) -> Text {
    let (zh, en) = match wanted {
        Wanted::Text => ("应为文本", "must be a text"),
        Wanted::Integer => ("应为整数", "must be a whole number"),
        Wanted::Flag => ("应为 true 或 false", "must be true or false"),
        Wanted::Texts => ("应为文本的列表", "must be a list of texts"),
        Wanted::Object => ("应为对象", "must be an object"),
        Wanted::Objects => ("应为对象的列表", "must be a list of objects"),
        Wanted::AmountText => (
            "金额应为写明单位的文本, 如 \"0.2 万元\"",
            "an amount must be a text that says its unit, such as \"0.2 万元\"",
        ),
    };
    Text::new(zh, en)
}

fn identifier(scheme: Scheme, error: CodeError) -> Text {
    let (name, english) = (scheme.name_zh(), scheme.name());
    match error {
        CodeError::Length {
            expected, found, ..
        } => Text::new(
            format!("{name}应为 {expected} 位, 实为 {found} 位"),
            format!("`{english}` has {expected} characters, not {found}"),
        ),
        CodeError::Size { limit, found } => Text::new(
            format!("{name}应为 1 至 {limit} 位, 实为 {found} 位"),
            format!("`{english}` has 1 to {limit} characters, not {found}"),
        ),
        CodeError::Character {
            position, found, ..
        } => Text::new(
            format!("{name}第 {position} 位不能是“{}”", found.escape_debug()),
            format!(
                "`{english}` cannot have `{}` as character {position}",
                found.escape_debug()
            ),
        ),
        _ => Text::new(
            format!("不是有效的{name}"),
            format!("is not a valid `{english}`"),
        ),
    }
}
