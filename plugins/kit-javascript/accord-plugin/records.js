/**
 * Records as declared: what a plugin declares is what it reads.
 *
 * @module
 */

import { ofDictionary } from "./values.js";

/** @template T @typedef {import("./values.js").Type<T>} Type */
/** @typedef {import("./days.js").Day} Day */

/**
 * What every record has, whatever its kind.
 *
 * @typedef {object} Head
 * @property {number} id handle within this evaluation; cited as a ground
 * @property {Day | null} actedOn day of the act
 * @property {Day | null} actedUntil last day of an act that lasted
 * @property {Day | null} decidedOn day of the decision or listing
 * @property {Day | null} endsOn first day on which the record no longer stands
 * @property {"active" | "expired" | "repaired" | "exited"} standing whether it stands on the
 *   as-of date, and if not, why
 */

/**
 * A credit record (信用信息): its head, and its fields by the names that the kind declares,
 * each null if the provider left it out.
 *
 * @template Fields
 * @typedef {{ head: Head } & { [Name in keyof Fields]:
 *   Fields[Name] extends Type<infer T> ? T | null : never }} Record
 */

/** By which a record knows its kind. */
const KIND = Symbol("kind");

/**
 * A kind of record of the data dictionary. Fields are named as there, `taxPayable` for
 * `tax-payable`.
 *
 * @template {{ [name: string]: Type<any> }} Fields
 */
export class Kind {
  /**
   * @param {string} name
   * @param {{ triggers?: boolean, history?: boolean }} wanted
   * @param {Fields} fields
   */
  constructor(name, { triggers = false, history = false }, fields) {
    this.name = name;
    this.triggers = triggers;
    this.history = history;
    this.fields = Object.entries(fields);
  }

  /** Position of a field among those declared. */
  position(/** @type {string} */ field) {
    const position = this.fields.findIndex(([name]) => name === field);
    if (position < 0) {
      throw new TypeError(`\`${this.name}\` is read without a field \`${field}\``);
    }
    return position;
  }

  /** It in the contract's words. */
  declared() {
    const { name: kind, triggers, history } = this;
    const fields = this.fields.map(([name, { type, codeList }]) => ({
      name: ofDictionary(name),
      type,
      codeList,
    }));
    return { kind, fields, triggers, history };
  }

  /** A record from the contract's words. */
  read(/** @type {any} */ { id, actedOn, actedUntil, decidedOn, endsOn, standing, values }) {
    const record = {
      [KIND]: this,
      head: Object.freeze({ id, actedOn, actedUntil, decidedOn, endsOn, standing }),
    };
    this.fields.forEach(([name, { type, read }], position) => {
      const value = values[position];
      record[name] = value?.tag === type ? read(value.val) : null;
    });
    return Object.freeze(record);
  }
}

/**
 * Declares a kind of record.
 *
 * `triggers`: such a record makes the host evaluate the subject. `history`: ended ones are
 * wanted too.
 *
 * @template {{ [name: string]: Type<any> }} Fields
 * @param {string} name of the data dictionary
 * @param {{ triggers?: boolean, history?: boolean }} wanted
 * @param {Fields} fields
 * @returns {Kind<Fields>}
 */
export const record = (name, wanted, fields) => new Kind(name, wanted, fields);

/**
 * The kind of a record.
 *
 * @param {any} of
 * @returns {Kind<any>}
 */
export function kindOf(of) {
  const kind = of?.[KIND];
  if (kind === undefined) {
    throw new TypeError("this is no record that the host gave");
  }
  return kind;
}

/** Whether a record stands on the as-of date. */
export const isActive = (/** @type {Record<any>} */ { head }) => head.standing === "active";

/** The records of one subject. */
export class Records {
  /** @type {Map<Kind<any>, any[]>} */
  #of;

  constructor(/** @type {Kind<any>[]} */ kinds, /** @type {any[]} */ facts) {
    this.#of = new Map(kinds.map((kind) => [kind, []]));
    for (const fact of facts) {
      const kind = kinds[fact.need];
      this.of(kind).push(kind.read(fact));
    }
  }

  /**
   * Those of one kind, sorted by day of decision.
   *
   * @template {{ [name: string]: Type<any> }} Fields
   * @param {Kind<Fields>} kind
   * @returns {Record<Fields>[]}
   */
  of(kind) {
    const records = this.#of.get(kind);
    if (records === undefined) {
      throw new TypeError(`\`${kind?.name}\` is not among what the memorandum reads`);
    }
    return records;
  }
}
