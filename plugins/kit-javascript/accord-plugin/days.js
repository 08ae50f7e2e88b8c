/**
 * Days of the Gregorian calendar, and months added to them.
 *
 * A day is a number, days since 1970-01-01, so that days are compared without a calendar.
 * Terms are added by the host: a plugin answers `after(start, months)`. `addMonths` is for
 * criteria that look back, such as three full years on a list, and counts as the host does.
 *
 * @module
 */

/** @typedef {number} Day A day, as days since 1970-01-01. */

export const EARLIEST = -(2 ** 31);
export const LATEST = 2 ** 31 - 1;
export const MOST_MONTHS = 2 ** 16 - 1;

const DAYS_OF_400_YEARS = 146_097;
const FROM_MARCH_OF_YEAR_0 = 719_468;

/**
 * The day of the calendar.
 *
 * @param {number} year 0 to 9999
 * @param {number} month 1 to 12
 * @param {number} day
 * @returns {Day}
 * @throws {RangeError} if there is none
 */
export function date(year, month, day) {
  const whole = [year, month, day].every(Number.isInteger);
  const there = whole && year >= 0 && year <= 9999 && month >= 1 && month <= 12;
  if (!there || day < 1 || day > daysIn(year, month)) {
    throw new RangeError(`the calendar has no day ${year}-${month}-${day}`);
  }
  return fromCivil(year, month, day);
}

/**
 * Year, month (1 to 12) and day of the month (1 to 31).
 *
 * @param {Day} day
 * @returns {[number, number, number]}
 */
export function civil(day) {
  const days = day + FROM_MARCH_OF_YEAR_0;
  const era = Math.floor(days / DAYS_OF_400_YEARS);
  const ofEra = days - era * DAYS_OF_400_YEARS;
  const yearOfEra = div(ofEra - div(ofEra, 1_460) + div(ofEra, 36_524) - div(ofEra, 146_096), 365);
  const ofYear = ofEra - (365 * yearOfEra + div(yearOfEra, 4) - div(yearOfEra, 100));
  const shifted = div(5 * ofYear + 2, 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, ofYear - div(153 * shifted + 2, 5) + 1];
}

/**
 * The corresponding day so many months later, or the last of that month if it has no such
 * day (民法典 202).
 *
 * @param {Day} start
 * @param {number} months 0 to 65535
 * @returns {Day}
 * @throws {RangeError} if `months` is out of range
 */
export function addMonths(start, months) {
  if (!Number.isInteger(months) || months < 0 || months > MOST_MONTHS) {
    throw new RangeError(`${months} is no number of months`);
  }
  const [year, month, day] = civil(start);
  const total = year * 12 + month - 1 + months;
  const newYear = div(total, 12);
  const newMonth = total - newYear * 12 + 1;
  return fromCivil(newYear, newMonth, Math.min(day, daysIn(newYear, newMonth)));
}

/** Days from a date known to exist: eras of 400 years that begin in March. */
function fromCivil(year, month, day) {
  const fromMarch = month <= 2 ? year - 1 : year;
  const era = div(fromMarch, 400);
  const yearOfEra = fromMarch - era * 400;
  const ofYear = div(153 * ((month + 9) % 12) + 2, 5) + day - 1;
  const ofEra = yearOfEra * 365 + div(yearOfEra, 4) - div(yearOfEra, 100) + ofYear;
  const days = era * DAYS_OF_400_YEARS + ofEra - FROM_MARCH_OF_YEAR_0;
  return Math.max(EARLIEST, Math.min(LATEST, days));
}

function daysIn(year, month) {
  if (month === 2) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  }
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The whole part of a quotient, rounded down. */
function div(of, by) {
  return Math.floor(of / by);
}
