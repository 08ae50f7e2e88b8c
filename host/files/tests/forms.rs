//! Tables of every form, in every carrier, say the same.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

mod files;

use accord_files::{Encoding, Fault, FileError, FileFormat, To};
use accord_model::{
    contract::{SubjectKind, Value},
    date::Date,
    identifier::Scheme,
    message::{Flag, Message},
    money::Fen,
    subject::Record,
};

use files::{Reference, csv, encoded, run, xlsx};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The value of a field of a record, by the field's name.
fn value<'r>(reference: &Reference, record: &'r Record, field: &str) -> Option<&'r Value> {
    let kind = reference.dictionary.kind_of_number(record.kind).unwrap();
    record.value(kind.field(field).unwrap().number)
}

fn licence_2018() -> Vec<Vec<&'static str>> {
    vec![
        vec![
            "XK_XDR_MC",
            "XK_XDR_LB",
            "XK_XDR_SHXYM",
            "XK_XDR_ZJLX",
            "XK_XDR_ZJHM",
            "XK_FRDB",
            "XK_FR_ZJHM",
            "XK_WSH",
            "XK_XKLB",
            "XK_XKBH",
            "XK_JDRQ",
            "XK_YXQZ",
            "XK_YXQZI",
            "XK_ZT",
        ],
        vec![
            "测试模范制造有限公司",
            "法人及非法人组织",
            "91481802MA0000007T",
            "",
            "",
            "测甲",
            "48180219800101001X",
            "清城许字〔2019〕1号",
            "普通",
            "XK-1",
            "2019-04-20",
            "2019-05-01",
            "2024-04-30",
            "有效",
        ],
        vec![
            "测乙",
            "自然人",
            "",
            "10",
            "481802199912310026",
            "",
            "",
            "清城许字〔2019〕2号",
            "认可",
            "",
            "2019-04-21",
            "",
            "2099-12-31",
            "",
        ],
        vec![
            "测试丙商店",
            "个体工商户",
            "92481802MA0000074M",
            "",
            "",
            "",
            "",
            "清城许字〔2019〕3号",
            "登记",
            "",
            "2019-04-22",
            "",
            "",
            "撤销",
        ],
    ]
}

fn penalty_2018() -> Vec<Vec<&'static str>> {
    vec![
        vec![
            "行政相对人名称",
            "行政相对人类别",
            "统一社会信用代码",
            "行政处罚决定书文号",
            "处罚类别",
            "罚款金额(万元)",
            "处罚决定日期",
            "处罚有效期",
            "处罚机关",
            "备注",
        ],
        vec![
            "测试模范制造有限公司",
            "法人及非法人组织",
            "91481802MA0000007T",
            "清城罚字〔2019〕1号",
            "警告、罚款",
            "0.2",
            "2019-04-20",
            "2099-12-31",
            "测试市测试区市场监管局",
            "无",
        ],
    ]
}

fn licence_2015() -> Vec<Vec<&'static str>> {
    vec![
        vec![
            "XK_WSH",
            "XK_XMMC",
            "XK_SPLB",
            "XK_XDR",
            "XK_XDR_GSDJ",
            "XK_XDR_SFZ",
            "XK_FR",
            "XK_JDRQ",
            "XK_JZQ",
            "XK_XZJG",
            "DFBM",
            "SJC",
        ],
        vec![
            "清城许字〔2016〕1号",
            "食品经营许可",
            "普通",
            "测试甲",
            "481802000000001",
            "",
            "测甲",
            "2016-04-20",
            "2021-04-19",
            "测试区食药监局",
            "481802",
            "2016-04-21",
        ],
    ]
}

fn penalty_2015() -> Vec<Vec<&'static str>> {
    vec![
        vec![
            "CF_WSH",
            "CF_CFMC",
            "CF_CFLB1",
            "CF_CFLB2",
            "CF_XDR_MC",
            "CF_XDR_SHXYM",
            "CF_JG",
            "CF_JDRQ",
            "CF_XZJG",
            "SJC",
        ],
        vec![
            "清城罚字〔2016〕1号",
            "超范围经营",
            "罚款",
            "没收违法所得",
            "测试甲",
            "91481802MA0000007T",
            "罚款 2000 元",
            "2016-04-20",
            "测试区工商局",
            "2016-04-21",
        ],
    ]
}

