/** Ids made on the device: UUIDv7 (RFC 9562), lower case, in rising order within one page. */

let lastTime = 0
let counter = 0

/**
 * A new id. Ids made in the same millisecond, or after the clock went back, still rise.
 * @param {number} [now] milliseconds since 1970
 * @returns {string} 36 characters
 */
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const time = tick(now, ((bytes[6] << 8) | bytes[7]) & 0x7ff)
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(time / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = 0x80 | (bytes[8] & 0x3f)
  return format(bytes)
}

/**
 * @param {unknown} value
 * @returns {value is string} whether it has the shape of an id
 */
export function isId(value) {
  return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}

/**
 * Moves the 12-bit counter on, or starts it anew at `seed` in a new millisecond.
 * @param {number} now
 * @param {number} seed below 2048, so that at least 2048 ids fit into one millisecond
 */
function tick(now, seed) {
  if (now > lastTime) {
    lastTime = now
    counter = seed
  } else if (++counter > 0xfff) {
    lastTime += 1
    counter = seed
  }
  return lastTime
}

/** @param {Uint8Array} bytes */
function format(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
