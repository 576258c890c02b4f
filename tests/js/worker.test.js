/** The worker in a sandbox: what it answers, what it leaves alone, what it keeps and throws away. */

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import vm from "node:vm"

const CODE = readFileSync(new URL("../../static/sw/worker.js", import.meta.url), "utf8")
const ORIGIN = "https://app.example"

const PORTAL = { headers: { "Content-Type": "text/html" } }
const kept = async () => new Response("kept", { headers: { "X-Xungai-Version": "2" } })

/** `precached` answers while the worker installs itself. */
function start({
  kill = false,
  names = [],
  fetch = async () => new Response("net"),
  precached = kept,
  pages = [],
} = {}) {
  const stores = new Map(names.map((name) => [name, new Map()]))
  const listeners = {}
  const log = { unregistered: false, fetched: [] }
  const key = (request) => (typeof request === "string" ? ORIGIN + request : request.url)
  const caches = {
    keys: async () => [...stores.keys()],
    delete: async (name) => stores.delete(name),
    match: async (request) =>
      [...stores.values()]
        .map((store) => store.get(key(request)))
        .find(Boolean)
        ?.clone(),
    open: async (name) => {
      if (!stores.has(name)) stores.set(name, new Map())
      const store = stores.get(name)
      return {
        put: async (request, answer) => void store.set(key(request), answer),
        match: async (request) => store.get(key(request))?.clone(),
        delete: async (request) => store.delete(key(request)),
      }
    },
  }
  class FakeRequest {
    constructor(url, options = {}) {
      Object.assign(this, { method: "GET", mode: "no-cors", ...options, url: new URL(url, ORIGIN).href })
    }
  }
  const self = {
    addEventListener: (type, listener) => Object.assign(listeners, { [type]: listener }),
    skipWaiting: async () => {},
    clients: { claim: async () => {}, matchAll: async () => pages },
    registration: { unregister: async () => Object.assign(log, { unregistered: true }) },
  }
  const sent = async (request) => {
    if (isInstalling) return precached(request)
    log.fetched.push(request.url)
    return fetch(request)
  }
  let isInstalling = false
  const world = {
    self,
    caches,
    fetch: sent,
    Request: FakeRequest,
    Response,
    URL,
    Promise,
    setTimeout,
    clearTimeout,
  }
  const head = `const VERSION = "2"; const PRECACHE = ["/assets/2/js/main.js", "/offline"]; const KILL = ${kill};`
  vm.runInNewContext(head + CODE, { ...world, location: new URL(ORIGIN), Error })
  const run = async (type) => {
    const work = []
    isInstalling = type === "install"
    listeners[type]({ waitUntil: (promise) => work.push(promise) })
    await Promise.all(work).finally(() => {
      isInstalling = false
    })
  }
  const ask = async (url, options) => {
    const answers = []
    const respondWith = (promise) => answers.push(promise)
    listeners.fetch({ request: new FakeRequest(url, options), respondWith })
    return answers[0] ?? null
  }
  const tell = async (type, event = {}) => {
    const work = []
    listeners[type]({ ...event, waitUntil: (promise) => work.push(promise) })
    await Promise.all(work)
  }
  /** A page hands over a kit; what it is answered. */
  const hand = async (version, body) => {
    const heard = []
    await tell("message", {
      data: { type: "keep-kit", version, body },
      ports: [{ postMessage: (said) => heard.push(said) }],
    })
    return heard[0]
  }
  return { run, ask, tell, hand, stores, log }
}

test("writes, the API, photos and other origins are none of its business", async () => {
  const { run, ask } = start()
  await run("install")
  assert.equal(await ask("/api/v1/commands", { method: "POST" }), null)
  assert.equal(await ask("/tickets/new", { method: "POST", mode: "navigate" }), null)
  assert.equal(await ask("/api/v1/tickets"), null)
  assert.equal(await ask("/api/v1/photos/1/thumb"), null)
  assert.equal(await ask("https://other.example/assets/x"), null)
})

test("assets come from the cache, and are kept when they were not", async () => {
  const { run, ask, log } = start()
  await run("install")
  assert.equal(await (await ask("/assets/2/js/main.js")).text(), "kept")
  assert.deepEqual(log.fetched, [])
  await ask("/assets/2/js/late.js")
  await ask("/assets/2/js/late.js")
  assert.equal(log.fetched.length, 1)
})

test("a broken asset is not kept", async () => {
  const { run, ask, stores } = start({ fetch: async () => new Response("gone", { status: 404 }) })
  await run("install")
  await ask("/assets/1/js/old.js")
  assert.equal([...stores.values()][0].size, 2)
})

