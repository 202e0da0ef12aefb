// "Accept all" and "Refuse all" of a group set its rows at once; changing a row turns the group to "row by row".
(() => {
  document.addEventListener('change', (event) => {
    const radio = event.target;
    if (radio.type !== 'radio' || !radio.closest('.k-choose')) return;
    const group = radio.closest('.k-group');
    if (!group) return;
    if (radio.hasAttribute('data-group')) {
      if (radio.value === 'later') return;
      group.querySelectorAll(`.k-choose input:not([data-group])[value="${radio.value}"]`).forEach((row) => { row.checked = true; });
    } else {
      const byRow = group.querySelector('input[data-group][value="later"]');
      if (byRow) byRow.checked = true;
    }
  });
})();
