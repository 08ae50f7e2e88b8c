//! 统一社会信用代码, GB 32100-2015 with its amendment of 2016.

use super::{
    CodeError, CodeKind, OrganisationCode, code_traits, digits, join, number, organisation, read,
    text, verify,
};

const KIND: CodeKind = CodeKind::UnifiedSocialCredit;

/// The 31 characters of GB 32100, each at the index that is its value: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Registering departments (登记管理部门) and their categories (机构类别), GB 32100 table 1
/// and amendment no. 1.
const CATEGORIES: [(u8, &[u8]); 12] = [
    (b'1', b"1239"),   // 机构编制: 机关, 事业单位, 编办直管群团, 其他
    (b'2', b"19"),     // 外交: 外国常驻新闻机构, 其他
    (b'3', b"123459"), // 司法行政: 律师, 公证, 基层法律服务, 司法鉴定, 仲裁, 其他
    (b'4', b"19"),     // 文化: 外国在华文化中心, 其他
    (b'5', b"1239"),   // 民政: 社会团体, 民办非企业单位, 基金会, 其他
    (b'6', b"129"),    // 旅游: 外国, 港澳台旅游代表机构, 其他
    (b'7', b"129"),    // 宗教: 宗教活动场所, 宗教院校, 其他
    (b'8', b"19"),     // 工会: 基层工会, 其他
    (b'9', b"123"),    // 工商: 企业, 个体工商户, 农民专业合作社
    (b'A', b"19"),     // 中央军委改革和编制办公室: 军队事业单位, 其他
    (b'N', b"1239"),   // 农业: 组级, 村级, 乡镇级集体经济组织, 其他
    (b'Y', b"1"),      // 其他
];

/// A unified social credit code (统一社会信用代码, GB 32100-2015), 18 characters.
///
/// Both of its checks hold: its own check character and that of the
/// [organisation code](Self::organisation_code) inside it. These codes are public, yet
/// shown masked unless [revealed](Self::reveal), so that no place shows one by oversight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnifiedSocialCreditCode([u8; 18]);

impl UnifiedSocialCreditCode {
    /// Reads a code.
    ///
    /// # Errors
    /// [`CodeError::Length`], [`CodeError::Character`], [`CodeError::Department`],
    /// [`CodeError::Category`] or [`CodeError::Check`], in this order.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let code: [u8; 18] = read(KIND, text.trim().chars(), |index, byte| match index {
            2..=7 => byte.is_ascii_digit(),
            16 => byte.is_ascii_digit() || byte == b'X',
            _ => ALPHABET.contains(&byte),
        })?;
        let [
            department,
            category,
            _,
            _,
            _,
            _,
            _,
            _,
            body @ ..,
            organisation_check,
            check,
        ] = code;
        known_category(department, category)?;
        let expected = organisation::check_character(&body);
        verify(CodeKind::Organisation, 17, expected, organisation_check)?;
        let [content @ .., _] = code;
        verify(KIND, 18, check_character(&content), check)?;
        Ok(Self(code))
    }

    /// Makes the code of the organisation with this body of eight characters, computing
    /// both check characters. `region` is the registering authority's (GB/T 2260).
    ///
    /// # Errors
    /// [`CodeError::Character`], [`CodeError::Department`], [`CodeError::Category`],
    /// [`CodeError::Region`] or [`CodeError::Length`] of the body.
    pub fn compose(
        department: char,
        category: char,
        region: u32,
        body: &str,
    ) -> Result<Self, CodeError> {
        let in_alphabet = |_: usize, byte: u8| ALPHABET.contains(&byte);
        let head: [u8; 2] = read(KIND, [department, category].into_iter(), in_alphabet)?;
        let [department, category] = head;
        known_category(department, category)?;
        let region: [u8; 6] = digits(region).ok_or(CodeError::Region { found: region })?;
        let body = read(KIND, body.trim().chars(), in_alphabet)?;
        let organisation_check = [organisation::check_character(&body)];
        let content = join(
            head.into_iter()
                .chain(region)
                .chain(body)
                .chain(organisation_check),
        );
        Ok(Self(join(
            content.into_iter().chain([check_character(&content)]),
        )))
    }

    /// The whole code.
    pub fn reveal(&self) -> &str {
        text(&self.0)
    }

    /// The registering department (登记管理部门), `9` for enterprises and traders.
    pub fn department(&self) -> char {
        let [department, ..] = self.0;
        department.into()
    }

    /// The category (机构类别) within the registering department.
    pub fn category(&self) -> char {
        let [_, category, ..] = self.0;
        category.into()
    }

    /// The registering authority's region (GB/T 2260), not that of the address.
    pub fn region(&self) -> u32 {
        let [_, _, region @ .., _, _, _, _, _, _, _, _, _, _] = &self.0;
        number(region)
    }

    /// The organisation code (主体标识码, GB 11714) inside it.
    pub fn organisation_code(&self) -> OrganisationCode {
        let [_, _, _, _, _, _, _, _, organisation @ .., _] = self.0;
        OrganisationCode(organisation)
    }
}

code_traits!(UnifiedSocialCreditCode, head 6, tail 2);

/// Finds the category among those of its department.
fn known_category(department: u8, category: u8) -> Result<(), CodeError> {
    let (_, categories) = CATEGORIES
        .iter()
        .find(|(code, _)| *code == department)
        .ok_or(CodeError::Department {
            found: department.into(),
        })?;
    if categories.contains(&category) {
        return Ok(());
    }
    Err(CodeError::Category {
        department: department.into(),
        found: category.into(),
    })
}

/// The check character of GB 32100: weights are the powers of 3 modulo 31, and the sum is
/// brought up to a multiple of 31, which is none to add when it is one already.
fn check_character(content: &[u8; 17]) -> u8 {
    // INVARIANT: the content holds characters of the alphabet only.
    let value = |byte: u8| ALPHABET.iter().position(|c| *c == byte).unwrap_or_default();
    let sum = content
        .iter()
        .rev()
        .fold(0, |sum, byte| (sum * 3 + value(*byte)) % 31);
    ALPHABET
        .iter()
        .copied()
        .nth((31 - sum) % 31)
        .unwrap_or(b'0')
}
