// What kept.js keeps in this browser is wiped when its person signs out, and when somebody else is at the screen.
(() => {
  const OWNER = 'kept-owner';
  const owner = document.documentElement.dataset.keepOwner || '';
  let kept;
  try { kept = localStorage.getItem(OWNER); } catch { return; }

  const wipe = async () => {
    localStorage.removeItem(OWNER);
    await new Promise((done) => {
      const asked = indexedDB.deleteDatabase('kept');
      asked.onsuccess = asked.onerror = asked.onblocked = () => done();
    });
    if ('caches' in window) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    const known = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistrations() : [];
    await Promise.all(known.map((one) => one.unregister()));
  };

  if (kept && owner && kept !== owner) wipe();
  const unsent = () => new Promise((done) => {
    const asked = indexedDB.open('kept');
    asked.onerror = () => done(0);
    asked.onsuccess = () => {
      const store = asked.result;
      if (!store.objectStoreNames.contains('entries')) { store.close(); done(0); return; }
      const count = store.transaction('entries').objectStore('entries').count();
      count.onsuccess = () => { store.close(); done(count.result); };
      count.onerror = () => { store.close(); done(0); };
    };
  });
  // Signing out waits until all is gone; then the form goes its way. What was not sent yet is asked about first.
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-sign-out]');
    if (!form || !localStorage.getItem(OWNER)) return;
    event.preventDefault();
    unsent().then((count) => {
      if (count && !window.confirm(form.dataset.signOut.replace('0', count))) return;
      wipe().finally(() => form.submit());
    });
  });
})();
