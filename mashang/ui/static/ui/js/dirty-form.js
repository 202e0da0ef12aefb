// Unsaved text survives a lost session: forms with data-keep="<name>" keep their fields in this tab's storage.
// Nothing secret is kept (no passwords, no files, no hidden fields); what was sent is forgotten on the next other page.
(() => {
  const PREFIX = 'draft:';
  const SENT = 'draft-sent';
  const forms = [...document.querySelectorAll('form[data-keep]')];
  const keyOf = (form) => `${PREFIX}${location.pathname}:${form.dataset.keep}`;
  const fieldsOf = (form) => [...form.elements].filter(
    (field) => field.name && !/^(password|file|hidden|submit|button)$/.test(field.type),
  );
  const valueOf = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.value);
  const startOf = (field) => {
    if (/^(checkbox|radio)$/.test(field.type)) return field.defaultChecked;
    if (field.options) {
      const marked = [...field.options].find((option) => option.defaultSelected) || field.options[0];
      return marked ? marked.value : '';
    }
    return field.defaultValue;
  };
  let store;
  try { store = window.sessionStorage; } catch { return; }

  const sent = store.getItem(SENT);
  if (sent && !document.body.classList.contains('k-plain')) {
    if (!forms.some((form) => keyOf(form) === sent)) store.removeItem(sent);
    store.removeItem(SENT);
  }

  const restore = (form) => {
    const kept = JSON.parse(store.getItem(keyOf(form)) || '[]');
    const fields = fieldsOf(form);
    let changed = false;
    kept.forEach(([name, place, value]) => {
      const field = fields.filter((other) => other.name === name)[place];
      if (!field || valueOf(field) === value) return;
      if (typeof value === 'boolean') field.checked = value;
      else field.value = value;
      changed = true;
    });
    const note = form.querySelector('[data-restored]');
    if (changed && note) note.hidden = false;
  };

  const keep = (form) => {
    const count = {};
    const rows = [];
    fieldsOf(form).forEach((field) => {
      const place = count[field.name] || 0;
      count[field.name] = place + 1;
      if (valueOf(field) !== startOf(field)) rows.push([field.name, place, valueOf(field)]);
    });
    if (rows.length) store.setItem(keyOf(form), JSON.stringify(rows));
    else store.removeItem(keyOf(form));
  };

  forms.forEach((form) => {
    if (!form.querySelector('.k-error')) restore(form);
    form.addEventListener('input', () => keep(form));
    form.addEventListener('submit', () => store.setItem(SENT, keyOf(form)));
    form.addEventListener('reset', () => store.removeItem(keyOf(form)));
  });
})();
