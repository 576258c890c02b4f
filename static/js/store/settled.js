/** What has a receipt leaves the outbox. */

import { asked, write } from "./db.js"
import { KEEPING, keepUntilCopied } from "./kept.js"
import { rememberSent } from "./sent.js"

/** @typedef {import("../lib/types.js").Item} Item */

/**
 * Takes an item out, because its receipt is here; what is not copied yet stays beside it (kept.js). What its owner changed
 * while it was under way stays: the next try learns that the first had arrived.
 * @param {Item} item as it was sent
 * @param {Record<string, unknown>} result
 */
export async function settle(item, result) {
  await write([...KEEPING, "sent"], async (store) => {
    const current = await asked(store("outbox").get(item.id))
    if (current && current.revision !== item.revision) return
    remove(store, item, (await keepUntilCopied(store, item)) ? item.photo_ids : [])
    if (!item.quiet) await rememberSent(store, item, result)
  })
}

/**
 * Within a transaction that may write to "outbox" and "photos".
 * @param {import("./db.js").Stores} store
 * @param {Item} item
 * @param {string[]} [staying] ids of photos
 */
export function remove(store, item, staying = []) {
  const going = [...item.photo_ids, ...(item.draft?.removed_ids ?? [])]
  for (const id of going) if (!staying.includes(id)) store("photos").delete(id)
  store("outbox").delete(item.id)
}
