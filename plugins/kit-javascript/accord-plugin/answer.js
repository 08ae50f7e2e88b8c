/**
 * What an author says: measures, proposals, gaps, and the comparisons behind them.
 *
 * @module
 */

import { indexIn } from "./declarations.js";
import { kindOf } from "./records.js";
import { asDay, small } from "./values.js";

/** @typedef {import("./days.js").Day} Day */
/** @typedef {import("./declarations.js").Member} Member */
/** @typedef {import("./records.js").Record<any>} Record */
/** @typedef {{ tag: string, val?: any }} End */

/** When the first of the grounds ends. @returns {End} */
export const withGrounds = () => ({ tag: "with-grounds" });

/**
 * So many whole months after a day; the host adds them (民法典 202).
 *
 * @param {Day} start
 * @param {number} months
 * @returns {End}
 */
export const after = (start, months) => ({
  tag: "after",
  val: { start: asDay(start), months: small(months, "a number of months") },
});

/**
 * On a day that the law or the record names: the first on which it no longer holds.
 *
 * @param {Day} firstDay
 * @returns {End}
 */
export const on = (firstDay) => ({ tag: "on", val: asDay(firstDay) });

/** Never. @returns {End} */
export const never = () => ({ tag: "never" });

/** What is missing, so that something cannot be decided. */
export const missing = Object.freeze({
  /** A field of the record that the gap names. */
  field: (/** @type {string} */ name) => ({ what: "field", of: name }),
  /** A record of a kind. */
  noFact: (/** @type {import("./records.js").Kind<any>} */ kind) => ({ what: "no-fact", of: kind }),
  /** A setting of the locality. */
  parameter: (/** @type {string} */ name) => ({ what: "parameter", of: name }),
  /** The day of the act. */
  actedOn: Object.freeze({ what: "acted-on" }),
  /** The day of the decision. */
  decidedOn: Object.freeze({ what: "decided-on" }),
  /** A part of the subject itself. */
  profile: Object.freeze({ what: "profile" }),
});

/** @typedef {{ what: string, of?: any }} Missing */

/**
 * The outcome of comparisons: decided, or open for want of a value. It is three-valued and
 * an object, so always true where a condition is expected: ask `isMet`, `isUnmet` or
 * `missing`, and join several by `and` and `or`.
 */
export class Compared {
  /**
   * @param {"met" | "unmet" | "unknown"} outcome
   * @param {Missing | null} missing what is missing, if it is open
   */
  constructor(outcome, missing = null) {
    this.outcome = outcome;
    this.missing = missing;
    Object.freeze(this);
  }

  /** It holds. */
  get isMet() {
    return this.outcome === "met";
  }

  /** It does not hold. */
  get isUnmet() {
    return this.outcome === "unmet";
  }

  /** Both hold. One that does not settles it, whatever is missing in the other. */
  and(/** @type {Compared} */ other) {
    return firstOf(["unmet", "unknown", "met"], this, other);
  }

  /** One of both holds. One that does settles it, whatever is missing in the other. */
  or(/** @type {Compared} */ other) {
    return firstOf(["met", "unknown", "unmet"], this, other);
  }
}

export const MET = new Compared("met");
export const UNMET = new Compared("unmet");
/** A comparison that is open because something is missing. */
export const isOpen = (/** @type {Missing} */ missing) => new Compared("unknown", missing);

function firstOf(outcomes, ...sides) {
  for (const outcome of outcomes) {
    for (const side of sides) {
      if (side.outcome === outcome) {
        return side;
      }
    }
  }
  throw new TypeError("this is no comparison");
}

/** Comparisons of one record's fields under one rule; see `Answer.check`. */
export class Check {
  #rule;
  #record;
  #conditions;

  constructor(
    /** @type {number} */ rule,
    /** @type {Record} */ record,
    /** @type {any[] | null} */ conditions,
  ) {
    this.#rule = rule;
    this.#record = record;
    this.#conditions = conditions;
  }

  /** Whether the field equals `required`. */
  equal(/** @type {string} */ field, /** @type {any} */ required) {
    return this.compare(field, required, "equal", (seen) => seen === required);
  }

  /** Whether the field is at least `required` ("以上" includes the number, 民法典 1259). */
  atLeast(/** @type {string} */ field, /** @type {number} */ required) {
    return this.compare(field, required, "at-least", (seen) => seen >= required);
  }

  /** Whether the field is more than `required` ("超过" does not include the number). */
  moreThan(/** @type {string} */ field, /** @type {number} */ required) {
    return this.compare(field, required, "more-than", (seen) => seen > required);
  }

  /** Whether the field is at most `required` ("以下" includes the number). */
  atMost(/** @type {string} */ field, /** @type {number} */ required) {
    return this.compare(field, required, "at-most", (seen) => seen <= required);
  }

  /** Whether the field is less than `required` ("不满" does not include the number). */
  lessThan(/** @type {string} */ field, /** @type {number} */ required) {
    return this.compare(field, required, "less-than", (seen) => seen < required);
  }

