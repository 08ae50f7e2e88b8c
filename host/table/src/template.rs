//! The template as a workbook: headings, a row that explains each, and lists to choose from.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatBorder, Workbook, Worksheet,
};

use crate::{
    error::TableError,
    layout::{Column, Part},
    sheets::{Row, Sheets},
};

/// Rows that offer the lists.
const ROWS: u32 = 1_000;

/// The empty template.
///
/// # Errors
/// [`TableError::Workbook`] if it cannot be written.
pub fn template_xlsx() -> Result<Vec<u8>, TableError> {
    workbook(&Sheets::default())
}

/// A template with what was filled in.
///
/// # Errors
/// [`TableError::Workbook`] if it cannot be written, as a text of more than 32,767 characters.
pub fn workbook(sheets: &Sheets) -> Result<Vec<u8>, TableError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
    explain(workbook.add_worksheet(), &formats)?;
    for part in Part::ALL {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(part.title())?;
        match part {
            Part::Memorandum => items(worksheet, sheets.rows(part).first(), &formats)?,
            _ => table(worksheet, part, sheets.rows(part), &formats)?,
        }
    }
    Ok(workbook.save_to_buffer()?)
}

struct Formats {
    heading: Format,
    help: Format,
    text: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            heading: Format::new()
                .set_bold()
                .set_border_bottom(FormatBorder::Thin),
            help: Format::new()
                .set_italic()
                .set_font_color("#666666")
                .set_text_wrap(),
            // As text, or a spreadsheet makes days and numbers of codes.
            text: Format::new().set_num_format("@").set_text_wrap(),
        }
    }
}

/// The sheet that tells how to fill in the others.
fn explain(worksheet: &mut Worksheet, formats: &Formats) -> Result<(), TableError> {
    worksheet.set_name("说明")?;
    worksheet.set_column_width(0, 100)?;
    let lines = [
        "本模板用于编写联合奖惩备忘录, 不需要编程。各表的栏目固定, 不使用公式。",
        "备忘录: 每行一项。参数: 留给地方规定的事项, 没有则不填。规则: 每个条款一行。",
        "条件: 同一规则同一组的各行须对同一条记录同时成立; 各组有一组成立即可。",
        "后果: 条款成立时适用的措施, 或建议列入的名单。",
        "缺少的信息不作推断: 系统会指出缺少哪一项、影响哪些措施。",
        "以“说明:”或 # 开头的行不读取。请勿合并单元格。",
    ];
    for (row, line) in (0..).zip(lines) {
        worksheet.write_with_format(row, 0, line, &formats.text)?;
    }
    Ok(())
}

fn items(
    worksheet: &mut Worksheet,
    filled: Option<&Row>,
    formats: &Formats,
) -> Result<(), TableError> {
    for (column, (heading, width)) in (0..).zip([("项目", 14), ("内容", 60), ("填写说明", 80)])
    {
        worksheet.write_with_format(0, column, heading, &formats.heading)?;
        worksheet.set_column_width(column, width)?;
    }
    for (row, column) in (1..).zip(Part::Memorandum.columns()) {
        let text = filled.map_or("", |filled| filled.text(column.key));
        worksheet.write_with_format(row, 0, column.title, &formats.heading)?;
        worksheet.write_with_format(row, 1, text, &formats.text)?;
        worksheet.write_with_format(row, 2, column.help, &formats.help)?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn table(
    worksheet: &mut Worksheet,
    part: Part,
    rows: &[Row],
    formats: &Formats,
) -> Result<(), TableError> {
    for (position, column) in (0..).zip(part.columns()) {
        let help = match position {
            0 => format!("说明: {}", column.help),
            _ => column.help.to_owned(),
        };
        worksheet.set_column_width(position, 18)?;
        worksheet.set_column_format(position, &formats.text)?;
        worksheet.write_with_format(0, position, column.title, &formats.heading)?;
        worksheet.write_with_format(1, position, help, &formats.help)?;
        if let Some(list) = choices(column)? {
            worksheet.add_data_validation(2, position, ROWS, position, &list)?;
        }
        for (row, filled) in (2..).zip(rows) {
            let text = filled.text(column.key);
            if !text.is_empty() {
                worksheet.write_with_format(row, position, text, &formats.text)?;
            }
        }
    }
    worksheet.set_freeze_panes(2, 1)?;
    Ok(())
}

/// The list to choose from, if a column has a closed one.
fn choices(column: &Column) -> Result<Option<DataValidation>, TableError> {
    let Some(choices) = column.choices else {
        return Ok(None);
    };
    let list = DataValidation::new()
        .allow_list_strings(&choices())?
        .set_error_title(column.title)?
        .set_error_message("请从列表中选择")?
        .set_error_style(DataValidationErrorStyle::Stop);
    Ok(Some(list))
}
