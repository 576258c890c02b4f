/** Small pictures of the tickets that this phone knows, so that they are recognised without a signal. */

import { hasEnded } from "../lib/session.js"
import { asked, read, write } from "./db.js"

/** @typedef {{id: string, bytes: ArrayBuffer, type: string}} Thumb */

/**
 * Which of these are not here; what is here and not among them goes.
 * @param {string[]} wanted ids of photos
 * @returns {Promise<string[]>}
 */
export function missingThumbs(wanted) {
  return write(["thumbs"], async (store) => {
    const here = /** @type {string[]} */ (await asked(store("thumbs").getAllKeys()))
    const keep = new Set(wanted)
    for (const id of here) if (!keep.has(id)) store("thumbs").delete(id)
    return wanted.filter((id) => !here.includes(id))
  })
}

/** @param {Thumb} thumb */
export async function keepThumb(thumb) {
  if (hasEnded()) return
  await write(["thumbs"], (store) => {
    store("thumbs").put(thumb)
  })
}

/**
 * @param {string} id of a photo
 * @returns {Promise<Blob | null>}
 */
export async function findThumb(id) {
  const found = await read(["thumbs"], (store) => asked(store("thumbs").get(id)))
  return found ? new Blob([found.bytes], { type: found.type }) : null
}
