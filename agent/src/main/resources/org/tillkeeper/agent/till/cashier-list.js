import {act} from './cashier-act.js';
import {askCancel, askResolve} from './cashier-ask.js';
import {isToday, whenShort} from './cashier-clock.js';
import {$, attribute, every, icon, one, remember, remembered, soon, text} from './cashier-dom.js';
import {FINAL, known, live, t, tell, when, speech} from './cashier-known.js';
import {givenBack, money, superseded} from './cashier-money.js';
import {openSheet} from './cashier-sheet.js';

/** The list of payments: what is not finished first, each in a row of one height, its actions behind a tap. */

const SHOWN_FIRST = 60;
/** A row that is looked at with a finger or a mouse does not move away. */
const STILL_MILLIS = 1200;

export const listing = {
  /** @type {string} */
  filter: 'all',
  shown: SHOWN_FIRST,
  /** What a search found, instead of all. @type {import('./cashier-types.js').Payment[] | null} */
  found: null,
};

/** @type {Map<string, HTMLElement>} */
const rows = new Map();
let touched = -Infinity;

/** What became of it, in a word; a charge that was taken back since does not read as one. @param {import('./cashier-types.js').Payment} data */
export function word(data) {
  if (data.state === 'stored') return t().stored;
  if (data.state === 'shown') return t().codeShown;
  if (data.state === 'closing' && data.display === 'cancelling') return t().codeClosing;
  if (data.voidedBy) return t().voided;
  if (data.completedBy) return t().completed;
  if (givenBack(data)) return t().givenBack;
  return data.display === 'confirmed' && t().done[data.type] || t().display[data.display] || data.display;
}

/** @param {import('./cashier-types.js').Payment} data */
export const paidWith = (data) => data.card ? `${t().entry[data.card.entry] || data.card.entry} ${data.card.pan}`
  : data.qr ? `${t().qr} ${data.qr.code}` : data.show ? t().codeOnScreen : '';

/** What it is about: its sum, but a balance has none. @param {import('./cashier-types.js').Payment} data */
export const sum = (data) => data.type === 'balance' ? t().type.balance : money(data.amount, data);

/** A payment in a line, for dialogs and for the names of buttons. @param {import('./cashier-types.js').Payment} data */
export const describe = (data) => [sum(data), data.card ? data.card.pan : data.qr ? data.qr.code : '', data.reference].filter(Boolean).join(' · ');

/**
 * Of the calls that the agent would take, those that change nothing. While an answer is waited for there is
 * nothing to try, and what is being cancelled need not be cancelled again.
 * @param {string} what @param {import('./cashier-types.js').Payment} data
 */
export function bringsNothing(what, data) {
  return (what === 'retry' && ['sent', 'shown', 'closing'].includes(data.state)) || (what === 'cancel' && data.display === 'cancelling');
}

/** Buttons of what may be done next, each named with its payment. @param {HTMLElement} root @param {import('./cashier-types.js').Payment} data */
export function paintNext(root, data) {
  for (const node of every(root, '[data-next]')) {
    const what = node.dataset.next || '';
    node.hidden = !data.next.includes(what) || bringsNothing(what, data);
    /** @type {HTMLButtonElement} */ (node).disabled = !live();
    text(node, t().next[what]);
    attribute(node, 'aria-label', `${t().next[what]} ${describe(data)}`);
  }
}

/** @param {string} id */
export const dataOf = (id) => known.payments.get(id) || (listing.found || []).find((data) => data.id === id);

/** @param {string} id */
function newRow(id) {
  const template = /** @type {HTMLTemplateElement} */ (/** @type {unknown} */ ($('row')));
  const row = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
  row.dataset.id = id;
  /** @type {Record<string, () => void>} */
  const own = {retry: () => act(id, 'retry', {}), cancel: () => askCancel(id), resolve: () => askResolve(id)};
  for (const node of every(row, '[data-next]')) node.onclick = own[node.dataset.next || ''];
  one(row, '.open').onclick = () => openSheet(id);
  return row;
}

/** @param {string} id */
function paintRow(id) {
  const row = rows.get(id);
  const data = dataOf(id);
  if (!row || !data) return;
  row.dataset.display = data.display;
  row.dataset.over = String(superseded(data));
  icon(row, data.display);
  text(one(row, '.word'), word(data));
  text(one(row, '.amount'), sum(data));
  text(one(row, '.type'), data.type === 'balance' ? '' : t().type[data.type] || data.type);
  text(one(row, '.paid-with'), paidWith(data).replace(/\*{7,}/, '****'));
  text(one(row, '.reference'), data.reference || '');
  one(row, '.reference').hidden = !data.reference;
  const time = /** @type {HTMLTimeElement} */ (one(row, 'time'));
  text(time, whenShort(data.createdAt));
  time.dateTime = data.createdAt;
  text(one(row, '.message'), data.message[speech.language]);
  const finished = ['confirmed', 'cancelled', 'not-sent'].includes(data.display);
  // Elsewhere the message says it already.
  one(row, '.again').hidden = finished;
  text(one(row, '.again'), t().again(data.type === 'sale') + data.chargeAgain[speech.language]);
  paintNext(row, data);
  paintCountdown(row, data);
}

