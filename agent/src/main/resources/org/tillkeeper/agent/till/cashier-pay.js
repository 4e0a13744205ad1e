import {act, announce, notice} from './cashier-act.js';
import {Refused, call, newKey, whyNot} from './cashier-agent.js';
import {askCancel} from './cashier-ask.js';
import {$, attribute, button, dialog, every, field, icon, openDialog, text} from './cashier-dom.js';
import {answered, noteRequest, openRequests, pause, whatBecameOf} from './cashier-keys.js';
import {FINAL, known, live, meet, speech, t, when} from './cashier-known.js';
import {bringsNothing, countdown, paidWith, showView, word} from './cashier-list.js';
import {asTyped, money, typed} from './cashier-money.js';
import {leftBehind} from './cashier-notices.js';
import {showReceipt} from './cashier-receipt.js';
import {chime} from './cashier-sound.js';
import {startScan} from './cashier-scan.js';

/** A payment from its amount to its end: what to do now, how long it takes, and what came of it, large enough for a metre away. */

/** A lost answer is asked for with the whole request as long as the customer surely still stands there; then it is only found out. */
const INSIST_MILLIS = 12000;
const CARD_MILLIS = 60000;

/**
 * present: a code or a card is wanted; card: the reader has it; asking: the agent; following: it has it; over: nothing was
 * recorded, and why.
 * @typedef {'present' | 'card' | 'asking' | 'following' | 'over'} Step
 */

const paying = {
  /** @type {Step} */
  step: 'present',
  type: 'sale',
  amount: 0,
  reference: '',
  /** @type {string | null} */
  id: null,
  key: '',
  since: 0,
  until: 0,
  why: '',
  lost: false,
  /** @type {AbortController | null} */
  reader: null,
};
/** What the amount is for. */
let kind = 'sale';
/** None was found when it was asked for. */
let readerMissing = false;

const unit = () => known.status || {currency: 'CNY', minorUnits: 2};

function mayRead() {
  const status = known.status;
  if (!status || readerMissing) return false;
  return !('reader' in status) || status.reader === true || (typeof status.reader === 'string' && status.reader !== 'none')
    || (typeof status.reader === 'object' && status.reader !== null);
}

// --- the amount

function amountTyped() { return kind === 'balance' ? 0 : typed(field('amount').value, unit().minorUnits); }

function paintPad() {
  const amount = amountTyped();
  const takes = kind !== 'balance';
  for (const node of every($('pay-types'), '[data-type]')) {
    attribute(node, 'aria-pressed', String(node.dataset.type === kind));
    text(node, t().type[node.dataset.type || '']);
    // Only a sale takes a code; the others need a card.
    node.hidden = node.dataset.type !== 'sale' && !mayRead();
  }
  $('pay-types').hidden = !mayRead();
  $('amount-row').hidden = !takes;
  $('pad').hidden = !takes;
  text($('amount-unit'), unit().currency);
  field('amount').placeholder = asTyped(0, unit().minorUnits);
  $('pad-point').hidden = unit().minorUnits === 0;
  text($('charge'), t().charge[kind](money(amount, unit())));
  button('charge').disabled = !live();
  text($('pay-hint'), live() || known.reachable === null ? (mayRead() ? t().payHintReader : t().payHint) : t().payDown);
}

