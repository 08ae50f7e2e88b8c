/**
 * M1: 纳税信用A级纳税人联合激励 (发改财金〔2016〕1467号), in JavaScript.
 *
 * The memorandum of `plugins/tax-a-level` once more: the same records, measures, rules and
 * clauses, held to the same golden cases. It is another build of one memorandum, so the code
 * is the same and the version its own; a host lets one of them answer.
 *
 * | fact | value |
 * | --- | --- |
 * | who | taxpayers announced as A level (domain.md §2.1) |
 * | level of a year | fixed each April for the year before (总局公告2014年第40号) |
 * | term | until the next yearly result or a downgrade |
 * | measures | the 26 titles that could be established, of 41 announced |
 *
 * The latest level counts. One that is older than the next yearly result should be says
 * nothing about today: that is a gap, not a good record (R-NULL).
 *
 * @module
 */

import {
  code,
  codeList,
  date,
  integer,
  isOpen,
  measures,
  memorandum,
  missing,
  on,
  record,
  rules,
  withGrounds,
} from "./accord-plugin/index.js";

/** 纳税信用级别. */
const Level = codeList("tax/credit-level", {
  /** 90 points and more. */
  A: "a",
  /** 70 to 90 points. */
  B: "b",
  /** Young or without income, 70 points and more. */
  M: "m",
  /** 40 to 70 points. */
  C: "c",
  /** Below 40 points, or judged so directly. */
  D: "d",
});

/** 纳税信用年度评价结果. */
const CreditLevel = record(
  "tax/credit-level",
  { triggers: true },
  { year: integer(), level: code(Level) },
);

/** What it points at: rows of the table in domain.md §2.1, in their order. */
const Measure = measures({
  /** 行政审批绿色通道、容缺受理. */
  approvalGreenLane: "approval/green-lane",
  /** 企业债券发行鼓励披露纳税信用. */
  bondIssue: "bond-issue/encourage",
  /** 进出口配额与信用挂钩. */
  tradeQuota: "trade-quota/credit-link",
  /** 电力直接交易同等条件优先. */
  powerTrading: "power-trading/priority",
  /** 境外发债备案加快. */
  foreignDebt: "foreign-debt/fast-filing",
  /** 中央预算内投资项目稽察减少抽查比例. */
  investmentAudit: "investment-audit/reduce",
  /** 价格执法检查减少频次. */
  priceInspection: "price-inspection/reduce",
  /** 主动公告A级名单. */
  announce: "tax-credit/announce",
  /** 一次领取三个月发票用量. */
  invoiceSupply: "tax-invoice/three-month-supply",
  /** 普通发票按需领用. */
  invoiceOnDemand: "tax-invoice/supply-on-demand",
  /** 连续三年A级: 绿色通道或专人协助. */
  taxGreenLane: "tax-service/green-lane",
  /** 取消增值税专用发票认证. */
  invoiceNoVerification: "tax-invoice/no-verification",
  /** 财政性资金项目安排同等条件优先. */
  fiscalFunds: "fiscal-funds/priority",
  /** 政府采购、招投标信用加分. */
  procurementPoints: "procurement/credit-points",
  /** 供应土地同等条件优先. */
  landSupply: "land-supply/priority",
  /** 环评等许可事项优先办理. */
  environmentApproval: "environment-approval/priority",
  /** 社保等业务预约、优先、简化. */
  socialSecurity: "social-security/priority",
  /** 海关便利. */
  customs: "customs/facilitate",
  /** 检验检疫高等级管理. */
  inspectionQuarantine: "inspection-quarantine/high-grade",
  /** 食药许可与日常检查便利. */
  foodDrug: "food-drug/facilitate",
  /** 银行授信融资重要参考. */
  bankCredit: "bank-credit/favour",
  /** 证券、基金、期货、保险审批参考. */
  financialApproval: "financial-approval/favour",
  /** 外汇管理便利. */
  foreignExchange: "foreign-exchange/facilitate",
  /** 评先评优优先. */
  honours: "honours/priority",
  /** 优化检查频次, 联合检查. */
  inspection: "inspection/reduce",
  /** 网站公示、会展与银企对接推介. */
  publicity: "publicity/recommend",
});

/** Its rules. */
const Rule = rules({
  /** The latest yearly level is A. */
  aLevel: {
    id: "a-level",
    label: "最近年度纳税信用级别为A级",
    source: "发改财金〔2016〕1467号",
  },
  /** The latest three yearly levels are A. */
  threeYears: {
    id: "a-level-three-years",
    label: "连续三年被评为A级",
    source: "总局公告2014年第40号第二十九条",
  },
});

