/**
 * What a memorandum says of itself: measures, rules, settings and whom measures reach.
 *
 * @module
 */

import { ofDictionary } from "./values.js";

/**
 * A member of the memorandum's measures or rules.
 *
 * @typedef {object} Member
 * @property {number} index its position in the manifest
 * @property {string} name the author's
 * @property {object} declared it in the contract's words
 */

/** By which a member knows of which enumeration it is. */
const OWNER = Symbol("owner");

/**
 * The measures that a memorandum points at, by the author's names: the code of the
 * catalogue, or `{ code, reach }` if it reaches others than the subject itself.
 *
 * @template {{ [name: string]: string | { code: string, reach: object } }} Names
 * @param {Names} names
 * @returns {{ [Name in keyof Names]: Member }}
 */
export function measures(names) {
  const declared = Object.entries(names).map(([name, measure]) => {
    const { code, reach } = typeof measure === "string" ? { code: measure, reach: null } : measure;
    return [name, { code, reach: reach ?? { tag: "self-only" }, details: [] }];
  });
  return enumeration(declared);
}

/**
 * The rules of a memorandum, by the author's names.
 *
 * @template {{ [name: string]: { id: string, label: string, source: string } }} Names
 * @param {Names} names
 * @returns {{ [Name in keyof Names]: Member }}
 */
export function rules(names) {
  const declared = Object.entries(names).map(([name, { id, label, source }]) => {
    return [name, { id, label, source }];
  });
  return enumeration(declared);
}

/**
 * Persons who hold one of the roles in the subject; with `responsibleOnly` only those whom
 * a finding names.
 *
 * @param {string[]} roles
 * @param {{ test: "at-act" | "at-as-of" | "both", responsibleOnly?: boolean }} how
 */
export function holders(roles, { test, responsibleOnly = false }) {
  return { tag: "holders", val: { roles, responsibleOnly, test } };
}

/**
 * Organisations in which the subject holds one of the roles.
 *
 * @param {string[]} roles
 * @param {{ test: "at-act" | "at-as-of" | "both" }} how
 */
export function ledEntities(roles, { test }) {
  return { tag: "led-entities", val: { roles, responsibleOnly: false, test } };
}

/**
 * A locality's setting (参数), which an administrator changes with no new plugin.
 *
 * @template T
 * @param {import("./values.js").Type<T>} type
 * @param {{ title: string, default: T, min?: T, max?: T }} said
 */
export const parameter = (type, said) => ({ type, said });

/** @typedef {ReturnType<typeof parameter>} Parameter */

/** A setting in the contract's words. */
export function declaredParameter(
  /** @type {string} */ name,
  /** @type {Parameter} */ { type, said },
) {
  const bound = (value) => (value === undefined ? null : type.write(value));
  return {
    name: ofDictionary(name),
    title: said.title,
    default: type.write(said.default),
    min: bound(said.min),
    max: bound(said.max),
  };
}

/**
 * The members of an enumeration in the contract's words.
 *
 * @param {{ [name: string]: Member }} of
 */
export const declaredMembers = (of) => Object.values(of).map(({ declared }) => declared);

/**
 * The position of a member, which must be of this enumeration.
 *
 * @param {any} member
 * @param {{ [name: string]: Member }} of
 * @returns {number}
 */
export function indexIn(member, of) {
  if (member?.[OWNER] !== of) {
    throw new TypeError(`\`${member?.name ?? member}\` is not declared by the memorandum`);
  }
  return member.index;
}

/**
 * @param {any[][]} declared names, and what they stand for in the contract's words
 * @returns {any}
 */
function enumeration(declared) {
  /** @type {{ [name: string]: Member }} */
  const members = {};
  declared.forEach(([name, said], index) => {
    members[name] = Object.freeze({ [OWNER]: members, index, name, declared: said });
  });
  return Object.freeze(members);
}
