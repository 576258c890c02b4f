/** From work in a form to an item of the outbox. */

import { session } from "../lib/session.js"
import { newId } from "../lib/ids.js"
import { restOf } from "../sync/rest.js"
import { envelope } from "./commands.js"
import { isSameTarget } from "./dispatch.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Command} Command */
/** @typedef {import("../lib/types.js").Draft} Draft */
/** @typedef {import("../lib/types.js").Envelope} Envelope */
/**
 * @typedef {object} Work
 * @property {Draft} draft
 * @property {import("../lib/types.js").Photo[]} photos
 * @property {Item | null} [item] as the form found it
 * @property {(id: string) => void} renew
 *
 * @typedef {{id: string, command: Command, tried?: Envelope[], base?: Envelope}} Say
 */

/**
 * @param {Work} work another target than before makes it another command
 * @param {Command} command
 * @param {import("../lib/types.js").Label} label
 * @returns {(mark: {device: string, seq: number}, current?: Item) => Item}
 */
export function itemOf(work, command, label) {
  if (!isSameTarget(work.draft.envelope, command)) work.renew(newId())
  const { envelope: before, tried: _, ...draft } = work.draft
  const photo_ids = work.photos.map(({ id }) => id)
  return (mark, current) => {
    const happenedAt = before ? new Date(before.happened_at) : new Date()
    const say = sayNow(work, command, current)
    return {
      id: say.id,
      envelope: envelope(say.command, { id: say.id, ...mark, happenedAt }),
      thread: String(command.args.ticket_id ?? draft.command_id),
      membership: session().membership,
      made_at: current?.made_at ?? happenedAt.toISOString(),
      photo_ids,
      stored_ids: work.photos.filter(({ stored }) => stored).map(({ id }) => id),
      state: "queued",
      revision: (current?.revision ?? 0) + 1,
      tries: 0,
      not_before: 0,
      tried: say.tried,
      base: say.base,
      label,
      draft: { ...draft, command_id: say.id, id: ownId(draft, command), photo_ids },
    }
  }
}

/**
 * What goes out for a command of which something may have arrived, or has.
 * @param {Work} work
 * @param {Command} command
 * @param {Item} [current] as it stands in the outbox; nothing when it has been delivered meanwhile
 * @returns {Say}
 */
function sayNow({ draft, item }, command, current) {
  const before = item && item.id !== draft.command_id ? undefined : (current ?? item)
  if (!before) return { id: draft.command_id, command, tried: draft.envelope && triedIn(draft) }
  const { id, envelope, base } = before
  const tried = [...(before.tried ?? []), ...(before.tries || !current ? [envelope] : [])]
  if (!base) return { id, command, tried }
  const rest = restOf(base, command)
  // Nothing is new: it is said once more as it arrived, and the receipt ends it.
  return rest ? { id, command: rest, tried, base } : { id: base.id, command: base }
}

/**
 * @param {Draft} draft
 * @returns {Envelope[]} all that was sent of it, oldest first
 */
export function triedIn({ tried = [], envelope }) {
  return envelope ? [...tried, envelope] : tried
}

/**
 * @param {{envelope: Envelope}} item
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
