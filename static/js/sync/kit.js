/** Hands the kit, the one page that this phone keeps, over to the worker; and takes it away again. */

import { stallWatch } from "../lib/backoff.js"
import { hasEnded, ownerHeaders } from "../lib/session.js"
import { keepUnsentKey } from "../store/keys.js"
import { kitVersion, noteKit } from "../store/records.js"

const KIT = "/kit"
const ANSWER_MS = 5_000
const STALL_MS = 30_000

/**
 * Fetches the kit if its version is another than the one that is kept, or none is there: what a worker keeps is not synced
 * as the store is, and a power cut may take the one and leave the other.
 * @param {string} version as `GET /api/v1/changes` tells it
 * @returns {Promise<void>}
 */
export async function keepKit(version) {
  const workers = await present()
  const mark = `${version} ${workers.length > 0}`
  const isKept = (await kitVersion()) === mark && (!workers.length || (await caches.match(KIT)))
  if (!version || isKept) return
  const { answer, body } = await fetched()
  if (!answer.ok) return
  const { unsent_key } = kitIn(body)
  if (unsent_key) await keepUnsentKey(unsent_key)
  const made = answer.headers.get("X-Xungai-Version") ?? ""
  if (hasEnded()) return
  const takers = await Promise.all(workers.map((worker) => handOver(worker, made, body)))
  if (!workers.length || takers.includes(true)) await noteKit(mark)
}

/** The sender waits for it: a line that has gone dead must not hold up what people send. */
async function fetched() {
  const stop = new AbortController()
  const watch = stallWatch(STALL_MS, () => stop.abort())
  try {
    const headers = { Accept: "text/html", ...ownerHeaders() }
    const answer = await fetch(KIT, { headers, redirect: "error", signal: stop.signal })
    watch.moved()
    return { answer, body: await answer.text() }
  } finally {
    watch.stop()
  }
}

/** Not only the page's controller: browsers let the next one wait, for minutes, until the one before is idle. */
async function present() {
  const registration = await navigator.serviceWorker?.getRegistration()
  const { waiting, active } = registration ?? {}
  return [waiting, active].flatMap((worker) => worker ?? [])
}

/** Takes the kit away from all versions of the worker: nobody is signed in here any more. @returns {Promise<void>} */
export async function forgetKit() {
  if (!("caches" in globalThis)) return
  for (const name of await caches.keys()) {
    if (name.startsWith("xungai-")) await (await caches.open(name)).delete(KIT)
  }
}

/** @param {string} body @returns {{unsent_key?: string}} the data in it */
function kitIn(body) {
  const page = new DOMParser().parseFromString(body, "text/html")
  return JSON.parse(page.getElementById("kit")?.textContent ?? "{}")
}

/**
 * @param {ServiceWorker} worker
 * @param {string} version of the app that made it
 * @param {string} body
 * @returns {Promise<boolean>} whether it keeps it; a worker of another version does not
 */
function handOver(worker, version, body) {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => done(data === true)
    setTimeout(() => done(false), ANSWER_MS)
    worker.postMessage({ type: "keep-kit", version, body }, [port2])
  })
}
