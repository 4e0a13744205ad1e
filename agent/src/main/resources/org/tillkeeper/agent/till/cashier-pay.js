import {act, announce, notice} from './cashier-act.js';
import {Refused, call, newKey, ofPayment, whyNot} from './cashier-agent.js';
import {askCancel} from './cashier-ask.js';
import {$, attribute, button, dialog, field, icon, openDialog, text} from './cashier-dom.js';
import {answered, noteRequest, openRequests, pause, whatBecameOf} from './cashier-keys.js';
import {FINAL, known, live, meet, speech, t, when} from './cashier-known.js';
import {bringsNothing, countdown, paidWith, sum, word} from './cashier-list.js';
import {asTyped, money} from './cashier-money.js';
import {leftBehind} from './cashier-notices.js';
import {drawCode, showReceipt} from './cashier-receipt.js';
import {chime} from './cashier-sound.js';
import {amountTyped, askReader, correct, mayRead, needAmount, pad, paintPad, startPad, unit} from './cashier-pad.js';
import {startScan} from './cashier-scan.js';
import {askSlip} from './cashier-slip.js';

/** A payment from its amount to its end: what to do now, how long it takes, and what came of it, large enough for a metre away. */

/** A lost answer is asked for with the whole request as long as the customer surely still stands there; then it is only found out. */
const INSIST_MILLIS = 12000;
const CARD_MILLIS = 60000;
const LATE_MILLIS = 4000;

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
  /** Why nothing came of it. @type {() => string} */
  why: () => '',
  lost: false,
  /** Of a refund of what this terminal never had. @type {import('./cashier-types.js').Slip | null} */
  slip: null,
  /** The person means it, although it looks like one that was just taken. */
  anyway: false,
  duplicate: false,
};

/** The code that the customer scans: of which payment, and until when. The agent tells it to who asks for that payment alone. */
const onScreen = {id: '', asked: '', until: 0};

// --- presenting

function begin() {
  if (!live()) return;
  if (pad.kind !== 'balance' && !amountTyped()) { needAmount(); return; }
  const type = pad.kind;
  if (type === 'refund') askSlip(() => t().charge.refund(money(amountTyped(), unit())).replace('…', ''), (slip) => beginWith(type, slip)); else beginWith(type, null);
}

/** @param {string} type @param {import('./cashier-types.js').Slip | null} slip */
function beginWith(type, slip) {
  Object.assign(paying, {
    step: 'present', type, amount: type === 'balance' ? 0 : amountTyped(), reference: field('pay-reference').value.trim(), id: null, key: newKey(), why: () => '', lost: false,
    slip, anyway: false, duplicate: false,
  });
  // The next customer pays.
  if (type === 'refund') { pad.kind = 'sale'; paintPad(); }
  $('code-row').hidden = true;
  field('code').value = '';
  text($('code-error'), '');
  openDialog('paying');
  paintPaying();
  $('paying-now').focus();
  if (type !== 'sale') readCard();
}

const body = () => ({
  type: paying.type,
  ...(paying.type !== 'balance' && {amount: paying.amount}),
  currency: unit().currency,
  ...(paying.reference && {reference: paying.reference}),
  ...(paying.slip && {originalSlip: paying.slip}),
  ...(paying.anyway && {allowDuplicate: true}),
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
    if (pad.kind !== 'sale' || !amountTyped()) { notice(t().scanNoAmount); if (pad.kind === 'sale') needAmount(); return; }
    begin();
  }
  if (paying.type === 'sale') chargeCode(code);
}

/** @param {string} code */
const chargeCode = (code) => chargeBy({qr: {code}});

/** @param {object} way */
function chargeBy(way) {
  paying.step = 'asking';
  paying.since = Date.now();
  paintPaying();
  ask({...body(), ...way}, INSIST_MILLIS);
}

