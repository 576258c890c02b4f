/**
 * The service worker. `/sw.js` is this file with one line before it: `const VERSION = "…", PRECACHE = ["…", …]` and, to
 * switch the worker off everywhere, `KILL = true`. A classic worker in one file: it must run on every browser we serve.
 *
 * It serves the shell from its cache and pages from the network, with an offline page when there is none. It never sees
 * a write, the API or a photo: those belong to the page and its store.
 */

/// <reference path="./globals.d.ts" />

const CACHE = `xungai-${VERSION}`
const OFFLINE = "/offline"
/** Long, because there is nothing better to show meanwhile: a weak line is not no line. */
const PATIENCE_MS = 15_000
const worker = /** @type {WorkerScope} */ (/** @type {unknown} */ (self))
const isKilled = typeof KILL !== "undefined" && KILL

worker.addEventListener("install", (event) => event.waitUntil(install()))
worker.addEventListener("activate", (event) => event.waitUntil(isKilled ? leave() : tidy()))
worker.addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (isKilled || request.method !== "GET" || url.origin !== location.origin) return
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request))
  else if (request.mode === "navigate") event.respondWith(page(request))
})

async function install() {
  await worker.skipWaiting()
  if (isKilled) return
  const cache = await caches.open(CACHE)
  // Past the browser's own cache for the offline page, which has no content hash in its address.
  await cache.addAll(
    // Without the cookie, so that the offline page is nobody's.
    PRECACHE.map((url) =>
      url === OFFLINE ? new Request(url, { cache: "reload", credentials: "omit" }) : new Request(url),
    ),
  )
}

/** The assets of the version before stay while its pages may still be open; older ones go. */
async function tidy() {
  const mine = (await caches.keys()).filter((name) => name.startsWith("xungai-") && name !== CACHE)
  await Promise.all(mine.slice(0, -1).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

async function leave() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith("xungai-")).map((name) => caches.delete(name)))
  await worker.registration.unregister()
}

/**
 * Addresses of assets carry their content's hash: what is cached under one is right for ever.
 * @param {Request} request
 */
async function asset(request) {
  const found = await caches.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (answer.status === 200 && !answer.redirected) {
    const cache = await caches.open(CACHE)
    await cache.put(request, answer.clone())
  }
  return answer
}

/**
 * A page comes from the network. Without one, or after too long, a page of our own says so.
 * @param {Request} request
 */
async function page(request) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error("too slow")), PATIENCE_MS)
  })
  try {
    return await Promise.race([fetch(request), late])
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error()
  } finally {
    clearTimeout(timer)
  }
}