#[test]
fn four_forms_say_the_same_in_every_carrier() {
    let reference = Reference::load();
    for (form, table) in [
        ("xk-2018", licence_2018()),
        ("cf-2018", penalty_2018()),
        ("xk-2015", licence_2015()),
        ("cf-2015", penalty_2015()),
    ] {
        let text = csv(&table);
        let utf8 = run(
            &encoded(&text, Encoding::Utf8),
            FileFormat::Csv,
            &reference.reading(),
        )
        .unwrap();
        assert_eq!(utf8.summary.form.as_deref(), Some(form));
        assert_eq!(utf8.rejected, [], "{form}");
        assert_eq!(utf8.taken.len(), table.len() - 1);
        assert_eq!(utf8.summary.encoding, Some(Encoding::Utf8));
        let gbk = run(
            &encoded(&text, Encoding::Gb18030),
            FileFormat::Csv,
            &reference.reading(),
        )
        .unwrap();
        assert_eq!(gbk.summary.encoding, Some(Encoding::Gb18030), "{form}");
        assert_eq!(gbk.taken, utf8.taken, "{form}");
        let workbook = run(&xlsx(&table), FileFormat::Xlsx, &reference.reading()).unwrap();
        assert_eq!(workbook.summary.form.as_deref(), Some(form));
        assert_eq!(workbook.taken, utf8.taken, "{form}");
    }
}

#[test]
fn a_licence_is_read_as_the_form_means_it() {
    let reference = Reference::load();
    let read = run(
        csv(&licence_2018()).as_bytes(),
        FileFormat::Csv,
        &reference.reading(),
    )
    .unwrap();
    let messages: Vec<&Message> = read
        .taken
        .iter()
        .map(|taken| &taken.1.messages[0])
        .collect();
    let [
        Message::Record(company, licence),
        Message::Record(person, open),
        Message::Withdrawal(shop, withdrawal),
    ] = messages[..]
    else {
        panic!("{messages:?}");
    };
    assert_eq!(company.kind, Some(SubjectKind::Enterprise));
    assert_eq!(company.name.as_deref(), Some("测试模范制造有限公司"));
    assert_eq!(licence.number, "清城许字〔2019〕1号|XK-1");
    assert_eq!(licence.provider, "sector-supervisors");
    assert_eq!(licence.decided_on, Some(date("2019-04-20")));
    // Valid through 30 April: from 1 May it no longer stands.
    assert_eq!(licence.ends_on, Some(date("2024-05-01")));
    assert_eq!(
        value(&reference, licence, "category"),
        Some(&Value::Code("ordinary".into()))
    );
    assert_eq!(person.identifier.scheme(), Scheme::ResidentIdentityNumber);
    assert_eq!(person.kind, Some(SubjectKind::NaturalPerson));
    assert_eq!(
        (open.ends_on, open.number.as_str()),
        (None, "清城许字〔2019〕2号")
    );
    assert_eq!(shop.kind, Some(SubjectKind::SoleProprietor));
    assert_eq!(withdrawal.number, "清城许字〔2019〕3号");
    // Least data: the representative is nowhere in what was read.
    assert!(!format!("{:?}", read.taken).contains("测甲"));
}

