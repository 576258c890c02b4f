/** Drafts: what a person has begun and not sent, with its photos, so that a killed browser loses nothing. */

import { newId } from "../lib/ids.js"
import { asked, read, write } from "./db.js"
import { findPhotos, mustBeWhole } from "./photos.js"
import { withRoom } from "./room.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Draft} Draft */
/**
 * @typedef {object} Seed
 * @property {string} purpose
 * @property {string} url
 * @property {Record<string, string>} [values]
 * @property {string} [commandId]
 */

/**
 * Nothing is written yet.
 * @param {string} id
 * @param {Seed} seed
 * @returns {Draft}
 */
export function newDraft(id, { commandId = newId(), values = {}, ...seed }) {
  const created_at = new Date().toISOString()
  return { id, ...seed, command_id: commandId, created_at, photo_ids: [], removed_ids: [], values }
}

/**
 * @param {string} id
 * @returns {Promise<Draft | null>}
 */
export async function findDraft(id) {
  return (await read(["drafts"], (store) => asked(store("drafts").get(id)))) ?? null
}

/** @returns {Promise<Draft[]>} oldest first */
export async function listDrafts() {
  /** @type {Draft[]} */
  const drafts = await read(["drafts"], (store) => asked(store("drafts").getAll()))
  return drafts.sort((a, b) => (a.created_at < b.created_at ? -1 : 1))
}

/**
 * @param {Draft} draft
 * @returns {Promise<Photo[]>} in the draft's order; one that the phone has lost is left out
 */
export async function photosOf({ photo_ids }) {
  return (await findPhotos(photo_ids)).photos
}

/**
 * Writes the draft, and the photos with it, in one transaction; then reads the photos back before anybody is told
 * "saved".
 * @param {Draft} draft
 * @param {Photo[]} [photos] new or changed ones
 * @returns {Promise<void>}
 */
export async function saveDraft(draft, photos = []) {
  const keep = () =>
    write(["drafts", "photos"], (store) => {
      store("drafts").put(draft)
      for (const photo of photos) store("photos").put(photo)
    })
  await withRoom(keep)
  for (const photo of photos) await mustBeWhole(photo)
}

/**
 * Removes a draft and all its photos. Call it only after the server's receipt, or when the person throws it away.
 * @param {Draft} draft
 */
export async function dropDraft(draft) {
  await write(["drafts", "photos"], (store) => {
    for (const id of [...draft.photo_ids, ...draft.removed_ids]) store("photos").delete(id)
    store("drafts").delete(draft.id)
  })
}