/** Keeps what fits an amount of this currency. */
function correct() {
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

function needAmount() {
  text($('amount-error'), t().payNoAmount);
  field('amount').setAttribute('aria-invalid', 'true');
  showView('pay');
  field('amount').focus();
}

// --- presenting

function begin() {
  if (!live()) return;
  if (kind !== 'balance' && !amountTyped()) { needAmount(); return; }
  Object.assign(paying, {step: 'present', type: kind, amount: amountTyped(), reference: field('pay-reference').value.trim(), id: null, key: newKey(), why: '', lost: false});
  $('code-row').hidden = true;
  field('code').value = '';
  text($('code-error'), '');
  openDialog('paying');
  paintPaying();
  $('paying-now').focus();
  if (kind !== 'sale') readCard();
}

const body = () => ({
  type: paying.type,
  ...(paying.type !== 'balance' && {amount: paying.amount}),
  currency: unit().currency,
  ...(paying.reference && {reference: paying.reference}),
});

/** @param {string | null} code */
function scanned(code) {
  const presenting = dialog('paying').open && paying.step === 'present';
  const ended = dialog('paying').open && (paying.step === 'over' || paying.step === 'following' && isOver());
  const another = document.querySelector('dialog[open]:not(#paying)');
  if (code === null) { notice(t().notCode); return; }
  if (another || (dialog('paying').open && !presenting && !ended)) { notice(t().scanBusy); return; }
  if (!live()) { notice(t().payDown); return; }
  if (!presenting) {
    if (ended) dialog('paying').close();
    if (kind !== 'sale' || !amountTyped()) { notice(t().scanNoAmount); if (kind === 'sale') needAmount(); return; }
    begin();
  }
  if (paying.type === 'sale') chargeCode(code);
}

/** @param {string} code */
function chargeCode(code) {
  paying.step = 'asking';
  paying.since = Date.now();
  paintPaying();
  ask({...body(), qr: {code}}, INSIST_MILLIS);
}

function readCard() {
  paying.step = 'card';
  paying.since = Date.now();
  paying.until = Date.now() + CARD_MILLIS;
  paying.reader = new AbortController();
  paintPaying();
  const entries = ['chip', 'contactless', 'swipe', 'manual'];
  ask({...body(), collect: {within: CARD_MILLIS / 1000 + 's', entries}}, CARD_MILLIS, paying.reader.signal);
}

/**
 * Asks with one key until there is an answer. After a lost one the same is asked again, and later only what became of it.
 * @param {object} wanted @param {number} insist in milliseconds @param {AbortSignal} [signal]
 */
async function ask(wanted, insist, signal) {
  const key = paying.key;
  const until = Date.now() + insist;
  const request = {key, type: paying.type, amount: paying.amount, reference: paying.reference, until};
  noteRequest(request);
  const mine = () => paying.key === key;
  for (let wait = 400; ; wait = Math.min(2 * wait, 3000)) {
    try {
      const payment = await call('/v1/payments', wanted, key, signal);
      answered(key);
      followPayment(payment, mine());
      return;
    } catch (e) {
      if (signal && signal.aborted) { stopped(request, mine()); return; }
      if (e instanceof Refused) { answered(key); if (mine()) refusedPayment(e); return; }
    }
    if (Date.now() > until) break;
    if (mine()) { paying.lost = true; paintPaying(); }
    await pause(wait);
  }
  findOut(request, mine());
}

/** @param {import('./cashier-keys.js').Open} request @param {boolean} shown */
async function findOut(request, shown) {
  try {
    const payment = await whatBecameOf(request);
    answered(request.key);
    if (payment) followPayment(payment, shown && paying.key === request.key);
    else if (shown && paying.key === request.key) over(t().nothingCharged);
  } catch (e) { /* found out after the page is opened again */ }
}

/** The reader was told nothing; a card that is still presented is found by its key. @param {import('./cashier-keys.js').Open} request @param {boolean} shown */
function stopped(request, shown) {
  if (shown) over(t().cardStopped);
  findOut(request, false);
}

/** @param {import('./cashier-types.js').Payment} payment @param {boolean} shown */
function followPayment(payment, shown) {
  meet(payment);
  if (!shown) { leftBehind(payment.id); return; }
  paying.id = payment.id;
  paying.step = 'following';
  field('amount').value = '';
  field('pay-reference').value = '';
  correct();
  paintPaying();
  const now = known.payments.get(payment.id);
  if (now && FINAL.has(now.display)) ended(now);
}

/** @param {Refused} e */
function refusedPayment(e) {
  if (e.type === 'no-reader') readerMissing = true;
  /** @type {Record<string, string>} */
  const own = {'not-presented': t().notPresented, 'no-reader': t().noReader, 'reader-busy': t().readerBusy};
  over(own[e.type] || (e.field === 'qr.code' && e.type === 'invalid-request' ? t().notCode : e.message));
  paintPad();
}

/** @param {string} why */
function over(why) {
  paying.step = 'over';
  paying.why = why;
  paintPaying();
  announce(why);
  $('paying-close').focus();
}

// --- what is shown of it

function isOver() {
  const data = paying.id ? known.payments.get(paying.id) : undefined;
  return Boolean(data && FINAL.has(data.display));
}

/** @param {import('./cashier-types.js').Payment} data */
function ended(data) {
  chime(data.display === 'confirmed' ? 'good' : data.display === 'attention' ? 'alarm' : 'bad');
  if (dialog('paying').open) $('paying-close').focus();
}

function paintPaying() {
  const node = $('paying');
  if (!dialog('paying').open) return;
  const data = paying.step === 'following' && paying.id ? known.payments.get(paying.id) : undefined;
  const finished = Boolean(data && FINAL.has(data.display));
  attribute(node, 'data-step', paying.step);
  attribute(node, 'data-display', data ? data.display : paying.step === 'over' ? 'none' : 'present');
  text($('paying-type'), [t().type[paying.type] || paying.type, data ? paidWith(data) : '', paying.reference].filter(Boolean).join(' · '));
  text($('paying-amount'), paying.type === 'balance' ? t().type.balance : money(paying.amount, unit()));
  icon(node, data ? data.display : paying.step === 'present' ? 'scan' : paying.step === 'card' ? 'card' : paying.step === 'over' ? 'not-sent' : 'pending');
  const [now, more] = data ? [word(data), data.message[speech.language]] : sentences();
  text($('paying-now'), now);
  text($('paying-more'), more.replace(/[.。]$/, '') === now ? '' : more);
  const balance = data && data.balance !== undefined ? t().balanceIs(money(data.balance, data)) : '';
  // The message of these says it already.
  const again = data && finished && !['confirmed', 'cancelled', 'not-sent'].includes(data.display) ? t().again(data.type === 'sale') + data.chargeAgain[speech.language] : '';
  text($('paying-again-text'), balance || again);
  const may = (/** @type {string} */ what) => Boolean(data && data.next.includes(what) && !bringsNothing(what, data));
  const presenting = paying.step === 'present';
  $('paying-card').hidden = !presenting || !mayRead();
  $('paying-type-code').hidden = !presenting || !$('code-row').hidden;
  $('code-row').hidden = !presenting || $('code-row').hidden;
  $('paying-stop').hidden = paying.step !== 'card';
  $('paying-retry').hidden = finished || !may('retry');
  $('paying-cancel').hidden = finished || !may('cancel');
  $('paying-background').hidden = !(paying.step === 'asking' || data && !finished);
  $('paying-receipt').hidden = !finished;
  $('paying-again').hidden = !(finished && data && data.chargeAgain.answer === 'yes' && data.display !== 'confirmed' && data.type === 'sale');
  $('paying-close').hidden = !(presenting || paying.step === 'over' || finished);
  text($('paying-close'), presenting ? t().back : t().newPayment);
  for (const each of ['paying-retry', 'paying-cancel', 'paying-card']) button(each).disabled = !live();
  paintTime();
}

/** @returns {[string, string]} */
function sentences() {
  switch (paying.step) {
    case 'card': return [t().cardNow, t().cardText];
    case 'asking': return [t().wait, paying.lost ? t().askingLost : t().asking];
    case 'over': return [t().display['not-sent'], paying.why];
    case 'present': return [t().present, t().presentText];
    default: return [t().wait, t().asking];
  }
}

function paintTime() {
  if (!dialog('paying').open) return;
  const data = paying.step === 'following' && paying.id ? known.payments.get(paying.id) : undefined;
  const seconds = Math.floor((Date.now() - paying.since) / 1000);
  const left = Math.max(0, Math.ceil((paying.until - Date.now()) / 1000));
  let said = '';
  if (paying.step === 'card') said = t().cardLeft(left);
  else if (data && !FINAL.has(data.display)) said = countdown(data) || t().waitText(seconds);
  else if (paying.step === 'asking') said = t().waitText(seconds);
  text($('paying-time'), said);
  const bar = $('paying-bar');
  bar.hidden = paying.step !== 'card';
  bar.style.setProperty('--part', String(left * 1000 / CARD_MILLIS));
}

/** Closed by the person: what has no end yet goes on, and is said when it has. */
function leave() {
  if (paying.step === 'following' && paying.id && !isOver()) leftBehind(paying.id);
  if (paying.reader) paying.reader.abort();
  paying.reader = null;
  if (paying.step !== 'following') paying.key = '';
  field('amount').focus();
}

function again() {
  const {amount, reference} = paying;
  dialog('paying').close();
  field('amount').value = asTyped(amount, unit().minorUnits);
  field('pay-reference').value = reference;
  kind = 'sale';
  correct();
  begin();
}

/** What was asked for when the page was left is found out, and said. */
function afterReload() {
  for (const request of openRequests()) {
    notice(t().checking);
    findOutLater(request);
  }
}

/** @param {import('./cashier-keys.js').Open} request */
async function findOutLater(request) {
  try {
    const payment = await whatBecameOf(request);
    answered(request.key);
    if (payment) { meet(payment); leftBehind(payment.id); }
    notice(payment ? `${money(payment.amount, payment)} ${word(payment)}` : `${money(request.amount, unit())} · ${t().nothingCharged}`);
  } catch (e) { notice(whyNot(e)); }
}

export function startPay() {
  for (const node of every($('pay-types'), '[data-type]')) node.onclick = () => { kind = node.dataset.type || 'sale'; paintPad(); };
  for (const node of every($('pad'), '[data-key]')) node.onclick = () => press(node.dataset.key || '');
  $('amount-clear').onclick = () => { press('clear'); field('amount').focus(); };
  field('amount').oninput = correct;
  for (const id of ['amount', 'pay-reference']) field(id).onkeydown = (event) => { if (event.key === 'Enter') begin(); };
  $('charge').onclick = begin;
  $('paying-card').onclick = () => { if (live()) readCard(); };
  $('paying-stop').onclick = () => { if (paying.reader) paying.reader.abort(); };
  $('paying-type-code').onclick = () => { $('code-row').hidden = false; paintPaying(); field('code').focus(); };
  $('code-yes').onclick = () => {
    const code = field('code').value.replace(/\s/g, '');
    if (!/^\d{18,19}$/.test(code)) {
      text($('code-error'), t().codeLabel);
      field('code').setAttribute('aria-invalid', 'true');
      field('code').focus();
    } else if (live()) chargeCode(code);
  };
  $('paying-retry').onclick = () => { if (paying.id) act(paying.id, 'retry', {}); };
  $('paying-cancel').onclick = () => { if (paying.id) askCancel(paying.id); };
  $('paying-background').onclick = () => dialog('paying').close();
  $('paying-close').onclick = () => dialog('paying').close();
  $('paying-receipt').onclick = () => { if (paying.id) showReceipt(paying.id); };
  $('paying-again').onclick = again;
  dialog('paying').oncancel = (event) => { if (paying.step === 'card' || paying.step === 'asking') event.preventDefault(); };
  dialog('paying').onclose = leave;
  startScan(scanned, (key) => {
    // A digit that goes nowhere is the next amount.
    if (/^[0-9.]$/.test(key) && !(document.activeElement instanceof HTMLInputElement) && !document.querySelector('dialog[open]') && document.body.dataset.view === 'pay') field('amount').focus();
  });
  when('payment', (data, before) => {
    if (data.id !== paying.id) return;
    paintPaying();
    if (dialog('paying').open && FINAL.has(data.display) && before && !FINAL.has(before.display)) ended(data);
  });
  when('all', () => { paintPad(); paintPaying(); });
  when('status', paintPad);
  when('second', paintTime);
  when('closed', () => { paying.id = null; field('amount').value = ''; field('pay-reference').value = ''; });
  let checked = false;
  when('list', () => { if (!checked && live()) { checked = true; afterReload(); } });
}
