/** SHA-256. `crypto.subtle` exists only on HTTPS and localhost; a test over plain HTTP in a LAN needs our own. */

const ROUND = roundConstants()

/**
 * @param {ArrayBuffer} bytes
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function sha256(bytes) {
  if (globalThis.crypto?.subtle) return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  return sha256Slow(new Uint8Array(bytes))
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/**
 * The value of a `Content-Digest` header (RFC 9530).
 * @param {string} hexDigest
 */
export function contentDigest(hexDigest) {
  const pairs = hexDigest.match(/../g) ?? []
  return `sha-256=:${btoa(String.fromCharCode(...pairs.map((pair) => Number.parseInt(pair, 16))))}:`
}

/**
 * FIPS 180-4 in plain JavaScript, about 60 MB/s.
 * @param {Uint8Array} bytes
 * @returns {Uint8Array} 32 bytes
 */
export function sha256Slow(bytes) {
  const padded = pad(bytes)
  const view = new DataView(padded.buffer)
  const state = new Uint32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ])
  const schedule = new Uint32Array(64)
  for (let at = 0; at < padded.length; at += 64) compress(state, schedule, view, at)
  const out = new DataView(new ArrayBuffer(32))
  for (let i = 0; i < 8; i++) out.setUint32(i * 4, state[i])
  return new Uint8Array(out.buffer)
}

/** @param {Uint8Array} bytes */
function pad(bytes) {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, bytes.length << 3)
  return padded
}

/**
 * One block of 64 bytes.
 * @param {Uint32Array} state
 * @param {Uint32Array} w the message schedule, reused
 * @param {DataView} view
 * @param {number} at
 */
function compress(state, w, view, at) {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + i * 4)
  for (let i = 16; i < 64; i++) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3)
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10)
    w[i] = w[i - 16] + s0 + w[i - 7] + s1
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  const worked = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i++) state[i] += worked[i]
}

/**
 * @param {number} word
 * @param {number} by bits to the right
 */
function turn(word, by) {
  return (word >>> by) | (word << (32 - by))
}

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
function roundConstants() {
  /** @type {number[]} */
  const primes = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n)
  return Uint32Array.from(primes, (p) => (Math.cbrt(p) % 1) * 2 ** 32)
}
