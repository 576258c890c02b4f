/** What a photo says about itself. Read before it is shrunk, because a canvas keeps none of it. */

/** @typedef {import("../lib/types.js").PhotoFacts} PhotoFacts */
/** @typedef {{parse: (bytes: ArrayBuffer, options: object) => Promise<Record<string | number, unknown> | undefined>}} Exifr */

const DAY_MS = 86_400_000
const FIRST_MS = Date.UTC(2000, 0, 1)
const VENDORED = new URL("../../vendor/exifr.mjs", import.meta.url).href
// exifr's small build has no names for tags, and knows JPEG only.
const TAKEN = 0x9003
const OFFSET = 0x9011
const MAKE = 0x010f
const WANTED = { exif: [TAKEN, OFFSET], ifd0: [MAKE], gps: true, reviveValues: false, translateValues: false }
const SEGMENT_LIMIT = 65_000

/**
 * @param {ArrayBuffer} bytes the untouched file
 * @param {string} type of the file
 * @returns {Promise<PhotoFacts>} empty when there are none or they cannot be read: facts are never demanded
 */
export async function readFacts(bytes, type) {
  try {
    /** @type {Exifr} */
    const exifr = (await import(VENDORED)).default
    const readable = type === "image/heic" ? asJpeg(bytes) : bytes
    return factsFrom((await exifr.parse(readable, WANTED)) ?? {})
  } catch {
    return {}
  }
}

/**
 * @param {Record<string | number, unknown>} tags by number, and the point as exifr works it out
 * @returns {PhotoFacts}
 */
export function factsFrom(tags) {
  /** @type {PhotoFacts} */
  const facts = {}
  const { latitude, longitude, [TAKEN]: taken, [OFFSET]: offset, [MAKE]: make } = tags
  const at = takenAt(taken, offset)
  if (at) facts.taken_at = at
  if (isPlace(latitude, 90) && isPlace(longitude, 180))
    Object.assign(facts, { lat: latitude, lng: longitude })
  if (typeof make === "string" && make.trim()) facts.make = make.trim().slice(0, 60)
  return facts
}

/**
 * The facts of a HEIC photo are the same block as in a JPEG, somewhere in the file: dressed as a JPEG it can be read.
 * @param {ArrayBuffer} heic
 * @returns {ArrayBuffer}
 */
export function asJpeg(heic) {
  const bytes = new Uint8Array(heic)
  const at = bytes.findIndex((_, i) => isExifAt(bytes, i))
  const block = at < 0 ? new Uint8Array() : bytes.subarray(at, at + SEGMENT_LIMIT)
  const size = block.length + 2
  const jpeg = new Uint8Array(block.length + 8)
  jpeg.set([0xff, 0xd8, 0xff, 0xe1, size >> 8, size & 0xff])
  jpeg.set(block, 6)
  jpeg.set([0xff, 0xd9], block.length + 6)
  return jpeg.buffer
}

/**
 * "Exif", two zeros, then the byte order of the block.
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function isExifAt(bytes, at) {
  if (bytes[at] !== 0x45 || bytes[at + 1] !== 0x78) return false
  const text = String.fromCharCode(...bytes.subarray(at, at + 8))
  return text === "Exif\0\0MM" || text === "Exif\0\0II"
}

/**
 * "2026:11:19 10:24:05" is the wall clock of the camera; without an offset it is read in the phone's own zone.
 * @param {unknown} text
 * @param {unknown} offset like "+08:00"
 * @returns {string | null} ISO 8601
 */
function takenAt(text, offset) {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(String(text ?? ""))
  if (!found) return null
  const zone = /^[+-]\d\d:\d\d$/.test(String(offset)) ? String(offset) : ""
  const time = new Date(`${found[1]}-${found[2]}-${found[3]}T${found[4]}${zone}`)
  // A camera that lost its clock says 1970 or a year to come: that is no time.
  const isClock = time.getTime() >= FIRST_MS && time.getTime() <= Date.now() + DAY_MS
  return isClock ? time.toISOString() : null
}

/**
 * @param {unknown} value
 * @param {number} limit degrees
 * @returns {value is number}
 */
function isPlace(value, limit) {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= limit && value !== 0
}
