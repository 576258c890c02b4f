/** From a chosen file to a photo record: facts first, then shrink, then hash. One at a time, phones are small. */

import { hex, sha256 } from "../lib/hash.js"
import { newId } from "../lib/ids.js"
import { readFacts } from "./facts.js"
import { typeOf } from "./measure.js"
import { shrink } from "./resize.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Point} Point */

/** @type {Promise<unknown>} */
let queue = Promise.resolve()

/**
 * @param {File} file
 * @param {"camera" | "album"} source
 * @param {Point | null} [place] where the phone is now; used for the camera only
 * @returns {Promise<Photo>}
 */
export function preparePhoto(file, source, place = null) {
  const job = queue.then(() => prepare(file, source, place))
  queue = job.catch(() => {})
  return job
}

/**
 * @param {File} file
 * @param {"camera" | "album"} source
 * @param {Point | null} place
 * @returns {Promise<Photo>}
 */
async function prepare(file, source, place) {
  const bytes = await file.arrayBuffer()
  const type = typeOf(new Uint8Array(bytes.slice(0, 12)), file.type)
  const facts = await readFacts(bytes, type)
  const picture = await shrink({ bytes, type })
  const now = new Date().toISOString()
  /** @type {Photo} */
  const photo = {
    id: newId(),
    sha256: hex(await sha256(picture.bytes)),
    bytes: picture.bytes,
    type: picture.type,
    source,
    added_at: now,
    ...facts,
  }
  if (source === "camera") Object.assign(photo, { taken_at: facts.taken_at ?? now }, placeFor(photo, place))
  return photo
}

/**
 * The photo's own place is better than the phone's, which is better than none.
 * @param {Photo} photo
 * @param {Point | null} place
 * @returns {Partial<Point>}
 */
export function placeFor(photo, place) {
  return photo.lat === undefined && place ? place : {}
}
