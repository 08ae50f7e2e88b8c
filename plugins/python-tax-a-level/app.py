"""M1: 纳税信用A级纳税人联合激励 (发改财金〔2016〕1467号), in Python.

The memorandum of `plugins/tax-a-level` once more: the same records, measures, rules and
clauses, held to the same golden cases. It is another build of one memorandum, so the code
is the same and the version its own; a host lets one of them answer.

| fact | value |
| --- | --- |
| who | taxpayers announced as A level (domain.md §2.1) |
| level of a year | fixed each April for the year before (总局公告2014年第40号) |
| term | until the next yearly result or a downgrade |
| measures | the 26 titles that could be established, of 41 announced |

The latest level counts. One that is older than the next yearly result should be says
nothing about today: that is a gap, not a good record (R-NULL).
"""

from collections.abc import Sequence

from accord_plugin import (
    About,
    Answer,
    CodeList,
    Compared,
    Date,
    Measures,
    Missing,
    Profile,
    Question,
    Record,
    Records,
    Rules,
    SubjectKind,
    codes,
    date,
    fact,
    is_open,
    measure,
    memorandum,
    on,
    rule,
    with_grounds,
)


@codes("tax/credit-level")
class Level(CodeList):
    """纳税信用级别."""

    A = "a"
    """90 points and more."""
    B = "b"
    """70 to 90 points."""
    M = "m"
    """Young or without income, 70 points and more."""
    C = "c"
    """40 to 70 points."""
    D = "d"
    """Below 40 points, or judged so directly."""


@fact("tax/credit-level", triggers=True)
class CreditLevel(Record):
    """纳税信用年度评价结果."""

    year: int | None
    level: Level | None


class Measure(Measures):
    """What it points at: rows of the table in domain.md §2.1, in their order."""

    APPROVAL_GREEN_LANE = measure("approval/green-lane")
    """行政审批绿色通道、容缺受理."""
    BOND_ISSUE = measure("bond-issue/encourage")
    """企业债券发行鼓励披露纳税信用."""
    TRADE_QUOTA = measure("trade-quota/credit-link")
    """进出口配额与信用挂钩."""
    POWER_TRADING = measure("power-trading/priority")
    """电力直接交易同等条件优先."""
    FOREIGN_DEBT = measure("foreign-debt/fast-filing")
    """境外发债备案加快."""
    INVESTMENT_AUDIT = measure("investment-audit/reduce")
    """中央预算内投资项目稽察减少抽查比例."""
    PRICE_INSPECTION = measure("price-inspection/reduce")
    """价格执法检查减少频次."""
    ANNOUNCE = measure("tax-credit/announce")
    """主动公告A级名单."""
    INVOICE_SUPPLY = measure("tax-invoice/three-month-supply")
    """一次领取三个月发票用量."""
    INVOICE_ON_DEMAND = measure("tax-invoice/supply-on-demand")
    """普通发票按需领用."""
    TAX_GREEN_LANE = measure("tax-service/green-lane")
    """连续三年A级: 绿色通道或专人协助."""
    INVOICE_NO_VERIFICATION = measure("tax-invoice/no-verification")
    """取消增值税专用发票认证."""
    FISCAL_FUNDS = measure("fiscal-funds/priority")
    """财政性资金项目安排同等条件优先."""
    PROCUREMENT_POINTS = measure("procurement/credit-points")
    """政府采购、招投标信用加分."""
    LAND_SUPPLY = measure("land-supply/priority")
    """供应土地同等条件优先."""
    ENVIRONMENT_APPROVAL = measure("environment-approval/priority")
    """环评等许可事项优先办理."""
    SOCIAL_SECURITY = measure("social-security/priority")
    """社保等业务预约、优先、简化."""
    CUSTOMS = measure("customs/facilitate")
    """海关便利."""
    INSPECTION_QUARANTINE = measure("inspection-quarantine/high-grade")
    """检验检疫高等级管理."""
    FOOD_DRUG = measure("food-drug/facilitate")
    """食药许可与日常检查便利."""
    BANK_CREDIT = measure("bank-credit/favour")
    """银行授信融资重要参考."""
    FINANCIAL_APPROVAL = measure("financial-approval/favour")
    """证券、基金、期货、保险审批参考."""
    FOREIGN_EXCHANGE = measure("foreign-exchange/facilitate")
    """外汇管理便利."""
    HONOURS = measure("honours/priority")
    """评先评优优先."""
    INSPECTION = measure("inspection/reduce")
    """优化检查频次, 联合检查."""
    PUBLICITY = measure("publicity/recommend")
    """网站公示、会展与银企对接推介."""


class Rule(Rules):
    """Its rules."""

    A_LEVEL = rule(
        "a-level", label="最近年度纳税信用级别为A级", source="发改财金〔2016〕1467号"
    )
    """The latest yearly level is A."""
    THREE_YEARS = rule(
        "a-level-three-years",
        label="连续三年被评为A级",
        source="总局公告2014年第40号第二十九条",
    )
    """The latest three yearly levels are A."""


MEASURES = [each for each in Measure if each is not Measure.TAX_GREEN_LANE]
"""What every A-level taxpayer gets; three years running bring one more."""

