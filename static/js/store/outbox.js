/**
 * The outbox: what a person has sent and what has no receipt yet. Whatever happens here happens in one strictly durable
 * transaction, and nothing but a receipt, or the person's own word, takes anything out.
 */

import { asked, read, write } from "./db.js"
import { markFor } from "./device.js"
import { mustBeWhole } from "./photos.js"
import { withRoom } from "./room.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Item} Item */

/**
 * Keeps a piece of work as sent: item, photos and the phone's number in one transaction, the draft goes; then the bytes
 * are read back before anybody is told "saved".
 * @param {(mark: import("./device.js").Mark, current: Item | undefined) => Item} build the item, with the phone's next
 *   number, that of the one whose place it takes, or that of an earlier try
 * @param {{id: string, replaces?: string, draftId: string, photos: Photo[], tried?: import("../lib/types.js").Envelope}} work
 * @returns {Promise<Item>}
 * @throws {Error} when the phone cannot keep it; then everything is as it was
 */
export async function queueItem(build, { id, replaces = id, draftId, photos, tried }) {
  /** @type {Item | undefined} */
  let before
  const keep = () =>
    write(["outbox", "drafts", "photos", "meta"], async (store) => {
      const items = /** @type {Item[]} */ (await asked(store("outbox").getAll()))
      // While a form had it, the sender may have put what is left of it under another id.
      const current =
        items.find((item) => item.id === replaces) ?? items.find((item) => item.draft?.id === draftId)
      before = current
      const made = build(await markFor(store, current?.envelope ?? tried), current)
      if (current && current.id !== made.id) store("outbox").delete(current.id)
      store("outbox").put(made)
      for (const photo of photos) store("photos").put(photo)
      store("drafts").delete(draftId)
      store("meta").delete("step") // it is done: an app that is killed now opens at the start
      return made
    })
  const item = await withRoom(keep)
  try {
    for (const photo of photos) await mustBeWhole(photo)
  } catch (error) {
    await write(["outbox"], (store) => {
      store("outbox").delete(item.id)
      if (before) store("outbox").put(before)
    })
    throw error
  }
  return item
}

/** @returns {Promise<Item[]>} as numbered by the phone, what a person does not see last */
export async function listItems() {
  return (await read(["outbox"], (store) => asked(store("outbox").getAll()))).sort(
    (a, b) => order(a) - order(b),
  )
}

const order = (/** @type {Item} */ { envelope }) => envelope.seq ?? Number.MAX_SAFE_INTEGER

/** @param {string} id @returns {Promise<Item | null>} */
export async function findItem(id) {
  return (await read(["outbox"], (store) => asked(store("outbox").get(id)))) ?? null
}

/**
 * Changes an item that is still there; one that has been delivered meanwhile does not come back.
 * @param {string} id
 * @param {(item: Item) => Partial<Item>} change
 * @param {number} [revision] only if it is still this one
 * @returns {Promise<Item | null>} as it is now
 */
export function changeItem(id, change, revision) {
  return write(["outbox"], async (store) => {
    const item = await asked(store("outbox").get(id))
    if (!item || (revision !== undefined && item.revision !== revision)) return null
    const changed = { ...item, ...change(item) }
    store("outbox").put(changed)
    return changed
  })
}

/**
 * Puts an item in the place of another one; photos that only that one named go. What its owner changed meanwhile stays.
 * @param {Item} before
 * @param {Item} item
 */
export async function replaceItem(before, item) {
  await write(["outbox", "photos"], async (store) => {
    const current = await asked(store("outbox").get(before.id))
    if (current?.revision !== before.revision) return
    store("outbox").delete(before.id)
    for (const id of before.photo_ids) if (!item.photo_ids.includes(id)) store("photos").delete(id)
    store("outbox").put(item)
  })
}
