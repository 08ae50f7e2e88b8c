/**
 * No clock and no randomness: a plugin is a pure function.
 *
 * Within the host the clock is a trap that says nothing, random numbers are those that were
 * drawn when the component was made, and while it is made both work: what a module reads of
 * them then would be frozen into it. So here they say what is wrong, at once. The date to
 * go by is `question.asOf`.
 *
 * @module
 */

/** The plugin asked for the clock or for randomness. */
export class ImpureError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "ImpureError";
  }
}

/** @returns {any} */
function noClock() {
  throw new ImpureError("a plugin has no clock: use `question.asOf` (插件不能读取时钟)");
}

/** @returns {any} */
function noRandomness() {
  throw new ImpureError("a plugin has no randomness (插件不能使用随机数)");
}

/**
 * Lets clock and randomness throw an `ImpureError` from now on. Of `Date` nothing is left
 * but `UTC`: the rest is the clock or hangs on the time zone of a machine.
 */
export function enforce() {
  Math.random = noRandomness;
  const { UTC } = globalThis.Date;
  globalThis.Date = /** @type {any} */ (
    Object.assign(noClock, { UTC, parse: noClock, now: noClock })
  );
  Object.defineProperty(globalThis, "performance", { value: Object.freeze({ now: noClock }) });
}
