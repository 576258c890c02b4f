/** The phone's account of its numbers: how many it gave, how many are still here, and which will never come. */

import { newId } from "../lib/ids.js"
import { asked, write } from "./db.js"
import { lastMark } from "./device.js"
import { remove } from "./settled.js"

/** @typedef {import("../lib/types.js").Item} Item */

/** @returns {Promise<{device: string, made: number, waiting: number, since?: string}>} what the phone tells of itself */
export function account() {
  return write(["meta", "outbox"], async (store) => {
    const { device, seq } = await lastMark(store)
    /** @type {Item[]} */
    const items = (await asked(store("outbox").getAll())).filter((/** @type {Item} */ { quiet }) => !quiet)
    const since = items.map(({ made_at }) => made_at).sort()[0]
    return { device, made: seq, waiting: items.length, since }
  })
}

/**
 * Takes an item out at its owner's word. Its number is accounted for, so that nobody looks for it.
 * @param {Item} item
 */
export async function discard(item) {
  await write(["outbox", "photos"], (store) => {
    remove(store, item)
    if (item.envelope.seq !== null) store("outbox").put(accountOf(item))
  })
}

/** @param {Item} item @returns {Item} what tells the server that a number will not come */
function accountOf({ envelope: { device, seq, name }, made_at, membership }) {
  const id = newId()
  const happened_at = new Date().toISOString()
  const args = { device, seq, name, made_at }
  return {
    id,
    envelope: { id, name: "device.discard", args, args_version: 1, happened_at, device, seq: null },
    thread: id,
    membership,
    made_at: happened_at,
    photo_ids: [],
    stored_ids: [],
    state: "queued",
    revision: 0,
    tries: 0,
    not_before: 0,
    quiet: true,
  }
}
