/**
 * What arrived and is in no copy of the server's yet. The server may be lost with what it had; then this goes out again.
 * Kept only where the server makes copies, and for two weeks at most: a server that stopped copying must not fill phones.
 */

import { rightNow } from "../lib/skew.js"
import { asked, read } from "./db.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {Item & {settled_at: string}} Kept by the server's clock */
/**
 * @typedef {object} Copies what the server says of its copies
 * @property {number} [life] another one after a copy was restored
 * @property {string | null} [copied_to] what it had received before this is in a copy; null where none are made
 */

const KEPT_DAYS = 14
const DAY_MS = 86_400_000

/** The stores that must be open to writing for what follows. */
export const KEEPING = ["kept", "photos", "outbox", "meta"]

/**
 * An item has arrived: it stays, with its photos, until it is copied.
 * @param {import("./db.js").Stores} store
 * @param {Item} item
 * @returns {Promise<boolean>} false where no copies are made, or it is nobody's work
 */
export async function keepUntilCopied(store, item) {
  const known = await asked(store("meta").get("copies"))
  if (!known?.to || item.quiet) return false
  store("kept").put({ ...item, settled_at: new Date(rightNow()).toISOString() })
  return true
}

/**
 * Lets go of what is copied; after the server was restored, everything it may have lost waits to be sent again.
 * @param {import("./db.js").Stores} store
 * @param {Copies} told
 * @returns {Promise<number>} how many pieces of work are to go out again
 */
export async function heedCopies(store, { life, copied_to: to = null }) {
  if (life === undefined) return 0
  const before = await asked(store("meta").get("copies"))
  store("meta").put({ key: "copies", life, to })
  /** @type {Kept[]} */
  const kept = await asked(store("kept").getAll())
  const isLost = before !== undefined && before.life !== life
  for (const { settled_at, ...item } of kept) {
    if (isLost) store("outbox").put({ ...item, state: "queued", stored_ids: [], not_before: 0 })
    else if (!to || settled_at < to || Date.parse(settled_at) < rightNow() - KEPT_DAYS * DAY_MS)
      for (const id of item.photo_ids) store("photos").delete(id)
    else continue
    store("kept").delete(item.id)
  }
  return isLost ? kept.length : 0
}

/** The phone is full: what arrived makes room for what did not. @param {import("./db.js").Stores} store */
export async function letGo(store) {
  for (const { id, photo_ids } of /** @type {Kept[]} */ (await asked(store("kept").getAll()))) {
    for (const photo of photo_ids) store("photos").delete(photo)
    store("kept").delete(id)
  }
}

/** @returns {Promise<number>} pieces of work that arrived and wait for the server's next copy */
export function countKept() {
  return read(["kept"], (store) => asked(store("kept").count()))
}
