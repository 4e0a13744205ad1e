import {announce} from './cashier-act.js';
import {Refused, call, ofPayment} from './cashier-agent.js';
import {hours} from './cashier-clock.js';
import {$, attribute, element, one, remember, remembered, soon, text} from './cashier-dom.js';
import {FINAL, known, live, meet, speech, t, when} from './cashier-known.js';
import {describe, showList, sum, word} from './cashier-list.js';
import {openSheet} from './cashier-sheet.js';
import {chime, mute, muted} from './cashier-sound.js';

/** What nobody has seen yet: on top of every view, in the tab's title and to be heard, until somebody says so. */

/** One would hide the page on a handheld; the others are behind a tap. */
const SHOWN = 2;
const LEFT = 'left-behind';

/** What the agent says; null where this agent does not say it. @type {import('./cashier-types.js').Notice[] | null} */
let told = [];
/** Payments whose customer this page let go pinnedBefore their end. @type {Set<string>} */
const letGo = new Set(kept(LEFT));
/** Seen here, where the agent keeps no notices. @type {Set<string>} */
const seenHere = new Set(kept('seen'));
/** @type {Set<string>} */
let pinnedBefore = new Set();
let listed = false;

/** @param {string} name @returns {string[]} */
function kept(name) {
  try { return JSON.parse(remembered(name) || '[]'); } catch (e) { return []; }
}

/** @param {string} name @param {Set<string>} ids */
const keepIds = (name, ids) => remember(name, JSON.stringify([...ids].slice(-200)));

/** Its end comes after the customer has gone, and has to be seen then. @param {string} id */
export function leftBehind(id) {
  letGo.add(id);
  keepIds(LEFT, letGo);
  paintNotices();
}

const askNotices = soon(async () => {
  if (!live() || told === null) return;
  try {
    told = (await call('/v1/notices')).notices;
  } catch (e) {
    if (e instanceof Refused && e.status === 404) told = null;
  }
  paintNotices();
}, 300);

/** @returns {{id: string, at: string, text: string, attention: boolean}[]} */
function pins() {
  /** @type {Map<string, {id: string, at: string, text: string, attention: boolean}>} */
  const all = new Map();
  for (const each of told || []) {
    const data = known.payments.get(each.payment);
    all.set(each.payment, {id: each.payment, at: each.at, text: each[speech.language], attention: Boolean(data && data.display === 'attention')});
  }
  for (const data of known.payments.values()) {
    if (all.has(data.id)) continue;
    const attention = data.display === 'attention';
    if (attention && told === null && !seenHere.has(data.id) || letGo.has(data.id) && FINAL.has(data.display)) {
      all.set(data.id, {id: data.id, at: data.updatedAt, text: said(data), attention});
    }
  }
  return [...all.values()].sort((a, b) => Number(b.attention) - Number(a.attention) || (a.at < b.at ? 1 : -1));
}

/** Its state and what it means, where the one does not say the other. @param {import('./cashier-types.js').Payment} data */
function said(data) {
  const message = data.message[speech.language];
  return message.startsWith(word(data)) ? message : `${word(data)} · ${message}`;
}

function paintNotices() {
  const all = known.opened ? pins() : [];
  const list = $('notices');
  const rows = all.slice(0, SHOWN).map((pin) => {
    const old = [...list.children].find((row) => /** @type {HTMLElement} */ (row).dataset.pin === pin.id);
    const row = /** @type {HTMLElement} */ (old || newPin(pin.id));
    const data = known.payments.get(pin.id);
    row.classList.toggle('attention', pin.attention);
    if (data) row.dataset.display = data.display;
    text(one(row, '.pin-what'), data ? describe(data).replace(/\*{7,}/, '****') : pin.id);
    text(one(row, '.pin-text'), `${hours(pin.at)} ${pin.text}`);
    text(one(row, '.pin-seen'), t().seen);
    attribute(one(row, '.pin-seen'), 'aria-label', `${t().seen} ${data ? describe(data) : pin.id}`);
    return row;
  });
  for (const row of [...list.children]) if (!rows.includes(/** @type {HTMLElement} */ (row))) row.remove();
  rows.forEach((row, i) => { if (list.children[i] !== row) list.insertBefore(row, list.children[i] || null); });
  $('pinned').hidden = all.length === 0;
  $('notices-more').hidden = all.length <= SHOWN;
  text($('notices-more'), t().more(all.length - SHOWN));
  document.title = (all.length ? `(${all.length}) ${t().pinned} · ` : '') + 'Tillkeeper';
  const fresh = all.filter((pin) => !pinnedBefore.has(pin.id));
  pinnedBefore = new Set(all.map((pin) => pin.id));
  if (!listed && known.loaded) listed = true;
  for (const pin of fresh) {
    const data = known.payments.get(pin.id);
    announceLoudly(`${data ? sum(data) : ''} ${pin.text}`);
  }
  if (fresh.length && listed) chime('alarm');
}

/** @param {string} message */
function announceLoudly(message) {
  const log = $('alarm');
  log.append(element('p', message));
  while (log.children.length > 5 && log.firstElementChild) log.firstElementChild.remove();
}

/** @param {string} id */
function newPin(id) {
  const row = element('li', '');
  row.dataset.pin = id;
  const open = element('button', '', 'pin-open');
  open.setAttribute('type', 'button');
  open.append(element('b', '', 'pin-what'), element('span', '', 'pin-text'));
  open.onclick = () => { if (known.payments.has(id)) openSheet(id); else call(ofPayment(id)).then((data) => { known.payments.set(id, data); openSheet(id); }, () => {}); };
  const seen = element('button', '', 'pin-seen');
  seen.setAttribute('type', 'button');
  seen.onclick = () => see(id);
  row.append(open, seen);
  return row;
}

/** @param {string} id */
async function see(id) {
  letGo.delete(id);
  keepIds(LEFT, letGo);
  const data = known.payments.get(id);
  // The agent may know it as a notice before it has told this page.
  if (told && (told.some((each) => each.payment === id) || data && data.next.includes('acknowledge'))) {
    try {
      const by = remembered('operator');
      meet(await call(ofPayment(id) + '/acknowledge', by ? {by} : {}));
      told = told.filter((each) => each.payment !== id);
    } catch (e) { /* it stays on top */ }
  } else {
    seenHere.add(id);
    keepIds('seen', seenHere);
  }
  paintNotices();
}

function paintSound() {
  text($('sound'), muted() ? t().soundOff : t().soundOn);
  $('sound').setAttribute('aria-pressed', String(!muted()));
}

export function startNotices() {
  $('notices-more').onclick = () => showList('attention');
  $('sound').onclick = () => { mute(); paintSound(); };
  when('payment', (data, earlier) => {
    if (known.loaded && (!earlier || earlier.display !== data.display)) announce(`${sum(data)} ${word(data)}`);
    askNotices();
    if (data.display === 'attention' || letGo.has(data.id) || earlier && earlier.display === 'attention') paintNotices();
  });
  when('status', askNotices);
  when('all', () => { paintSound(); paintNotices(); });
  when('closed', () => { told = []; pinnedBefore = new Set(); listed = false; paintNotices(); });
}
