/** From work in a form to an item of the outbox. */

import { session } from "../lib/session.js"
import { isSameTarget } from "./dispatch.js"
import { envelope, restOf } from "./commands.js"
import { newId } from "../lib/ids.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Command} Command */
/** @typedef {import("../lib/types.js").Draft} Draft */
/** @typedef {{draft: Draft, photos: import("../lib/types.js").Photo[], renew: (id: string) => void}} Work */

/**
 * @param {Work} work another target than before makes it another command
 * @param {Command} command
 * @param {import("../lib/types.js").Label} label
 * @returns {(mark: {device: string, seq: number}, current?: Item) => Item}
 */
export function itemOf(work, command, label) {
  if (!isSameTarget(work.draft.envelope, command)) work.renew(newId())
  const { envelope: first, ...draft } = work.draft
  const photo_ids = work.photos.map(({ id }) => id)
  return (mark, current) => {
    const happenedAt = first ? new Date(first.happened_at) : new Date()
    return {
      id: draft.command_id,
      envelope: envelope(command, { id: draft.command_id, ...mark, happenedAt }),
      thread: String(command.args.ticket_id ?? draft.command_id),
      membership: session().membership,
      made_at: current?.made_at ?? happenedAt.toISOString(),
      photo_ids,
      stored_ids: work.photos.filter(({ stored }) => stored).map(({ id }) => id),
      state: "queued",
      revision: (current?.revision ?? 0) + 1,
      tries: current?.tries ?? 0,
      not_before: 0,
      first,
      otherwise: first && restOf(first, command),
      label,
      draft: { ...draft, id: ownId(draft, command), photo_ids },
    }
  }
}

/**
 * @param {Item} item
 * @param {Command} command
 * @returns {boolean} whether the item says just this
 */
export function isSameCommand({ envelope: { name, args } }, command) {
  return name === command.name && JSON.stringify(args) === JSON.stringify(command.args)
}

/**
 * A remark that waits is one of many: the next one on the same ticket is a new one. Every other verb is the same step
 * when its page is opened again.
 * @param {Draft} draft
 * @param {Command} command
 */
function ownId({ id, command_id }, { name }) {
  return name === "ticket.comment" ? `${name}:${command_id}` : id
}
