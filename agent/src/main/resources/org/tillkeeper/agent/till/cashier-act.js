import {call, ofPayment, whyNot} from './cashier-agent.js';
import {$, dialog, element, text} from './cashier-dom.js';
import {meet, t} from './cashier-known.js';

/** Telling the agent, and telling the person what came of it. */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let noticeTimer;

/** A word that passes; above an open dialog too. @param {string} message */
export function notice(message) {
  const node = $('notice');
  text(node, message);
  node.hidden = false;
  if (node.showPopover) {
    try { node.hidePopover(); node.showPopover(); } catch (e) { /* shown without */ }
  }
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    node.hidden = true;
    if (node.hidePopover) try { node.hidePopover(); } catch (e) { /* was not shown */ }
  }, 7000);
}

/** Read out one after the other; none is overwritten by the next. @param {string} message */
export function announce(message) {
  const log = $('announce');
  log.append(element('p', message));
  while (log.children.length > 5 && log.firstElementChild) log.firstElementChild.remove();
}

/** @param {string} id @param {string} action @param {object} body */
export async function act(id, action, body) {
  try {
    meet(await call(`${ofPayment(id)}/${action}`, body));
    // Where the payment is followed large its state says it, and a word would cover the buttons.
    if (!dialog('paying').open) notice(t().asked);
    return true;
  } catch (e) {
    notice(whyNot(e));
    return false;
  }
}
