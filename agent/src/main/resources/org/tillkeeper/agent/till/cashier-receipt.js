import {notice} from './cashier-act.js';
import {call, headers, ofPayment, Refused, whyNot} from './cashier-agent.js';
import {$, dialog, every, openDialog, text} from './cashier-dom.js';
import {meet, speech, t, when} from './cashier-known.js';
import {leanQr} from './lean-qr.js';

/** A receipt on the screen, on paper of 58 or 80 mm, and as a code that the customer scans. */

const form = {id: '', copy: 'customer', millimetres: '58'};
/** Of modules, on each side, where a scanner finds the code. */
const QUIET = 4;

/** @param {string} id */
export async function showReceipt(id) {
  form.id = id;
  form.copy = 'customer';
  openDialog('receipt-dialog', 'receipt-close');
  await askReceipt();
}

const path = () => `${ofPayment(form.id)}/receipt?copy=${form.copy}&columns=${form.millimetres === '80' ? 48 : 32}&lang=${speech.language}`;

async function askReceipt() {
  for (const node of every($('receipt-dialog'), '[data-copy]')) node.setAttribute('aria-pressed', String(node.dataset.copy === form.copy));
  for (const node of every($('receipt-dialog'), '[data-paper]')) node.setAttribute('aria-pressed', String(node.dataset.paper === form.millimetres));
  $('receipt-asked').hidden = true;
  $('paper').className = 'mm' + form.millimetres;
  try {
    const receipt = await call(path());
    text($('receipt-title'), t().receipt);
    text($('paper'), receipt.text);
    text($('receipt-error'), '');
    draw(form.copy === 'customer' ? receipt.text : '');
  } catch (e) {
    text($('paper'), '');
    draw('');
    text($('receipt-error'), whyNot(e));
  }
}

/** The picture that the agent draws, as a file of the browser's. */
async function save() {
  try {
    const answer = await fetch(path() + '&format=png', {headers: headers(), cache: 'no-store'});
    if (!answer.ok) throw new Refused(answer.status, await answer.json());
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `receipt-${form.id}-${form.copy}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 9999);
  } catch (e) {
    text($('receipt-error'), whyNot(e));
  }
}

/** The text without what only paper needs: spaces that set it in columns. @param {string} paper */
function draw(paper) {
  $('receipt-code-row').hidden = !paper;
  if (!paper) return;
  const said = paper.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' ')).filter((line) => !/^[-=*]*$/.test(line)).join('\n');
  const drawn = drawCode('receipt-code', said);
  text($('receipt-code-text'), drawn ? t().receiptCode : t().codeTooLong);
  $('receipt-code').hidden = !drawn;
}

/** Whether a text could be drawn as a code that is scanned. @param {string} id of a canvas @param {string} said */
export function drawCode(id, said) {
  const canvas = /** @type {HTMLCanvasElement} */ ($(id));
  let code;
  try {
    code = leanQr.generate(said);
  } catch (e) {
    return false;
  }
  const size = code.size + 2 * QUIET;
  const scale = Math.max(2, Math.floor(360 / size));
  canvas.width = canvas.height = size * scale;
  const pen = canvas.getContext('2d');
  if (!pen) return false;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000';
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) pen.fillRect((x + QUIET) * scale, (y + QUIET) * scale, scale, scale);
  }
  return true;
}

export function startReceipt() {
  $('receipt-close').onclick = () => dialog('receipt-dialog').close();
  for (const node of every($('receipt-dialog'), '[data-copy]')) node.onclick = () => { form.copy = node.dataset.copy || 'customer'; askReceipt(); };
  for (const node of every($('receipt-dialog'), '[data-paper]')) node.onclick = () => { form.millimetres = node.dataset.paper || '58'; askReceipt(); };
  $('receipt-print').onclick = () => {
    document.documentElement.dataset.printing = 'receipt';
    window.print();
    delete document.documentElement.dataset.printing;
    $('receipt-asked').hidden = false;
  };
  $('receipt-save').onclick = save;
  // Only the person sees whether paper came out; from then on a copy is marked as a reprint.
  $('receipt-yes').onclick = async () => {
    try {
      meet(await call(ofPayment(form.id) + '/receipt', {copy: form.copy}));
      await askReceipt();
    } catch (e) {
      notice(whyNot(e));
    }
  };
  $('receipt-no').onclick = () => { $('receipt-asked').hidden = true; };
  when('all', () => {
    for (const node of every($('receipt-dialog'), '[data-copy]')) text(node, t().copy[node.dataset.copy || '']);
    if (dialog('receipt-dialog').open) askReceipt();
  });
  when('closed', () => { text($('paper'), ''); draw(''); });
}
