/** What a failure means for the sender: one table. */

/**
 * @typedef {"offline" | "stalled" | "portal" | "busy" | "server"} Passing passes by itself
 * @typedef {"sign-in" | "other-person" | "other-role" | "lost"} Session needs another session before anything can go
 * @typedef {Passing | Session | "refused"} Kind refused: this one piece of work needs a person
 */

/** @type {Record<string, Kind>} codes that say more than their status: they are not about the work itself */
const BY_CODE = {
  // Damaged or cut on its way: the same again may arrive.
  "photo.digest_wrong": "busy",
  "photo.cut_off": "busy",
  "input.malformed": "busy",
  "auth.foreign_origin": "server",
  "auth.other_person": "other-person",
  "auth.other_role": "other-role",
  "auth.no_role": "other-role",
  "device.lost": "lost",
}
const PASSING = new Set(["offline", "stalled", "portal", "busy", "server"])

/**
 * @param {Kind} kind
 * @returns {boolean} whether the same request may simply be sent again
 */
export function passes(kind) {
  return PASSING.has(kind)
}

/**
 * @param {number} status of HTTP
 * @param {string} code of the problem
 * @returns {Kind}
 */
export function kindOf(status, code) {
  if (BY_CODE[code]) return BY_CODE[code]
  if (status === 401) return "sign-in"
  if (status === 423 || status === 429) return "busy"
  return status >= 500 || status === 0 ? "server" : "refused"
}
