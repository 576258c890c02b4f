/**
 * Whose records this browser holds. A phone is shared: when somebody else signs in, or signs out by hand, what the one
 * before could read goes; their unsent work stays (reliability.md, shared phone).
 */

import { endSession, session } from "../lib/session.js"
import { forgetAll } from "../store/connection.js"
import { forgetRecords } from "../store/records.js"
import { forgetKit } from "../sync/kit.js"

const KEY = "xungai.readers"
const PREFIX = "xungai"

/** Notes that this person reads here, and forgets what others could read. @returns {Promise<void>} */
export async function onlyMine() {
  const me = session().person
  const others = readers().filter((person) => person !== me)
  if (others.length) await forgetKit().catch(() => {})
  for (const person of others) await forgetRecords(person).catch(() => {})
  write([me])
}

/** Somebody signs out by hand. @returns {Promise<void>} */
export async function forgetMine() {
  endSession()
  await forgetRecords().catch(() => {})
  await forgetKit().catch(() => {})
  write(readers().filter((person) => person !== session().person))
}

/** The phone was reported lost: nothing of anybody stays, whether the browser obeys Clear-Site-Data or not. */
export async function forgetEverything() {
  for (const person of new Set([...readers(), session().person])) await forgetAll(person).catch(() => {})
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name)
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key)
  const registration = await navigator.serviceWorker?.getRegistration()
  await registration?.unregister()
}

/** @returns {string[]} */
function readers() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]")
    return Array.isArray(kept) ? kept.map(String) : []
  } catch {
    return []
  }
}

/** @param {string[]} people */
function write(people) {
  try {
    localStorage.setItem(KEY, JSON.stringify(people))
  } catch {
    // A private window: it forgets by itself.
  }
}
