// A map of GeoJSON of our own, without tiles: ground, towers as high as they are in the colour of their class, places.
// Choosing a tower, on the map or in the list beside it, loads its card (#map-card); list and table say the same
// as the picture. Colours are those of the stylesheet, in both themes.
const box = document.getElementById('map');
const wrap = box.closest('.k-mapwrap');
const tools = wrap.querySelector('.k-maptools');
const links = () => [...wrap.querySelectorAll('[data-tower]')];
const of = (layer) => ['==', ['get', 'layer'], layer];

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const named = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ramp: ['m0', 'm1', 'm2', 'm3', 'm4'].map(named),
    ...Object.fromEntries(['map-land', 'map-water', 'map-green', 'map-road', 'map-casing', 'ink-2', 'line-2', 'clay'].map((name) => [name, named(name)])),
  };
};

const painted = (chosen) => {
  const c = colours();
  const wide = (width) => ['interpolate', ['exponential', 1.6], ['zoom'], 13, width / 2, 17, width * 3];
  const classes = c.ramp.flatMap((colour, no) => [no, colour]);
  return {
    land: { 'background-color': c['map-land'] },
    green: { 'fill-color': c['map-green'] },
    water: { 'fill-color': c['map-water'] },
    casing: { 'line-color': c['map-casing'], 'line-width': wide(4.5) },
    road: { 'line-color': c['map-road'], 'line-width': wide(3.2) },
    metro_line: { 'line-color': c['ink-2'], 'line-width': wide(1.8), 'line-dasharray': [3, 1.2] },
    tower: {
      'fill-extrusion-color': ['case', ['==', ['get', 'id'], chosen], c.clay, ['match', ['coalesce', ['get', 'class'], -1], ...classes, c['line-2']]],
      'fill-extrusion-height': ['get', 'height'],
    },
  };
};

const layers = (paints) => {
  const line = (id, layer) => ({ id, type: 'line', source: 'all', filter: of(layer), layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: paints[id] });
  return [
    { id: 'land', type: 'background', paint: paints.land },
    ...['green', 'water'].map((id) => ({ id, type: 'fill', source: 'all', filter: of(id), paint: paints[id] })),
    line('casing', 'road'), line('road', 'road'), line('metro_line', 'metro_line'),
    { id: 'tower', type: 'fill-extrusion', source: 'all', filter: of('tower'), paint: paints.tower },
  ];
};

const middle = (geometry) => {
  if (geometry.type === 'Point') return geometry.coordinates;
  const ring = geometry.coordinates[0].slice(0, -1);
  return [0, 1].map((axis) => ring.reduce((sum, place) => sum + place[axis], 0) / ring.length);
};

