// Unsaved text survives a lost session: forms with data-keep="<name>" keep their fields in this tab's storage.
// It belongs to one person (data-keep-owner of <html>), one address with its query, and half a day. It is forgotten
// when the person signs out, when somebody else is at the screen, when the server took or refused the form.
// No passwords, files, hidden fields, telephones or mail addresses; forms about persons carry no data-keep at all.
(() => {
  const PREFIX = 'draft:';
  const SENT = 'draft-sent';
  const OWNER = 'draft-owner';
  const ASKED = 'draft-asked';
  const HALF_A_DAY_MS = 12 * 60 * 60 * 1000;
  const page = document.documentElement.dataset;
  const owner = page.keepOwner || '';
  let store;
  try { store = window.sessionStorage; } catch { return; }

  const forget = () => {
    Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key));
    store.removeItem(SENT);
    store.removeItem(OWNER);
    store.removeItem(ASKED);
  };
  // Someone whose session ended is asked to sign in and sent back (next=, then perhaps a second step): their text
  // waits for them, and for nobody else. Whoever opens the sign-in page by itself begins anew.
  const plain = document.body.classList.contains('k-plain');
  const comesBack = /[?&]next=[^&]/.test(location.search);
  const second = store.getItem(ASKED) === '1' && !document.querySelector('input[name="login"]');
  const asked = !owner && plain && (comesBack || second);
  const interrupted = plain || !('keepOwner' in page);
  if (owner ? (store.getItem(OWNER) || owner) !== owner : 'keepOwner' in page && !asked) forget();
  if (asked) store.setItem(ASKED, '1');
  else if (owner) store.removeItem(ASKED);
  document.addEventListener('submit', (event) => { if (event.target.closest('form[data-sign-out]')) forget(); });
  if (!owner) { store.removeItem(SENT); return; }

  const forms = [...document.querySelectorAll('form[data-keep]')];
  const keyOf = (form) => `${PREFIX}${owner}:${location.pathname}${location.search}:${form.dataset.keep}`;
  const refused = (form) => Boolean(form.querySelector('.k-errors, .k-error, .is-invalid'));
  const toggles = (field) => /^(checkbox|radio)$/.test(field.type);
  const valueOf = (field) => (toggles(field) ? field.checked : field.value);
  const startOf = (field) => {
    if (toggles(field)) return field.defaultChecked;
    if (field.options) {
      const marked = [...field.options].find((option) => option.defaultSelected) || field.options[0];
      return marked ? marked.value : '';
    }
    return field.defaultValue;
  };
  // A choice is known by its value, not by its place: a list may have changed meanwhile.
  const named = (form) => {
    const count = {};
    return [...form.elements].filter(
      (field) => field.name && !/^(password|file|hidden|submit|button|tel|email)$/.test(field.type),
    ).map((field) => {
      const name = toggles(field) ? `${field.name}=${field.value}` : field.name;
      count[name] = (count[name] || 0) + 1;
      return [`${name}#${count[name]}`, field];
    });
  };
  const read = (form) => {
    const kept = JSON.parse(store.getItem(keyOf(form)) || '{}');
    return kept.until > Date.now() ? kept.rows : {};
  };

  // A form that was sent: an answer of the server (which names where it comes from) ends the draft. After a broken
  // line the browser comes back by itself, by its address, by "back" or "reload": then the text is still wanted.
  const sent = store.getItem(SENT);
  const came = performance.getEntriesByType('navigation')[0]?.type === 'navigate' && document.referrer !== '';
  if (sent && (interrupted || came || 'posted' in page)) {
    const same = forms.find((form) => keyOf(form) === sent);
    const goesOn = same && 'posted' in page && !refused(same);
    if (!interrupted && !goesOn) store.removeItem(sent);
    store.removeItem(SENT);
  }

  const drop = (form) => {
    store.removeItem(keyOf(form));
    const note = form.querySelector('[data-restored]');
    if (note) note.hidden = true;
  };

  const restore = (form) => {
    const note = form.querySelector('[data-restored]');
    const rows = read(form);
    if (!note) return;
    named(form).forEach(([name, field]) => {
      if (!(name in rows) || valueOf(field) === rows[name]) return;
      if (toggles(field)) field.checked = rows[name];
      else field.value = rows[name];
      note.hidden = false;
    });
  };

  const keep = (form, before) => {
    const rows = { ...before };
    named(form).forEach(([name, field]) => {
      if (valueOf(field) !== startOf(field) || name in before) rows[name] = valueOf(field);
    });
    if (!Object.keys(rows).length) { store.removeItem(keyOf(form)); return; }
    store.setItem(OWNER, owner);
    store.setItem(keyOf(form), JSON.stringify({ until: Date.now() + HALF_A_DAY_MS, rows }));
  };

  forms.forEach((form) => {
    if (refused(form)) store.removeItem(keyOf(form));
    else if (!('posted' in page)) restore(form);
    const before = 'posted' in page && !refused(form) ? read(form) : {};
    form.addEventListener('input', () => keep(form, before));
    form.addEventListener('submit', () => store.setItem(SENT, keyOf(form)));
    form.addEventListener('reset', () => drop(form));
    form.querySelector('[data-discard]')?.addEventListener('click', () => { form.reset(); });
  });
})();
