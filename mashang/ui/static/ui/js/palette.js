// "/" or Ctrl+K opens the search. Typing narrows the doors and asks the server what is meant (a part of the page with
// groups of links); arrows choose one, Enter goes there or to all that is found.
(() => {
  const palette = document.getElementById('palette');
  if (!palette) return;
  const field = palette.querySelector('input[type=search]');
  const list = palette.querySelector('[role=listbox]');
  const found = palette.querySelector('[data-found]');
  const told = palette.querySelector('[role=status]');
  const doors = [...palette.querySelectorAll('[data-palette] [role=option]')];
  const PAUSE = 150;
  let chosen = null;
  let waiting = 0;
  let asking = null;

  const options = () => [...list.querySelectorAll('[role=option]')].filter((option) => !option.hidden);
  const choose = (option) => {
    if (chosen) chosen.setAttribute('aria-selected', 'false');
    chosen = option;
    if (!option) { field.removeAttribute('aria-activedescendant'); return; }
    option.setAttribute('aria-selected', 'true');
    field.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  const show = (part) => {
    choose(null);
    found.innerHTML = part;
    const count = found.querySelector('[data-count]');
    told.textContent = count ? count.textContent : '';
  };
  const ask = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    const q = field.value.trim();
    if (!q || !found.dataset.url) { show(''); return; }
    try {
      const answer = await fetch(`${found.dataset.url}?part=1&q=${encodeURIComponent(q)}`, { signal: asking.signal });
      // Who was signed out meanwhile is answered with a page to sign in: no part of this one.
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch { /* a newer question, or no network: Enter still goes to the page of results */ }
  };

  document.addEventListener('keydown', (event) => {
    const typing = event.target.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=range])');
    const single = event.key === '/' && !typing && document.documentElement.dataset.keys !== 'off';
    const called = single || (event.key === 'k' && (event.ctrlKey || event.metaKey));
    if (called && !palette.open) {
      event.preventDefault();
      palette.showModal();
      field.select();
      field.focus();
    }
  });

  const typed = () => {
    const wanted = field.value.trim().toLowerCase();
    doors.forEach((door) => { door.hidden = !door.textContent.toLowerCase().includes(wanted); });
    choose(null);
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  // Half a pinyin in the writing aid is no question yet.
  field.addEventListener('input', (event) => { if (!event.isComposing) typed(); });
  field.addEventListener('compositionend', typed);

  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const all = options();
    const place = all.indexOf(chosen);
    if (event.key === 'ArrowDown') choose(all[Math.min(place + 1, all.length - 1)] || null);
    else if (event.key === 'ArrowUp') choose(all[place - 1] || null);
    else if (event.key === 'Escape') palette.close();
    else if (event.key === 'Enter' && chosen) location.href = chosen.href;
    else return;
    event.preventDefault();
  });
})();
