// The service worker of forms filled without a line: pages that were taken along are shown when there is no line.
// It answers reading only; what was typed waits in the page's own store (kept.js). `wipe` forgets all of it.
const KEPT = 'kept-1';

self.addEventListener('install', (event) => { event.waitUntil(self.skipWaiting()); });
self.addEventListener('activate', (event) => { event.waitUntil(self.clients.claim()); });

const keep = async (urls) => {
  const cache = await caches.open(KEPT);
  let done = 0;
  for (const url of urls) {
    const answer = await fetch(url, { credentials: 'same-origin' });
    // Who was signed out meanwhile is answered with another page: it is not taken along.
    if (answer.ok && !answer.redirected) { await cache.put(url, answer); done += 1; }
  }
  return done;
};

self.addEventListener('message', (event) => {
  const reply = event.ports[0];
  const work = event.data.deed === 'keep' ? keep(event.data.urls) : caches.delete(KEPT);
  event.waitUntil(work.then((done) => reply.postMessage({ done }), (fault) => reply.postMessage({ fault: String(fault) })));
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || !event.request.url.startsWith(self.location.origin)) return;
  event.respondWith((async () => {
    try {
      return await fetch(event.request);
    } catch (fault) {
      const cache = await caches.open(KEPT);
      // Cookies and languages vary the answer, but the store belongs to one person.
      const held = await cache.match(event.request, { ignoreVary: true, ignoreSearch: event.request.mode === 'navigate' });
      if (held) return held;
      throw fault;
    }
  })());
});
