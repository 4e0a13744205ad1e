/**
 * A scanner types as a keyboard does, only faster than any finger, and ends with Enter. What it types becomes a payment code
 * wherever the focus is, and presses nothing. What a person types goes where it always went.
 */

/** Between two keys of a scanner; the fastest fingers need twice that. */
const GAP_MILLIS = 45;
/** Where a code is wanted and nothing else can be typed, also a busy machine's keys are a scanner's. */
const PATIENT_MILLIS = 400;
/** As many keys one after the other that fast were hardly pressed by fingers: on a busy machine the rest comes late. */
const FINGERS_MOST = 2;
const SURE_MILLIS = 600;
/** Fewer are not from a scanner, or not a code. */
const FEWEST = 6;
const CODE = /^[0-9]{10,32}$/;

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Written */
/** @typedef {{node: Written | null, value: string, start: number, end: number}} Before */

let typing = '';
let lastKey = -Infinity;
/** Where the first key went, and what was there before it. @type {Before} */
let beforeFirst = {node: null, value: '', start: 0, end: 0};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let released;

/** @returns {Before} */
function whereItGoes() {
  const node = document.activeElement;
  if (!(node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement)) return {node: null, value: '', start: 0, end: 0};
  return {node, value: node.value, start: node.selectionStart || 0, end: node.selectionEnd || 0};
}

/** It was a person after all: what was held back is beforeFirst where it belongs. */
function releaseHeld() {
  const held = typing.slice(1);
  typing = '';
  const {node} = beforeFirst;
  if (!held || !node || document.activeElement !== node) return;
  node.setRangeText(held, node.selectionStart || 0, node.selectionEnd || 0, 'end');
  node.dispatchEvent(new Event('input', {bubbles: true}));
}

/** It was a scanner: what its first key did is undone. */
function undoFirst() {
  const {node, value, start, end} = beforeFirst;
  if (!node || node.value === value) return;
  node.value = value;
  node.setSelectionRange(start, end);
  node.dispatchEvent(new Event('input', {bubbles: true}));
}

/**
 * @param {(code: string | null) => void} scanned the digits, or null for what is no payment code
 * @param {(key: string) => void} first before a key's own effect: it may choose where it goes
 * @param {() => boolean} wanted whether a code is what is waited for, and nothing else takes keys
 */
export function startScan(scanned, first, wanted) {
  window.addEventListener('keydown', (event) => {
    const gap = wanted() ? PATIENT_MILLIS : GAP_MILLIS;
    const fast = event.timeStamp - lastKey <= gap;
    if (event.key === 'Enter' && fast && typing.length >= FEWEST) {
      event.preventDefault();
      event.stopImmediatePropagation();
      clearTimeout(released);
      const code = typing;
      typing = '';
      lastKey = -Infinity;
      undoFirst();
      scanned(CODE.test(code) ? code : null);
      return;
    }
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key !== 'Shift') { clearTimeout(released); releaseHeld(); lastKey = -Infinity; }
      return;
    }
    clearTimeout(released);
    if (typing && fast) {
      typing += event.key;
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      releaseHeld();
      first(event.key);
      beforeFirst = whereItGoes();
      typing = event.key;
    }
    lastKey = event.timeStamp;
    released = setTimeout(releaseHeld, typing.length > FINGERS_MOST ? SURE_MILLIS : 3 * gap);
  }, true);
}
