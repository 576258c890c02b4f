/** The worker in a sandbox: what it answers, what it leaves alone, what it keeps and throws away. */

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import vm from "node:vm"

const CODE = readFileSync(new URL("../../static/sw/worker.js", import.meta.url), "utf8")
const ORIGIN = "https://app.example"

function start({ kill = false, names = [], fetch = async () => new Response("net") } = {}) {
  const stores = new Map(names.map((name) => [name, new Map()]))
  const listeners = {}
  const log = { unregistered: false, fetched: [] }
  const key = (request) => (typeof request === "string" ? ORIGIN + request : request.url)
  const caches = {
    keys: async () => [...stores.keys()],
    delete: async (name) => stores.delete(name),
    match: async (request) => [...stores.values()].map((store) => store.get(key(request))).find(Boolean),
    open: async (name) => {
      if (!stores.has(name)) stores.set(name, new Map())
      const store = stores.get(name)
      return {
        addAll: async (requests) =>
          requests.forEach((request) => void store.set(request.url, new Response("kept"))),
        put: async (request, answer) => void store.set(key(request), answer),
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
    clients: { claim: async () => {} },
    registration: { unregister: async () => Object.assign(log, { unregistered: true }) },
  }
  const sent = async (request) => {
    log.fetched.push(request.url)
    return fetch(request)
  }
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
    listeners[type]({ waitUntil: (promise) => work.push(promise) })
    await Promise.all(work)
  }
  const ask = async (url, options) => {
    const answers = []
    const respondWith = (promise) => answers.push(promise)
    listeners.fetch({ request: new FakeRequest(url, options), respondWith })
    return answers[0] ?? null
  }
  return { run, ask, stores, log }
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
