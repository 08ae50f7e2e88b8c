/**
 * What a field of a record can hold: the type of the data dictionary, and its values here
 * and in the contract's words.
 *
 * Integers and amounts are numbers, exact up to 2^53. One that is not exact is read as
 * missing, like a code that the plugin does not know: it decides nothing (R-NULL).
 *
 * @module
 */

import { EARLIEST, LATEST } from "./days.js";

/**
 * A type that a field or a setting can have.
 *
 * @template T
 * @typedef {object} Type
 * @property {string} type of the data dictionary
 * @property {string | null} codeList
 * @property {(value: any) => T | null} read
 * @property {(value: T) => any} write
 */

/** @returns {Type<string>} A text. */
export const text = () => simple("text", (value) => typeof value === "string");
/** @returns {Type<number>} A whole number. */
export const integer = () => simple("integer", Number.isSafeInteger);
/** @returns {Type<number>} Money in fen (分), 1/100 yuan. */
export const amount = () => simple("amount", Number.isSafeInteger);
/** @returns {Type<boolean>} True or false. */
export const flag = () => simple("flag", (value) => typeof value === "boolean");
/** @returns {Type<import("./days.js").Day>} A day. */
export const day = () => simple("date", isDay);

/**
 * A code.
 *
 * @param {CodeList | string} of its list; the name of one lets any code through
 * @returns {Type<string>}
 */
export function code(of) {
  const known = (value) => typeof of === "string" || of.codes.includes(value);
  return { ...simple("code", known), codeList: typeof of === "string" ? of : of.list };
}

/**
 * Several codes. One that the plugin does not know makes them all missing.
 *
 * @param {CodeList} of
 * @returns {Type<string[]>}
 */
export function codes(of) {
  const known = (value) => Array.isArray(value) && value.every((one) => of.codes.includes(one));
  return { ...simple("codes", known), codeList: of.list };
}

/**
 * A code list (代码集) of the data dictionary.
 *
 * @typedef {object} CodeList
 * @property {string} list its name
 * @property {string[]} codes
 */

/**
 * A code list and its codes by the names that the author gives them.
 *
 * @template {Record<string, string>} Names
 * @param {string} list
 * @param {Names} names
 * @returns {CodeList & Names}
 */
export function codeList(list, names) {
  return Object.freeze({ ...names, list, codes: Object.values(names) });
}

/** So many yuan (元), in fen. */
export const yuan = (/** @type {number} */ number) => whole(number) * 100;
/** So many ten thousand yuan (万元), in fen. */
export const wan = (/** @type {number} */ number) => whole(number) * 1_000_000;

/**
 * A day that the contract can hold.
 *
 * @param {any} value
 * @returns {import("./days.js").Day}
 */
export function asDay(value) {
  if (!isDay(value)) {
    throw new TypeError(`\`${value}\` is not a day`);
  }
  return value;
}

/**
 * A number of 0 to 65535.
 *
 * @param {any} value
 * @param {string} what
 * @returns {number}
 */
export function small(value, what) {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 16) {
    throw new RangeError(`\`${value}\` is not ${what}`);
  }
  return value;
}

/**
 * A name of JavaScript as the data dictionary has it: `taxPayable` is `tax-payable`.
 *
 * @param {string} name
 * @returns {string}
 */
export function ofDictionary(name) {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

function isDay(value) {
  return Number.isInteger(value) && value >= EARLIEST && value <= LATEST;
}

function whole(number) {
  if (!Number.isSafeInteger(number * 1_000_000)) {
    throw new RangeError(`\`${number}\` is not exact`);
  }
  return number;
}

function simple(type, holds) {
  return {
    type,
    codeList: null,
    read: (value) => (holds(value) ? value : null),
    write: (value) => {
      if (!holds(value)) {
        throw new TypeError(`\`${value}\` is not of type ${type}`);
      }
      return { tag: type, val: value };
    },
  };
}
