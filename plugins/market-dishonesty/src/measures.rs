//! What it points at, and whom it reaches.

use accord_plugin::prelude::*;

/// 负有个人责任的法定代表人 (公司法 146(4), 178(4)): at the time of the violation.
const RESPONSIBLE_REPRESENTATIVE: Reach = Reach::Holders {
    roles: &[Role::LegalRepresentative],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// 法定代表人、负责人 (条例 17): at the time of the violation, for a successor has not done it.
const HEADS: Reach = Reach::Holders {
    roles: &[Role::LegalRepresentative, Role::PersonInCharge],
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// 主要负责人 (安全生产法 94): at the time of the accident, found responsible for it.
const RESPONSIBLE_PRINCIPAL: Reach = Reach::Holders {
    roles: &[Role::Principal],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// 法定代表人 (食品安全法 135): of a revoked operator, found responsible or not.
const REPRESENTATIVE: Reach = Reach::Holders {
    roles: &[Role::LegalRepresentative],
    responsible_only: false,
    test: RoleTest::AtAct,
};

/// 直接负责的主管人员和其他直接责任人员 (食品安全法 135): whom a finding names.
const DIRECTLY_RESPONSIBLE: Reach = Reach::Holders {
    roles: &[
        Role::PersonInCharge,
        Role::Principal,
        Role::Director,
        Role::SeniorManager,
        Role::DirectlyResponsible,
    ],
    responsible_only: true,
    test: RoleTest::AtAct,
};

/// Organisations that have now as 主要负责人 who may be none: the memorandum means the
/// 法定代表人 or, of a branch, the 负责人 (2045号二).
const LED_NOW: Reach = Reach::LedEntities {
    roles: &[
        Role::LegalRepresentative,
        Role::PersonInCharge,
        Role::Principal,
    ],
    test: RoleTest::AtAsOf,
};

/// Rows of the table in domain.md §2.3, in their order.
#[derive(Measures, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// 不予登记、备案: a barred person himself.
    #[measure("registration/refuse")]
    Refusal,
    /// 责令变更: what a barred person leads now.
    #[measure("registration/refuse", reach = LED_NOW)]
    OrderToChange,
    /// 不予登记、备案: the principal responsible for an accident of the subject.
    #[measure("registration/refuse", reach = RESPONSIBLE_PRINCIPAL)]
    RefusalOfPrincipal,
    /// 不予登记、备案: the legal representative of a revoked food operator.
    #[measure("registration/refuse", reach = REPRESENTATIVE)]
    RefusalOfRepresentative,
    /// 不予登记、备案: others responsible for what a food operator was revoked for.
    #[measure("registration/refuse", reach = DIRECTLY_RESPONSIBLE)]
    RefusalOfResponsible,
    /// 吊销企业法定代表人负个人责任: 三年.
    #[measure(
        "company-office/ban-after-revocation",
        reach = RESPONSIBLE_REPRESENTATIVE
    )]
    CompanyOffice,
    /// 严重违法企业法定代表人、负责人三年任职限制.
    #[measure("enterprise-office/restrict", reach = HEADS)]
    EnterpriseOffice,
    /// 政府采购限制或禁入.
    #[measure("procurement/restrict-or-ban")]
    Procurement,
    /// 工程招投标限制或禁入.
    #[measure("tendering/restrict-or-ban")]
    Tendering,
    /// 国有土地出让限制.
    #[measure("land-transfer/restrict")]
    LandTransfer,
    /// 授予荣誉限制.
    #[measure("honours/withhold")]
    Honours,
    /// 限制从事互联网信息服务.
    #[measure("internet-information/restrict")]
    InternetInformation,
    /// 融资授信限制.
    #[measure("bank-credit/caution")]
    BankCredit,
    /// 责令变更、注销或吊销.
    #[measure("registration/order-change")]
    Registration,
    /// 重点监管、增加抽查.
    #[measure("inspection/increase")]
    Inspection,
    /// 资质、许可从严审核.
    #[measure("qualification/strict-review")]
    Qualification,
    /// 海关、检验检疫、外汇管理措施.
    #[measure("trade-management/strengthen")]
    TradeManagement,
}
