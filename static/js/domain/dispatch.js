/**
 * Sends work that this phone cannot keep (no store, no room): from the page's memory, while the person stays on it. The
 * outbox does the same for all other work.
 */

import { newId } from "../lib/ids.js"
import { Problem } from "../net/problems.js"
import { nextMark } from "../store/device.js"
import { arrivedOf, isOther, photosOf, restOf } from "../sync/rest.js"
import { send } from "../sync/send.js"
import { envelope } from "./commands.js"

/** @typedef {import("../lib/types.js").Envelope} Envelope */
/** @typedef {import("../lib/types.js").Command} Command */
/** @typedef {import("./work.js").Work} Work */
/** @typedef {import("../sync/send.js").Options} Options */

/**
 * Sends it, and forgets it only after the receipt. A try whose answer was lost is the same command again; when
 * something was changed in between, the server keeps what came first, and the rest follows as a remark.
 * @param {Work} work
 * @param {Command} command
 * @param {Options} [options]
 * @returns {Promise<Record<string, unknown>>} the command's result
 * @throws {Problem} nothing is lost then
 */
export async function dispatch(work, command, options = {}) {
  if (!isSameTarget(work.draft.envelope, command)) work.renew(newId())
  const { envelope: last, tried = [] } = work.draft
  const { device, seq } = last ?? (await nextMark())
  const happenedAt = last ? new Date(last.happened_at) : new Date()
  const ready = envelope(command, { id: work.draft.command_id, device, seq, happenedAt })
  await work.setOut(ready)
  const before = last ? [...tried, last] : tried
  const result = await send(ready, work.photos, options).catch((problem) => {
    if (!before.length || !(problem instanceof Problem) || problem.code !== "command.id_reused") throw problem
    return sendRest(before, command, { problem, work, options })
  })
  await work.drop()
  return result
}

/**
 * One of the tries before had arrived; photos and words that came after it must not be lost with the draft.
 * @param {Envelope[]} before
 * @param {Command} command
 * @param {{problem: Problem, work: Work, options: Options}} rest
 */
async function sendRest(before, command, { problem, work, options }) {
  const arrived = await arrivedOf(before, options)
  if (!arrived || isOther(arrived, command)) throw problem
  const rest = restOf(arrived, command)
  if (rest) {
    const photos = work.photos.filter((photo) => photosOf(rest).some(({ id }) => id === photo.id))
    await send(envelope(rest, { id: newId(), ...(await nextMark()) }), photos, options)
  }
  return arrived.args
}

/**
 * @param {Envelope | undefined} before
 * @param {Command} command
 */
export function isSameTarget(before, { name, args }) {
  return !before || (before.name === name && before.args.ticket_id === args.ticket_id)
}
