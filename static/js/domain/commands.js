/** Named commands: creators give name and arguments, `envelope` makes them ready to travel (design.md section 5). */

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Envelope} Envelope */
/** @typedef {import("../lib/types.js").Command} Command */

const ARGS_VERSION = 1
const PHOTO_FACTS = /** @type {const} */ (["taken_at", "lat", "lng", "accuracy"])

/**
 * A problem, seen and photographed.
 * @param {{ticket_id: string, village_id: string, type_code: string, venue_id?: string, words?: string,
 *   responsible_id?: string, reason?: string, fields?: Record<string, string>}} problem
 * @param {Photo[]} photos of this phone
 * @param {string[]} [storedIds] photos that the server has already
 * @returns {Command}
 */
export function openTicket({ fields, ...args }, photos, storedIds = []) {
  const stored = storedIds.map((id) => ({ id }))
  const all = [...stored, ...photos.map(photoArg)]
  return command("ticket.open", { ...args, fields: filled(fields ?? {}), photos: all })
}

/**
 * Words and photos for a ticket that is open already.
 * @param {{ticket_id: string, words?: string}} remark
 * @param {Photo[]} photos
 * @returns {Command}
 */
export function comment(remark, photos) {
  return command("ticket.comment", { ...remark, photos: photos.map(photoArg) })
}

/**
 * Any verb, from the fields of its form.
 * @param {string} name like "ticket.submit"
 * @param {Record<string, string>} values field name → text; empty ones are left out
 * @param {Photo[]} photos of this phone
 * @param {string[]} [storedIds] photos that the server has already from an earlier post of the form
 * @returns {Command}
 */
export function fromForm(name, values, photos, storedIds = []) {
  const { version, ...rest } = values
  // A remark is true whatever happened meanwhile; every other verb is about the ticket as it was seen.
  const counted = version && name !== "ticket.comment" ? { version: Number(version) } : {}
  const stored = storedIds.map((id) => ({ id }))
  return command(name, { ...rest, ...counted, photos: [...stored, ...photos.map(photoArg)] })
}

/**
 * @param {Command} command
 * @param {{id: string, device: string, seq: number | null, happenedAt?: Date}} mark the id is fresh for each command, and the
 *   same for each try of it
 * @returns {Envelope}
 */
export function envelope({ name, args }, { id, device, seq, happenedAt = new Date() }) {
  return { id, name, args, args_version: ARGS_VERSION, happened_at: happenedAt.toISOString(), device, seq }
}

/**
 * What of a photo travels with the command; its bytes went before.
 * @param {Photo} photo
 */
export function photoArg(photo) {
  /** @type {Record<string, unknown>} */
  const arg = { id: photo.id, sha256: photo.sha256, source: photo.source }
  for (const fact of PHOTO_FACTS) if (photo[fact] !== undefined) arg[fact] = photo[fact]
  return arg
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} args
 * @returns {Command}
 */
function command(name, args) {
  return { name, args: filled(args) }
}

/**
 * Without what is empty: absent means "not said".
 * @param {Record<string, unknown>} args
 */
function filled(args) {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => !isEmpty(value)))
}

/** @param {unknown} value */
function isEmpty(value) {
  if (value === undefined || value === null || value === "") return true
  return typeof value === "object" && Object.keys(value).length === 0
}
