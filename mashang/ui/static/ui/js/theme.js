// Light and dark without a page load; the form behind the button does the same through the server.
(() => {
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form.k-theme');
    if (!form) return;
    event.preventDefault();
    const next = document.documentElement.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.bsTheme = next;
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `mashang_theme=${next}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });
})();
