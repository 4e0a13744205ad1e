import js from '@eslint/js';

const BROWSER = ['window', 'document', 'localStorage', 'navigator', 'fetch', 'crypto', 'setTimeout', 'clearTimeout', 'setInterval', 'performance',
  'history', 'location', 'AbortController', 'URL', 'TextDecoder', 'Event', 'Element', 'HTMLInputElement', 'HTMLTextAreaElement', 'AudioContext'];
const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'write'];

export default [
  {ignores: ['lean-qr.js', 'eslint.config.mjs', 'node_modules/**']},
  js.configs.recommended,
  {
    languageOptions: {ecmaVersion: 2022, sourceType: 'module', globals: Object.fromEntries(BROWSER.map((name) => [name, 'readonly']))},
    rules: {
      eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-shadow': 'error', 'no-eval': 'error', 'no-implied-eval': 'error',
      'no-unused-vars': ['error', {caughtErrors: 'none'}], 'no-empty': ['error', {allowEmptyCatch: true}],
      'no-restricted-properties': ['error', ...MARKUP.map((property) => ({property}))],
    },
  },
];
