/**
 * {{name}}: a memorandum (合作备忘录) as a plugin.
 *
 * | fact | value |
 * | --- | --- |
 * | who | taxpayers announced as A level |
 * | term | until the level ends |
 *
 * `evaluate` is a pure function of a subject's records and a day. It has no clock, no
 * randomness, no file and no network.
 *
 * @module
 */

import {
  code,
  codeList,
  measures,
  memorandum,
  missing,
  record,
  rules,
  withGrounds,
} from "./accord-plugin/index.js";

/** 纳税信用级别. */
const Level = codeList("tax/credit-level", { A: "a", B: "b", M: "m", C: "c", D: "d" });

/** 纳税信用年度评价结果: a kind of record of the data dictionary and the fields wanted. */
const CreditLevel = record("tax/credit-level", { triggers: true }, { level: code(Level) });

/** Measures of the catalogue. */
const Measure = measures({ greenLane: "approval/green-lane" });

/** The clauses. */
const Rule = rules({
  aLevel: { id: "a-level", label: "纳税信用级别为A级", source: "发改财金〔2016〕1467号" },
});

export const { describe, evaluate } = memorandum({
  about: {
    code: "{{name}}",
    version: "0.1.0",
    title: "备忘录名称（待填写）",
    documentNumber: "文号（待填写）",
    initiator: "发起部门（待填写）",
  },
  reads: [CreditLevel],
  measures: Measure,
  rules: Rule,
  evaluate(_, records, __, answer) {
    for (const level of records.of(CreditLevel)) {
      const isA = answer.check(Rule.aLevel, level).equal("level", Level.A);
      const decided = level.head.decidedOn;
      if (isA.isUnmet) {
        continue;
      }
      if (isA.missing !== null) {
        // Something is missing: that is a gap, never a guess.
        answer.gap(Rule.aLevel, level, isA.missing, [Measure.greenLane]);
      } else if (decided === null) {
        answer.gap(Rule.aLevel, level, missing.decidedOn, [Measure.greenLane]);
      } else {
        answer.determine(Rule.aLevel, [level], decided, withGrounds(), [Measure.greenLane]);
      }
    }
  },
});
