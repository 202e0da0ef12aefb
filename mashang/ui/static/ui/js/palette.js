// "/" or Ctrl+K opens the search; typing narrows the doors, arrows choose one, Enter goes there or searches.
(() => {
  const palette = document.getElementById('palette');
  if (!palette) return;
  const field = palette.querySelector('input[type=search]');
  const doors = [...palette.querySelectorAll('[data-palette] li')];
  let chosen = null;

  const shown = () => doors.filter((door) => !door.hidden);
  const choose = (door) => {
    doors.forEach((other) => other.firstElementChild.classList.toggle('on', other === door));
    chosen = door;
    if (door) door.scrollIntoView({ block: 'nearest' });
  };

  document.addEventListener('keydown', (event) => {
    const typing = event.target.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit], [type=range])');
    const called = (event.key === '/' && !typing) || (event.key === 'k' && (event.ctrlKey || event.metaKey));
    if (called && !palette.open) {
      event.preventDefault();
      palette.showModal();
      field.focus();
    }
  });

  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase();
    doors.forEach((door) => { door.hidden = !door.textContent.toLowerCase().includes(wanted); });
    choose(null);
  });

  field.addEventListener('keydown', (event) => {
    const list = shown();
    const place = list.indexOf(chosen);
    if (event.key === 'ArrowDown') choose(list[Math.min(place + 1, list.length - 1)] || null);
    else if (event.key === 'ArrowUp') choose(list[place - 1] || null);
    else if (event.key === 'Escape') palette.close();
    else if (event.key === 'Enter' && chosen) location.href = chosen.firstElementChild.href;
    else return;
    event.preventDefault();
  });
})();
