import {remembered, remember} from './cashier-dom.js';
import {known, meet, speech, t} from './cashier-known.js';

/** Asking the agent. The session's cookie cannot be read here; the key that goes with it is this address's own. */

const pageKey = keyOfPage();

function keyOfPage() {
  const kept = remembered('page-key');
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const key = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  remember('page-key', key);
  return key;
}

/** What every call carries. @returns {Record<string, string>} */
export const headers = () => ({'Page-Key': pageKey});

/** A refusal in words, with what a form needs of it. */
export class Refused extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.both = problem.message;
    this.type = String(problem.type || '');
    this.field = String(problem.field || '');
    this.payment = problem.payment || null;
  }

  /** For the person, in the language that the page has now. @returns {string} */
  said() { return (this.both && this.both[speech.language]) || this.message; }
}

/** What else a call meets: set by those whom it concerns, since they ask the agent too. */
export const meeting = {
  /** The session is over. @type {(why: string) => void} */
  closed: () => {},
  /** The call needs the supervisor; true once the agent has taken the PIN. @type {() => Promise<boolean>} */
  supervisor: async () => false,
};

/**
 * Asks, and asks again with the same key once a supervisor has said who it is.
 * @param {string} path
 * @param {object} [body] of a POST; without one it is a GET
 * @param {string} [key] Idempotency-Key
 * @returns {Promise<any>}
 */
export async function call(path, body, key) {
  for (;;) {
    const response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {...headers(), ...(key && {'Idempotency-Key': key})},
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    });
    const json = await response.json();
    if (response.ok) return json;
    if (response.status === 401 && known.opened) meeting.closed('closed');
    if (json.type === 'supervisor-needed' && await meeting.supervisor()) continue;
    if (json.payment) meet(json.payment);
    throw new Refused(response.status, json);
  }
}

/** A key that no other request has. */
export const newKey = () => 'page-' + crypto.randomUUID();

/** Why a call failed, for people. @param {unknown} e */
export function whyNot(e) {
  return t().failed + (e instanceof Refused ? e.said() : t().noAnswer);
}

/** @param {string} id */
export const ofPayment = (id) => '/v1/payments/' + encodeURIComponent(id);
