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
const LATE_MILLIS = 4000;
const READER_MILLIS = 20000;

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
};
/** What the amount is for. */
let kind = 'sale';
/** How the card reader stands: none and absent where no card can be asked for. */
let reader = 'none';

const unit = () => known.status || {currency: 'CNY', minorUnits: 2};
const mayRead = () => reader === 'ready' || reader === 'busy';

/** An agent that knows of no readers has none. */
async function askReader() {
  if (!live()) return;
  const before = reader;
  try {
    reader = String((await call('/v1/reader')).reader);
  } catch (e) {
    if (e instanceof Refused) reader = 'none';
  }
  if (!mayRead() && kind !== 'sale') kind = 'sale';
  if (reader !== before) { paintPad(); paintPaying(); }
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

/** The end is shown: the next code is the next customer's. */
function isFinished() {
  return dialog('paying').open && (paying.step === 'over' || paying.step === 'following' && isOver());
}

/** @param {string | null} code */
function scanned(code) {
  const presenting = dialog('paying').open && paying.step === 'present';
  const finished = isFinished();
  const another = document.querySelector('dialog[open]:not(#paying)');
  if (code === null) { notice(t().notCode); return; }
  if (another || (dialog('paying').open && !presenting && !finished)) { notice(t().scanBusy); return; }
  if (!live()) { notice(t().payDown); return; }
  if (!presenting) {
    if (finished) dialog('paying').close();
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
  button('paying-stop').disabled = false;
  paintPaying();
  const entries = ['chip', 'contactless', 'swipe', 'manual'];
  ask({...body(), collect: {within: CARD_MILLIS / 1000 + 's', entries}}, CARD_MILLIS);
}

/** The call that asked says what came of it: that it was given up, or a payment whose card was there first. */
function stopReading() {
  button('paying-stop').disabled = true;
  call('/v1/collections/cancel', {}, paying.key).catch(() => { /* it is over, or ends by itself */ });
}

/**
 * Asks with one key until there is an answer. After a lost one the same is asked again, and later only what became of it.
 * @param {object} wanted @param {number} insist in milliseconds
 */
async function ask(wanted, insist) {
  const key = paying.key;
  const until = Date.now() + insist;
  const request = {key, type: paying.type, amount: paying.amount, reference: paying.reference, until};
  noteRequest(request);
  const mine = () => paying.key === key;
  for (let wait = 400; ; wait = Math.min(2 * wait, 3000)) {
    try {
      const payment = await call('/v1/payments', wanted, key);
      answered(key);
      followPayment(payment, mine());
      return;
    } catch (e) {
      // Its place was given to a later call; the reader still waits.
      if (e instanceof Refused && e.type !== 'collecting') { answered(key); if (mine()) refusedPayment(e); return; }
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
  if (e.type === 'no-reader') askReader();
  /** @type {Record<string, string>} */
  const own = {'not-presented': t().notPresented, 'no-reader': t().noReader, 'reader-busy': t().readerBusy, 'collection-cancelled': t().cardStopped};
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
  const advice = data && finished && !['confirmed', 'cancelled', 'not-sent'].includes(data.display) ? t().again(data.type === 'sale') + data.chargeAgain[speech.language] : '';
  text($('paying-again-text'), balance || advice);
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
  if (paying.step === 'card') {
    said = t().cardLeft(left);
    // A browser may have asked once more by itself.
    if (Date.now() > paying.until + LATE_MILLIS && !button('paying-stop').disabled) stopReading();
  }
  if (data && !FINAL.has(data.display)) said = countdown(data) || t().waitText(seconds);
  else if (paying.step === 'asking') said = t().waitText(seconds);
  text($('paying-time'), said);
  const bar = $('paying-bar');
  bar.hidden = paying.step !== 'card';
  bar.style.setProperty('--part', String(left * 1000 / CARD_MILLIS));
}

/** The customer goes before the end, which is said when it comes. */
function customerGoes() {
  if (paying.step === 'following' && paying.id && !isOver()) leftBehind(paying.id);
}

/** Closed by the person: what has no end yet goes on. */
function leave() {
  // Told a moment later: the next payment may have begun, and this one may have ended unseen.
  if (dialog('paying').open) return;
  customerGoes();
  if (paying.step === 'card') stopReading();
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

/** What was asked for when the page was left is found out, and said. @param {import('./cashier-keys.js').Open[]} requests */
function afterReload(requests) {
  for (const request of requests) {
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
  $('paying-stop').onclick = stopReading;
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
  $('paying-background').onclick = () => { customerGoes(); dialog('paying').close(); };
  $('paying-close').onclick = () => dialog('paying').close();
  $('paying-receipt').onclick = () => { if (paying.id) showReceipt(paying.id); };
  $('paying-again').onclick = again;
  dialog('paying').oncancel = (event) => { if (paying.step === 'card' || paying.step === 'asking') event.preventDefault(); else customerGoes(); };
  dialog('paying').onclose = leave;
  startScan(scanned, (key) => {
    // A digit that goes nowhere is the next amount.
    if (/^[0-9.]$/.test(key) && !(document.activeElement instanceof HTMLInputElement) && !document.querySelector('dialog[open]') && document.body.dataset.view === 'pay') field('amount').focus();
  }, () => (dialog('paying').open && paying.step === 'present' || isFinished()) && !(document.activeElement instanceof HTMLInputElement));
  when('payment', (data, earlier) => {
    if (data.id !== paying.id) return;
    paintPaying();
    if (dialog('paying').open && FINAL.has(data.display) && earlier && !FINAL.has(earlier.display)) ended(data);
  });
  when('all', () => { paintPad(); paintPaying(); });
  when('status', paintPad);
  when('second', paintTime);
  when('closed', () => { paying.id = null; field('amount').value = ''; field('pay-reference').value = ''; });
  let reached = false;
  when('all', () => {
    if (live() && !reached) askReader();
    reached = live();
  });
  setInterval(() => { if (!document.hidden) askReader(); }, READER_MILLIS);
  let before = openRequests();
  when('list', () => { if (live()) { const leftOpen = before; before = []; afterReload(leftOpen); } });
}
