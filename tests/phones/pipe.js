/** The server at the other end of two pipes (tests/faults/pipe.py): one exchange at a time, and nothing else happens. */

import { readSync, writeSync } from "node:fs"

const [ASK, HEAR] = [3, 4]

/**
 * @param {Record<string, unknown>} head
 * @param {Uint8Array | null} [body]
 * @returns {Record<string, any> & {body: Uint8Array}}
 */
export function ask(head, body = null) {
  const words = Buffer.from(JSON.stringify({ ...head, size: body?.length ?? 0 }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(words.length)
  write(Buffer.concat([length, words, body ?? Buffer.alloc(0)]))
  const answer = JSON.parse(read(read(4).readUInt32BE()).toString())
  return { ...answer, body: new Uint8Array(read(answer.size)) }
}

/** @param {Buffer} bytes */
function write(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(ASK, bytes, at)
}

/** @param {number} size */
function read(size) {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; ) {
    const got = readSync(HEAR, bytes, at, size - at, null)
    if (!got) throw new Error("the server has hung up")
    at += got
  }
  return bytes
}

/** What the office, or the test, does by itself. @param {string} what @param {number} at ms @param {object} [given] */
export const act = (what, at, given = {}) => ask({ do: what, at, with: given }).answer
