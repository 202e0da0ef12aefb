// Forms filled without a line (floors of a census, visits): an entry waits in this browser's store under a key of its own, is
// sent when the line is back, once however often it is tried, and belongs to one person. A form with data-kept-draft keeps
// what is half typed, too. Signing out wipes all of it (forget.js).
(() => {
  const owner = document.documentElement.dataset.keepOwner || '';
  const place = document.querySelector('[data-kept-worker]');
  const NAME = 'kept';
  const TABLE = 'entries';
  if (!('indexedDB' in window)) return;

  const open = () => new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: 'key' });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const run = async (mode, deed) => {
    const store = await open();
    try {
      return await new Promise((done, failed) => {
        const work = store.transaction(TABLE, mode);
        const asked = deed(work.objectStore(TABLE));
        work.oncomplete = () => done(asked.result);
        work.onerror = () => failed(work.error);
      });
    } finally { store.close(); }
  };
  const waiting = async () => (await run('readonly', (table) => table.getAll()))
    .filter((entry) => entry.owner === owner && !entry.draft && entry.url.startsWith(words.keptScope)).sort((one, other) => one.seen_at.localeCompare(other.seen_at));
  const put = (entry) => run('readwrite', (table) => table.put(entry));
  const drop = (key) => run('readwrite', (table) => table.delete(key));

  const tellWorker = async (message) => {
    const registration = await navigator.serviceWorker.ready;
    return new Promise((done) => {
      const line = new MessageChannel();
      line.port1.onmessage = (event) => done(event.data);
      registration.active.postMessage(message, [line.port2]);
    });
  };
  if (!place || !owner || !('serviceWorker' in navigator)) return;
  const status = document.querySelector('[data-kept-status]');
  const say = (told) => { if (status && told) status.textContent = told; };
  const words = place.dataset;

  // True when it was taken, false when it waits on, words when it was not taken and somebody has to look at it.
  const send = async (entry) => {
    const page = await fetch(entry.url, { headers: { Accept: 'text/html' } });
    if (page.redirected) return false; // signed out meanwhile: it waits until the person is back
    if (!page.ok) return words.gone;
    const form = new DOMParser().parseFromString(await page.text(), 'text/html');
    // Somebody else signed in beside this page: what was seen is not theirs.
    if (form.documentElement.dataset.keepOwner !== owner) return false;
    const token = form.querySelector('[name=csrfmiddlewaretoken]');
    if (!token) return words.gone;
    const body = new URLSearchParams(entry.fields);
    body.set('csrfmiddlewaretoken', token.value);
    body.set('seen_at', entry.seen_at);
    const answer = await fetch(entry.url, { method: 'POST', body, headers: { Accept: 'application/json' } });
    if (!answer.ok || !(answer.headers.get('Content-Type') || '').includes('json')) return words.gone;
    const said = await answer.json();
    if (said.problem) entry.instead = said.instead;
    return said.problem || true;
  };
  let sending = null;
  const sendAll = () => {
    sending = sending || (async () => {
      let sent = 0;
      try {
        for (const entry of await waiting()) {
          const told = await send(entry);
          if (told === true) { await drop(entry.key); sent += 1; } else if (told) await put({ ...entry, problem: told });
        }
      } catch { /* no line yet: all of it waits */ }
      sending = null;
      if (sent) noteSent(sent);
      leaving = leaving || (sent && place.dataset.keptReload !== undefined);
      await show();
      if (sent && place.dataset.keptReload !== undefined) location.reload();
      return sent;
    })();
    return sending;
  };
  const clock = () => new Date().toTimeString().slice(0, 5);
  const button = (label, deed) => {
    const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-secondary btn-sm', textContent: label });
    made.addEventListener('click', async () => { await deed(); await show(); });
    status.append(' ', made);
  };
  // What was sent is told once, on the page that is open when all is done.
  let leaving = false;
  const noteSent = (count) => {
    const before = JSON.parse(sessionStorage.getItem('kept-sent') || '{"count":0}');
    sessionStorage.setItem('kept-sent', JSON.stringify({ count: before.count + count, at: clock() }));
  };
  const tellSent = () => {
    const told = JSON.parse(sessionStorage.getItem('kept-sent') || 'null');
    if (!told || !words.sent || leaving) return;
    say(words.sent.replace('0', told.count).replace('00:00', told.at));
    sessionStorage.removeItem('kept-sent');
  };
  const show = async () => {
    const left = await waiting();
    const refused = left.filter((entry) => entry.problem);
    document.querySelectorAll('[data-kept-link]').forEach((link) => {
      link.classList.toggle('k-waits', left.some((entry) => entry.url === link.getAttribute('href')));
    });
    if (refused.length) {
      const first = refused[0];
      say(`${words.refused} ${first.label} · ${first.problem}`);
      const instead = first.instead;
      if (instead) button(instead.label, async () => {
        const again = crypto.randomUUID();
        const fields = first.fields.filter(([name]) => name !== 'client_key');
        await put({ ...first, key: again, fields: [...fields, ['client_key', again], [instead.name, '1']], problem: '', instead: null });
        await drop(first.key);
        await sendAll();
      });
      button(words.discard, () => drop(first.key));
    }
    else if (left.length) say(words.waits.replace('0', left.length));
    else if (!navigator.onLine) say(words.offline);
    else tellSent();
  };

  const form = document.querySelector('form[data-kept]');
  const half = `draft:${owner}:${location.pathname}`;
  let later = 0;
  const typed = () => [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken');
  if (form) form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearTimeout(later);
    const fields = typed();
    if (event.submitter && event.submitter.name) fields.push([event.submitter.name, event.submitter.value]);
    const url = location.pathname;
    localStorage.setItem('kept-owner', owner);
    // A page that was taken along is sent more than once: each look has a key of its own.
    const key = crypto.randomUUID ? crypto.randomUUID() : form.elements.client_key.value;
    await put({ key, owner, url, label: form.dataset.kept, fields: [...fields.filter(([name]) => name !== 'client_key'), ['client_key', key]], seen_at: new Date().toISOString() });
    await drop(half);
    leaving = true;
    await sendAll();
    const mine = (await waiting()).find((entry) => entry.key === key);
    if (mine && mine.problem) {
      leaving = false;
      if (!mine.instead) { await drop(mine.key); say(mine.problem); }
      status.scrollIntoView({ block: 'center' });
      return;
    }
    location.assign(form.dataset.next);
  });

  // What is half typed: kept as one types, given back when the page is opened again.
  if (form && form.dataset.keptDraft !== undefined) {
    const kept = document.querySelector('[data-kept-at]');
    const keep = async () => {
      localStorage.setItem('kept-owner', owner);
      await put({ key: half, draft: true, owner, url: location.pathname, fields: typed(), seen_at: new Date().toISOString() });
      if (kept) kept.textContent = kept.dataset.keptAt.replace('00:00', clock());
    };
    form.addEventListener('input', () => { clearTimeout(later); later = setTimeout(keep, 400); });
    run('readonly', (table) => table.get(half)).then((held) => {
      if (!held || held.owner !== owner) return;
      const values = new Map();
      held.fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
      [...form.elements].forEach((field) => {
        if (!field.name || field.type === 'hidden') return;
        const own = values.get(field.name) || [];
        if (field.type === 'radio' || field.type === 'checkbox') field.checked = own.includes(field.value);
        else if (own.length) [field.value] = own;
      });
      form.dispatchEvent(new CustomEvent('given-back'));
      if (kept) kept.textContent = kept.dataset.keptAt.replace('00:00', held.seen_at && new Date(held.seen_at).toTimeString().slice(0, 5));
    });
  }

  const take = document.querySelector('[data-take-along]');
  if (take) take.addEventListener('click', async () => {
    take.disabled = true;
    localStorage.setItem('kept-owner', owner); // whoever else signs in here finds nothing (forget.js)
    say(words.taking);
    const own = [...document.querySelectorAll('link[rel=stylesheet], script[src], link[rel=icon]')].map((one) => one.href || one.src);
    const sprite = [...document.querySelectorAll('svg use')].map((one) => one.href.baseVal.split('#')[0]);
    const pages = [...document.querySelectorAll('[data-kept-link]')].map((link) => link.getAttribute('href'));
    const urls = [...new Set([location.pathname, ...pages, ...own, ...sprite])].filter(Boolean);
    const told = await tellWorker({ deed: 'keep', urls });
    take.disabled = false;
    say(told.done === urls.length ? words.taken : words.partly);
  });

  navigator.serviceWorker.register(place.dataset.keptWorker, { scope: place.dataset.keptScope }).then(() => {
    if (take) take.hidden = false;
  });
  window.addEventListener('online', sendAll);
  window.addEventListener('offline', () => show());
  sendAll();
})();
