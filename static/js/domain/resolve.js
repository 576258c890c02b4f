/** Carries out what a person decided about a refused piece of work. */

import { newId } from "../lib/ids.js"
import { replaceItem } from "../store/outbox.js"
import { findPhotos } from "../store/photos.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {{id: string}} Claim */

/**
 * Puts it back into the queue in the form that was decided on. A refusal leaves no receipt, so what is sent now is a
 * command of its own; the phone's number stays, because it is the same piece of work.
 * @param {Item} item
 * @param {import("./decisions.js").Answer} answer "remark", "again" or "without"
 * @returns {Promise<string>} the id under which it goes now
 */
export async function resolve(item, answer) {
  const changed = { remark: asRemark, again: onPresentVersion, without: withoutLost }[String(answer)]
  const { args, name } = await /** @type {NonNullable<typeof changed>} */ (changed)(item)
  const id = newId()
  const photo_ids = claimsOf(args).map((claim) => claim.id)
  const envelope = { ...item.envelope, id, name, args }
  const fresh = { state: /** @type {"queued"} */ ("queued"), tries: 0, not_before: 0, refusal: undefined }
  const alone = { tried: undefined, base: undefined, draft: undefined }
  await replaceItem(item, { ...item, ...fresh, ...alone, id, envelope, photo_ids })
  return id
}

/** @param {Item} item */
async function asRemark({ envelope: { args } }) {
  const { ticket_id, words, photos } = args
  return { name: "ticket.comment", args: compact({ ticket_id, words, photos }) }
}

/** @param {Item} item */
async function onPresentVersion({ envelope: { name, args }, refusal }) {
  return { name, args: { ...args, version: refusal?.details.version } }
}

/** @param {Item} item */
async function withoutLost({ envelope: { name, args }, photo_ids, stored_ids }) {
  const { lost } = await findPhotos(photo_ids.filter((id) => !stored_ids.includes(id)))
  const photos = claimsOf(args).filter(({ id }) => !lost.includes(id))
  return { name, args: compact({ ...args, photos: photos.length ? photos : undefined }) }
}

/** @param {Record<string, unknown>} args @returns {Claim[]} */
function claimsOf({ photos }) {
  return Array.isArray(photos) ? photos : []
}

/** @param {Record<string, unknown>} args */
function compact(args) {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== ""))
}
