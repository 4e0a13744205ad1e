import {Refused, call, meeting, whyNot} from './cashier-agent.js';
import {$, button, dialog, field, openDialog, text} from './cashier-dom.js';
import {known, live, t, tell, when} from './cashier-known.js';

/** Who may do what: a call that needs the supervisor waits for the PIN and then goes on. */

/** Calls that wait for the same PIN. @type {((given: boolean) => void)[]} */
let waiting = [];

async function askSession() {
  try {
    known.session = await call('/v1/session');
  } catch (e) {
    known.session = null;
  }
  $('role-leave').hidden = !(known.session && known.session.pinSet && known.session.role === 'supervisor');
  tell('status');
}

/** For what begins with something else than its call: whether it may begin. @returns {Promise<boolean>} */
export async function asSupervisor() {
  await askSession();
  return !known.session || known.session.role === 'supervisor' || askPin();
}

/** @returns {Promise<boolean>} whether the PIN was given and right */
function askPin() {
  field('pin-value').value = '';
  text($('pin-value-error'), '');
  field('pin-value').removeAttribute('aria-invalid');
  openDialog('pin-dialog', 'pin-value');
  return new Promise((done) => waiting.push(done));
}

/** @param {boolean} given */
function finish(given) {
  const all = waiting;
  waiting = [];
  field('pin-value').value = '';
  if (dialog('pin-dialog').open) dialog('pin-dialog').close();
  for (const done of all) done(given);
}

async function givePin() {
  const pin = field('pin-value').value;
  if (!pin) { say(t().missing); return; }
  button('pin-yes').disabled = true;
  try {
    await call('/v1/session/supervisor', {pin});
    await askSession();
    finish(true);
  } catch (e) {
    field('pin-value').value = '';
    say(e instanceof Refused ? e.said() : whyNot(e));
  }
  button('pin-yes').disabled = false;
}

/** @param {string} message */
function say(message) {
  text($('pin-value-error'), message);
  field('pin-value').setAttribute('aria-invalid', 'true');
  field('pin-value').focus();
}

export function startSupervisor() {
  meeting.supervisor = askPin;
  $('pin-yes').onclick = givePin;
  $('pin-no').onclick = () => finish(false);
  dialog('pin-dialog').onclose = () => { if (!dialog('pin-dialog').open) finish(false); };
  field('pin-value').onkeydown = (event) => { if (event.key === 'Enter') { event.preventDefault(); givePin(); } };
  $('role-leave').onclick = async () => {
    await call('/v1/session/cashier', {}).catch(() => {});
    askSession();
  };
  let reached = false;
  when('all', () => {
    if (live() && !reached) askSession();
    reached = live();
  });
}
