/**
 * The kit with which a department writes a memorandum (合作备忘录) as a plugin in JavaScript.
 *
 * A plugin is a pure function over the credit records of one subject. The author declares
 * each kind of record, the measures and the rules, and writes one function; the manifest is
 * made of them, so that what a plugin reads and what it declares cannot differ.
 *
 * There is no clock, no randomness, no file and no network: import this module first, and
 * what asks for the clock or for randomness throws an error that says so.
 *
 * Integers and amounts are numbers and exact up to 2^53, for amounts 90 万亿元; one beyond
 * is read as missing, never rounded.
 *
 * ```js
 * import * as accord from "./accord-plugin/index.js";
 *
 * const Level = accord.codeList("tax/credit-level", { A: "a", B: "b" });
 * const CreditLevel = accord.record("tax/credit-level", { triggers: true }, {
 *   level: accord.code(Level),
 * });
 * const Measure = accord.measures({ greenLane: "approval/green-lane" });
 * const Rule = accord.rules({
 *   aLevel: { id: "a-level", label: "纳税信用A级", source: "发改财金〔2016〕1467号" },
 * });
 *
 * export const { describe, evaluate } = accord.memorandum({
 *   about: { code: "tax-a-level", version: "1.0.0", title: "A级纳税人",
 *            documentNumber: "发改财金〔2016〕1467号", initiator: "税务总局" },
 *   reads: [CreditLevel], measures: Measure, rules: Rule,
 *   evaluate(subject, records, question, answer) {
 *     for (const level of records.of(CreditLevel)) {
 *       const decided = level.head.decidedOn;
 *       if (level.level === Level.A && decided !== null) {
 *         answer.determine(Rule.aLevel, [level], decided, accord.withGrounds(), [Measure.greenLane]);
 *       }
 *     }
 *   },
 * });
 * ```
 *
 * A comparison whose value may be missing goes through `answer.check(rule, record)`; what is
 * missing becomes a gap by `answer.gap`, never a guess. An error that leaves `evaluate` is a
 * message to the administrator, and decides nothing.
 *
 * @module
 */

import { Answer } from "./answer.js";
import { declaredMembers, declaredParameter } from "./declarations.js";
import { enforce } from "./purity.js";
import { Records } from "./records.js";

export {
  MET,
  UNMET,
  Answer,
  Check,
  Compared,
  after,
  isOpen,
  missing,
  never,
  on,
  withGrounds,
} from "./answer.js";
export { addMonths, civil, date } from "./days.js";
export { holders, ledEntities, measures, parameter, rules } from "./declarations.js";
export { ImpureError } from "./purity.js";
export { isActive, record } from "./records.js";
export { amount, code, codeList, codes, day, flag, integer, text, wan, yuan } from "./values.js";

enforce();

/** @typedef {import("./days.js").Day} Day */

/**
 * What the manifest says of the memorandum itself.
 *
 * @typedef {object} About
 * @property {string} code its code, kebab-case
 * @property {string} version version of the plugin, three numbers
 * @property {string} title its Chinese title
 * @property {string} documentNumber 文号
 * @property {string} initiator 发起部门
 * @property {string[]} [signatories] 联合签署部门
 * @property {Day | null} [signedOn] day of signature; none where it could not be established
 * @property {Day | null} [inForceFrom] first day for which it answers
 * @property {Day | null} [expiresOn] first day for which it no longer answers
 * @property {string[]} [subjects] kinds of subject that it concerns
 * @property {{ since?: boolean, industry?: boolean, region?: boolean, status?: boolean }} [profile]
 *   what of the subject itself it reads
 * @property {string[]} [listings] lists that it may propose a subject for
 */

/** What is said of a memorandum whose author says nothing else. */
const BLANK = Object.freeze({
  signatories: [],
  signedOn: null,
  inForceFrom: null,
  expiresOn: null,
  subjects: ["enterprise"],
  profile: {},
  listings: [],
});

/**
 * The subject itself, as far as `about.profile` asks for it.
 *
 * @typedef {object} Profile
 * @property {string} kind what kind of subject it is
 * @property {Day | null} since day of birth or foundation
 * @property {string | null} industry GB/T 4754
 * @property {string | null} region six digits
 * @property {string | null} status registration status
 */

/**
 * What is asked.
 *
 * @typedef {object} Question
 * @property {Day} asOf the day for which the answer holds
 * @property {{ [name: string]: any }} parameters the locality's settings, as in force on it
 */

/**
 * The two functions of a component, to be exported by `app.js`.
 *
 * @param {object} memorandum
 * @param {About} memorandum.about
 * @param {import("./records.js").Kind<any>[]} memorandum.reads
 * @param {{ [name: string]: import("./declarations.js").Member }} memorandum.measures
 * @param {{ [name: string]: import("./declarations.js").Member }} memorandum.rules
 * @param {{ [name: string]: import("./declarations.js").Parameter }} [memorandum.parameters]
 * @param {(subject: Profile, records: Records, question: Question, answer: Answer) => void}
 *   memorandum.evaluate what holds for a subject on a day
 */
export function memorandum({ about, reads, measures, rules, parameters = {}, evaluate }) {
  const said = { ...BLANK, ...about };
  const declared = { about: said, reads, measures, rules, parameters };
  const settings = Object.entries(parameters);
  const manifest = {
    ...said,
    reads: reads.map((kind) => kind.declared()),
    measures: declaredMembers(measures),
    rules: declaredMembers(rules),
    parameters: settings.map(([name, parameter]) => declaredParameter(name, parameter)),
  };
  const settled = (values) =>
    settings.map(([name, { type, said }], position) => {
      const value = values[position];
      return [name, (value?.tag === type.type ? type.read(value.val) : null) ?? said.default];
    });
  return {
    describe: () => manifest,
    evaluate: (
      /** @type {any} */ { facts, ...subject },
      /** @type {any} */ { asOf, parameters: values, explain },
    ) => {
      const answer = new Answer(declared, explain);
      const question = { asOf, parameters: Object.fromEntries(settled(values)) };
      try {
        evaluate(subject, new Records(reads, facts), question, answer);
      } catch (error) {
        throw told(error);
      }
      return answer.verdict;
    },
  };
}

/**
 * An error, and where in the author's files it was thrown. The host takes a text for a
 * message, and nothing else.
 */
function told(/** @type {any} */ error) {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const frames = (error.stack ?? "").split("\n").filter((at) => !at.includes("/accord-plugin/"));
  const [, at] = /\/([^/(]+\.m?js:\d+)/.exec(frames.join("\n")) ?? [];
  return `${error.name}: ${error.message}${at === undefined ? "" : ` (${at})`}`;
}
