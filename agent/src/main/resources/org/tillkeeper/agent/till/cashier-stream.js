import {headers, call, meeting, ofPayment} from './cashier-agent.js';
import {midnight} from './cashier-clock.js';
import {soon} from './cashier-dom.js';
import {count, keep, known, meet, tell} from './cashier-known.js';

/** The live stream of the agent: what has changed, in order, and whether the agent is there at all. */

const SILENCE_MILLIS = 40000; // more than two heartbeats of the stream

/** @type {string | null} */
let lastEventId = null;
/** @type {AbortController | null} */
let stream = null;
let followers = 0;

export function unfollow() {
  followers++;
  if (stream) stream.abort();
}

export async function follow() {
  const mine = ++followers;
  let pause = 500;
  for (;;) {
    try {
      if (await connected()) pause = 500;
    } catch (e) { /* shown as unreachable */ }
    if (!known.opened || mine !== followers) return;
    setReachable(false);
    await new Promise((done) => setTimeout(done, pause));
    if (!known.opened || mine !== followers) return;
    pause = Math.min(pause * 2, 5000);
  }
}

/** @param {boolean} now */
function setReachable(now) {
  const another = known.reachable !== now;
  known.reachable = now;
  if (another) tell('all'); else tell('status');
}

/** One connection, until it ends. Tells whether it ever worked. */
async function connected() {
  const abort = new AbortController();
  stream = abort;
  let watchdog = setTimeout(() => abort.abort(), SILENCE_MILLIS);
  let worked = false;
  try {
    const asked = headers();
    if (known.loaded && lastEventId !== null) asked['Last-Event-ID'] = lastEventId;
    const response = await fetch('/v1/events', {headers: asked, cache: 'no-store', signal: abort.signal});
    if (response.status === 401) { if (known.opened) meeting.closed('closed'); return false; }
    if (!response.ok || !response.body) { known.loaded = false; return false; }
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    /** Changes that came before the list did. @type {import('./cashier-types.js').Payment[]} */
    const early = [];
    let loading = known.loaded;
    let rest = '';
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return worked;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE_MILLIS);
      known.asOf = new Date();
      const blocks = (rest + decoder.decode(value, {stream: true})).split('\n\n');
      rest = blocks.pop() || '';
      for (const block of blocks) {
        const event = parse(block);
        if (!event) continue;
        lastEventId = event.id;
        if (event.name === 'payment') {
          if (known.loaded) changed(event.data); else early.push(event.data);
        } else if (event.name === 'status') {
          known.status = event.data;
          askReport();
          worked = true;
          setReachable(true);
          if (!loading) {
            // Asked for once the stream has begun, so that nothing falls between the two.
            loading = true;
            load().then(() => { known.loaded = true; early.forEach(changed); tell('all'); }).catch(() => abort.abort());
          }
        }
      }
    }
  } finally {
    clearTimeout(watchdog);
    abort.abort();
  }
}

/** @param {string} block @returns {{name: string, id: string | null, data: any} | null} */
function parse(block) {
  let name = '';
  /** @type {string | null} */
  let id = null;
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7);
    else if (line.startsWith('id: ')) id = line.slice(4);
    else if (line.startsWith('data: ')) data += line.slice(6);
  }
  return data ? {name, id, data: JSON.parse(data)} : null;
}

/** @param {import('./cashier-types.js').Payment} data */
function changed(data) {
  keep(data);
  tell('list');
  // What refers to a payment changes what that one takes, and says so by its own change alone.
  if (data.original && known.payments.has(data.original)) askAgain(data.original);
}

/** @param {string} id */
export function askAgain(id) {
  call(ofPayment(id)).then((now) => {
    if (known.payments.has(id)) meet(now);
  }, () => { /* the agent has the last word on every call */ });
}

async function load() {
  const since = '/v1/payments?limit=500&since=' + encodeURIComponent(new Date(midnight()).toISOString());
  const [newestToday, all, ...open] = await Promise.all([
    call(since),
    call('/v1/payments?limit=100'),
    ...['pending', 'cancelling', 'attention'].map((d) => call('/v1/payments?limit=500&display=' + d)),
  ]);
  // Of the others of today only the count and the sum are kept.
  /** @type {import('./cashier-types.js').Payment[]} */
  const others = [];
  for (let page = newestToday; page.next;) {
    page = await call(`${since}&after=${encodeURIComponent(page.next)}`);
    others.push(...page.payments);
  }
  known.today.clear();
  others.forEach(count);
  /** @type {import('./cashier-types.js').Payment[]} */
  const newest = (newestToday.payments.length > all.payments.length ? newestToday : all).payments;
  // What is still open is shown however old it is.
  const listed = new Set(newest.map((p) => p.id));
  /** @type {Map<string, import('./cashier-types.js').Payment>} */
  const older = new Map();
  for (const page of open) for (const p of page.payments) if (!listed.has(p.id)) older.set(p.id, p);
  const rest = [...older.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  known.order = [...newest, ...rest].map((p) => p.id);
  for (const id of known.payments.keys()) if (!listed.has(id) && !older.has(id)) known.payments.delete(id);
  newest.forEach(keep);
  rest.forEach(keep);
  tell('list');
}

/** What is in the batch, and how its settlement goes; a burst of changes is asked about once. */
export const askReport = soon(() => {
  if (!known.opened) return;
  call('/v1/report').then((answer) => { known.report = answer; tell('status'); }, () => { /* asked again at the next change */ });
}, 700);
