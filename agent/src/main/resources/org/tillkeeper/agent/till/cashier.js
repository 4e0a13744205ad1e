/*
 * The cashier's page: shows what the agent says, live, and never shows old data as if it were live.
 *
 * A one-time address brings it a session, whose cookie no script can read. With it goes the page's key, which
 * is made here and kept in this address's own storage: cookies are shown to every port of the machine, storage
 * is not. A token after '#' is changed into a session at once, taken out of the address and kept nowhere.
 *
 * All text is set as text, never as markup: references and evidence come from others.
 */
(() => {
  const FINAL = new Set(['confirmed', 'declined', 'cancelled', 'not-sent', 'attention']);
  /** Which way money goes; nothing moves by the other types. */
  const SIGN = {sale: 1, completion: 1, tip: 1, void: -1, 'completion-void': -1, refund: -1};
  const MOST_SHOWN = 600;
  const SILENCE_MILLIS = 40000; // more than two heartbeats of the stream

  const $ = (id) => document.getElementById(id);
  const payments = new Map(); // id -> {data, row}
  let order = []; // ids, newest first
  let status = null;
  let report = null; // of the open batch
  let settlement = null; // the last that was started here
  let lastEventId = null;
  const today = new Map(); // id -> {at, currency, sum}: what counts of today, listed or not
  let loaded = false; // the list is there, and every event after it was shown
  let asOf = null;
  let reachable = null; // not known yet
  let filter = 'all';
  let language = remembered(localStorage, 'language') || (/^zh/i.test(navigator.language) ? 'zh' : 'en');
  let whyNotOpened = null; // said instead of what the first call is refused with
  let opened = false; // as far as is known, this browser may ask
  const pageKey = remembered(localStorage, 'page-key') || newKey();
  let stream = null;
  let followers = 0;

  const t = () => TEXT[language];

  function remembered(storage, key) {
    try { return storage.getItem(key); } catch (e) { return null; }
  }
  function remember(storage, key, value) {
    try { storage.setItem(key, value); } catch (e) { /* works until the next reload */ }
  }
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const key = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
    remember(localStorage, 'page-key', key);
    return key;
  }
  function text(node, value) {
    if (node.textContent !== value) node.textContent = value;
  }

  // --- asking the agent

  async function call(path, body, key) {
    const response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {'Page-Key': pageKey, ...(key && {'Idempotency-Key': key})},
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    });
    const json = await response.json();
    if (response.ok) return json;
    if (response.status === 401 && opened) askToOpen('closed');
    if (json.payment) show(json.payment);
    throw new Error((json.message && json.message[language]) || json.detail || json.title);
  }

  async function load() {
    const since = '/v1/payments?limit=500&since=' + encodeURIComponent(new Date(midnight()).toISOString());
    const [newestToday, all, ...open] = await Promise.all([
      call(since),
      call('/v1/payments?limit=100'),
      ...['pending', 'cancelling', 'attention'].map((d) => call('/v1/payments?limit=500&display=' + d)),
    ]);
    // Of the others of today only the count and the sum are kept.
    const others = [];
    for (let page = newestToday; page.next;) {
      page = await call(`${since}&after=${encodeURIComponent(page.next)}`);
      others.push(...page.payments);
    }
    today.clear();
    others.forEach(count);
    const newest = newestToday.payments.length > all.payments.length ? newestToday : all;
    order = newest.payments.map((p) => p.id);
    newest.payments.forEach(keep);
    // What is still open is shown however old it is.
    const listed = new Set(order);
    const older = new Map(open.flatMap((page) => page.payments).filter((p) => !listed.has(p.id)).map((p) => [p.id, p]));
    [...older.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).forEach((p) => { order.push(p.id); keep(p); });
    arrange();
  }

  let reportTimer = null;
  /** What is in the batch, and how its settlement goes; a burst of changes is asked about once. */
  function askReport() {
    clearTimeout(reportTimer);
    reportTimer = setTimeout(() => {
      call('/v1/report').then((answer) => { report = answer; paintStatus(); }, () => { /* asked again at the next change */ });
    }, 700);
  }

  // --- the live stream

  async function follow() {
    const mine = ++followers;
    let pause = 500;
    for (;;) {
      try {
        if (await connected()) pause = 500;
      } catch (e) { /* shown as unreachable */ }
      if (!opened || mine !== followers) return;
      setReachable(false);
      await new Promise((done) => setTimeout(done, pause));
      if (!opened || mine !== followers) return;
      pause = Math.min(pause * 2, 5000);
    }
  }

  /** One connection, until it ends. Tells whether it ever worked. */
  async function connected() {
    const abort = new AbortController();
    stream = abort;
    let watchdog = setTimeout(() => abort.abort(), SILENCE_MILLIS);
    let worked = false;
    try {
      const headers = {'Page-Key': pageKey};
      if (loaded) headers['Last-Event-ID'] = lastEventId;
      const response = await fetch('/v1/events', {headers, cache: 'no-store', signal: abort.signal});
      if (response.status === 401) { if (opened) askToOpen('closed'); return false; }
      if (!response.ok) { loaded = false; return false; }
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const early = []; // changes that came before the list did
      let asked = loaded;
      let rest = '';
      for (;;) {
        const {done, value} = await reader.read();
        if (done) return worked;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => abort.abort(), SILENCE_MILLIS);
        asOf = new Date();
        const blocks = (rest + decoder.decode(value, {stream: true})).split('\n\n');
        rest = blocks.pop();
        for (const event of blocks.map(parse).filter(Boolean)) {
          lastEventId = event.id;
          if (event.name === 'payment') {
            if (loaded) show(event.data); else early.push(event.data);
          } else if (event.name === 'status') {
            status = event.data;
            whyNotOpened = null;
            askReport();
            worked = true;
            setReachable(true);
            if (!asked) {
              // Asked for once the stream has begun, so that nothing falls between the two.
              asked = true;
              load().then(() => { loaded = true; early.forEach(show); }).catch(() => abort.abort());
            }
          }
        }
      }
    } finally {
      clearTimeout(watchdog);
      abort.abort();
    }
  }

  function parse(block) {
    const event = {name: '', id: null, data: ''};
    for (const line of block.split('\n')) {
      if (line.startsWith('event: ')) event.name = line.slice(7);
      else if (line.startsWith('id: ')) event.id = line.slice(4);
      else if (line.startsWith('data: ')) event.data += line.slice(6);
    }
    if (!event.data) return null;
    event.data = JSON.parse(event.data);
    return event;
  }

  // --- what is known

  function keep(data) {
    count(data);
    const known = payments.get(data.id);
    if (known) {
      if (known.data.display !== data.display) announce(data);
      known.data = data;
    } else {
      payments.set(data.id, {data, row: newRow(data.id)});
    }
    paint(payments.get(data.id));
  }

  function count(data) {
    const counts = data.display === 'confirmed' && SIGN[data.type];
    if (!counts) today.delete(data.id);
    else today.set(data.id, {at: Date.parse(data.createdAt), currency: data.currency, sum: counts * (data.approvedAmount || data.amount)});
  }

  function show(data) {
    const isNew = !payments.has(data.id);
    keep(data);
    if (isNew) {
      order.unshift(data.id);
      announce(data);
    }
    arrange();
    if (payments.has(data.original)) ask(data.original);
  }

  /** What refers to a payment changes what that one takes, and says so by its own change alone. */
  function ask(id) {
    call('/v1/payments/' + encodeURIComponent(id)).then((now) => {
      const known = payments.get(id);
      if (known && now.updatedAt >= known.data.updatedAt) show(now);
    }, () => { /* the agent has the last word on every call */ });
  }

  function arrange() {
    while (order.length > MOST_SHOWN && FINAL.has(payments.get(order[order.length - 1]).data.display)) {
      payments.delete(order.pop());
    }
    const list = $('payments');
    const shown = order.filter((id) => {
      const {display, createdAt} = payments.get(id).data;
      return {all: true, open: !FINAL.has(display), attention: display === 'attention', today: isToday(createdAt)}[filter];
    });
    const rows = shown.map((id) => payments.get(id).row);
    const wanted = new Set(rows);
    for (const row of [...list.children]) if (!wanted.has(row)) row.remove();
    rows.forEach((row, i) => { if (list.children[i] !== row) list.insertBefore(row, list.children[i] || null); });
    $('empty').hidden = rows.length > 0;
    paintStatus();
  }

  function announce(data) {
    text($('announce'), `${money(data.amount, data)} ${word(data)}`);
  }

  // --- painting

  // The agent says how many digits the minor unit has, beside each amount. A browser's own are not ISO 4217's: it writes HUF,
  // IQD or COP as shops do, without their minor unit, and a hundred would be shown for one.
  function money(amount, {currency, minorUnits: digits}) {
    const shown = {style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits};
    return new Intl.NumberFormat(language, shown).format(amount / 10 ** digits);
  }
  // The amount in the minor unit that a person typed; 0 where it is none.
  function typed(given, digits) {
    const fits = digits ? new RegExp(`^\\d{1,10}(\\.\\d{1,${digits}})?$`) : /^\d{1,10}$/;
    return fits.test(given) ? Math.round(Number(given) * 10 ** digits) : 0;
  }
  // One clock in the whole shop: the terminal's zone, whatever the browser's is. Zones that a browser does not know by their name
  // are offsets such as +08:00, and are counted by hand.
  // Asking the browser takes long, and no zone changes within a quarter of an hour.
  const offsets = new Map();
  function offset(when) {
    const zone = (status && status.timeZone) || '';
    const quarter = zone + Math.floor(new Date(when).getTime() / 900000);
    if (!offsets.has(quarter)) {
      if (offsets.size > 5000) offsets.clear();
      offsets.set(quarter, offsetOf(zone, when));
    }
    return offsets.get(quarter);
  }
  function offsetOf(zone, when) {
    const minutes = (text) => {
      const parts = /([+-])(\d\d):?(\d\d)$/.exec(text);
      return parts ? (parts[1] === '-' ? -1 : 1) * (60 * parts[2] + 1 * parts[3]) : 0;
    };
    if (/[+-]\d\d:?\d\d$/.test(zone)) return minutes(zone);
    try {
      const format = new Intl.DateTimeFormat('en', {timeZone: zone || undefined, timeZoneName: 'longOffset'});
      return minutes(format.formatToParts(when).find((part) => part.type === 'timeZoneName').value);
    } catch {
      return -new Date(when).getTimezoneOffset();
    }
  }
  // The shop's clock, as if it were that of UTC.
  function inShop(when) { return new Date(new Date(when).getTime() + offset(when) * 60000); }
  function written(minutes) {
    const part = (number) => String(Math.floor(number)).padStart(2, '0');
    return (minutes < 0 ? '-' : '+') + part(Math.abs(minutes) / 60) + ':' + part(Math.abs(minutes) % 60);
  }
  function clock(when, timeStyle = 'medium') {
    const time = new Date(when);
    const shown = inShop(time).toLocaleString(language, isToday(time) ? {timeStyle, timeZone: 'UTC'} : {dateStyle: 'short', timeStyle, timeZone: 'UTC'});
    return offset(time) === -time.getTimezoneOffset() ? shown : `${shown} ${written(offset(time))}`;
  }

  function midnight() {
    const now = inShop(Date.now());
    return now.setUTCHours(0, 0, 0, 0) - offset(new Date()) * 60000;
  }
  function day(when) { return Math.floor(inShop(when).getTime() / 86400000); }
  function isToday(when) { return day(when) === day(Date.now()); }

  /** What became of it, in a word; a charge that was taken back since does not read as one. */
  function word(data) {
    if (data.state === 'stored') return t().stored;
    if (data.voidedBy) return t().voided;
    if (data.completedBy) return t().completed;
    return data.display === 'confirmed' && t().done[data.type] || t().display[data.display] || data.display;
  }

  /**
   * Of the calls that the agent would take, those that change nothing. While an answer is waited for there is
   * nothing to try, and what is being cancelled need not be cancelled again.
   */
  function bringsNothing(what, data) {
    return (what === 'retry' && data.state === 'sent') || (what === 'cancel' && data.display === 'cancelling');
  }

  function newRow(id) {
    const row = $('row').content.firstElementChild.cloneNode(true);
    row.dataset.id = id;
    const own = {retry: () => act(id, 'retry', {}), cancel: () => askCancel(id), resolve: () => askResolve(id)};
    row.querySelectorAll('[data-next]').forEach((button) => {
      button.onclick = own[button.dataset.next] || (() => askNext(id, button.dataset.next));
    });
    row.querySelector('.more').onclick = () => {
      const details = row.querySelector('.details');
      details.hidden = !details.hidden;
      paint(payments.get(id));
    };
    return row;
  }

  function paint({data, row}) {
    const one = (selector) => row.querySelector(selector);
    row.dataset.display = data.display;
    one('use').setAttribute('href', '#i-' + data.display);
    row.dataset.over = String(Boolean(data.voidedBy || data.completedBy));
    text(one('.word'), word(data));
    text(one('.type'), t().type[data.type] || data.type);
    text(one('.amount'), money(data.amount, data));
    text(one('.paid-with'), data.card ? `${t().entry[data.card.entry] || data.card.entry} ${data.card.pan}` : `${t().qr} ${data.qr.code}`);
    text(one('.reference'), data.reference || '');
    one('.reference').hidden = !data.reference;
    text(one('time'), clock(data.createdAt));
    one('time').dateTime = data.createdAt;
    text(one('.message'), data.message[language]);
    // Elsewhere the message says it already.
    one('.again').hidden = ['confirmed', 'cancelled', 'not-sent'].includes(data.display);
    text(one('.again'), t().again(data.type === 'sale') + data.chargeAgain[language]);
    row.querySelectorAll('[data-next]').forEach((button) => {
      const what = button.dataset.next;
      button.hidden = !data.next.includes(what) || bringsNothing(what, data);
      button.disabled = !reachable;
      text(button, t().next[what]);
    });
    const closed = one('.details').hidden;
    text(one('.more'), closed ? t().more : t().less);
    one('.more').setAttribute('aria-expanded', String(!closed));
    paintCountdown({data, row});
    if (!closed) paintDetails({data, row});
  }

  function paintCountdown({data, row}) {
    const node = row.querySelector('.countdown');
    // Without the agent nobody knows whether it is still tried.
    node.hidden = !data.retryUntil || !reachable;
    if (node.hidden) return;
    const seconds = Math.ceil((new Date(data.retryUntil) - Date.now()) / 1000);
    text(node, seconds > 0 ? t().countdown(seconds) : t().countdownOver);
  }

  function paintDetails({data, row}) {
    const list = row.querySelector('dl');
    list.replaceChildren();
    const pair = (label, value) => {
      if (!value) return;
      list.append(element('dt', label), element('dd', value));
    };
    for (const name of ['stan', 'batch', 'rrn', 'authCode', 'responseCode']) pair(t().labels[name], data[name]);
    for (const name of ['original', 'voidedBy', 'completedBy', 'voucher']) pair(t().labels[name], data[name]);
    for (const name of ['approvedAmount', 'tip', 'refunded', 'balance']) pair(t().labels[name], data[name] && money(data[name], data));
    pair(t().labels.attempts, data.attempts.map(t().attempt).join('; '));
    pair(t().labels.id, data.id);
    if (!reachable) return;
    call(`/v1/payments/${encodeURIComponent(data.id)}/history`).then(({events}) => {
      row.querySelector('.history').replaceChildren(...events.map((event) => {
        const item = element('li', '');
        item.append(element('b', t().kind(event.kind)), ` ${clock(event.at)}`, element('small', event.text[language]));
        return item;
      }));
    }, () => {});
  }

  function element(name, content) {
    const node = document.createElement(name);
    node.textContent = content;
    return node;
  }

  function paintStatus() {
    const bar = $('bar');
    const looks = !opened || reachable === null ? 'connecting'
      : !reachable ? 'unreachable' : status.online ? 'online' : 'offline';
    bar.className = looks;
    $('bar-icon').setAttribute('href', {connecting: '#i-pending', unreachable: '#i-attention', online: '#i-online', offline: '#i-offline'}[looks]);
    if (looks === 'connecting') {
      text($('bar-title'), opened ? t().connecting : 'Tillkeeper');
      text($('bar-detail'), '');
    } else if (looks === 'unreachable') {
      text($('bar-title'), t().unreachable);
      text($('bar-detail'), asOf ? t().unreachableAsOf(clock(asOf)) : t().unreachableEmpty);
    } else {
      text($('bar-title'), t()[looks]);
      text($('bar-detail'), t()[looks + 'Detail'](clock(status.since, 'short'), status.route) + (status.signedIn ? '' : t().notSignedIn));
    }
    $('live').classList.toggle('stale', looks === 'unreachable');
    if (!status) return;
    text($('pending-count'), String(status.pending.count));
    text($('pending-amount'), money(status.pending.amount, status));
    text($('attention-count'), String(status.attention));
    $('attention-total').classList.toggle('some', status.attention > 0);
    text($('batch'), status.batch);
    paintReport();
    paintToday();
    const key = status.deviceKey || '';
    text($('version'), t().version + status.version + (key && ` · ${t().deviceKey}${key.slice(0, 16)}…`));
    $('version').title = key;
    $('loss').hidden = !status.ledgerLoss;
  }

  function paintReport() {
    const current = report && report.batch.number === status.batch;
    const confirmed = current ? report.payments.filter((line) => line.state === 'confirmed' && SIGN[line.type]) : [];
    text($('batch-count'), current ? t().batchCount(confirmed.reduce((sum, line) => sum + line.count, 0)) : '');
    const settling = report && report.settlement && report.settlement.state !== 'ended' ? report.settlement.message : null;
    const said = settling || (settlement && settlement.message) || (report && report.warning);
    $('settle').disabled = !reachable || Boolean(settling) || Boolean(settlement && settlement.state !== 'ended');
    $('settling').hidden = !said;
    text($('settling'), said ? said[language] : '');
    const disputed = report && report.toAcknowledge[0];
    $('dispute').hidden = !disputed;
    $('acknowledge').disabled = !reachable;
    text($('dispute-what'), disputed ? `${t().settleWhat(disputed.batch)} · ${disputed.message[language]}` : '');
  }

  function paintToday() {
    const begin = midnight();
    let total = 0;
    for (const [id, {at, currency, sum}] of today) {
      if (at < begin) today.delete(id); else if (currency === status.currency) total += sum;
    }
    text($('today-count'), t().todayCount(today.size));
    text($('today-amount'), money(total, status));
  }

  function paintAll() {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.querySelectorAll('[data-text]').forEach((node) => text(node, t()[node.dataset.text]));
    text($('language'), t().other);
    $('language').lang = language === 'zh' ? 'en' : 'zh-CN';
    $('filters').setAttribute('aria-label', t().filters);
    document.querySelectorAll('[data-filter]').forEach((button) =>
      button.setAttribute('aria-pressed', String(button.dataset.filter === filter)));
    payments.forEach(paint);
    arrange();
  }

  function setReachable(now) {
    if (reachable === now) { paintStatus(); return; }
    reachable = now;
    payments.forEach(paint);
    paintStatus();
  }

  // --- what the cashier does

  let noticeTimer = null;
  function notice(message) {
    text($('notice'), message);
    $('notice').hidden = false;
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => { $('notice').hidden = true; }, 6000);
  }

  async function act(id, action, body) {
    try {
      show(await call(`/v1/payments/${encodeURIComponent(id)}/${action}`, body));
      notice(t().asked);
      return true;
    } catch (e) {
      notice(t().failed + (e instanceof TypeError ? t().noAnswer : e.message));
      return false;
    }
  }

  function describe(id) {
    const {data} = payments.get(id);
    return [money(data.amount, data), data.card ? data.card.pan : data.qr.code, data.reference].filter(Boolean).join(' · ');
  }

  function askCancel(id) {
    text($('cancel-what'), describe(id));
    $('cancel-yes').onclick = () => { $('cancel-dialog').close(); act(id, 'cancel', {}); };
    $('cancel-dialog').showModal();
    $('cancel-no').focus();
  }

  function askNext(id, what) {
    const {data} = payments.get(id);
    const paid = (data.approvedAmount || data.amount) + data.tip;
    const most = what === 'refund' ? paid - data.refunded : paid;
    const takesAmount = what === 'refund' || what === 'completion';
    const digits = data.minorUnits;
    // One key for as long as this is open: whoever presses twice, or again after a lost answer, asks for the same.
    const key = 'page-' + crypto.randomUUID();
    text($('next-title'), t().nextTitle[what]);
    text($('next-what'), describe(id));
    text($('next-text'), t().nextText[what](money(most, data)));
    text($('next-error'), '');
    text($('next-yes'), t().next[what].replace('…', ''));
    $('next-amount-row').hidden = !takesAmount;
    $('next-amount').value = (most / 10 ** digits).toFixed(digits);
    $('next-yes').disabled = false;
    $('next-yes').onclick = async () => {
      const given = $('next-amount').value.trim();
      const amount = typed(given, digits);
      if (takesAmount && (!amount || (what === 'refund' && amount > most))) {
        text($('next-error'), what === 'refund' ? t().nextBad(money(most, data)) : t().nextBadAny);
        return;
      }
      const body = takesAmount ? {amount} : {};
      const byPath = what === 'void' || what === 'refund';
      $('next-yes').disabled = true;
      try {
        show(byPath
          ? await call(`/v1/payments/${encodeURIComponent(id)}/${what}`, body, key)
          : await call('/v1/payments', {type: what, original: id, ...body}, key));
        $('next-dialog').close();
        notice(t().asked);
      } catch (e) {
        text($('next-error'), t().failed + (e instanceof TypeError ? t().noAnswer : e.message));
        $('next-yes').disabled = false;
      }
    };
    $('next-dialog').showModal();
    $('next-no').focus();
  }

  function askSettle() {
    // One key for as long as this is open, as above.
    const key = 'page-' + crypto.randomUUID();
    text($('settle-what'), [t().settleWhat(status.batch), $('batch-count').textContent].filter(Boolean).join(' · '));
    text($('settle-error'), '');
    $('settle-yes').disabled = false;
    $('settle-yes').onclick = async () => {
      $('settle-yes').disabled = true;
      try {
        settlement = await call('/v1/settlements', {}, key);
        $('settle-dialog').close();
        notice(t().asked);
        followSettlement();
      } catch (e) {
        text($('settle-error'), t().failed + (e instanceof TypeError ? t().noAnswer : e.message));
        $('settle-yes').disabled = false;
      }
    };
    $('settle-dialog').showModal();
    $('settle-no').focus();
  }

  /** Until its end, which is shown until the page is loaded again. */
  function followSettlement() {
    paintStatus();
    askReport();
    if (settlement.state === 'ended') return;
    setTimeout(() => {
      if (!settlement) return; // signed out meanwhile
      call(`/v1/settlements/${encodeURIComponent(settlement.id)}`)
        .then((now) => { settlement = now; }, () => { /* asked again */ })
        .then(() => { if (settlement) followSettlement(); });
    }, 2000);
  }

  function askAcknowledge() {
    const disputed = report && report.toAcknowledge[0];
    if (!disputed) return;
    text($('acknowledge-what'), $('dispute-what').textContent);
    text($('acknowledge-error'), '');
    $('acknowledge-by').value = '';
    $('acknowledge-evidence').value = '';
    $('acknowledge-yes').onclick = async () => {
      const by = $('acknowledge-by').value.trim();
      const evidence = $('acknowledge-evidence').value.trim();
      if (!by || !evidence) { text($('acknowledge-error'), t().acknowledgeMissing); return; }
      try {
        await call(`/v1/settlements/${encodeURIComponent(disputed.id)}/acknowledge`, {by, evidence});
        $('acknowledge-dialog').close();
        notice(t().asked);
        askReport();
      } catch (e) {
        text($('acknowledge-error'), t().failed + (e instanceof TypeError ? t().noAnswer : e.message));
      }
    };
    $('acknowledge-dialog').showModal();
  }

  function askResolve(id) {
    text($('resolve-what'), describe(id));
    text($('resolve-error'), '');
    $('resolve-by').value = '';
    $('resolve-evidence').value = '';
    document.querySelectorAll('[name=outcome]').forEach((choice) => { choice.checked = false; });
    $('resolve-yes').onclick = async () => {
      const choice = document.querySelector('[name=outcome]:checked');
      const by = $('resolve-by').value.trim();
      const evidence = $('resolve-evidence').value.trim();
      if (!choice || !by || !evidence) { text($('resolve-error'), t().resolveMissing); return; }
      $('resolve-dialog').close();
      await act(id, 'resolve', {outcome: choice.value, by, evidence});
    };
    $('resolve-dialog').showModal();
  }

  /** Nothing of the shop stays in a browser that may not ask any more. */
  function askToOpen(why) {
    opened = false;
    if (stream) stream.abort();
    payments.clear();
    order = [];
    today.clear();
    status = report = settlement = null;
    document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
    $('open-why').dataset.text = whyNotOpened || why;
    whyNotOpened = null;
    $('open-help').hidden = false;
    $('live').hidden = true;
    paintAll();
  }

  function open() {
    if (stream) stream.abort();
    opened = true;
    loaded = false;
    reachable = null;
    $('open-help').hidden = true;
    $('live').hidden = false;
    paintAll();
    follow();
  }

  async function begin() {
    const token = location.hash.slice(1);
    const usedAddress = location.pathname !== '/';
    if (token || usedAddress) history.replaceState(null, '', '/');
    if (usedAddress) whyNotOpened = 'addressOver';
    if (token) {
      whyNotOpened = 'tokenWrong';
      const headers = {Authorization: 'Bearer ' + token};
      // Unreachable or refused: what follows finds out whether an older session is there.
      await fetch('/v1/session', {method: 'POST', headers, cache: 'no-store'}).catch(() => {});
    }
    open();
  }

  async function signOut() {
    await call('/v1/session/end', {}).catch(() => {});
    askToOpen('signedOut');
  }

  $('language').onclick = () => {
    language = language === 'zh' ? 'en' : 'zh';
    remember(localStorage, 'language', language);
    paintAll();
  };
  document.querySelectorAll('[data-filter]').forEach((button) => {
    button.onclick = () => { filter = button.dataset.filter; paintAll(); };
  });
  $('cancel-no').onclick = () => $('cancel-dialog').close();
  $('settle').onclick = () => { if (status) askSettle(); };
  $('settle-no').onclick = () => $('settle-dialog').close();
  $('next-no').onclick = () => $('next-dialog').close();
  $('acknowledge').onclick = askAcknowledge;
  $('acknowledge-no').onclick = () => $('acknowledge-dialog').close();
  $('resolve-no').onclick = () => $('resolve-dialog').close();
  $('sign-out').onclick = signOut;
  window.addEventListener('hashchange', () => { if (location.hash.length > 1) begin(); });
  setInterval(() => { payments.forEach(paintCountdown); }, 500);

  begin();
})();
