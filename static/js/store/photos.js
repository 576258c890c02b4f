/** Photos by their own keys, which drafts and items list: indexes over blobs crash some WebKits. */

import { hex, sha256 } from "../lib/hash.js"
import { asked, read } from "./db.js"

/** @typedef {import("../lib/types.js").Photo} Photo */

/**
 * @param {string[]} ids
 * @returns {Promise<{photos: Photo[], lost: string[]}>} in their order; ids of those the phone has lost
 */
export async function findPhotos(ids) {
  const found = await read(["photos"], (store) =>
    Promise.all(ids.map((id) => asked(store("photos").get(id)))),
  )
  return { photos: found.filter(Boolean), lost: ids.filter((_, i) => !found[i]) }
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
