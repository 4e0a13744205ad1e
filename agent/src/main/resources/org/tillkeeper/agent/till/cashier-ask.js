import {act, notice} from './cashier-act.js';
import {Refused, call, newKey, ofPayment, whyNot} from './cashier-agent.js';
import {settlementBegun} from './cashier-day.js';
import {$, button, dialog, every, field, openDialog, remember, remembered, text} from './cashier-dom.js';
import {FINAL, known, meet, t, tell, when} from './cashier-known.js';
import {dataOf, describe, word} from './cashier-list.js';
import {asTyped, money, paid, typed} from './cashier-money.js';
import {askReport} from './cashier-stream.js';

/** The questions before something is done. Each follows its payment while it is open: what has come meanwhile is said there. */

/** Which payment an open question is about, and what says it. @type {{dialog: string, id: string, what: string, paint?: () => void} | null} */
let asked = null;

/** Shows what is wrong at its field, or below the form; nothing that was typed is lost. @param {string} form @param {string} name @param {string} message */
export function wrong(form, name, message) {
  const input = document.getElementById(`${form}-${name}`);
  const at = document.getElementById(`${form}-${name}-error`) || $(`${form}-error`);
  text(at, message);
  if (input) {
    input.setAttribute('aria-invalid', 'true');
    input.focus();
  }
}

/** @param {string} form */
export function nothingWrong(form) {
  for (const node of every($(`${form}-dialog`), '.error')) text(node, '');
  for (const node of every($(`${form}-dialog`), '[aria-invalid]')) node.removeAttribute('aria-invalid');
}

/** @param {string} form @param {unknown} e */
function refused(form, e) {
  wrong(form, e instanceof Refused ? e.field.replace(/^.*\./, '') || 'none' : 'none', whyNot(e));
}

/** @param {string} id */
export function askCancel(id) {
  asked = {dialog: 'cancel', id, what: 'cancel'};
  openDialog('cancel-dialog', 'cancel-no');
  paintCancel();
}

function paintCancel() {
  const data = asked && dataOf(asked.id);
  if (!asked || !data) return;
  const id = asked.id;
  const isPaid = data.display === 'confirmed';
  const over = FINAL.has(data.display) || data.display === 'cancelling';
  const mayVoid = isPaid && data.next.includes('void');
  text($('cancel-what'), describe(data));
  text($('cancel-text'), isPaid ? t().cancelPaid : over ? t().cancelOver(word(data)) : data.show ? t().cancelCode : t().cancelText);
  text($('cancel-no'), over ? t().close : t().cancelNo);
  text($('cancel-yes'), mayVoid ? t().next.void : t().cancelYes);
  $('cancel-yes').hidden = over && !mayVoid;
  $('cancel-yes').onclick = () => {
    dialog('cancel-dialog').close();
    if (mayVoid) askNext(id, 'void'); else act(id, 'cancel', {});
  };
}

/** @param {string} id @param {string} what */
export function askNext(id, what) {
  const data = dataOf(id);
  if (!data) return;
  const most = what === 'refund' ? paid(data) - data.refunded : paid(data);
  const takesAmount = what === 'refund' || what === 'completion' || what === 'tip';
  const digits = data.minorUnits;
  // One key for as long as this is open: whoever presses twice, or again after a lost answer, asks for the same.
  const key = newKey();
  let anyway = false;
  const paint = () => {
    text($('next-title'), t().nextTitle[what]);
    text($('next-what'), describe(data));
    text($('next-text'), t().nextText[what](money(most, data)));
    text($('next-yes'), anyway ? t().duplicateYes : t().next[what].replace('…', ''));
  };
  asked = {dialog: 'next', id, what, paint};
  nothingWrong('next');
  paint();
  $('next-amount-row').hidden = !takesAmount;
  field('next-amount').value = what === 'tip' ? '' : asTyped(most, digits);
  button('next-yes').disabled = false;
  $('next-yes').hidden = false;
  $('next-yes').onclick = async () => {
    const amount = typed(field('next-amount').value.trim(), digits);
    nothingWrong('next');
    if (takesAmount && (!amount || (what === 'refund' && amount > most))) {
      wrong('next', 'amount', what === 'refund' ? t().nextBad(money(most, data)) : t().nextBadAny);
      return;
    }
    const body = {...(takesAmount && {amount}), ...(anyway && {allowDuplicate: true})};
    const byPath = what === 'void' || what === 'refund';
    button('next-yes').disabled = true;
    try {
      const begun = byPath ? await call(`${ofPayment(id)}/${what}`, body, key) : await call('/v1/payments', {type: what, original: id, ...body}, key);
      meet(begun);
      dialog('next-dialog').close();
      tell('begun', begun);
    } catch (e) {
      // A person may mean it; the question is asked once more.
      anyway = e instanceof Refused && e.type === 'possible-duplicate';
      if (anyway) {
        wrong('next', 'none', t().duplicateBack);
        paint();
      } else {
        refused('next', e);
      }
    }
    button('next-yes').disabled = false;
  };
  openDialog('next-dialog', takesAmount ? 'next-amount' : 'next-no');
}

