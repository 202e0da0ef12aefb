// The stacking plan: one tab stop; left and right walk the units of a floor, up and down the floors, Home and End
// the ends of a floor. Choosing a unit loads its panel (#unit) without loading the page again.
(() => {
  const middle = (link) => {
    const unit = link.querySelector('.u');
    return Number(unit.getAttribute('x')) + Number(unit.getAttribute('width')) / 2;
  };
  const nearest = (floor, x) => floor.reduce((best, link) => (Math.abs(middle(link) - x) < Math.abs(middle(best) - x) ? link : best));

  const load = async (link) => {
    const panel = document.getElementById('unit');
    const url = new URL(link.getAttribute('href'), location.href);
    const answer = await fetch(url, { headers: { 'HX-Request': 'true', 'HX-Target': 'unit' }, credentials: 'same-origin' });
    if (!answer.ok || answer.redirected) { location.href = url; return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('unit');
    if (!fresh) { location.href = url; return; }
    panel.replaceWith(fresh);
    history.replaceState(null, '', url);
  };

  // The full name of a narrow unit shows above the plan while it has the focus or the mouse.
  const say = (svg, link) => {
    const says = svg.closest('[data-plancard]')?.querySelector('[data-plan-says]');
    if (!says) return;
    says.hidden = false;
    says.textContent = link.getAttribute('aria-label');
  };

  const start = (svg) => {
    const links = [...svg.querySelectorAll('a')];
    const first = links.find((link) => link.hasAttribute('aria-current')) || links[0];
    links.forEach((link) => link.setAttribute('tabindex', link === first ? '0' : '-1'));
    ['focusin', 'mouseover'].forEach((kind) => svg.addEventListener(kind, (event) => {
      const link = event.target.closest('a');
      if (link) say(svg, link);
    }));
    const floors = [...svg.querySelectorAll('[data-floor]')].map((group) => [...group.querySelectorAll('a')]).filter((floor) => floor.length);
    const step = (link) => {
      svg.querySelectorAll('a[tabindex="0"]').forEach((other) => other.setAttribute('tabindex', '-1'));
      link.setAttribute('tabindex', '0');
      link.focus();
    };
    svg.addEventListener('keydown', (event) => {
      const link = event.target.closest('a');
      const place = floors.findIndex((floor) => floor.includes(link));
      if (place < 0) return;
      const floor = floors[place];
      const at = floor.indexOf(link);
      const wanted = {
        ArrowRight: () => floor[at + 1],
        ArrowLeft: () => floor[at - 1],
        Home: () => floor[0],
        End: () => floor[floor.length - 1],
        ArrowUp: () => floors[place - 1] && nearest(floors[place - 1], middle(link)),
        ArrowDown: () => floors[place + 1] && nearest(floors[place + 1], middle(link)),
      }[event.key];
      if (!wanted) return;
      event.preventDefault();
      const next = wanted();
      if (next) step(next);
    });
    svg.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (!link || link.classList.contains('strip') || event.ctrlKey || event.metaKey || event.shiftKey || !svg.hasAttribute('data-panel') || !document.getElementById('unit')) return;
      event.preventDefault();
      svg.querySelectorAll('.is-selected').forEach((other) => { other.classList.remove('is-selected'); other.removeAttribute('aria-current'); });
      link.classList.add('is-selected');
      links.forEach((other) => other.setAttribute('tabindex', other === link ? '0' : '-1'));
      link.setAttribute('aria-current', 'true');
      load(link);
    });
  };
  document.querySelectorAll('svg.k-plan').forEach(start);

  // A unit that was asked for by its link is read next: the keyboard goes on at its card, not at the top of the page.
  // Not before the browser has jumped to the card itself, for that takes the focus away again.
  const heading = location.hash === '#unit' && document.querySelector('#unit :is(h2, h3)');
  if (heading) {
    heading.setAttribute('tabindex', '-1');
    window.addEventListener('load', () => requestAnimationFrame(() => heading.focus({ preventScroll: true })));
  }
})();
