/**
 * Sends work that this phone cannot keep (no store, no room): from the page's memory, while the person stays on it. The
 * outbox does the same for all other work.
 */

import { newId } from "../lib/ids.js"
import { Problem } from "../net/problems.js"
import { nextMark } from "../store/device.js"
import { send } from "../sync/send.js"
import { envelope, restOf } from "./commands.js"

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
  const first = work.draft.envelope
  const { device, seq } = first ?? (await nextMark())
  const happenedAt = first ? new Date(first.happened_at) : new Date()
  const ready = envelope(command, { id: work.draft.command_id, device, seq, happenedAt })
  await work.setOut(ready)
  const result = await send(ready, work.photos, options).catch((problem) => {
    if (!first || !(problem instanceof Problem) || problem.code !== "command.id_reused") throw problem
    return sendRest(first, command, work, options)
  })
  await work.drop()
  return result
}

/**
 * The first try had arrived; photos and words that came after it must not be lost with the draft.
 * @param {Envelope} first
 * @param {Command} command
 * @param {Work} work
 * @param {Options} options
 */
async function sendRest(first, command, work, options) {
  const rest = restOf(first, command)
  if (rest) {
    const claims = /** @type {{id: string}[]} */ (rest.args.photos ?? [])
    const photos = work.photos.filter((photo) => claims.some(({ id }) => id === photo.id))
    await send(envelope(rest, { id: newId(), ...(await nextMark()) }), photos, options)
  }
  return first.args
}

/**
 * @param {Envelope | undefined} before
 * @param {Command} command
 */
export function isSameTarget(before, { name, args }) {
  return !before || (before.name === name && before.args.ticket_id === args.ticket_id)
}
