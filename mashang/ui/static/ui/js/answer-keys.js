// One keystroke presses the button or follows the link that names it in data-key; never while something is typed.
(() => {
  document.addEventListener('keydown', (event) => {
    if (document.documentElement.dataset.keys === 'off') return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.target.matches('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]')) return;
    const wanted = [...document.querySelectorAll('[data-key]')].find((one) => one.dataset.key === event.key.toLowerCase());
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });
})();
