import {speech} from './cashier-known.js';

/** Amounts, written and typed. */

// The agent says how many digits the minor unit has, beside each amount. A browser's own are not ISO 4217's: it writes HUF,
// IQD or COP as shops do, without their minor unit, and a hundred would be shown for one.
/** @param {number} amount @param {import('./cashier-types.js').Unit} unit */
export function money(amount, {currency, minorUnits: digits}) {
  /** @type {Intl.NumberFormatOptions} */
  const shown = {style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits};
  return formatOf(shown).format(amount / 10 ** digits);
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();
/** Making one costs more than using it. @param {Intl.NumberFormatOptions} shown */
function formatOf(shown) {
  const key = speech.language + shown.currency + shown.minimumFractionDigits;
  let format = formats.get(key);
  if (!format) formats.set(key, format = new Intl.NumberFormat(speech.language, shown));
  return format;
}

/** The amount in the minor unit that a person typed; 0 where it is none. @param {string} given @param {number} digits */
export function typed(given, digits) {
  const fits = digits ? new RegExp(`^\\d{1,10}(\\.\\d{0,${digits}})?$`) : /^\d{1,10}$/;
  return fits.test(given) ? Math.round(Number(given) * 10 ** digits) : 0;
}

/** An amount as a person would type it. @param {number} amount @param {number} digits */
export const asTyped = (amount, digits) => (amount / 10 ** digits).toFixed(digits);

/** What was charged, with the tip on it. @param {import('./cashier-types.js').Payment} data */
export const paid = (data) => (data.approvedAmount || data.amount) + data.tip;

/** Whether all of it went back since. @param {import('./cashier-types.js').Payment} data */
export const givenBack = (data) => data.refunded > 0 && data.refunded >= paid(data);

/** Whether it stands no more as what it was. @param {import('./cashier-types.js').Payment} data */
export const superseded = (data) => Boolean(data.voidedBy || data.completedBy) || givenBack(data);
