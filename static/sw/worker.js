/**
 * The service worker. `/sw.js` is this file with one line before it: `const VERSION = "…", PRECACHE = ["…", …]` and, to
 * switch the worker off everywhere, `KILL = true`. A classic worker in one file: it must run on every browser we serve.
 *
 * It serves the shell from its cache and pages from the network. Without a network it serves the kit, the one page that
 * its person's phone keeps (docs/offline.md), and without a kit a page that says so. It never sees a write, the API or a
 * photo: those belong to the page and its store.
 */

/// <reference path="./globals.d.ts" />

const CACHE = `xungai-${VERSION}`
const OFFLINE = "/offline"
const KIT = "/kit"
/** With something to show, a weak line is not waited for; without, it is better than nothing. */
const PATIENCE_MS = { kit: 3_000, none: 15_000 }
/** What a proxy says when the app behind it is down. */
const DOWN = [502, 503, 504]
const worker = /** @type {WorkerScope} */ (/** @type {unknown} */ (self))
const isKilled = typeof KILL !== "undefined" && KILL

worker.addEventListener("install", (event) => event.waitUntil(install()))
worker.addEventListener("activate", (event) => event.waitUntil(isKilled ? leave() : tidy()))
worker.addEventListener("message", (event) => event.waitUntil(hear(event)))
worker.addEventListener("sync", (event) => event.waitUntil(wakePages()))
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
  // All or nothing: one that is not ours ends the installation, and the version before goes on.
  const answers = await Promise.all(PRECACHE.map(ours))
  const cache = await caches.open(CACHE)
  await Promise.all(PRECACHE.map((url, i) => cache.put(url, answers[i])))
}

/** @param {string} url */
async function ours(url) {
  const isPage = url === OFFLINE
  // The offline page has no content hash in its address: past the browser's own cache. Without the cookie it is nobody's.
  const answer = await fetch(new Request(url, isPage ? { cache: "reload", credentials: "omit" } : {}))
  if (!isOurs(answer, isPage)) throw new Error(`${url} cannot be kept`)
  return answer
}

/**
 * Networks answer with pages of their own, and say that all is well.
 * @param {Response} answer
 * @param {boolean} isPage ours say which version they are
 */
function isOurs(answer, isPage) {
  if (answer.status !== 200 || answer.redirected) return false
  const type = answer.headers.get("Content-Type") ?? ""
  return isPage ? answer.headers.get("X-Xungai-Version") === VERSION : !type.startsWith("text/html")
}

/**
 * The assets of the version before stay while its pages may still be open, and those that the newest kit was made with
 * until there is one of this version; older ones go.
 */
async function tidy() {
  const others = (await caches.keys()).filter((name) => name.startsWith("xungai-") && name !== CACHE)
  const kept = new Set([others.at(-1), await holderOfKit([...others, CACHE])])
  await Promise.all(others.filter((name) => !kept.has(name)).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** @param {string[]} names oldest first @returns {Promise<string | undefined>} the newest that has a kit */
async function holderOfKit(names) {
  for (const name of [...names].reverse()) {
    if (await (await caches.open(name)).match(KIT)) return name
  }
  return undefined
}

async function leave() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith("xungai-")).map((name) => caches.delete(name)))
  await worker.registration.unregister()
}

/**
 * A page hands over its person's kit. One of another version is not taken: its assets are not in this cache.
 * @param {Heard} event `data` {type: "keep-kit", version, body}
 */
async function hear({ data, ports }) {
  if (data?.type !== "keep-kit" || isKilled) return
  const isOurs = data.version === VERSION
  if (isOurs) {
    const cache = await caches.open(CACHE)
    await cache.put(KIT, new Response(data.body, { headers: { "Content-Type": "text/html; charset=utf-8" } }))
    // After a version was taken back its cache is the younger one: only one kit may be there.
    for (const name of await caches.keys())
      if (name.startsWith("xungai-") && name !== CACHE) await (await caches.open(name)).delete(KIT)
  }
  ports[0]?.postMessage(isOurs)
}

/** The line is back: whatever page is open sends what it has. */
async function wakePages() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true })
  for (const client of pages) client.postMessage({ type: "wake" })
}

/**
 * Addresses of assets carry their content's hash: what is cached under one is right for ever.
 * @param {Request} request
 */
async function asset(request) {
  const found = await caches.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (isOurs(answer, false)) {
    const cache = await caches.open(CACHE)
    await cache.put(request, answer.clone())
  }
  return answer
}

/**
 * A page comes from the network. Without one, or after too long, from what this phone keeps.
 * @param {Request} request
 */
async function page(request) {
  const kit = await newestKit()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error("too slow")), kit ? PATIENCE_MS.kit : PATIENCE_MS.none)
  })
  try {
    const answer = await Promise.race([fetch(request), late])
    return kit && DOWN.includes(answer.status) ? kit : answer
  } catch {
    return kit ?? (await caches.match(OFFLINE)) ?? Response.error()
  } finally {
    clearTimeout(timer)
  }
}

async function newestKit() {
  const name = await holderOfKit((await caches.keys()).filter((each) => each.startsWith("xungai-")))
  return name && (await caches.open(name)).match(KIT)
}