function paintAskedNext() {
  const data = asked && dataOf(asked.id);
  if (!asked || !data || button('next-yes').disabled) return;
  const gone = !data.next.includes(asked.what);
  $('next-yes').hidden = gone;
  if (gone) text($('next-error'), t().nextGone(word(data)));
}

export function askSettle() {
  const status = known.status;
  if (!status) return;
  // One key for as long as this is open, as above.
  const key = newKey();
  const paint = () => text($('settle-what'), [t().settleWhat(status.batch), $('batch-count').textContent].filter(Boolean).join(' · '));
  asked = {dialog: 'settle', id: '', what: 'settle', paint};
  paint();
  nothingWrong('settle');
  button('settle-yes').disabled = false;
  $('settle-yes').onclick = async () => {
    button('settle-yes').disabled = true;
    try {
      settlementBegun(await call('/v1/settlements', {}, key));
      dialog('settle-dialog').close();
      notice(t().asked);
      askReport();
    } catch (e) {
      refused('settle', e);
      button('settle-yes').disabled = false;
    }
  };
  openDialog('settle-dialog', 'settle-no');
}

export function askAcknowledge() {
  const disputed = known.report && known.report.toAcknowledge[0];
  if (!disputed) return;
  const paint = () => text($('acknowledge-what'), $('dispute-what').textContent || '');
  asked = {dialog: 'acknowledge', id: '', what: 'acknowledge', paint};
  paint();
  nothingWrong('acknowledge');
  field('acknowledge-by').value = remembered('operator') || '';
  field('acknowledge-evidence').value = '';
  $('acknowledge-yes').onclick = async () => {
    const said = attested('acknowledge');
    if (!said) return;
    try {
      await call(`/v1/settlements/${encodeURIComponent(disputed.id)}/acknowledge`, said);
      dialog('acknowledge-dialog').close();
      notice(t().asked);
      askReport();
    } catch (e) {
      refused('acknowledge', e);
    }
  };
  openDialog('acknowledge-dialog');
}

/** Who says it and by what, or nothing and what is missing. @param {string} form */
function attested(form) {
  nothingWrong(form);
  const by = field(form + '-by').value.trim();
  const evidence = field(form + '-evidence').value.trim();
  if (!evidence) wrong(form, 'evidence', t().missing);
  if (!by) wrong(form, 'by', t().missing);
  return by && evidence ? {by, evidence} : null;
}

/** @param {string} id */
export function askResolve(id) {
  const data = dataOf(id);
  if (!data) return;
  const paint = () => text($('resolve-what'), describe(data));
  asked = {dialog: 'resolve', id, what: 'resolve', paint};
  nothingWrong('resolve');
  paint();
  $('resolve-yes').hidden = false;
  field('resolve-by').value = remembered('operator') || '';
  field('resolve-evidence').value = '';
  const choices = /** @type {HTMLInputElement[]} */ (every($('resolve-dialog'), '[name=outcome]'));
  for (const choice of choices) choice.checked = false;
  $('resolve-yes').onclick = async () => {
    const said = attested('resolve');
    const choice = choices.find((each) => each.checked);
    if (!choice) text($('resolve-outcome-error'), t().missingChoice);
    if (!said || !choice) return;
    try {
      meet(await call(ofPayment(id) + '/resolve', {outcome: choice.value, ...said}));
      dialog('resolve-dialog').close();
      notice(t().asked);
    } catch (e) {
      refused('resolve', e);
    }
  };
  openDialog('resolve-dialog');
}

function paintAskedResolve() {
  const data = asked && dataOf(asked.id);
  if (!data || data.next.includes('resolve')) return;
  $('resolve-yes').hidden = true;
  text($('resolve-error'), t().nextGone(word(data)));
}

export function startAsking() {
  for (const form of ['cancel', 'next', 'settle', 'acknowledge', 'resolve']) $(form + '-no').onclick = () => dialog(form + '-dialog').close();
  $('settle').onclick = askSettle;
  $('acknowledge').onclick = askAcknowledge;
  when('payment', (data) => {
    if (!asked || asked.id !== data.id || !dialog(asked.dialog + '-dialog').open) return;
    if (asked.dialog === 'cancel') paintCancel();
    else if (asked.dialog === 'next') paintAskedNext();
    else if (asked.dialog === 'resolve') paintAskedResolve();
  });
  when('all', () => {
    paintCancel();
    // After all others: a question may quote what they show.
    Promise.resolve().then(() => { if (asked && asked.paint && dialog(asked.dialog + '-dialog').open) asked.paint(); });
  });
  field('operator').value = remembered('operator') || '';
  field('operator').onchange = () => { remember('operator', field('operator').value.trim() || null); tell('status'); };
}
