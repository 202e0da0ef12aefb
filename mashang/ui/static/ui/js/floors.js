// Floors gone over without a line: an entry waits in this browser's store under a key of its own, is sent when the line is
// back, once however often it is tried, and belongs to one person. Signing out wipes all of it (forget.js).
(() => {
  const owner = document.documentElement.dataset.keepOwner || '';
  const place = document.querySelector('[data-floors-worker]');
  const NAME = 'floors';
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
    .filter((entry) => entry.owner === owner).sort((one, other) => one.seen_at.localeCompare(other.seen_at));
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
  const status = document.querySelector('[data-floors-status]');
  const say = (words) => { if (status && words) status.textContent = words; };
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
      await show();
      if (sent && place.dataset.floorsReload !== undefined) location.reload();
      return sent;
    })();
    return sending;
  };
  const show = async () => {
    const left = await waiting();
    const refused = left.filter((entry) => entry.problem);
    document.querySelectorAll('[data-floor-link]').forEach((link) => {
      link.classList.toggle('k-waits', left.some((entry) => entry.url === link.getAttribute('href')));
    });
    if (refused.length) {
      say(`${words.refused} ${refused[0].url.split('/').pop()}F · ${refused[0].problem} `);
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-secondary btn-sm', textContent: words.discard });
      button.addEventListener('click', async () => { await drop(refused[0].key); await show(); });
      status.append(button);
    }
    else if (left.length) say(words.waits.replace('0', left.length));
    else say(navigator.onLine ? '' : words.offline);
  };

  const form = document.querySelector('form[data-floor]');
  if (form) form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken');
    if (event.submitter && event.submitter.name) fields.push([event.submitter.name, event.submitter.value]);
    const url = location.pathname;
    localStorage.setItem('floors-owner', owner);
    // A page that was taken along is sent more than once: each look has a key of its own.
    const key = crypto.randomUUID ? crypto.randomUUID() : form.elements.client_key.value;
    await put({ key, owner, url, fields: [...fields.filter(([name]) => name !== 'client_key'), ['client_key', key]], seen_at: new Date().toISOString() });
    await sendAll();
    const mine = (await waiting()).find((entry) => entry.key === key);
    if (mine && mine.problem) { await drop(mine.key); say(mine.problem); status.scrollIntoView({ block: 'center' }); return; }
    location.assign(form.dataset.next);
  });

  const take = document.querySelector('[data-take-along]');
  if (take) take.addEventListener('click', async () => {
    take.disabled = true;
    localStorage.setItem('floors-owner', owner); // whoever else signs in here finds nothing (forget.js)
    say(words.taking);
    const own = [...document.querySelectorAll('link[rel=stylesheet], script[src], link[rel=icon]')].map((one) => one.href || one.src);
    const sprite = [...document.querySelectorAll('svg use')].map((one) => one.href.baseVal.split('#')[0]);
    const pages = [...document.querySelectorAll('[data-floor-link]')].map((link) => link.getAttribute('href'));
    const urls = [...new Set([location.pathname, ...pages, ...own, ...sprite])].filter(Boolean);
    const told = await tellWorker({ deed: 'keep', urls });
    take.disabled = false;
    say(told.done === urls.length ? words.taken : words.partly);
  });

  navigator.serviceWorker.register(place.dataset.floorsWorker, { scope: place.dataset.floorsScope }).then(() => {
    if (take) take.hidden = false;
  });
  window.addEventListener('online', sendAll);
  window.addEventListener('offline', show);
  sendAll();
})();
