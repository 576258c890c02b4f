/**
 * When an earlier try had arrived and its owner changed the work since: what has the server, and what is left to say.
 */

import { newId } from "../lib/ids.js"
import { Problem } from "../net/problems.js"
import { send } from "./send.js"

/** @typedef {import("../lib/types.js").Envelope} Envelope */
/** @typedef {import("../lib/types.js").Command} Command */
/** @typedef {import("../lib/types.js").Item} Item */

/**
 * Which of several tries under one id has arrived. The server knows it again: said once more, it is a replay.
 * @param {Envelope[]} tried oldest first
 * @param {import("./send.js").Options} options
 * @returns {Promise<Envelope | null>} null when it was none of them
 * @throws {Problem} when the server cannot be asked now
 */
export async function arrivedOf(tried, options) {
  for (const envelope of [...tried].reverse()) {
    try {
      await send(envelope, [], options)
      return envelope
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== "command.id_reused") throw problem
    }
  }
  return null
}

/**
 * Photos and words that are new, as a remark.
 * @param {Envelope} arrived
 * @param {Command} command as it is now
 * @returns {Command | null} null when nothing is new
 */
export function restOf(arrived, { args }) {
  const there = photosOf(arrived)
  const photos = photosOf({ args }).filter(({ id }) => !there.some((claim) => claim.id === id))
  const words = args.words === arrived.args.words ? "" : String(args.words ?? "").trim()
  if (!photos.length && !words) return null
  const said = { ...(words && { words }), ...(photos.length && { photos }) }
  return { name: "ticket.comment", args: { ticket_id: arrived.args.ticket_id, ...said } }
}

/**
 * Whether something was changed that no remark can say, as the place or the kind. A photo that was taken out stays where
 * it has arrived.
 * @param {Envelope} arrived
 * @param {Command} command as it is now
 */
export function isOther(arrived, command) {
  const others = (/** @type {Command} */ { args: { words: _, photos: __, ...rest } }) => JSON.stringify(rest)
  return others(arrived) !== others(command)
}

/**
 * What is left of an item, as one that takes its place.
 * @param {Item} item
 * @param {Envelope} arrived
 * @param {Command} rest
 * @returns {Item}
 */
export function remarkOf(item, arrived, rest) {
  const id = newId()
  const draft = item.draft && { ...item.draft, command_id: id }
  const now = {
    id,
    envelope: { ...item.envelope, ...rest, id },
    photo_ids: photosOf(rest).map((photo) => photo.id),
  }
  return { ...item, ...now, draft, base: together(item.base, arrived), tried: undefined, tries: 0 }
}

/**
 * What has arrived by now, after one more remark.
 * @param {Envelope | undefined} base
 * @param {Envelope} remark
 * @returns {Envelope}
 */
function together(base, remark) {
  if (!base) return remark
  const photos = [...photosOf(base), ...photosOf(remark)]
  return { ...base, args: { ...base.args, words: remark.args.words ?? base.args.words, photos } }
}

/** @param {{args: Record<string, unknown>}} command @returns {{id: string}[]} */
export function photosOf({ args }) {
  return Array.isArray(args.photos) ? args.photos : []
}
