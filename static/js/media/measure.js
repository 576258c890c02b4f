/** The arithmetic of shrinking. Pure. */

export const LONG_SIDE = 2048
export const QUALITY = 0.8

const SMALL_ENOUGH = new Map([
  ["image/jpeg", 700_000],
  ["image/png", 1_500_000],
  ["image/webp", 700_000],
])

/**
 * @param {number} width px
 * @param {number} height px
 * @param {number} [longSide] px
 * @returns {{width: number, height: number}} never enlarged, never below 1
 */
export function fit(width, height, longSide = LONG_SIDE) {
  const scale = Math.min(1, longSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * Whether a picture goes as it is: small in both senses, and of a kind the server takes.
 * @param {{type: string, size: number, width: number, height: number}} picture size in bytes
 */
export function isSmallEnough({ type, size, width, height }) {
  const limit = SMALL_ENOUGH.get(type)
  return limit !== undefined && size <= limit && Math.max(width, height) <= LONG_SIDE
}

/**
 * Whether a sample of the shrunk picture is one flat colour: phones short of memory hand out empty canvases.
 * @param {ArrayLike<number>} rgba
 */
export function looksBlank(rgba) {
  for (let i = 4; i < rgba.length; i++) if (rgba[i] !== rgba[i % 4]) return false
  return true
}

/**
 * The type by the first bytes, because phones name HEIC files carelessly.
 * @param {Uint8Array} head at least 12 bytes
 * @param {string} claimed
 * @returns {string}
 */
export function typeOf(head, claimed) {
  const text = String.fromCharCode(...head.subarray(0, 12))
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg"
  if (text.startsWith("\x89PNG")) return "image/png"
  if (text.startsWith("RIFF") && text.endsWith("WEBP")) return "image/webp"
  if (/^....ftyp(heic|heix|hevc|hevx|mif1|msf1)/s.test(text)) return "image/heic"
  return claimed || "application/octet-stream"
}
