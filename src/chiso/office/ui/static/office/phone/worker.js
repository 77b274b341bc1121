// Hands out the page of the phone, its styles and scripts without network. Nothing of a visit is kept here: that
// is encrypted by the page. `chisoShell` is set by the address that loads this file: version, page, files.

const SHELL = `chiso-phone-${self.chisoShell.version}`;

async function keepAll() {
  const cache = await caches.open(SHELL);
  for (const address of [self.chisoShell.page, ...self.chisoShell.files]) {
    // What the page has just loaded is asked for, not sent once more.
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-cache" });
    // A page to sign in is not the page of the phone.
    if (!answer.ok || answer.redirected) throw new Error(address);
    await cache.put(address, answer);
  }
}

async function dropOthers() {
  for (const name of await caches.keys()) if (name.startsWith("chiso-phone-") && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
}

async function answer(request) {
  const kept = await (await caches.open(SHELL)).match(request, { ignoreSearch: request.mode === "navigate" });
  return kept || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const known = origin === self.location.origin && [self.chisoShell.page, ...self.chisoShell.files].includes(pathname);
  if (event.request.method === "GET" && known) event.respondWith(answer(event.request));
});
