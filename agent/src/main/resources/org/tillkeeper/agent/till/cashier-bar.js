import {clock, foreignZone, hours, midnight, whenShort} from './cashier-clock.js';
import {$, attribute, button, every, icon, remembered, text} from './cashier-dom.js';
import {known, live, speech, t, when} from './cashier-known.js';
import {showList, showView} from './cashier-list.js';
import {money} from './cashier-money.js';

/** How the agent stands: the bar on top, whose till this is, and the figures of the day. */

function looks() {
  if (!known.opened || known.reachable === null) return 'connecting';
  if (!known.reachable || !known.status) return 'unreachable';
  return known.status.online ? 'online' : 'offline';
}

function paintBar() {
  const bar = $('bar');
  const now = looks();
  if (bar.className !== now) bar.className = now;
  /** @type {Record<string, string>} */
  const icons = {connecting: 'pending', unreachable: 'attention', online: 'online', offline: 'offline'};
  icon(bar, icons[now]);
  const status = known.status;
  if (now === 'connecting') {
    text($('bar-title'), known.opened ? t().connecting : 'Tillkeeper');
    text($('bar-detail'), '');
  } else if (now === 'unreachable') {
    text($('bar-title'), t().unreachable);
    text($('bar-detail'), known.asOf ? t().unreachableAsOf(clock(known.asOf)) : t().unreachableEmpty);
  } else if (status) {
    const detail = now === 'online' ? t().onlineDetail : t().offlineDetail;
    text($('bar-title'), now === 'online' ? t().online : t().offline);
    text($('bar-detail'), detail(whenShort(status.since), status.route) + (status.signedIn ? '' : t().notSignedIn));
  }
  $('live').classList.toggle('stale', now === 'unreachable');
  for (const node of every(document, '.dead')) node.hidden = now !== 'unreachable';
}

function paintShop() {
  const shop = known.status && known.status.shop;
  text($('shop-name'), shop ? shop.name || 'Tillkeeper' : 'Tillkeeper');
  text($('shop-terminal'), shop ? t().terminal(shop.merchant, shop.terminal) : '');
  text($('menu-shop'), shop ? `${shop.name || ''} ${t().terminal(shop.merchant, shop.terminal)}` : '');
  // Without a PIN there is one role, and nothing to say of it.
  const session = known.session && known.session.pinSet ? known.session : null;
  const until = session && session.supervisorUntil;
  const role = !session ? '' : until && Date.parse(until) > Date.now() ? t().roleUntil(hours(until)) : session.role === 'supervisor' && !until ? t().roleSupervisor : t().roleCashier;
  text($('role'), [role, remembered('operator')].filter(Boolean).join(' · '));
  paintClock();
}

function paintClock() {
  text($('shop-clock'), hours(Date.now()));
  text($('shop-zone'), foreignZone());
}

function paintFigures() {
  const status = known.status;
  if (!status) return;
  text($('pending-count'), String(status.pending.count));
  text($('pending-amount'), money(status.pending.amount, status));
  text($('attention-count'), String(status.attention));
  $('attention-total').classList.toggle('some', status.attention > 0);
  $('pending-total').classList.toggle('some', status.pending.count > 0);
  const key = status.deviceKey || '';
  text($('version'), t().version + status.version + (key && ` · ${t().deviceKey}${key.slice(0, 16)}…`));
  $('version').title = key;
  $('loss').hidden = !status.ledgerLoss;
  const begin = midnight();
  let total = 0;
  for (const [id, {at, currency, sum}] of known.today) {
    if (at < begin) known.today.delete(id); else if (currency === status.currency) total += sum;
  }
  text($('today-count'), t().todayCount(known.today.size));
  text($('today-amount'), money(total, status));
}

function paintAll() {
  document.documentElement.lang = speech.language === 'zh' ? 'zh-CN' : 'en';
  /** @type {Record<string, any>} */
  const words = t();
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-text]'))) text(node, words[node.dataset.text || '']);
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-label]'))) attribute(node, 'aria-label', words[node.dataset.label || '']);
  text($('language'), t().other);
  $('language').lang = speech.language === 'zh' ? 'en' : 'zh-CN';
  paintStatus();
}

function paintStatus() {
  paintBar();
  paintShop();
  paintFigures();
  button('acknowledge').disabled = !live();
}

export function startBar() {
  $('pending-total').onclick = () => showList('open');
  $('attention-total').onclick = () => showList('attention');
  $('today-total').onclick = () => showList('today');
  $('batch-total').onclick = () => showView('day');
  when('status', paintStatus);
  when('all', paintAll);
  when('list', paintFigures);
  when('second', paintClock);
}
