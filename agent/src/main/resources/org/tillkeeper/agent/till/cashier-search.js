import {call, whyNot} from './cashier-agent.js';
import {dayOf} from './cashier-clock.js';
import {$, button, field, text} from './cashier-dom.js';
import {known, live, t, tell, when} from './cashier-known.js';
import {listing} from './cashier-list.js';
import {typed} from './cashier-money.js';

/** One field finds a payment by whatever the person holds in the hand. */

const MOST_FOUND = 50;
/** What was found, said in the language of the moment. @type {() => string} */
let foundSaid = () => '';

/** What the text may be; each is asked for, and all that is found is shown. @param {string} said @returns {string[]} */
function meanings(said) {
  /** @type {string[]} */
  const all = [];
  /** @param {string} name @param {string} value */
  const may = (name, value) => all.push(`${name}=${encodeURIComponent(value)}`);
  const status = known.status;
  const amount = status ? typed(said.replace(/^[^\d]+/, '').replace(/,(?=\d{3})/g, ''), status.minorUnits) : 0;
  if (amount) may('amount', String(amount));
  if (/^\d{4}$/.test(said)) may('last4', said);
  if (/^\d{6}$/.test(said)) may('stan', said);
  if (/^[0-9A-Za-z]{12}$/.test(said)) may('rrn', said);
  may('reference', said);
  return all;
}

async function look() {
  if (!live()) return;
  const said = field('search-text').value.trim();
  const date = field('search-day').value;
  text($('search-error'), '');
  if (!said && !date) { back(); return; }
  const [since, until] = date ? dayOf(date) : ['', ''];
  const during = date ? `&since=${encodeURIComponent(since)}&until=${encodeURIComponent(until)}` : '';
  button('search-yes').disabled = true;
  try {
    const pages = await Promise.all((said ? meanings(said) : ['']).map((meaning) => call(`/v1/payments?limit=${MOST_FOUND}${during}${meaning && '&' + meaning}`)));
    /** @type {Map<string, import('./cashier-types.js').Payment>} */
    const found = new Map();
    for (const page of pages) for (const data of page.payments) found.set(data.id, data);
    listing.found = [...found.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    listing.shown = MOST_FOUND;
    const more = pages.some((page) => page.next);
    foundSaid = () => t().searchFound(found.size) + (more ? ' · ' + t().searchMore : '');
    $('search-over').hidden = false;
  } catch (e) {
    text($('search-error'), whyNot(e));
  }
  button('search-yes').disabled = false;
  tell('all');
}

function back() {
  listing.found = null;
  field('search-text').value = '';
  field('search-day').value = '';
  text($('search-error'), '');
  $('search-over').hidden = true;
  tell('all');
}

export function startSearch() {
  $('search-yes').onclick = look;
  $('search-over').onclick = back;
  for (const id of ['search-text', 'search-day']) field(id).addEventListener('keydown', (event) => { if (event.key === 'Enter') look(); });
  when('closed', back);
  when('all', () => {
    if (!listing.found) $('search-over').hidden = true;
    text($('search-result'), listing.found ? foundSaid() : '');
  });
}
