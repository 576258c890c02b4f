/** What a photo says about itself. Read before it is shrunk, because a canvas keeps none of it. */

/** @typedef {import("../lib/types.js").PhotoFacts} PhotoFacts */
/** @typedef {{parse: (bytes: ArrayBuffer, options: object) => Promise<Record<string, unknown> | undefined>}} Exifr */

const VENDORED = new URL("../../vendor/exifr.mjs", import.meta.url).href
const TAGS = ["DateTimeOriginal", "OffsetTimeOriginal", "Make", "Model"]

/**
 * @param {ArrayBuffer} bytes the untouched file
 * @returns {Promise<PhotoFacts>} empty when there are none or they cannot be read: facts are never demanded
 */
export async function readFacts(bytes) {
  try {
    /** @type {Exifr} */
    const exifr = (await import(VENDORED)).default
    const options = { tiff: true, exif: TAGS, ifd0: TAGS, gps: true, reviveValues: false }
    return factsFrom((await exifr.parse(bytes, options)) ?? {})
  } catch {
    return {}
  }
}

/**
 * @param {Record<string, unknown>} tags as exifr names them
 * @returns {PhotoFacts}
 */
export function factsFrom(tags) {
  /** @type {PhotoFacts} */
  const facts = {}
  const taken = takenAt(tags.DateTimeOriginal, tags.OffsetTimeOriginal)
  if (taken) facts.taken_at = taken
  if (isPlace(tags.latitude, 90) && isPlace(tags.longitude, 180)) {
    facts.lat = tags.latitude
    facts.lng = tags.longitude
  }
  if (typeof tags.Make === "string" && tags.Make.trim()) facts.make = tags.Make.trim().slice(0, 60)
  return facts
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
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}

/**
 * @param {unknown} value
 * @param {number} limit degrees
 * @returns {value is number}
 */
function isPlace(value, limit) {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= limit && value !== 0
}
