// A split view by keyboard. J and K go down and up and load the detail into #pane, X selects, Enter opens the file, Escape
// leaves everything out, / goes to the search, ? shows all keys. A button or link may name its own letter in data-key; this
// works on any page that loads this script. No key works while something is typed, with a modifier, in a dialog, or when
// single keys are turned off (keys.js); and none reaches into the pane while another row is being loaded into it.
(() => {
  const split = document.querySelector('[data-split]');
  const rows = split ? [...split.querySelectorAll('tbody tr')] : [];
  const bulk = document.querySelector('[data-split-bulk]');
  const says = document.querySelector('[data-split-says]');
  const all = document.querySelector('[data-split-all]');
  const PAUSE = 120;
  let at = rows.findIndex((row) => row.classList.contains('is-selected'));
  let waiting = 0;
  let asking = null;
  let lastPicked = -1;

  const seen = (one) => one.getClientRects().length > 0;
  const box = (row) => row.querySelector('input[name="pick"]');
  const link = (row) => [...row.querySelectorAll('.no a')].find(seen);
  const pane = () => document.getElementById('pane');
  const busy = () => Boolean(waiting || asking);

  const count = () => {
    const picked = rows.filter((row) => box(row).checked);
    rows.forEach((row) => row.classList.toggle('is-picked', box(row).checked));
    if (bulk) {
      bulk.hidden = picked.length === 0;
      bulk.querySelector('[data-split-n]').textContent = picked.length;
    }
    if (all) {
      const whole = all.querySelector('input');
      whole.checked = rows.length > 0 && picked.length === rows.length;
      whole.indeterminate = picked.length > 0 && picked.length < rows.length;
    }
  };
  const pick = (row, wanted) => { box(row).checked = wanted; count(); };
  const clear = () => { rows.forEach((row) => { box(row).checked = false; }); count(); };

  const load = async (row, then) => {
    const url = new URL(link(row).getAttribute('href'), location.href);
    const mine = new AbortController();
    if (asking) asking.abort();
    asking = mine;
    if (pane()) pane().setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { headers: { 'HX-Request': 'true', 'HX-Target': 'pane' }, credentials: 'same-origin', signal: mine.signal });
      if (answer.redirected) { location.href = url; return; }
      const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('pane');
      if (!fresh) throw new Error(answer.status);
      pane().replaceWith(fresh);
      if (window.htmx) window.htmx.process(fresh);
      history.replaceState(null, '', url);
      says.textContent = `${says.dataset.shown} ${link(row).textContent}`;
      if (then) then(fresh);
    } catch (fault) {
      if (fault.name === 'AbortError') return;
      says.textContent = says.dataset.failed;
      if (pane()) pane().classList.add('failed');
    } finally {
      if (asking === mine) { asking = null; if (pane()) pane().removeAttribute('aria-busy'); }
    }
  };
  const mark = (row) => {
    rows.forEach((other) => {
      other.classList.toggle('is-selected', other === row);
      other.querySelectorAll('.no a').forEach((one) => one.removeAttribute('aria-current'));
    });
    row.querySelector('.no .wide').setAttribute('aria-current', 'true');
    at = rows.indexOf(row);
  };
  const wide = (row) => link(row) && link(row).classList.contains('wide') && pane();
  const go = (place) => {
    const row = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    if (!row) return;
    mark(row);
    link(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
    clearTimeout(waiting);
    waiting = wide(row) ? setTimeout(() => { waiting = 0; load(row); }, PAUSE) : 0;
  };

  if (split) {
    if (all) {
      all.hidden = false;
      all.addEventListener('change', (event) => { rows.forEach((row) => { box(row).checked = event.target.checked; }); count(); });
    }
    split.addEventListener('change', (event) => { if (event.target.name === 'pick') count(); });
    split.addEventListener('click', (event) => {
      const row = event.target.closest('tbody tr');
      if (event.target.closest('[data-split-clear]')) { event.preventDefault(); clear(); return; }
      if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.matches('input[name="pick"]')) {
        const here = rows.indexOf(row);
        if (event.shiftKey && lastPicked >= 0) {
          const [from, to] = [Math.min(here, lastPicked), Math.max(here, lastPicked)];
          rows.slice(from, to + 1).forEach((one) => { box(one).checked = event.target.checked; });
        }
        lastPicked = here;
        count();
        return;
      }
      const followed = event.target.closest('a');
      if (event.shiftKey || event.target.closest('label, button, input') || (followed && !followed.matches('.wide'))) return;
      if (!wide(row)) { if (!followed) location.href = row.dataset.file; return; }
      event.preventDefault();
      clearTimeout(waiting);
      waiting = 0;
      mark(row);
      // Followed by keyboard, with single keys off, the link leads on into the pane.
      load(row, event.detail === 0 && document.documentElement.dataset.keys === 'off' ? (fresh) => fresh.focus() : null);
    });
    count();
  }

  // Browsers put ticks back after going back or loading again.
  window.addEventListener('pageshow', () => { if (split) count(); });

  const TYPING = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])';
  const pressed = (letter) => {
    const named = [...document.querySelectorAll(`[data-key="${CSS.escape(letter)}"]`)].filter(seen);
    const inside = (place) => named.find((one) => place && place.contains(one));
    const wanted = inside(bulk) || inside(pane()) || inside(split) || named[0];
    if (!wanted || (busy() && pane() && pane().contains(wanted))) return false;
    wanted.click();
    return true;
  };
  // The dialog also tells the letters of the buttons that are on the page now.
  const tell = () => {
    const list = document.querySelector('[data-keys-found]');
    if (!list) return;
    const told = new Map();
    document.querySelectorAll('[data-key]').forEach((one) => {
      if (!seen(one) || told.has(one.dataset.key)) return;
      told.set(one.dataset.key, [...one.childNodes].filter((node) => node.nodeName !== 'KBD').map((node) => node.textContent).join('').trim());
    });
    list.replaceChildren(...[...told].map(([letter, words]) => {
      const line = document.createElement('div');
      const key = document.createElement('kbd');
      key.textContent = letter.toUpperCase();
      const [term, said] = [document.createElement('dt'), document.createElement('dd')];
      term.append(key);
      said.textContent = words;
      line.append(term, said);
      return line;
    }));
  };
  document.addEventListener('click', (event) => { if (event.target.closest('[data-open="keys"]')) tell(); }, true);

  const search = () => {
    const field = document.querySelector('[data-split-search]');
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  };
  const does = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    x: () => { if (rows[at]) pick(rows[at], !box(rows[at]).checked); },
  };
  // Before the others: where the list has a search of its own, / goes there and not to the search of everything.
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog[open]')) return;
    const field = event.target.closest(TYPING);
    if (event.key === 'Escape') {
      if (field && field.matches('[data-split-search]')) field.blur();
      else if (!field && split && rows.some((row) => box(row).checked)) { clear(); event.preventDefault(); }
      return;
    }
    if (field || document.documentElement.dataset.keys === 'off') return;
    const key = event.key.toLowerCase();
    if (key === 'enter') {
      const row = event.target.closest('[data-split] tbody tr');
      if (row && !event.shiftKey && event.target.matches('.no a')) { event.preventDefault(); location.href = row.dataset.file; }
      return;
    }
    if (event.repeat && key !== 'j' && key !== 'k') return;
    if (key === '?') {
      const dialog = document.getElementById('keys');
      if (!dialog) return;
      tell();
      dialog.showModal();
    } else if (key === '/') {
      if (!search()) return;
      event.stopImmediatePropagation();
    } else if (event.shiftKey || !/^[a-z0-9]$/.test(key)) return;
    else if (does[key] && rows.length) does[key]();
    else if (!pressed(key)) return;
    event.preventDefault();
  }, true);
})();
