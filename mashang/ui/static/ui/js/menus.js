// Menus and definitions are <details>: a click elsewhere or Esc closes them. Esc also closes the rail on a phone.
(() => {
  const OPEN = 'details.k-menu[open], .k-fig details[open]';

  document.addEventListener('click', (event) => {
    document.querySelectorAll(OPEN).forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const closer = event.target.closest('[data-act="close"]');
    const dialog = closer && closer.closest('dialog');
    if (dialog) dialog.close();
    const opener = event.target.closest('[data-open]');
    const wanted = opener && document.getElementById(opener.dataset.open);
    if (wanted && wanted.showModal) {
      event.preventDefault();
      wanted.showModal();
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    document.querySelectorAll(OPEN).forEach((menu) => {
      menu.open = false;
      menu.querySelector('summary').focus();
    });
    if (location.hash === '#rail') location.hash = '#main';
  });
})();
