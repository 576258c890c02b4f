/** HMAC over SHA-256, also where `crypto.subtle` is missing. */

import { sha256 } from "./hash.js"

/**
 * HMAC-SHA-256 (RFC 2104).
 * @param {Uint8Array} key at most 64 bytes, or it is hashed first
 * @param {Uint8Array} data
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function hmac(key, data) {
  const block = new Uint8Array(64)
  block.set(key.length > 64 ? await sha256(key.slice().buffer) : key)
  const inner = await sha256(
    joined(
      block.map((byte) => byte ^ 0x36),
      data,
    ),
  )
  return sha256(
    joined(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  )
}

/** @param {Uint8Array} a @param {Uint8Array} b @returns {ArrayBuffer} */
function joined(a, b) {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both.buffer
}
