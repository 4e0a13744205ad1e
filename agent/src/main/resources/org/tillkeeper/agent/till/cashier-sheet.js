import {act} from './cashier-act.js';
import {call, ofPayment, whyNot} from './cashier-agent.js';
import {askCancel, askNext, askResolve} from './cashier-ask.js';
import {clock} from './cashier-clock.js';
import {$, dialog, element, every, icon, one, openDialog, soon, text} from './cashier-dom.js';
import {live, speech, t, tell, when} from './cashier-known.js';
import {countdown, dataOf, paidWith, paintNext, sum, word} from './cashier-list.js';
import {money, superseded} from './cashier-money.js';
import {showReceipt} from './cashier-receipt.js';

/** One payment in full: what became of it, what may be done, where the money is, and each step. */

let shownId = '';

/** @param {string} id */
export function openSheet(id) {
  const data = dataOf(id);
  // Its code is wanted, and the way to give it up is there too.
  if (data && data.state === 'shown') { tell('begun', data); return; }
  shownId = id;
  $('history').replaceChildren();
  $('proof').replaceChildren();
  text($('story-merchant'), '');
  text($('story-customer'), '');
  paintSheet();
  askStory();
  openDialog('sheet', 'sheet-close');
}

const askStorySoon = soon(askStory, 300);

function paintSheet() {
  const data = dataOf(shownId);
  const sheet = $('sheet');
  if (!data) return;
  sheet.dataset.display = data.display;
  sheet.dataset.over = String(superseded(data));
  icon(one(sheet, '.state'), data.display);
  text(one(sheet, '.word'), word(data));
  text($('sheet-title'), sum(data));
  text($('sheet-what'), [data.type === 'balance' ? '' : t().type[data.type] || data.type, paidWith(data), clock(data.createdAt)].filter(Boolean).join(' · '));
  text($('sheet-reference'), data.reference || '');
  text($('sheet-message'), data.message[speech.language]);
  text($('sheet-again'), t().again(data.type === 'sale') + data.chargeAgain[speech.language]);
  text($('sheet-countdown'), countdown(data));
  paintNext(sheet, data);
  $('sheet-receipt').hidden = !(data.state === 'stored' || ['confirmed', 'declined', 'cancelled', 'not-sent', 'attention'].includes(data.display));
  /** @type {[string, string | null | undefined | false][]} */
  const numbers = [];
  for (const name of /** @type {const} */ (['stan', 'batch', 'rrn', 'authCode', 'responseCode', 'original', 'voidedBy', 'completedBy', 'voucher'])) numbers.push([name, data[name]]);
  for (const name of /** @type {const} */ (['approvedAmount', 'tip', 'refunded', 'balance'])) {
    const amount = data[name];
    numbers.push([name, amount ? money(amount, data) : '']);
  }
  numbers.push(['attempts', data.attempts.map(t().attempt).join('; ')], ['id', data.id]);
  $('numbers').replaceChildren(...numbers.filter(([, value]) => value).flatMap(([name, value]) => [element('dt', t().labels[name]), element('dd', value || '')]));
}

async function askStory() {
  const id = shownId;
  if (!live() || !dataOf(id)) return;
  try {
    const [why, {events}] = await Promise.all([call(ofPayment(id) + '/why'), call(ofPayment(id) + '/history')]);
    if (id !== shownId) return;
    text($('story-merchant'), t().storyMerchant + why.merchant[speech.language]);
    text($('story-customer'), t().storyCustomer + why.customer[speech.language]);
    $('proof').replaceChildren(...why.proof.map((/** @type {any} */ each) => {
      const item = element('li', each[speech.language]);
      if (each.at) item.append(' ', element('small', clock(each.at)));
      return item;
    }));
    $('history').replaceChildren(...events.map((/** @type {any} */ event) => {
      const item = element('li', '');
      item.append(element('b', t().kind(event.kind)), ` ${clock(event.at)}`, element('small', event.text[speech.language]));
      return item;
    }));
  } catch (e) {
    text($('story-merchant'), whyNot(e));
  }
}

export function startSheet() {
  const sheet = $('sheet');
  for (const node of every(sheet, '[data-next]')) {
    const what = node.dataset.next || '';
    /** @type {Record<string, () => void>} */
    const own = {retry: () => act(shownId, 'retry', {}), cancel: () => askCancel(shownId), resolve: () => askResolve(shownId)};
    node.onclick = own[what] || (() => askNext(shownId, what));
  }
  $('sheet-close').onclick = () => dialog('sheet').close();
  $('sheet-receipt').onclick = () => showReceipt(shownId);
  when('payment', (data) => {
    if (data.id !== shownId || !dialog('sheet').open) return;
    paintSheet();
    askStorySoon();
  });
  when('all', () => { if (dialog('sheet').open) { paintSheet(); askStory(); } });
  when('second', () => { const data = dialog('sheet').open && dataOf(shownId); if (data) text($('sheet-countdown'), countdown(data)); });
  when('closed', () => { shownId = ''; $('numbers').replaceChildren(); $('history').replaceChildren(); $('proof').replaceChildren(); });
}