/** @param {import('./cashier-types.js').Payment | undefined} data */
async function paintCode(data) {
  const id = data && data.state === 'shown' ? data.id : '';
  const drawn = Boolean(id) && onScreen.id === id;
  $('paying-code').hidden = !drawn;
  attribute($('paying'), 'data-code', drawn ? 'yes' : 'no');
  if (!id || drawn || onScreen.asked === id) return;
  onScreen.asked = id;
  try {
    const {show} = await call(ofPayment(id));
    if (show && show.code && drawCode('paying-code', show.code)) {
      Object.assign(onScreen, {id, until: Date.parse(show.expiresAt)});
      paintPaying();
    }
  } catch (e) { /* asked again at the next change */ }
  onScreen.asked = '';
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
    else if (shown && paying.key === request.key) over(() => t().nothingCharged);
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

/** The same once more, since the person means it: under a key of its own, for nothing was recorded. */
function beginAnyway() {
  Object.assign(paying, {step: 'present', key: newKey(), why: () => '', lost: false, anyway: true, duplicate: false});
  paintPaying();
  $('paying-now').focus();
  if (paying.type !== 'sale') readCard();
}

/** What a question has begun is followed as what was begun with an amount. @param {import('./cashier-types.js').Payment} payment */
function followBegun(payment) {
  if (dialog('paying').open && !isFinished()) { notice(t().asked); return; }
  Object.assign(paying, {
    step: 'following', type: payment.type, amount: payment.amount, reference: payment.reference || '', id: payment.id, key: '', since: Date.now(), why: () => '',
    lost: false, slip: null, anyway: false, duplicate: false,
  });
  openDialog('paying');
  paintPaying();
  const now = known.payments.get(payment.id);
  if (now && FINAL.has(now.display)) ended(now); else $('paying-now').focus();
}

/** @param {Refused} e */
function refusedPayment(e) {
  if (e.type === 'no-reader') askReader();
  /** @returns {Record<string, string>} */
  const own = () => ({
    'not-presented': t().notPresented, 'no-reader': t().noReader, 'reader-busy': t().readerBusy, 'collection-cancelled': t().cardStopped,
    'possible-duplicate': paying.type === 'refund' ? t().duplicateBack : t().duplicate,
  });
  paying.duplicate = e.type === 'possible-duplicate';
  const isNoCode = e.field === 'qr.code' && e.type === 'invalid-request';
  over(() => own()[e.type] || (isNoCode ? t().notCode : e.said()));
  paintPad();
}

/** @param {() => string} why */
function over(why) {
  paying.step = 'over';
  paying.why = why;
  paintPaying();
  announce(why());
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
  $('paying-show').hidden = !(presenting && paying.type === 'sale' && known.status && known.status.showsCodes);
  $('paying-type-code').hidden = !presenting || !$('code-row').hidden;
  $('code-row').hidden = !presenting || $('code-row').hidden;
  $('paying-stop').hidden = paying.step !== 'card';
  $('paying-retry').hidden = finished || !may('retry');
  $('paying-cancel').hidden = finished || !may('cancel');
  $('paying-background').hidden = !(paying.step === 'asking' || data && !finished);
  $('paying-receipt').hidden = !finished;
  $('paying-again').hidden = !(finished && data && data.chargeAgain.answer === 'yes' && data.display !== 'confirmed' && data.type === 'sale');
  $('paying-duplicate').hidden = !(paying.step === 'over' && paying.duplicate);
  text($('paying-duplicate'), t().duplicateYes);
  $('paying-close').hidden = !(presenting || paying.step === 'over' || finished);
  text($('paying-close'), presenting ? t().back : t().newPayment);
  for (const each of ['paying-retry', 'paying-cancel', 'paying-card', 'paying-show']) button(each).disabled = !live();
  paintCode(data);
  paintTime();
}

/** @returns {[string, string]} */
function sentences() {
  switch (paying.step) {
    case 'card': return [t().cardNow, t().cardText];
    case 'asking': return [t().wait, paying.lost ? t().askingLost : t().asking];
    case 'over': return [t().display['not-sent'], paying.why()];
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
  const codeLeft = Math.ceil((onScreen.until - Date.now()) / 1000);
  if (data && data.state === 'shown' && onScreen.id === data.id) said = t().cardLeft(Math.max(0, codeLeft));
  else if (data && !FINAL.has(data.display)) said = countdown(data) || t().waitText(seconds);
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
  pad.kind = 'sale';
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
    notice(payment ? `${sum(payment)} ${word(payment)}` : `${money(request.amount, unit())} · ${t().nothingCharged}`);
  } catch (e) { notice(whyNot(e)); }
}

export function startPay() {
  startPad(begin);
  $('paying-card').onclick = () => { if (live()) readCard(); };
  $('paying-show').onclick = () => { if (live()) chargeBy({show: {}}); };
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
  $('paying-duplicate').onclick = beginAnyway;
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
  when('all', paintPaying);
  when('begun', followBegun);
  when('status', paintPaying);
  when('second', paintTime);
  when('closed', () => { paying.id = null; field('amount').value = ''; field('pay-reference').value = ''; });
  let before = openRequests();
  when('list', () => { if (live()) { const leftOpen = before; before = []; afterReload(leftOpen); } });
}