ABOUT = About(
    code="tax-a-level",
    version="1.0.1",
    title="关于对纳税信用A级纳税人实施联合激励措施的合作备忘录",
    document_number="发改财金〔2016〕1467号",
    initiator="税务总局",
    signatories=[
        "发展改革委",
        "税务总局",
        "人民银行",
        "中央文明办",
        "教育部",
        "工信部",
        "民政部",
        "财政部",
        "人社部",
        "国土资源部",
        "环保部",
        "住建部",
        "交通运输部",
        "农业部",
        "商务部",
        "文化部",
        "国资委",
        "海关总署",
        "工商总局",
        "质检总局",
        "食药监总局",
        "银监会",
        "证监会",
        "保监会",
        "外汇局",
        "全国总工会",
        "共青团中央",
        "全国工商联",
        "铁路总公司",
    ],
    # The day of signature is recalled; the day of publication is sure.
    signed_on=None,
    in_force_from=date(2016, 7, 12),
    subjects=[
        SubjectKind.ENTERPRISE,
        SubjectKind.BRANCH,
        SubjectKind.COOPERATIVE,
        SubjectKind.SOCIAL_ORGANISATION,
        SubjectKind.PUBLIC_INSTITUTION,
        SubjectKind.UNINCORPORATED,
    ],
)


def evaluate(_: Profile, records: Records, question: Question[None], answer: Answer) -> None:
    """What holds for a subject on a day."""
    levels = records[CreditLevel]
    for level in levels:
        if level.year is None:
            answer.gap(Rule.A_LEVEL, level, Missing.field("year"), MEASURES)
    years = [level.year for level in levels if level.year is not None]
    if not years:
        return
    year = max(years)
    a_level(levels, year, question.as_of, answer)
    three_years(levels, year, question.as_of, answer)


def a_level(levels: list[CreditLevel], year: int, as_of: Date, answer: Answer) -> None:
    """最近年度为A级."""
    latest = level_of(levels, year)
    if latest is not None:
        seen = [is_a(Rule.A_LEVEL, levels, latest, answer)]
        stand(Rule.A_LEVEL, seen, latest, MEASURES, as_of, answer)


def three_years(levels: list[CreditLevel], year: int, as_of: Date, answer: Answer) -> None:
    """连续三年A级: the latest year and the two before it."""
    found = [level_of(levels, year - back) for back in range(3)]
    known = [level for level in found if level is not None]
    if len(known) == 3:
        seen = [is_a(Rule.THREE_YEARS, levels, level, answer) for level in known]
        stand(Rule.THREE_YEARS, seen, known[0], [Measure.TAX_GREEN_LANE], as_of, answer)


Seen = tuple[CreditLevel, Compared]
"""A comparison and the record that it is about."""


def is_a(rule: Rule, levels: list[CreditLevel], level: CreditLevel, answer: Answer) -> Seen:
    """Whether a year's level is A. Of several levels, one without a day may be the last:
    then the year is open if one of them is A."""
    compared = answer.check(rule, level).equal("level", Level.A)
    for other in levels:
        differs = other.year == level.year and other.level is not level.level
        if differs and other.head.decided_on is None and (may_be_a(other) or may_be_a(level)):
            return other, is_open(Missing.decided_on())
    return level, compared


def may_be_a(level: CreditLevel) -> bool:
    """Whether nothing says that it is another level."""
    return level.level is None or level.level is Level.A


def level_of(levels: list[CreditLevel], year: int) -> CreditLevel | None:
    """The level of a year. Of two, the one decided last: a level is adjusted in the course
    of the year when facts emerge. One without a day comes before all others."""
    found = None
    for level in levels:
        if level.year == year and (found is None or not before(level, found)):
            found = level
    return found


def before(one: CreditLevel, other: CreditLevel) -> bool:
    """Whether one was decided before the other."""
    decided, other_decided = one.head.decided_on, other.head.decided_on
    return other_decided is not None and (decided is None or decided < other_decided)


def superseded_on(year: int) -> Date | None:
    """First day on which the next year's result must be there: levels of a year are fixed
    in April of the next."""
    return date(year + 2, 5, 1) if 1900 <= year + 2 <= 9999 else None


def stand(
    rule: Rule,
    seen: list[Seen],
    latest: CreditLevel,
    measures: Sequence[Measure],
    as_of: Date,
    answer: Answer,
) -> None:
    """What follows for the measures, once every level that the clause asks for is seen."""
    if any(compared.is_unmet for _, compared in seen):
        return
    for level, compared in seen:
        if compared.missing is not None:
            answer.gap(rule, level, compared.missing, measures)
            return
    decided = latest.head.decided_on
    end = None if latest.year is None else superseded_on(latest.year)
    if decided is None:
        answer.gap(rule, latest, Missing.decided_on(), measures)
    elif end is None:
        answer.gap(rule, latest, Missing.field("year"), measures)
    elif as_of >= end:
        answer.gap(rule, None, Missing.no_fact(CreditLevel), measures)
    else:
        grounds = [level for level, _ in seen]
        ends = [level.head.ends_on for level in grounds if level.head.ends_on is not None]
        if any(day < end for day in ends):
            answer.determine(rule, grounds, decided, with_grounds(), measures)
        else:
            # From then on the next year's result is missing.
            answer.determine(rule, grounds, decided, on(end), measures)
            answer.review_on(end)


WitWorld = memorandum(evaluate, about=ABOUT, reads=[CreditLevel], measures=Measure, rules=Rule)
