import {Refused, call} from './cashier-agent.js';
import {$, attribute, button, every, field, text} from './cashier-dom.js';
import {known, live, t, tell, when} from './cashier-known.js';
import {showView} from './cashier-list.js';
import {asTyped, money, typed} from './cashier-money.js';

/** The amount, and what it is for. */

const READER_MILLIS = 20000;

export const pad = {
  /** What the amount is for. */
  kind: 'sale',
  /** How the card reader stands: none and absent where no card can be asked for. */
  reader: 'none',
};

export const unit = () => known.status || {currency: 'CNY', minorUnits: 2};
export const mayRead = () => pad.reader === 'ready' || pad.reader === 'busy';

/** An agent that knows of no readers has none. */
export async function askReader() {
  if (!live()) return;
  const before = pad.reader;
  try {
    pad.reader = String((await call('/v1/reader')).reader);
  } catch (e) {
    if (e instanceof Refused) pad.reader = 'none';
  }
  if (!mayRead() && pad.kind !== 'sale') pad.kind = 'sale';
  if (pad.reader !== before) tell('status');
}

export function amountTyped() { return pad.kind === 'balance' ? 0 : typed(field('amount').value, unit().minorUnits); }

export function paintPad() {
  const amount = amountTyped();
  const takes = pad.kind !== 'balance';
  for (const node of every($('pay-types'), '[data-type]')) {
    attribute(node, 'aria-pressed', String(node.dataset.type === pad.kind));
    text(node, t().payType[node.dataset.type || '']);
    // Only a sale takes a code; the others need a card.
    node.hidden = node.dataset.type !== 'sale' && !mayRead();
  }
  $('pay-types').hidden = !mayRead();
  $('amount-row').hidden = !takes;
  $('pad').hidden = !takes;
  text($('amount-unit'), unit().currency);
  field('amount').placeholder = asTyped(0, unit().minorUnits);
  $('pad-point').hidden = unit().minorUnits === 0;
  text($('charge'), t().charge[pad.kind](money(amount, unit())));
  attribute($('charge'), 'class', pad.kind === 'refund' ? 'danger' : 'primary');
  button('charge').disabled = !live();
  text($('pay-hint'), live() || known.reachable === null ? (mayRead() ? t().payHintReader : t().payHint) : t().payDown);
}

/** Keeps what fits an amount of this currency. */
export function correct() {
  const input = field('amount');
  const digits = unit().minorUnits;
  let value = input.value.replace(/,/g, '.').replace(/[^0-9.]/g, '');
  const point = value.indexOf('.');
  if (point >= 0) value = value.slice(0, point).slice(0, 10) + (digits ? '.' + value.slice(point + 1).replace(/\./g, '').slice(0, digits) : '');
  else value = value.slice(0, 10);
  value = value.replace(/^0+(?=\d)/, '');
  if (value.startsWith('.')) value = '0' + value;
  if (value !== input.value) input.value = value;
  text($('amount-error'), '');
  input.removeAttribute('aria-invalid');
  paintPad();
}

/** @param {string} key */
function press(key) {
  const input = field('amount');
  if (key === 'delete') input.value = input.value.slice(0, -1);
  else if (key === 'clear') input.value = '';
  else if (key !== '.' || !input.value.includes('.')) input.value += key;
  correct();
}

export function needAmount() {
  text($('amount-error'), t().payNoAmount);
  field('amount').setAttribute('aria-invalid', 'true');
  showView('pay');
  field('amount').focus();
}

/** @param {() => void} begin */
export function startPad(begin) {
  for (const node of every($('pay-types'), '[data-type]')) node.onclick = () => { pad.kind = node.dataset.type || 'sale'; paintPad(); };
  for (const node of every($('pad'), '[data-key]')) node.onclick = () => press(node.dataset.key || '');
  $('amount-clear').onclick = () => { press('clear'); field('amount').focus(); };
  field('amount').oninput = correct;
  for (const id of ['amount', 'pay-reference']) field(id).onkeydown = (event) => { if (event.key === 'Enter') begin(); };
  $('charge').onclick = begin;
  when('all', paintPad);
  when('status', paintPad);
  let reached = false;
  when('all', () => {
    if (live() && !reached) askReader();
    reached = live();
  });
  setInterval(() => { if (!document.hidden) askReader(); }, READER_MILLIS);
}
