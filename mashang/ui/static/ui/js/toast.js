// A toast can be closed. It never closes by itself: a reader may need time, and it may hold an undo.
(() => {
  document.addEventListener('click', (event) => {
    const closer = event.target.closest('.k-toast [data-act="close"]');
    if (closer) closer.closest('.k-toast').remove();
  });
})();
