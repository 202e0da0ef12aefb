// Whoever cannot use single keys turns them off on this device (WCAG 2.1.4): every script that listens for one asks
// first. The switch is a tick box with data-keys-switch; keys with Ctrl, Alt or Cmd are not meant.
(() => {
  const KEPT = 'mashang-keys';
  const read = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const root = document.documentElement;
  if (read() === 'off') root.dataset.keys = 'off';
  const show = () => document.querySelectorAll('[data-keys-switch]').forEach((box) => { box.checked = root.dataset.keys !== 'off'; });
  show();
  document.addEventListener('change', (event) => {
    if (!event.target.matches('[data-keys-switch]')) return;
    if (event.target.checked) delete root.dataset.keys;
    else root.dataset.keys = 'off';
    try { localStorage.setItem(KEPT, event.target.checked ? 'on' : 'off'); } catch { /* kept for this page alone */ }
    show();
  });
})();
