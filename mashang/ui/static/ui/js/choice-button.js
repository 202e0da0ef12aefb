// The big button of the page says what the chosen card would do (data-big-label); without scripts it says its own word.
(() => {
  const button = document.querySelector('[data-big]');
  if (!button) return;
  const own = button.textContent;
  const show = () => {
    const chosen = document.querySelector('[data-big-label]:checked');
    button.textContent = chosen ? chosen.dataset.bigLabel : own;
  };
  document.addEventListener('change', (event) => { if (event.target.matches('.k-choice > input')) show(); });
  window.addEventListener('pageshow', show);
  show();
})();
