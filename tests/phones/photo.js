/** Small real JPEGs, each with bytes of its own: a picture of 16 by 16 pixels behind comments of any length. */

import { createHash } from "node:crypto"

const PICTURE = Buffer.from(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQ" +
    "YEpRUk//wAALCAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABAD/xAAbEAAABwEAAAAAAAAAAAAAAAAAMjRxdLKz4v/aAAgBAQAAPwBS2Vt1" +
    "ZzFEFLZW3VnN/9k=",
  "base64",
)
const LONGEST_COMMENT = 65_533
const START = PICTURE.subarray(0, 2)
const REST = PICTURE.subarray(2)

/**
 * @param {string} id
 * @param {string} addedAt ISO 8601
 * @param {number} [size] bytes, about
 * @returns {import("../../static/js/lib/types.js").Photo}
 */
export function photo(id, addedAt, size = 0) {
  const comments = [comment(id)]
  for (let left = size - PICTURE.length; left > 0; left -= LONGEST_COMMENT)
    comments.push(comment(noise(id, Math.min(left, LONGEST_COMMENT), left)))
  const bytes = new Uint8Array(Buffer.concat([START, ...comments, REST])).buffer
  const sha256 = createHash("sha256").update(new Uint8Array(bytes)).digest("hex")
  return { id, sha256, bytes, type: "image/jpeg", source: "camera", added_at: addedAt }
}

/** A comment segment. @param {string | Buffer} text */
function comment(text) {
  const words = Buffer.from(text)
  const head = Buffer.from([0xff, 0xfe, 0, 0])
  head.writeUInt16BE(words.length + 2, 2)
  return Buffer.concat([head, words])
}

/** Bytes that no line could compress. @param {string} id @param {number} length @param {number} which */
function noise(id, length, which) {
  return createHash("shake256", { outputLength: length }).update(`${id} ${which}`).digest()
}