#[test]
fn amounts_are_in_the_unit_of_their_column() {
    let reference = Reference::load();
    let fine = |header: &'static str, cell: &'static str| {
        let mut table = penalty_2018();
        table[0][5] = header;
        table[1][5] = cell;
        let read = run(
            csv(&table).as_bytes(),
            FileFormat::Csv,
            &reference.reading(),
        )
        .unwrap();
        match read.taken.first() {
            Some((_, taken)) => {
                let Message::Record(_, record) = &taken.messages[0] else {
                    panic!("not a record");
                };
                Ok((
                    value(&reference, record, "fine").cloned(),
                    taken.flags.clone(),
                ))
            }
            None => Err(read.rejected[0].1[0].fault.clone()),
        }
    };
    let amount = |fen| Ok((Some(Value::Amount(Fen(fen))), vec![]));
    assert_eq!(fine("罚款金额(万元)", "0.2"), amount(200_000));
    assert_eq!(fine("CF_NR_FK", "0.2"), amount(200_000));
    assert_eq!(fine("罚款金额（元）", "2000"), amount(200_000));
    assert_eq!(fine("罚款金额", "2,000.00元"), amount(200_000));
    assert_eq!(fine("罚款金额", "0.000001"), amount(1));
    let flagged = |fen, flag| Ok((Some(Value::Amount(Fen(fen))), vec![flag]));
    assert_eq!(
        fine("罚款金额", "０．２"),
        flagged(200_000, Flag::Normalised)
    );
    assert_eq!(
        fine("罚款金额", "2000"),
        flagged(2_000_000_000, Flag::ImplausibleAmount)
    );
    assert_eq!(fine("罚款金额", "0.0000001"), Err(Fault::FractionOfFen));
    assert_eq!(fine("罚款金额", "二千"), Err(Fault::NotAnAmount));
    assert_eq!(fine("罚款金额", "12,34"), Err(Fault::NotAnAmount));
}

#[test]
fn any_kind_can_be_sent_as_a_table() {
    let reference = Reference::load();
    let mut reading = reference.reading();
    reading.provider = None;
    reading.form = Some("kind:tax/arrears");
    let table = vec![
        vec![
            "统一社会信用代码",
            "文号",
            "数据来源",
            "决定日期",
            "欠税金额（万元）",
            "数据时间",
        ],
        vec![
            "91481802MA0000007T",
            "欠1",
            "tax-bureau",
            "2017-10-31",
            "0.2",
            "2017/11/1 9:00",
        ],
    ];
    let read = run(csv(&table).as_bytes(), FileFormat::Csv, &reading).unwrap();
    assert_eq!(read.rejected, []);
    let Message::Record(_, record) = &read.taken[0].1.messages[0] else {
        panic!("not a record");
    };
    assert_eq!(record.provider, "tax-bureau");
    assert_eq!(record.stated_at, Some(1_509_498_000_000));
    assert_eq!(
        value(&reference, record, "amount"),
        Some(&Value::Amount(Fen(200_000)))
    );
    let without_unit = csv(&table).replace("（万元）", "");
    let read = run(without_unit.as_bytes(), FileFormat::Csv, &reading).unwrap();
    assert_eq!(read.rejected[0].1[0].fault, Fault::NoUnit);
    for kind in reference.dictionary.kinds() {
        let form = format!("kind:{}", kind.code);
        let reading = accord_files::Reading {
            form: Some(&form),
            provider: Some("court"),
            ..reference.reading()
        };
        let header = "unified-social-credit-code,number\n";
        let read = run(header.as_bytes(), FileFormat::Csv, &reading).unwrap();
        assert_eq!(read.summary.form, Some(form.clone()));
    }
}

#[test]
fn a_header_is_found_under_titles_and_over_captions() {
    let reference = Reference::load();
    let mut table = licence_2018();
    table.insert(0, vec!["行政许可信息公示表"]);
    table.insert(1, vec![]);
    table.insert(
        3,
        vec![
            "行政相对人名称",
            "行政相对人类别",
            "统一社会信用代码",
            "证件类型",
            "证件号码",
            "法定代表人",
            "法定代表人证件号码",
            "决定文书号",
            "许可类别",
            "许可编号",
            "许可决定日期",
            "有效期自",
            "有效期至",
            "当前状态",
        ],
    );
    let text = csv(&table);
    let read = run(text.as_bytes(), FileFormat::Csv, &reference.reading()).unwrap();
    let lines: Vec<u64> = read.taken.iter().map(|taken| taken.0).collect();
    assert_eq!((lines, read.rejected), (vec![5, 6, 7], vec![]));
    let read = run(&xlsx(&table), FileFormat::Xlsx, &reference.reading()).unwrap();
    let lines: Vec<u64> = read.taken.iter().map(|taken| taken.0).collect();
    assert_eq!(lines, [5, 6, 7]);
}

