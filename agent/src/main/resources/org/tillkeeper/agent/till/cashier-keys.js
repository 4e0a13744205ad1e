import {Refused, call} from './cashier-agent.js';
import {remember, remembered} from './cashier-dom.js';

/**
 * The keys of payments that were asked for and have had no answer. They outlive a reload, a crash and a lost answer, so that it
 * is found out what became of each. Neither card nor code is kept with them.
 */

/** @typedef {{key: string, type: string, amount: number, reference: string, until: number}} Open */

const NAME = 'open-requests';
const MOST_OPEN = 20;
/** The agent may still be taking in what was sent when the page was left. */
const SETTLED_MILLIS = 3000;

/** @returns {Open[]} */
export function openRequests() {
  try {
    const kept = JSON.parse(remembered(NAME) || '[]');
    return Array.isArray(kept) ? kept.filter((each) => each && typeof each.key === 'string') : [];
  } catch (e) {
    return [];
  }
}

/** Before it is asked: what is sent without being noted would be forgotten by a reload. @param {Open} request */
export function noteRequest(request) {
  remember(NAME, JSON.stringify([...openRequests().filter((each) => each.key !== request.key), request].slice(-MOST_OPEN)));
}

/** @param {string} key */
export function answered(key) {
  remember(NAME, JSON.stringify(openRequests().filter((each) => each.key !== key)));
}

/** @param {number} millis */
export const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/**
 * What became of a key, without starting anything: an empty request is never taken, and a key that was used is answered with
 * its payment. Asks until the agent answers.
 * @param {string} key
 * @returns {Promise<import('./cashier-types.js').Payment | null>} null where nothing was recorded
 */
async function lookUp(key) {
  for (let wait = 500; ; wait = Math.min(2 * wait, 5000)) {
    try {
      await call('/v1/payments', {}, key);
    } catch (e) {
      if (e instanceof Refused && e.type === 'idempotency-conflict' && e.payment) return e.payment;
      if (e instanceof Refused && e.status === 400) return null;
      if (e instanceof Refused && (e.status === 401 || e.status === 403)) throw e;
    }
    await pause(wait);
  }
}

/** As above, and waits as long as something may still come of it. @param {Open} request */
export async function whatBecameOf(request) {
  for (;;) {
    const payment = await lookUp(request.key);
    if (payment || Date.now() > request.until + SETTLED_MILLIS) return payment;
    await pause(1000);
  }
}
