// The screen on the wall loads itself anew from time to time. Whoever stands before it can hold it; that stays so in this tab.
(() => {
  const screen = document.querySelector('[data-renew]');
  const button = document.getElementById('wall-pause');
  if (!screen || !button) return;
  const kept = 'wall-paused';
  let timer = 0;
  const show = () => {
    const paused = sessionStorage.getItem(kept) === 'yes';
    clearTimeout(timer);
    if (!paused) timer = setTimeout(() => window.location.reload(), Number(screen.dataset.renew) * 1000);
    button.textContent = paused ? button.dataset.go : button.dataset.pause;
    button.setAttribute('aria-pressed', String(paused));
    button.hidden = false;
  };
  button.addEventListener('click', () => {
    sessionStorage.setItem(kept, sessionStorage.getItem(kept) === 'yes' ? 'no' : 'yes');
    show();
  });
  show();
})();
