/*
 * The engineer's page: what is wrong with this terminal, what comes first, and what to do. It asks with the
 * session of the cashier's page, and shows every text as text.
 */
(() => {
  const $ = (id) => document.getElementById(id);
  let language = remembered('language') || (/^zh/i.test(navigator.language) ? 'zh' : 'en');
  let shown = null;
  let trouble = null;
  let looking = false;

  const t = () => ENGINEER_TEXT[language];

  function remembered(key) {
    try { return localStorage.getItem(key); } catch (e) { return null; }
  }

  function add(parent, name, text, className) {
    const node = document.createElement(name);
    node.textContent = text;
    if (className) node.className = className;
    parent.append(node);
    return node;
  }

  async function look() {
    looking = true;
    trouble = null;
    paint();
    try {
      const headers = {'Page-Key': remembered('page-key') || ''};
      const response = await fetch('/v1/diagnosis', {headers, cache: 'no-store'});
      if (response.status === 401) {
        trouble = 'closed';
      } else if (response.ok) {
        shown = await response.json();
      } else {
        trouble = 'failed';
      }
    } catch (e) {
      trouble = 'unreachable';
    }
    looking = false;
    paint();
  }

  function evidence(finding) {
    return Object.entries(finding.evidence).map(([name, value]) => `${name}=${value}`).join(', ');
  }

  function standing(finding) {
    if (finding.ok === null) return ['unknown', t().unknown];
    if (finding.ok) return ['fine', t().fine];
    return finding.evidence.followsFrom ? ['follows', t().follows] : ['wrong', t().wrong];
  }

  function paint() {
    document.documentElement.lang = language;
    $('title').textContent = t().title;
    $('again').textContent = looking ? t().looking : t().again;
    $('again').disabled = looking;
    $('language').textContent = t().other;
    const verdict = $('verdict');
    const known = shown && !trouble;
    verdict.className = known ? (shown.verdict.ok ? 'fine' : 'wrong') : '';
    verdict.textContent = trouble ? t()[trouble] : shown ? shown.verdict[language] : t().looking;
    for (const id of ['causes', 'call']) $(id).replaceChildren();
    const rows = $('checks').tBodies[0];
    rows.replaceChildren();
    for (const id of ['checks', 'checks-title', 'call-title']) $(id).hidden = !known;
    if (!known) return;
    $('checks-title').textContent = t().checks + ' · ' + shown.shown;
    $('call-title').textContent = t().call;
    const of = new Map(shown.findings.map((finding) => [finding.check, finding]));
    for (const cause of shown.causes) {
      const finding = of.get(cause);
      const box = add($('causes'), 'section', '', 'cause');
      add(box, 'strong', finding.name[language] + t().colon + finding[language]);
      add(box, 'p', t().toDo + finding.do[language]);
      add(box, 'p', evidence(finding), 'seen');
    }
    for (const finding of shown.findings) {
      const [className, word] = standing(finding);
      const row = add(rows, 'tr', '', className);
      add(row, 'td', word, 'state');
      add(row, 'td', finding.name[language]);
      add(row, 'td', finding[language]);
    }
    for (const entry of shown.handOver) {
      add($('call'), 'li', (t().to[entry.to] || entry.to) + t().colon + entry[language]);
    }
  }

  $('again').addEventListener('click', look);
  $('language').addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh';
    try { localStorage.setItem('language', language); } catch (e) { /* until the next reload */ }
    paint();
  });
  look();
})();
