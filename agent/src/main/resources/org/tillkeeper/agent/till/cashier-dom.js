/** The page's elements, and what this browser keeps for it. All text is set as text, never as markup. */

/** @param {string} id @returns {HTMLElement} */
export const $ = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id @returns {HTMLInputElement} */
export const field = (id) => /** @type {HTMLInputElement} */ ($(id));
/** @param {string} id @returns {HTMLButtonElement} */
export const button = (id) => /** @type {HTMLButtonElement} */ ($(id));
/** @param {string} id @returns {HTMLDialogElement} */
export const dialog = (id) => /** @type {HTMLDialogElement} */ ($(id));

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
export const one = (root, selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
export const every = (root, selector) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);

/** @param {Node} node @param {string} value */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

/** @param {Element} node @param {string} name @param {string} value */
export function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** @param {ParentNode} root @param {string} display */
export function icon(root, display) {
  attribute(/** @type {Element} */ (root.querySelector('use')), 'href', '#i-' + display);
}

/** @param {string} name @param {string} content @param {string} [className] @returns {HTMLElement} */
export function element(name, content, className) {
  const node = document.createElement(name);
  node.textContent = content;
  if (className) node.className = className;
  return node;
}

/** @param {string} key @returns {string | null} */
export function remembered(key) {
  try { return localStorage.getItem(key); } catch (e) { return null; }
}

/** @param {string} key @param {string | null} value */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
  } catch (e) { /* works until the next reload */ }
}

/**
 * Several wishes within a moment become one call. By a timer: a page in the background is given no frames.
 * @param {() => void} what @param {number} millis
 */
export function soon(what, millis) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return () => {
    if (timer !== undefined) return;
    timer = setTimeout(() => { timer = undefined; what(); }, millis);
  };
}

/** Shows a dialog with the focus on what does no harm. @param {string} id @param {string} [focus] */
export function openDialog(id, focus) {
  if (!dialog(id).open) dialog(id).showModal();
  dialog(id).scrollTop = 0;
  if (focus) $(focus).focus();
}
