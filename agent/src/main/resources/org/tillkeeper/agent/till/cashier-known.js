import {remembered, remember} from './cashier-dom.js';
import {TEXT} from './cashier-text.js';

/** What this page knows, and who wants to hear of a change. Nothing of it is true while the agent does not answer. */

export const FINAL = new Set(['confirmed', 'declined', 'cancelled', 'not-sent', 'attention']);
/** Which way money goes; nothing moves by the other types. @type {Record<string, number>} */
export const SIGN = {sale: 1, completion: 1, tip: 1, void: -1, 'completion-void': -1, refund: -1};
/** More are not kept; the agent finds them. */
const MOST_KEPT = 600;

export const known = {
  /** @type {Map<string, import('./cashier-types.js').Payment>} */
  payments: new Map(),
  /** Newest first. @type {string[]} */
  order: [],
  /** @type {import('./cashier-types.js').Status | null} */
  status: null,
  /** Of the open batch. @type {import('./cashier-types.js').Report | null} */
  report: null,
  /** What counts of today, kept or not. @type {Map<string, {at: number, currency: string, sum: number}>} */
  today: new Map(),
  /** Null: not known yet. @type {boolean | null} */
  reachable: null,
  /** As far as is known, this browser may ask. */
  opened: false,
  /** The list is there, and every event after it was shown. */
  loaded: false,
  /** @type {Date | null} */
  asOf: null,
  /** @type {import('./cashier-types.js').Session | null} */
  session: null,
};

/** @type {import('./cashier-types.js').Language} */
const first = remembered('language') === 'zh' || remembered('language') === 'en'
  ? /** @type {import('./cashier-types.js').Language} */ (remembered('language'))
  : (/^zh/i.test(navigator.language) ? 'zh' : 'en');
export const speech = {language: first};

/** What the page says, in the language it has now. */
export const t = () => TEXT[speech.language];

export function otherLanguage() {
  speech.language = speech.language === 'zh' ? 'en' : 'zh';
  remember('language', speech.language);
}

/**
 * Whom a change concerns: 'payment' with what it was before, 'status', 'list' (which payments there are), 'all' (language,
 * whether the agent answers), 'begun' (a payment that was asked for by a question), 'closed' (nothing of the shop may stay), 'second'.
 * @type {Record<string, ((now?: any, before?: any) => void)[]>}
 */
const listeners = {payment: [], status: [], list: [], all: [], begun: [], closed: [], second: []};

/** @param {string} what @param {(now?: any, before?: any) => void} then */
export function when(what, then) { listeners[what].push(then); }

/** @param {string} what @param {any} [now] @param {any} [before] */
export function tell(what, now, before) { for (const then of listeners[what]) then(now, before); }

/** Whether something may be asked of the agent now. */
export const live = () => known.opened && known.reachable === true;

/** @param {import('./cashier-types.js').Payment} data */
export function count(data) {
  const counts = data.display === 'confirmed' && SIGN[data.type];
  if (!counts) known.today.delete(data.id);
  else known.today.set(data.id, {at: Date.parse(data.createdAt), currency: data.currency, sum: counts * (data.approvedAmount || data.amount)});
}

/** Keeps what the stream says of a payment; a new one is the newest unless it was put in its place before. @param {import('./cashier-types.js').Payment} data */
export function keep(data) {
  count(data);
  const before = known.payments.get(data.id);
  known.payments.set(data.id, data);
  if (!before && !known.order.includes(data.id)) {
    known.order.unshift(data.id);
    forgetOldest();
  }
  tell('payment', data, before);
}

/** Keeps what an answer says, unless the stream, which is a connection of its own, was faster. @param {import('./cashier-types.js').Payment} data */
export function meet(data) {
  const before = known.payments.get(data.id);
  if (before && before.updatedAt > data.updatedAt) return;
  keep(data);
  tell('list');
}

function forgetOldest() {
  for (let i = known.order.length - 1; i >= 0 && known.order.length > MOST_KEPT; i--) {
    const id = known.order[i];
    const data = known.payments.get(id);
    if (!data || FINAL.has(data.display) && data.display !== 'attention') {
      known.payments.delete(id);
      known.order.splice(i, 1);
    }
  }
}

/** Nothing of the shop stays in a browser that may not ask any more. */
export function forgetAll() {
  known.payments.clear();
  known.order = [];
  known.today.clear();
  known.status = known.report = known.session = null;
  known.loaded = false;
}
