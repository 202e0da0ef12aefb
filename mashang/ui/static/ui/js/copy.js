// A link with data-copy puts its own address on the clipboard and says so; without a clipboard it is followed as a link.
(() => {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-copy]');
    if (!link || !navigator.clipboard) return;
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => {
      const word = link.querySelector('[data-copied]');
      word.textContent = word.dataset.copied;
      word.setAttribute('role', 'status');
    }, () => { window.location.href = link.href; });
  });
})();
