/** What the server let this person see: tickets as they stood at the last reading. Forgotten when it leaves their sight. */

import { rightNow, skew } from "../lib/skew.js"
import { hasEnded } from "../lib/session.js"
import { asked, read, write } from "./db.js"
import { heedCopies, KEEPING } from "./kept.js"

/** @typedef {Record<string, any> & {id: string}} Ticket as `GET /api/v1/changes` tells it */
/**
 * @typedef {object} Page one answer of `GET /api/v1/changes`
 * @property {boolean} reset
 * @property {Ticket[]} items
 * @property {{id: string}[]} gone
 * @property {boolean} more
 * @property {string} next
 * @property {number} [life]
 * @property {string | null} [copied_to]
 *
 * @typedef {object} Reading
 * @property {string} cursor empty before the first
 * @property {number} generation rises with every beginning from scratch
 * @property {string} read_at ISO 8601 of the last answer; empty before the first
 * @property {number} [skew] ms by which the server's clock was ahead then
 */

const STORES = ["tickets", "thumbs", "meta"]
const READ = ["tickets", ...KEEPING]
const UNFINISHED = ["open", "submitted", "on_hold"]
/** As long as the server tells of finished ones (webapp/sync/vocab.py). */
export const FINISHED_KEPT_DAYS = 14
const DAY_MS = 86_400_000

/** @param {Ticket} ticket */
export const isUnfinished = ({ state }) => UNFINISHED.includes(state)

/** @returns {Promise<Reading>} */
export async function reading() {
  return (await read(["meta"], (store) => asked(store("meta").get("reading")))) ?? FIRST
}

const FIRST = Object.freeze({ cursor: "", generation: 0, read_at: "" })

/**
 * Takes in one answer, and moves on to the next, in one transaction. A beginning from scratch takes effect with its last
 * page: until then nothing is missed.
 * @param {Page} page
 * @returns {Promise<number>} how many pieces of work the server may have lost, and are to go out again
 */
export async function takeIn(page) {
  if (hasEnded()) return 0
  return write(READ, async (store) => {
    const before = (await asked(store("meta").get("reading"))) ?? FIRST
    const generation = before.generation + (page.reset ? 1 : 0)
    for (const item of page.items) store("tickets").put({ ...item, generation })
    for (const { id } of page.gone) store("tickets").delete(id)
    if (!page.more) await forgetOld(store, generation)
    const read_at = new Date().toISOString()
    store("meta").put({ key: "reading", cursor: page.next, generation, read_at, skew: skew() })
    return heedCopies(store, page)
  })
}

/** @returns {Promise<Ticket[]>} */
export function allTickets() {
  return read(["tickets"], (store) => asked(store("tickets").getAll()))
}

/** @param {string} id @returns {Promise<Ticket | null>} */
export async function findTicket(id) {
  return (await read(["tickets"], (store) => asked(store("tickets").get(id)))) ?? null
}

/** Forgets all that a person has read; unsent work stays. @param {string} [person] @returns {Promise<void>} */
export async function forgetRecords(person) {
  const clear = (/** @type {import("./db.js").Stores} */ store) => {
    store("tickets").clear()
    store("thumbs").clear()
    store("meta").delete("reading")
    store("meta").delete("kit")
  }
  await write(STORES, clear, person)
}

/** @returns {Promise<string>} which kit the worker has */
export async function kitVersion() {
  return (await read(["meta"], (store) => asked(store("meta").get("kit"))))?.version ?? ""
}

/** @param {string} version */
export async function noteKit(version) {
  await write(["meta"], (store) => {
    store("meta").put({ key: "kit", version })
  })
}

/**
 * @param {import("./db.js").Stores} store
 * @param {number} generation
 */
async function forgetOld(store, generation) {
  const longAgo = rightNow() - FINISHED_KEPT_DAYS * DAY_MS
  for (const ticket of await asked(store("tickets").getAll())) {
    const isLongOver = !isUnfinished(ticket) && Date.parse(ticket.changed_at) < longAgo
    if (ticket.generation < generation || isLongOver) store("tickets").delete(ticket.id)
  }
}
