// Lets the page of a door open without network. The page itself says which files it needs (door.js, `prepare`).
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.headers.has("X-Door")) return;
  event.respondWith((async () => {
    const store = await caches.open("door"), kept = await store.match(request, { ignoreSearch: true });
    try {
      const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(4000) } : {});
      if (fresh.ok && kept) await store.put(request, fresh.clone());
      return fresh;
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  })());
});
