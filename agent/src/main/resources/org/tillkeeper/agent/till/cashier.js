import {call, meeting} from './cashier-agent.js';
import {startAsking} from './cashier-ask.js';
import {startBar} from './cashier-bar.js';
import {startDay} from './cashier-day.js';
import {$, dialog, openDialog} from './cashier-dom.js';
import {forgetAll, known, otherLanguage, tell} from './cashier-known.js';
import {startList} from './cashier-list.js';
import {startNotices} from './cashier-notices.js';
import {startPay} from './cashier-pay.js';
import {startReceipt} from './cashier-receipt.js';
import {startSearch} from './cashier-search.js';
import {startSheet} from './cashier-sheet.js';
import {startSlip} from './cashier-slip.js';
import {startSound} from './cashier-sound.js';
import {follow, unfollow} from './cashier-stream.js';
import {startSupervisor} from './cashier-supervisor.js';
import {startTour} from './cashier-tour.js';

/**
 * The cashier's page: takes payments, shows what the agent says, live, and never shows old data as if it were live.
 *
 * A one-time address brings it a session, whose cookie no script can read. With it goes the page's key, which
 * is made here and kept in this address's own storage: cookies are shown to every port of the machine, storage
 * is not. A token after '#' is changed into a session at once, taken out of the address and kept nowhere.
 */

/** Said instead of what the first call is refused with. @type {string | null} */
let whyNotOpened = null;

/** Nothing of the shop stays in a browser that may not ask any more. @param {string} why */
function askToOpen(why) {
  known.opened = false;
  unfollow();
  forgetAll();
  tell('closed');
  for (const open of /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll('dialog[open]'))) open.close();
  $('open-why').dataset.text = whyNotOpened || why;
  whyNotOpened = null;
  $('open-help').hidden = false;
  $('live').hidden = true;
  tell('all');
}

function openLive() {
  known.opened = true;
  known.loaded = false;
  known.reachable = null;
  $('open-help').hidden = true;
  $('live').hidden = false;
  tell('all');
  follow();
}

async function openPage() {
  const token = location.hash.slice(1);
  const usedAddress = location.pathname !== '/';
  if (token || usedAddress) history.replaceState(null, '', '/');
  whyNotOpened = usedAddress ? 'addressOver' : null;
  if (token) {
    whyNotOpened = 'tokenWrong';
    // Unreachable or refused: what follows finds out whether an older session is there.
    await fetch('/v1/session', {method: 'POST', headers: {Authorization: 'Bearer ' + token}, cache: 'no-store'}).catch(() => {});
  }
  unfollow();
  openLive();
}

async function signOut() {
  await call('/v1/session/end', {}).catch(() => {});
  askToOpen('signedOut');
}

meeting.closed = askToOpen;
for (const start of [startBar, startList, startSheet, startAsking, startDay, startReceipt, startSound, startNotices, startSearch, startSupervisor, startSlip, startPay, startTour]) start();
$('language').onclick = () => { otherLanguage(); tell('all'); };
$('menu').onclick = () => openDialog('menu-dialog', 'menu-close');
$('menu-close').onclick = () => dialog('menu-dialog').close();
$('sign-out').onclick = signOut;
window.addEventListener('hashchange', () => { if (location.hash.length > 1) openPage(); });
setInterval(() => tell('second'), 500);
openPage();