  /**
   * Whether the field passes `holds`, reported as `test` against `required`.
   *
   * @param {string} field
   * @param {any} required
   * @param {string} test of the contract's tests
   * @param {(seen: any) => boolean} holds
   * @returns {Compared}
   */
  compare(field, required, test, holds) {
    const kind = kindOf(this.#record);
    const position = kind.position(field);
    const { write } = kind.fields[position][1];
    // Not only for the report: a value of another type would never be equal.
    const asked = write(required);
    const seen = this.#record[field];
    const decided = () => (holds(seen) ? MET : UNMET);
    const compared = seen === null ? isOpen(missing.field(field)) : decided();
    this.#conditions?.push({
      rule: this.#rule,
      fact: this.#record.head.id,
      field: position,
      test,
      observed: seen === null ? null : write(seen),
      required: asked,
      outcome: compared.outcome,
    });
    return compared;
  }
}

/** The answer of a memorandum about one subject, as it grows. */
export class Answer {
  #memorandum;
  #explain;

  constructor(/** @type {any} */ memorandum, /** @type {boolean} */ explain) {
    this.#memorandum = memorandum;
    this.#explain = explain;
    /** @type {{ determinations: any[], proposals: any[], gaps: any[], reviewOn: Day | null,
     *   conditions: any[] }} in the contract's words */
    this.verdict = {
      determinations: [],
      proposals: [],
      gaps: [],
      reviewOn: null,
      conditions: [],
    };
  }

  /**
   * One reason and the measures that it carries, from `startsOn` until `until`.
   *
   * The grounds carry it together, and their acts date the role test of measures that reach
   * other people. Two independent reasons are two calls.
   *
   * @param {Member} rule
   * @param {Record[]} grounds
   * @param {Day} startsOn
   * @param {End} until
   * @param {Member[]} measures
   */
  determine(rule, grounds, startsOn, until, measures) {
    const ids = grounds.map(idOf);
    this.verdict.determinations.push({
      rule: indexIn(rule, this.#memorandum.rules),
      grounds: ids,
      acts: ids,
      startsOn: asDay(startsOn),
      until,
      measures: this.#indices(measures),
      details: [],
    });
  }

  /**
   * Criteria met: a proposal that a person list the subject.
   *
   * @param {Member} rule
   * @param {Record[]} grounds
   * @param {string} listing one of the memorandum's listings
   * @param {number | null} term months from the day of listing; null if it ends by an event
   */
  propose(rule, grounds, listing, term = null) {
    const position = this.#memorandum.about.listings.indexOf(listing);
    if (position < 0) {
      throw new TypeError(`\`${listing}\` is not among the listings of the memorandum`);
    }
    this.verdict.proposals.push({
      listing: position,
      rule: indexIn(rule, this.#memorandum.rules),
      grounds: grounds.map(idOf),
      term: term === null ? null : small(term, "a number of months"),
    });
  }

  /**
   * Something that cannot be decided because a value is missing.
   *
   * @param {Member} rule
   * @param {Record | null} record
   * @param {Missing} what
   * @param {Member[]} measures those left open by it
   */
  gap(rule, record, what, measures) {
    this.verdict.gaps.push({
      rule: indexIn(rule, this.#memorandum.rules),
      fact: record === null ? null : idOf(record),
      missing: this.#missing(record, what),
      measures: this.#indices(measures),
    });
  }

  /** The verdict may differ from this day on though no record changes. The earliest counts. */
  reviewOn(/** @type {Day} */ firstDay) {
    const { reviewOn } = this.verdict;
    this.verdict.reviewOn = Math.min(reviewOn ?? Infinity, asDay(firstDay));
  }

  /**
   * Comparisons of one record's fields under one rule: reported when an explanation is asked
   * for, and three-valued, so that a missing value is never taken for false.
   *
   * @param {Member} rule
   * @param {Record} record
   */
  check(rule, record) {
    const conditions = this.#explain ? this.verdict.conditions : null;
    return new Check(indexIn(rule, this.#memorandum.rules), record, conditions);
  }

  #indices(/** @type {Member[]} */ measures) {
    return measures.map((measure) => indexIn(measure, this.#memorandum.measures));
  }

  #missing(/** @type {Record | null} */ record, /** @type {Missing} */ { what, of }) {
    const { reads, parameters } = this.#memorandum;
    switch (what) {
      case "field":
        return { tag: what, val: kindOf(record).position(of) };
      case "no-fact":
        return { tag: what, val: position(reads, of) };
      case "parameter":
        return { tag: what, val: position(Object.keys(parameters), of) };
      default:
        return { tag: what };
    }
  }
}

function position(list, of) {
  const found = list.indexOf(of);
  if (found < 0) {
    throw new TypeError(`\`${of?.name ?? of}\` is not declared by the memorandum`);
  }
  return found;
}

function idOf(record) {
  kindOf(record);
  return record.head.id;
}