/** What every A-level taxpayer gets; three years running bring one more. */
const MEASURES = Object.values(Measure).filter((each) => each !== Measure.taxGreenLane);

const about = {
  code: "tax-a-level",
  version: "1.0.2",
  title: "关于对纳税信用A级纳税人实施联合激励措施的合作备忘录",
  documentNumber: "发改财金〔2016〕1467号",
  initiator: "税务总局",
  signatories: [
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
  // The day of signature is recalled; the day of publication is sure.
  signedOn: null,
  inForceFrom: date(2016, 7, 12),
  subjects: [
    "enterprise",
    "branch",
    "cooperative",
    "social-organisation",
    "public-institution",
    "unincorporated",
  ],
};

export const { describe, evaluate } = memorandum({
  about,
  reads: [CreditLevel],
  measures: Measure,
  rules: Rule,
  evaluate(_, records, question, answer) {
    const levels = records.of(CreditLevel);
    for (const level of levels.filter(({ year }) => year === null)) {
      answer.gap(Rule.aLevel, level, missing.field("year"), MEASURES);
    }
    const years = levels.map(({ year }) => year).filter((year) => year !== null);
    if (years.length > 0) {
      const year = Math.max(...years);
      aLevel(levels, year, question.asOf, answer);
      threeYears(levels, year, question.asOf, answer);
    }
  },
});

/** 最近年度为A级. */
function aLevel(levels, year, asOf, answer) {
  const latest = levelOf(levels, year);
  const seen = [isA(Rule.aLevel, levels, latest, answer)];
  stand(Rule.aLevel, seen, latest, MEASURES, asOf, answer);
}

/** 连续三年A级: the latest year and the two before it. */
function threeYears(levels, year, asOf, answer) {
  const known = [0, 1, 2].map((back) => levelOf(levels, year - back));
  if (known.every((level) => level !== undefined)) {
    const seen = known.map((level) => isA(Rule.threeYears, levels, level, answer));
    stand(Rule.threeYears, seen, known[0], [Measure.taxGreenLane], asOf, answer);
  }
}

/**
 * Whether a year's level is A, and the record that says so. Of several levels, one without
 * a day may be the last: then the year is open if one of them is A.
 */
function isA(rule, levels, level, answer) {
  const compared = answer.check(rule, level).equal("level", Level.A);
  const undated = levels.find((other) => {
    const differs = other.year === level.year && other.level !== level.level;
    return differs && other.head.decidedOn === null && (mayBeA(other) || mayBeA(level));
  });
  return undated === undefined ? [level, compared] : [undated, isOpen(missing.decidedOn)];
}

/** Whether nothing says that it is another level. */
const mayBeA = ({ level }) => level === null || level === Level.A;

/**
 * The level of a year. Of two, the one decided last: a level is adjusted in the course of
 * the year when facts emerge. One without a day comes before all others.
 */
function levelOf(levels, year) {
  const day = ({ head }) => head.decidedOn ?? -Infinity;
  return levels
    .filter((level) => level.year === year)
    .reduce((last, level) => (last && day(level) < day(last) ? last : level), undefined);
}

/**
 * First day on which the next year's result must be there: levels of a year are fixed in
 * April of the next.
 */
function supersededOn(year) {
  return year + 2 >= 1900 && year + 2 <= 9999 ? date(year + 2, 5, 1) : null;
}

/** What follows for the measures, once every level that the clause asks for is seen. */
function stand(rule, seen, latest, open, asOf, answer) {
  if (seen.some(([, compared]) => compared.isUnmet)) {
    return;
  }
  const unknown = seen.find(([, compared]) => compared.missing !== null);
  const decided = latest.head.decidedOn;
  const end = supersededOn(latest.year);
  if (unknown !== undefined) {
    const [level, compared] = unknown;
    answer.gap(rule, level, compared.missing, open);
  } else if (decided === null) {
    answer.gap(rule, latest, missing.decidedOn, open);
  } else if (end === null) {
    answer.gap(rule, latest, missing.field("year"), open);
  } else if (asOf >= end) {
    answer.gap(rule, null, missing.noFact(CreditLevel), open);
  } else {
    const grounds = seen.map(([level]) => level);
    if (grounds.some(({ head }) => head.endsOn !== null && head.endsOn < end)) {
      answer.determine(rule, grounds, decided, withGrounds(), open);
    } else {
      // From then on the next year's result is missing.
      answer.determine(rule, grounds, decided, on(end), open);
      answer.reviewOn(end);
    }
  }
}