#[test]
fn a_file_of_no_form_says_what_is_not_understood() {
    let reference = Reference::load();
    let reading = reference.reading();
    let fails = |text: &str, reading: &accord_files::Reading<'_>| {
        run(text.as_bytes(), FileFormat::Csv, reading).unwrap_err()
    };
    let unknown = csv(&penalty_2018()).replace("处罚机关", "颜色");
    let FileError::UnknownForm {
        nearest,
        unknown,
        missing,
    } = fails(&unknown, &reading)
    else {
        panic!("not an unknown form");
    };
    assert_eq!(
        (nearest.as_str(), unknown, missing),
        ("cf-2018", vec!["颜色".into()], vec![])
    );
    let short = "XK_XDR_MC,XK_WSH\nx,y\n";
    let FileError::UnknownForm { missing, .. } = fails(short, &reading) else {
        panic!("not an unknown form");
    };
    assert_eq!(missing, ["XK_JDRQ"]);
    assert!(matches!(fails("", &reading), FileError::NoHeader));
    assert!(matches!(fails("a,b\nc,d\n", &reading), FileError::NoHeader));
    let twice = csv(&penalty_2018()).replace("处罚机关", "CF_WSH");
    assert!(matches!(
        fails(&twice, &reading),
        FileError::RepeatedColumn { .. }
    ));
    let mut other = reading;
    other.form = Some("cf-2017");
    assert!(matches!(fails("", &other), FileError::NoSuchForm { .. }));
    other.form = None;
    other.provider = None;
    assert!(matches!(
        fails(&csv(&penalty_2018()), &other),
        FileError::NoProvider
    ));
    assert!(matches!(fails("\u{FEFF}", &reading), FileError::NoHeader));
    let utf16 = run(b"\xFF\xFEx\0", FileFormat::Csv, &reading).unwrap_err();
    assert!(matches!(utf16, FileError::Utf16));
    assert!(!utf16.text().zh.is_empty());
}

#[test]
fn every_form_names_what_the_dictionary_has() {
    // Loading checks it; what is left out is left out for a reason.
    let reference = Reference::load();
    assert_eq!(reference.forms.forms().len(), 4);
    for column in reference.forms.forms().iter().flat_map(|form| &form.column) {
        let representative = ["XK_FR", "CF_FR"]
            .iter()
            .any(|code| column.code.starts_with(code));
        let is_kept = !column.to.iter().any(|to| matches!(to, To::NotKept(_)));
        assert!(!(representative && is_kept), "{}", column.code);
    }
}

#[test]
fn sheets_with_the_same_header_are_one_table() {
    let reference = Reference::load();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let put = |sheet: &mut rust_xlsxwriter::Worksheet, table: &[Vec<&str>]| {
        for (row, cells) in (0..).zip(table) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    };
    put(
        workbook.add_worksheet().set_name("说明").unwrap(),
        &[vec!["填报说明"]],
    );
    put(
        workbook.add_worksheet().set_name("一").unwrap(),
        &penalty_2018(),
    );
    put(
        workbook.add_worksheet().set_name("二").unwrap(),
        &penalty_2018(),
    );
    put(
        workbook.add_worksheet().set_name("三").unwrap(),
        &licence_2018(),
    );
    let hidden = workbook.add_worksheet().set_name("四").unwrap();
    hidden.set_hidden(true);
    put(hidden, &penalty_2018());
    let bytes = workbook.save_to_buffer().unwrap();
    let read = run(&bytes, FileFormat::Xlsx, &reference.reading()).unwrap();
    assert_eq!(read.taken.len(), 2);
    assert_eq!(read.summary.unread_sheets, ["说明", "三", "四"]);
}
