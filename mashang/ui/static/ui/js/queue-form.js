// Forms that are sent later when the line drops: what is entered waits in this browser under the form's own token and is sent once
// however often it is tried. It belongs to one person; signing out wipes it (forget.js).
(() => {
  const owner = document.documentElement.dataset.keepOwner || '';
  const status = document.querySelector('[data-queue-status]');
  const band = document.querySelector('[data-offline]');
  if (!owner || !status) return;
  const words = status.dataset;
  const PLACE = `queue:${owner}`;
  const read = () => JSON.parse(localStorage.getItem(PLACE) || '[]');
  const write = (entries) => {
    if (entries.length) localStorage.setItem(PLACE, JSON.stringify(entries));
    else localStorage.removeItem(PLACE);
    localStorage.setItem('floors-owner', owner);
  };

  // Nothing when it was taken, words when it was not.
  const send = async (entry) => {
    const cookieToken = document.querySelector('[name=csrfmiddlewaretoken]').value;
    const body = new URLSearchParams(entry.fields);
    body.set('csrfmiddlewaretoken', cookieToken);
    const answer = await fetch(entry.url, { method: 'POST', body, headers: { Accept: 'application/json' } });
    if (!answer.ok || !(answer.headers.get('Content-Type') || '').includes('json')) return words.gone;
    return (await answer.json()).problem;
  };
  const show = () => {
    const waiting = read();
    const refused = waiting.find((entry) => entry.problem);
    if (band) band.hidden = navigator.onLine && !waiting.length;
    status.textContent = waiting.length ? words.waits.replace('0', waiting.length) : '';
    if (!refused) return;
    status.textContent = `${words.refused} ${refused.problem} `;
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn btn-secondary btn-sm', textContent: words.discard });
    button.addEventListener('click', () => { write(read().filter((one) => one.key !== refused.key)); show(); });
    status.append(button);
    status.scrollIntoView({ block: 'center' });
  };
  let sending = false;
  const sendAll = async () => {
    if (sending) return;
    sending = true;
    let sent = 0;
    try {
      for (const entry of read()) {
        const problem = await send(entry);
        if (problem) write(read().map((one) => (one.key === entry.key ? { ...one, problem } : one)));
        else { write(read().filter((one) => one.key !== entry.key)); sent += 1; }
      }
    } catch { /* no line yet: all of it waits */ }
    sending = false;
    show();
    if (sent && !read().length) location.reload();
  };

  document.querySelectorAll('form[data-queue]').forEach((form) => form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([name]) => name !== 'csrfmiddlewaretoken');
    const key = form.elements.form_token.value;
    write([...read().filter((one) => one.key !== key), { key, url: form.getAttribute('action'), fields }]);
    const button = form.querySelector('button:not([type=button])');
    button.textContent = words.sent;
    button.disabled = true;
    sendAll();
  }));
  window.addEventListener('online', sendAll);
  window.addEventListener('offline', show);
  show();
  sendAll();
})();
