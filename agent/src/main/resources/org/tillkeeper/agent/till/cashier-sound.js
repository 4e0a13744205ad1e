import {remember, remembered} from './cashier-dom.js';

/** What is heard: an end, and what needs a person. A browser plays nothing before the page was touched once. */

/** Hertz, one after the other. @type {Record<string, number[]>} */
const TONES = {good: [660, 990], bad: [440, 330], alarm: [880, 880, 880]};
/** @type {AudioContext | null} */
let audio = null;

export const muted = () => remembered('sound') === 'off';

export function mute() { remember('sound', muted() ? null : 'off'); }

/** @param {string} what */
export function chime(what) {
  document.documentElement.dataset.chimed = what;
  if (muted() || !audio || audio.state !== 'running') return;
  TONES[what].forEach((hertz, i) => {
    const context = /** @type {AudioContext} */ (audio);
    const at = context.currentTime + i * 0.18;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.25, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.16);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.17);
  });
}

export function startSound() {
  const wake = () => {
    try {
      if (!audio) audio = new AudioContext();
      if (audio.state === 'suspended') audio.resume().catch(() => {});
    } catch (e) { /* without sound */ }
  };
  for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, wake, {passive: true});
}