const draw = async () => {
  const [library, answer] = await Promise.all([import(box.dataset.library), fetch(box.dataset.url, { credentials: 'same-origin' })]);
  if (!answer.ok || answer.redirected) return;
  const data = await answer.json();
  const named = data.features.filter((one) => one.properties.label);
  if (!named.length) return;
  library.setWorkerUrl(new URL(box.dataset.worker, location.href).href);
  const current = () => Number(links().find((link) => link.getAttribute('aria-current') === 'true')?.dataset.tower || 0);
  const bounds = named.reduce((all, one) => all.extend(middle(one.geometry)), new library.LngLatBounds());
  // The card lies over the right of the picture, where there is room for it.
  const card = document.getElementById('map-card');
  const covered = card && getComputedStyle(card).position === 'absolute' ? card.offsetWidth + 24 : 0;
  const home = { pitch: 46, bearing: -8, padding: { top: 40, bottom: 40, left: 40, right: 40 + covered } };
  box.replaceChildren();
  const map = new library.Map({
    container: box, attributionControl: false, fadeDuration: 0, maxZoom: 18, minZoom: 9, canvasContextAttributes: { antialias: true },
    locale: { 'Map.Title': box.dataset.title },
    style: { version: 8, light: { anchor: 'viewport', intensity: 0.22, color: '#ffffff' }, sources: { all: { type: 'geojson', data } }, layers: layers(painted(current())) },
  });

  // What is seen aslant takes less room than what is seen from above, for which the zoom is reckoned.
  const whole = () => {
    const { center, zoom } = map.cameraForBounds(bounds, home);
    return { center, zoom: Math.min(zoom + 0.3, 17), pitch: home.pitch, bearing: home.bearing };
  };
  map.jumpTo(whole());

  const marks = named.map(({ properties, geometry }) => {
    const element = document.createElement('div');
    element.className = `k-maplabel ${properties.layer === 'tower' ? 'tower' : `place ${properties.kind}`}`;
    element.textContent = properties.label;
    element.setAttribute('aria-hidden', 'true');  // the list says it
    const marker = new library.Marker({ element, anchor: 'bottom' }).setLngLat(middle(geometry)).addTo(map);
    return { properties, element, marker, size: { width: element.offsetWidth, height: element.offsetHeight } };
  });
  // Labels stand on the roofs. Where two would overlap the first of these stays: that of the chosen tower, of a
  // station, of the towers in the order of the list, of another place.
  const order = new Map(links().map((link, no) => [Number(link.dataset.tower), no]));
  const rank = ({ layer, id, kind }, chosen) => (layer === 'tower' ? (id === chosen ? -2 : order.get(id)) : kind === 'metro' ? -1 : order.size);
  const place = () => {
    const rise = (Math.sin((map.getPitch() * Math.PI) / 180) * 512 * 2 ** map.getZoom()) / 40075016 / Math.cos((map.getCenter().lat * Math.PI) / 180);
    const chosen = current();
    const taken = [];
    [...marks].sort((a, b) => rank(a.properties, chosen) - rank(b.properties, chosen)).forEach(({ properties, element, marker, size }) => {
      const tower = properties.layer === 'tower';
      const up = tower ? properties.height * rise + 4 : 0;
      const { x, y } = map.project(marker.getLngLat());
      const room = { left: x - size.width / 2, right: x + size.width / 2, top: y - up - size.height, bottom: y - up };
      const free = taken.every((other) => room.right < other.left || room.left > other.right || room.bottom < other.top || room.top > other.bottom);
      if (free) taken.push(room);
      marker.setOffset([0, -up]);
      element.classList.toggle('on', tower && properties.id === chosen);
      element.classList.toggle('away', !free);
    });
  };
  const repaint = () => {
    const paints = painted(current());
    Object.entries(paints).forEach(([layer, paint]) => Object.entries(paint).forEach(([name, value]) => map.setPaintProperty(layer, name, value)));
    place();
  };
  map.on('render', place);
  map.on('load', () => {
    box.classList.add('ready');
    tools.hidden = false;
    repaint();
  });
  map.on('mouseenter', 'tower', () => { map.getCanvas().style.cursor = 'pointer'; });
  map.on('mouseleave', 'tower', () => { map.getCanvas().style.cursor = ''; });
  map.on('click', 'tower', (event) => choose(event.features[0].properties.id));
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });

  const choose = async (id, fly) => {
    const link = links().find((one) => Number(one.dataset.tower) === id);
    if (!link) return;
    links().forEach((one) => one.setAttribute('aria-current', String(one === link)));
    link.scrollIntoView({ block: 'nearest' });
    repaint();
    const mark = marks.find(({ properties }) => properties.layer === 'tower' && properties.id === id);
    if (fly && mark) map.easeTo({ center: mark.marker.getLngLat(), zoom: Math.max(map.getZoom(), 15.6) });
    const url = new URL(link.getAttribute('href'), location.href);
    const part = await fetch(url, { credentials: 'same-origin' });
    const fresh = part.ok && !part.redirected && new DOMParser().parseFromString(await part.text(), 'text/html').getElementById('map-card');
    if (!fresh) { location.href = url; return; }
    document.getElementById('map-card').replaceWith(fresh);
    url.hash = '';
    history.replaceState(null, '', url);
  };
  wrap.addEventListener('click', (event) => {
    const link = event.target.closest('[data-tower]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(Number(link.dataset.tower), true);
  });
  tools.addEventListener('click', (event) => {
    const button = event.target.closest('[data-map]');
    if (!button) return;
    const flat = map.getPitch() > 5;
    ({
      in: () => map.zoomIn(),
      out: () => map.zoomOut(),
      home: () => map.easeTo(whole()),
      flat: () => { map.easeTo({ pitch: flat ? 0 : home.pitch }); button.setAttribute('aria-pressed', String(flat)); },
    })[button.dataset.map]();
  });
};

// Where no picture can be drawn, the words in its place stay, and lead to the list and the table.
draw().catch((reason) => console.warn(reason));