test("what a network answers in our place is not kept: not at the installation, not later", async () => {
  const portal = async () => new Response("Free Wi-Fi", PORTAL)
  const late = start({ fetch: portal })
  await late.run("install")
  await late.ask("/assets/2/js/late.js")
  assert.equal([...late.stores.values()][0].size, 2)
  for (const where of ["/assets/2/js/main.js", "/offline"]) {
    const precached = (request) => (request.url.endsWith(where) ? portal() : kept())
    const early = start({ names: ["xungai-1"], precached })
    await assert.rejects(early.run("install"), /cannot be kept/)
    assert.deepEqual([...early.stores.keys()], ["xungai-1"], "half a version is none")
  }
})

test("a page comes from the network, and without one the offline page says so", async () => {
  const online = start()
  await online.run("install")
  assert.equal(await (await online.ask("/tickets", { mode: "navigate" })).text(), "net")
  assert.equal([...online.stores.values()][0].size, 2, "pages are not kept")
  const offline = start({ fetch: () => Promise.reject(new TypeError("no network")) })
  await offline.run("install")
  assert.equal(await (await offline.ask("/tickets", { mode: "navigate" })).text(), "kept")
})

test("the version before stays for pages that are open, older ones go", async () => {
  const { run, stores } = start({ names: ["xungai-0", "xungai-1", "other"] })
  await run("install")
  await run("activate")
  assert.deepEqual([...stores.keys()].sort(), ["other", "xungai-1", "xungai-2"])
})

test("switched off, it clears its caches, unregisters and answers nothing", async () => {
  const { run, ask, stores, log } = start({ kill: true, names: ["xungai-1", "other"] })
  await run("install")
  await run("activate")
  assert.deepEqual([...stores.keys()], ["other"])
  assert.ok(log.unregistered)
  assert.equal(await ask("/tickets", { mode: "navigate" }), null)
})

const OPEN = { mode: "navigate" }
const noLine = () => Promise.reject(new TypeError("no network"))

test("without a line the kit stands for every page, and with one the line is asked first", async () => {
  let isUp = false
  const { run, ask, hand } = start({ fetch: async () => (isUp ? new Response("net") : noLine()) })
  await run("install")
  assert.equal(await hand("2", "<kit>"), true)
  assert.equal(await (await ask("/", OPEN)).text(), "<kit>")
  assert.equal(await (await ask("/tickets/1", OPEN)).text(), "<kit>", "again and again")
  isUp = true
  assert.equal(await (await ask("/", OPEN)).text(), "net")
})

test("a server that is down is no line; one that answers is asked, whatever it says", async () => {
  for (const [status, body] of [
    [502, "<kit>"],
    [503, "<kit>"],
    [404, ""],
    [500, ""],
  ]) {
    const { run, ask, hand } = start({ fetch: async () => new Response(null, { status }) })
    await run("install")
    await hand("2", "<kit>")
    assert.equal(await (await ask("/", OPEN)).text(), body, String(status))
  }
})

test("a kit of another version is not taken, because its assets are not here", async () => {
  const { run, hand, ask } = start({ fetch: noLine })
  await run("install")
  assert.equal(await hand("3", "<newer kit>"), false)
  assert.equal(await (await ask("/", OPEN)).text(), "kept")
})

test("an update keeps the version that made the kit until it has one of its own", async () => {
  const { run, ask, hand, stores } = start({ names: ["xungai-0", "xungai-1"], fetch: noLine })
  stores.get("xungai-0").set(`${ORIGIN}/kit`, new Response("<old kit>"))
  await run("install")
  await run("activate")
  assert.deepEqual([...stores.keys()].sort(), ["xungai-0", "xungai-1", "xungai-2"])
  assert.equal(await (await ask("/", OPEN)).text(), "<old kit>")
  await hand("2", "<new kit>")
  assert.equal(await (await ask("/", OPEN)).text(), "<new kit>")
  await run("activate")
  assert.deepEqual([...stores.keys()].sort(), ["xungai-1", "xungai-2"])
})

test("a version that comes back after it was taken back serves its own kit", async () => {
  const { run, ask, hand, stores } = start({ names: ["xungai-2", "xungai-3"], fetch: noLine })
  stores.get("xungai-3").set(`${ORIGIN}/kit`, new Response("<withdrawn kit>"))
  await run("install")
  await hand("2", "<kit>")
  assert.equal(await (await ask("/", OPEN)).text(), "<kit>")
})

test("when the line is back, every open page is woken", async () => {
  const heard = []
  const { tell } = start({ pages: [{ postMessage: (said) => heard.push(said) }] })
  await tell("sync")
  assert.equal(heard[0].type, "wake")
})