/** @param {HTMLElement} row @param {import('./cashier-types.js').Payment} data */
function paintCountdown(row, data) {
  const node = one(row, '.countdown');
  const said = countdown(data);
  node.hidden = !said;
  text(node, said);
}

/** How long it may still be tried; without the agent nobody knows whether it is. @param {import('./cashier-types.js').Payment} data */
export function countdown(data) {
  if (!data.retryUntil || !known.reachable) return '';
  const seconds = Math.ceil((new Date(data.retryUntil).getTime() - Date.now()) / 1000);
  return seconds > 0 ? t().countdown(seconds) : t().countdownOver;
}

/** @param {import('./cashier-types.js').Payment} data */
function fits(data) {
  switch (listing.filter) {
    case 'open': return !FINAL.has(data.display);
    case 'attention': return data.display === 'attention';
    case 'today': return isToday(data.createdAt);
    default: return true;
  }
}

/** @param {import('./cashier-types.js').Payment} data */
const unfinished = (data) => !FINAL.has(data.display) || data.display === 'attention';

function arrange() {
  const rest = touched + STILL_MILLIS - performance.now();
  // Under a finger rows stay where they are; new ones may come when none is there yet.
  if (rest > 0 && rows.size > 0 && !listing.found) { setTimeout(arrangeSoon, rest); return; }
  /** @type {import('./cashier-types.js').Payment[]} */
  const all = [];
  if (listing.found) all.push(...listing.found.map((data) => known.payments.get(data.id) || data));
  else for (const id of known.order) { const data = known.payments.get(id); if (data && fits(data)) all.push(data); }
  const open = listing.found ? [] : all.filter(unfinished);
  const done = listing.found ? all : all.filter((data) => !unfinished(data));
  const shown = done.slice(0, listing.shown);
  place($('open-payments'), open);
  place($('payments'), shown);
  const wanted = new Set([...open, ...shown].map((data) => data.id));
  for (const id of rows.keys()) if (!wanted.has(id)) rows.delete(id);
  $('open-section').hidden = open.length === 0;
  $('done-section').hidden = shown.length === 0;
  $('older').hidden = done.length <= shown.length;
  $('empty').hidden = all.length > 0;
  text($('empty'), listing.found ? t().searchNone : t().empty);
}

/** @param {HTMLElement} list @param {import('./cashier-types.js').Payment[]} payments */
function place(list, payments) {
  const wanted = payments.map((data) => {
    let row = rows.get(data.id);
    if (!row) {
      row = newRow(data.id);
      rows.set(data.id, row);
      paintRow(data.id);
    }
    return row;
  });
  const keep = new Set(wanted);
  for (const row of [...list.children]) if (!keep.has(/** @type {HTMLElement} */ (row))) row.remove();
  wanted.forEach((row, i) => { if (list.children[i] !== row) list.insertBefore(row, list.children[i] || null); });
}

/** A burst of changes is put in order once, well within the time a person needs to see it. */
export const arrangeSoon = soon(arrange, 25);

/** @param {string} filter */
export function showList(filter) {
  listing.filter = filter;
  listing.found = null;
  listing.shown = SHOWN_FIRST;
  touched = -Infinity;
  showView('list');
  tell('all');
}

/** @param {string} view */
export function showView(view) {
  document.body.dataset.view = view;
  remember('view', view);
  for (const node of every($('views'), '[data-go]')) {
    if (node.dataset.go === view) node.setAttribute('aria-current', 'page'); else node.removeAttribute('aria-current');
  }
}

export function startList() {
  const view = remembered('view') || 'pay';
  showView(['pay', 'list', 'day'].includes(view) ? view : 'pay');
  for (const node of every($('views'), '[data-go]')) node.onclick = () => { showView(node.dataset.go || 'pay'); window.scrollTo(0, 0); };
  for (const node of every($('filters'), '[data-filter]')) node.onclick = () => showList(node.dataset.filter || 'all');
  $('older').onclick = () => { listing.shown += 100; touched = -Infinity; arrange(); };
  for (const event of ['pointerdown', 'pointermove', 'keydown']) {
    $('list').addEventListener(event, (e) => { if (e.target instanceof Element && e.target.closest('.payment')) touched = performance.now(); }, {passive: true});
  }
  when('payment', (data) => paintRow(data.id));
  when('list', arrangeSoon);
  when('all', () => {
    for (const node of every($('filters'), '[data-filter]')) attribute(node, 'aria-pressed', String(node.dataset.filter === listing.filter));
    for (const id of rows.keys()) paintRow(id);
    arrangeSoon();
  });
  when('closed', () => { listing.found = null; touched = -Infinity; arrange(); });
  when('second', () => rows.forEach((row, id) => { const data = dataOf(id); if (data && data.retryUntil) paintCountdown(row, data); }));
}
