// A filter form with data-auto is sent as soon as a choice changes; empty fields stay out of the address.
(() => {
  const tidy = (form) => {
    [...form.elements].forEach((field) => {
      if (field.name && field.value === '') field.disabled = true;
    });
  };
  document.addEventListener('submit', (event) => {
    if (event.target.matches('form.k-filter')) tidy(event.target);
  });
  document.addEventListener('change', (event) => {
    const form = event.target.form;
    if (!form || !form.hasAttribute('data-auto')) return;
    if (/^(select-one|radio|checkbox)$/.test(event.target.type)) form.requestSubmit();
  });
  window.addEventListener('pageshow', () => {
    document.querySelectorAll('form.k-filter :disabled').forEach((field) => { field.disabled = false; });
  });
})();
