/** Photos by their own keys, which drafts and items list: indexes over blobs crash some WebKits. */

import { hex, sha256 } from "../lib/hash.js"
import { asked, read } from "./db.js"

/** @typedef {import("../lib/types.js").Photo} Photo */

/** What browsers answer where the entry is there and its bytes, kept in a file beside it, are not. */
const UNREADABLE = ["UnknownError", "NotReadableError", "DataError"]

/**
 * @param {string[]} ids
 * @returns {Promise<{photos: Photo[], lost: string[]}>} in their order; ids of those the phone has lost
 */
export async function findPhotos(ids) {
  const together = read(["photos"], (store) => Promise.all(ids.map((id) => asked(store("photos").get(id)))))
  /** @type {(Photo | undefined)[]} */
  const found = await together.catch(() => Promise.all(ids.map(findPhoto)))
  return { photos: found.filter((photo) => photo !== undefined), lost: ids.filter((_, i) => !found[i]) }
}

/**
 * In a transaction of its own: a photo that cannot be read takes its transaction, and all others in it, along.
 * @param {string} id
 * @returns {Promise<Photo | undefined>} undefined when it is not there, or not readable while the store itself answers
 */
async function findPhoto(id) {
  try {
    return await read(["photos"], (store) => asked(store("photos").get(id)))
  } catch (error) {
    if (!(error instanceof Error) || !UNREADABLE.includes(error.name)) throw error
    await read(["photos"], (store) => asked(store("photos").count(id)))
    return undefined
  }
}

/**
 * Reads a photo back and compares it byte for byte: a phone that is full or dying says "kept" and has nothing.
 * @param {Photo} photo
 * @throws {Error} when it is not there as it was
 */
export async function mustBeWhole({ id, sha256: wanted }) {
  /** @type {Photo | undefined} */
  const kept = await read(["photos"], (store) => asked(store("photos").get(id)))
  if (!kept?.bytes || hex(await sha256(kept.bytes)) !== wanted)
    throw new Error("the phone did not keep the photo")
}
