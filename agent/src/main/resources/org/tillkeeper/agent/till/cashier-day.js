import {call} from './cashier-agent.js';
import {clock} from './cashier-clock.js';
import {$, button, element, remember, remembered, soon, text} from './cashier-dom.js';
import {SIGN, known, live, speech, t, when} from './cashier-known.js';
import {money} from './cashier-money.js';
import {askReport} from './cashier-stream.js';

/** The batch, its settlement and what settlement has shown. A result stays; a difference stays on top until somebody has acknowledged it. */

const PATIENCE_MILLIS = 2000;

/** The newest, whatever its state. @type {import('./cashier-types.js').Settlement | null} */
let settlement = null;
let askingSettlement = false;

/** Looks after a settlement until its end, which comes without a change of a payment. */
const lookAgain = soon(() => { if (live() && settlement && settlement.state !== 'ended') askReport(); }, PATIENCE_MILLIS);

/** What was just asked for is shown at once. @param {import('./cashier-types.js').Settlement} begun */
export function settlementBegun(begun) {
  if (remembered('settlement-seen') === null) remember('settlement-seen', '-');
  settlement = begun;
  paintDay();
}

async function askSettlement() {
  if (askingSettlement || !live()) return;
  askingSettlement = true;
  try {
    const {settlements} = await call('/v1/settlements');
    const newest = settlements[0] || null;
    // What ended before this browser was there is no news.
    if (newest && newest.state === 'ended' && remembered('settlement-seen') === null) remember('settlement-seen', newest.id);
    if (newest && newest.state !== 'ended' && remembered('settlement-seen') === null) remember('settlement-seen', '-');
    settlement = newest;
  } catch (e) { /* asked again with the next report */ }
  askingSettlement = false;
  paintDay();
}

function paintDay() {
  const status = known.status;
  if (!status) return;
  const report = known.report;
  const current = report && report.batch.number === status.batch;
  const confirmed = current ? report.payments.filter((line) => line.state === 'confirmed' && SIGN[line.type]) : [];
  text($('batch'), status.batch);
  text($('batch-count'), current ? t().batchCount(confirmed.reduce((sum, line) => sum + line.count, 0)) : '');
  text($('batch-opened'), current && report.batch.openedAt ? t().reportOpened(clock(report.batch.openedAt, 'short')) : '');
  paintSettling();
  paintReport();
  const disputed = report && report.toAcknowledge[0];
  $('dispute').hidden = !disputed;
  text($('dispute-what'), disputed ? `${t().settleWhat(disputed.batch)} · ${disputed.message[speech.language]}` : '');
}

/** While it goes on, what it waits for; afterwards its result, until it was seen. */
function paintSettling() {
  const report = known.report;
  const open = report && report.settlement && report.settlement.state !== 'ended' ? report.settlement : null;
  const last = open || settlement;
  const running = Boolean(last && last.state !== 'ended');
  // While its difference is on top, its result says nothing more.
  const disputed = Boolean(last && report && report.toAcknowledge.some((each) => each.id === last.id));
  const unseen = Boolean(last && !running && !disputed && remembered('settlement-seen') !== last.id);
  const warning = report && report.warning;
  const shown = (running || unseen) && last ? last.message[speech.language] : warning ? warning[speech.language] : '';
  button('settle').disabled = !live() || running;
  $('settling').hidden = !shown;
  $('settling').classList.toggle('running', running);
  text($('settling-text'), (running || unseen ? t().settlement + ': ' : '') + shown + (running ? ' ' + waitsFor() : ''));
  $('settling-seen').hidden = !unseen;
  const ended = settlement && settlement.state === 'ended' ? settlement : null;
  text($('last-settlement'), ended ? `${t().settleWhat(ended.batch)} · ${clock(ended.updatedAt, 'short')} · ${ended.message[speech.language]}` : t().noSettlement);
  if (running) lookAgain();
}

/** A settlement may wait for what a chip says, and for every payment that has no end. */
function waitsFor() {
  let chips = 0;
  for (const data of known.payments.values()) if (data.cardResult === 'awaited') chips++;
  const open = known.report ? known.report.open.length : 0;
  return (chips ? t().settleChip : '') + (open ? t().settleOpen(open) : '');
}

let paintedReport = '';

function paintReport() {
  const report = known.report;
  // Every change of the status comes by here; the table has changed less often.
  const now = speech.language + JSON.stringify(report && [report.payments, report.totals]);
  if (now === paintedReport) return;
  paintedReport = now;
  const body = $('report-lines');
  if (!report) { body.replaceChildren(); return; }
  $('report-head').replaceChildren(...t().reportHead.map((title) => {
    const cell = element('th', title);
    cell.setAttribute('scope', 'col');
    return cell;
  }));
  body.replaceChildren(...report.payments.map((line) => {
    const row = element('tr', '');
    const word = line.state === 'confirmed' && t().done[line.type] || t().display[line.state] || line.state;
    row.append(element('td', t().type[line.type] || line.type), element('td', word), element('td', String(line.count), 'number'), element('td', line.type === 'balance' ? '–' : money(line.amount, report), 'number'));
    return row;
  }));
  const totals = report.totals;
  text($('report-totals'), totals ? `${t().reportDebits} ${totals.debitCount} · ${money(totals.debitAmount, report)}  ${t().reportCredits} ${totals.creditCount} · ${money(totals.creditAmount, report)}` : '');
}

export function startDay() {
  $('settling-seen').onclick = () => { if (settlement) remember('settlement-seen', settlement.id); paintDay(); };
  let before = '';
  when('status', () => {
    // A settlement that begins, goes on, ends or is acknowledged shows in the report.
    const report = known.report;
    const now = report ? report.batch.number + (report.settlement ? report.settlement.id + report.settlement.updatedAt : '') + report.toAcknowledge.length : '';
    if (now !== before || settlement && settlement.state !== 'ended') { before = now; askSettlement(); } else paintDay();
  });
  when('all', paintDay);
  when('closed', () => { settlement = null; before = ''; });
}
