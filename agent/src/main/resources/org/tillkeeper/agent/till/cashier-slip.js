import {call, whyNot} from './cashier-agent.js';
import {nothingWrong, wrong} from './cashier-ask.js';
import {$, button, dialog, field, openDialog, text} from './cashier-dom.js';
import {known, live, t, when} from './cashier-known.js';
import {openSheet} from './cashier-sheet.js';
import {asSupervisor} from './cashier-supervisor.js';

/** What the slip says of a payment that this terminal never had, before it is paid back to the card. */

/** Days of each month in the year that has most; the slip's year is not asked for. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What says the open question. */
let paintSlip = () => {};

/** @param {string} date */
const isDay = (date) => /^\d{4}$/.test(date) && Number(date.slice(2)) >= 1 && Number(date.slice(2)) <= (DAYS[Number(date.slice(0, 2)) - 1] || 0);

/** The slip as it was typed, or nothing and what is wrong at its field. @returns {import('./cashier-types.js').Slip | null} */
function typedSlip() {
  nothingWrong('slip');
  const given = (/** @type {string} */ name) => field('slip-' + name).value.replace(/\s/g, '');
  const [rrn, date, stan, batch] = ['rrn', 'date', 'stan', 'batch'].map(given);
  let right = true;
  // The first that is wrong has the focus.
  for (const [name, value] of [['batch', batch], ['stan', stan]]) if (value && !/^\d{6}$/.test(value)) { wrong('slip', name, t().slipSix); right = false; }
  if (!isDay(date)) { wrong('slip', 'date', t().slipBadDate); right = false; }
  if (!/^[0-9A-Za-z]{12}$/.test(rrn)) { wrong('slip', 'rrn', t().slipBadRrn); right = false; }
  return right ? {rrn, date, ...(stan && {stan}), ...(batch && {batch})} : null;
}

/**
 * Asks for the slip, and for the supervisor where there is a PIN: before the reader asks for a card.
 * @param {() => string} what the sum that goes back
 * @param {(slip: import('./cashier-types.js').Slip) => void} then
 */
export function askSlip(what, then) {
  nothingWrong('slip');
  for (const name of ['rrn', 'date', 'stan', 'batch']) field('slip-' + name).value = '';
  $('slip-show').hidden = true;
  button('slip-yes').disabled = false;
  /** The reference number that was found here, and is another payment's. */
  let another = '';
  paintSlip = () => {
    text($('slip-what'), what());
    text($('slip-yes'), another ? t().slipAnother : t().slipYes);
  };
  paintSlip();
  field('slip-rrn').oninput = () => { another = ''; $('slip-show').hidden = true; paintSlip(); };
  $('slip-yes').onclick = async () => {
    const slip = typedSlip();
    if (!slip || !live()) return;
    button('slip-yes').disabled = true;
    try {
      const here = slip.rrn === another ? [] : (await call('/v1/payments?limit=1&rrn=' + slip.rrn)).payments;
      if (here.length) {
        another = slip.rrn;
        wrong('slip', 'rrn', t().slipKnown);
        paintSlip();
        $('slip-show').hidden = false;
        $('slip-show').onclick = () => {
          dialog('slip-dialog').close();
          if (!known.payments.has(here[0].id)) known.payments.set(here[0].id, here[0]);
          openSheet(here[0].id);
        };
      } else if (await asSupervisor()) {
        dialog('slip-dialog').close();
        then(slip);
      }
    } catch (e) {
      wrong('slip', 'none', whyNot(e));
    }
    button('slip-yes').disabled = false;
  };
  openDialog('slip-dialog', 'slip-rrn');
}

export function startSlip() {
  when('all', () => paintSlip());
  $('slip-no').onclick = () => dialog('slip-dialog').close();
  for (const name of ['rrn', 'date', 'stan', 'batch']) {
    field('slip-' + name).addEventListener('keydown', (event) => { if (event.key === 'Enter') $('slip-yes').click(); });
  }
}
