// The entry of a visit: cards of problems appear one by one, take over the sentence that is marked, and guess what it is about.
(() => {
  const cards = [...document.querySelectorAll('[data-problem]')];
  const add = document.querySelector('[data-problem-add]');
  const said = document.getElementById('said');
  const send = document.querySelector('[data-visit-send]');
  if (!cards.length) return;
  const part = (card, name) => card.querySelector(`[data-problem-${name}]`);
  const filled = (card) => part(card, 'title').value.trim() || part(card, 'heard').value.trim();

  const plain = send ? send.textContent : '';
  const count = () => {
    if (!send) return;
    const number = cards.filter(filled).length;
    send.textContent = number ? send.dataset.visitSend.replace('0', number) : plain;
  };
  const guess = (card) => {
    const item = part(card, 'item');
    if (item.dataset.chosen) return;
    const text = part(card, 'title').value + part(card, 'heard').value;
    const fits = [...item.options].find((option) => (option.dataset.words || '').split(' ').some((word) => word && text.includes(word)));
    if (fits) item.value = fits.value;
  };
  cards.forEach((card) => {
    ['title', 'heard'].forEach((name) => part(card, name).addEventListener('input', () => { guess(card); count(); }));
    part(card, 'item').addEventListener('change', (event) => { event.target.dataset.chosen = '1'; });
  });
  if (add) {
    const tidy = () => {
      cards.forEach((card) => { card.hidden = card.hidden ? !filled(card) : card.dataset.empty !== undefined && !filled(card); });
      add.hidden = cards.every((card) => !card.hidden);
      count();
    };
    tidy();
    let marked = '';
    if (said) ['select', 'keyup', 'pointerup'].forEach((kind) => said.addEventListener(kind, () => { marked = said.value.slice(said.selectionStart, said.selectionEnd).trim(); }));
    add.addEventListener('click', () => {
      const card = cards.find((one) => one.hidden);
      if (!card) return;
      card.hidden = false;
      if (marked) {
        part(card, 'heard').value = marked.slice(0, 200);
        part(card, 'title').value = marked.slice(0, 40);
        part(card, 'title').dispatchEvent(new Event('input', { bubbles: true }));
        marked = '';
      }
      add.hidden = cards.every((one) => !one.hidden);
      part(card, 'title').focus();
    });
    document.querySelector('form[data-kept]')?.addEventListener('given-back', tidy);
  }
})();
