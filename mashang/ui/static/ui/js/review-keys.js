// Keys for a list of decisions: J and K go down and up, Y accepts, N refuses, L puts off; 1 to 9 pick a side of a conflict.
(() => {
  const rows = () => [...document.querySelectorAll('.k-diff tbody tr')].filter((row) => row.querySelector('input[type="radio"]'));
  const here = () => document.activeElement && document.activeElement.closest('.k-diff tbody tr');
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(here());
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
    const radio = next.querySelector('input[type="radio"]:checked') || next.querySelector('input[type="radio"]');
    radio.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'center' });
  };
  const pick = (radio) => {
    if (!radio) return false;
    radio.checked = true;
    radio.focus({ preventScroll: true });
    radio.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  };
  const words = { y: 'accept', n: 'refuse', l: 'later' };
  document.addEventListener('keydown', (event) => {
    if (document.documentElement.dataset.keys === 'off') return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches('input:not([type="radio"]), textarea, select, [contenteditable]');
    if (typing || !document.querySelector('.k-diff')) return;
    const key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') go(key === 'j' ? 1 : -1);
    else if (words[key] && here()) { if (pick(here().querySelector(`input[value="${words[key]}"]`))) go(1); }
    else if (/^[1-9]$/.test(key) && here()) pick(here().querySelectorAll('.k-sides input')[Number(key) - 1]);
    else return;
    event.preventDefault();
  });
})();
