import {known, speech} from './cashier-known.js';

/**
 * One clock in the whole shop: the terminal's zone, whatever the browser's is. Zones that a browser does not know by their
 * name are offsets such as +08:00, and are counted by hand.
 */

/** Asking the browser takes long, and no zone changes within a quarter of an hour. @type {Map<string, number>} */
const offsets = new Map();

/** @param {number | string | Date} moment */
function offset(moment) {
  const zone = (known.status && known.status.timeZone) || '';
  const quarter = zone + Math.floor(new Date(moment).getTime() / 900000);
  let minutes = offsets.get(quarter);
  if (minutes === undefined) {
    if (offsets.size > 5000) offsets.clear();
    minutes = offsetOf(zone, new Date(moment));
    offsets.set(quarter, minutes);
  }
  return minutes;
}

/** @param {string} zone @param {Date} moment */
function offsetOf(zone, moment) {
  /** @param {string} text */
  const minutes = (text) => {
    const parts = /([+-])(\d\d):?(\d\d)$/.exec(text);
    return parts ? (parts[1] === '-' ? -1 : 1) * (60 * Number(parts[2]) + Number(parts[3])) : 0;
  };
  if (/[+-]\d\d:?\d\d$/.test(zone)) return minutes(zone);
  try {
    const format = new Intl.DateTimeFormat('en', {timeZone: zone || undefined, timeZoneName: 'longOffset'});
    const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName');
    return minutes(name ? name.value : '');
  } catch {
    return -moment.getTimezoneOffset();
  }
}

/** The shop's clock, as if it were that of UTC. @param {number | string | Date} moment */
function inShop(moment) { return new Date(new Date(moment).getTime() + offset(moment) * 60000); }

/** @param {number} minutes */
function written(minutes) {
  /** @param {number} number */
  const part = (number) => String(Math.floor(number)).padStart(2, '0');
  return (minutes < 0 ? '-' : '+') + part(Math.abs(minutes) / 60) + ':' + part(Math.abs(minutes) % 60);
}

/** @param {number | string | Date} moment @param {'medium' | 'short'} [timeStyle] */
export function clock(moment, timeStyle = 'medium') {
  const time = new Date(moment);
  const shown = inShop(time).toLocaleString(speech.language, {...isToday(time) ? {} : {dateStyle: 'short'}, timeStyle, hourCycle: 'h23', timeZone: 'UTC'});
  return offset(time) === -time.getTimezoneOffset() ? shown : `${shown} ${written(offset(time))}`;
}

/** Hours and minutes in the shop, without the zone: for where there is no room, beside a clock that names it. @param {number | string | Date} moment */
export const hours = (moment) => inShop(moment).toLocaleTimeString(speech.language, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC'});

/** As short as a row needs it: the day where it is not this one, and the zone beside the clock on top. @param {number | string | Date} moment */
export const whenShort = (moment) => isToday(moment) ? hours(moment)
  : inShop(moment).toLocaleDateString(speech.language, {month: 'numeric', day: 'numeric', timeZone: 'UTC'}) + ' ' + hours(moment);

/** The zone of the shop now, such as +08:00, where it is another than the browser's; else nothing. */
export const foreignZone = () => offset(Date.now()) === -new Date().getTimezoneOffset() ? '' : written(offset(Date.now()));

/** When this day began in the shop. */
export function midnight() {
  const now = inShop(Date.now());
  return now.setUTCHours(0, 0, 0, 0) - offset(new Date()) * 60000;
}

/** The two ends of a day of the shop. @param {string} date as YYYY-MM-DD @returns {[string, string]} */
export function dayOf(date) {
  const begin = Date.parse(date + 'T00:00:00Z');
  return [new Date(begin - offset(begin) * 60000).toISOString(), new Date(begin + 86400000 - offset(begin + 86400000) * 60000).toISOString()];
}

/** @param {number | string | Date} moment */
function day(moment) { return Math.floor(inShop(moment).getTime() / 86400000); }
/** @param {number | string | Date} moment */
export function isToday(moment) { return day(moment) === day(Date.now()); }
