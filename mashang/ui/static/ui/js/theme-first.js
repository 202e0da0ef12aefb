// Loaded before the page is drawn: who has not chosen (no cookie) gets what the system shows.
(() => {
  const page = document.documentElement;
  if ('themeFree' in page.dataset && window.matchMedia('(prefers-color-scheme: dark)').matches) page.dataset.bsTheme = 'dark';
})();
