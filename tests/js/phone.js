/** A phone in a test: the store of a browser (fake-indexeddb), a person, and an outbox with something in it. */

import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import { hex, sha256 } from "../../static/js/lib/hash.js"
import { newId } from "../../static/js/lib/ids.js"
import { useSession } from "../../static/js/lib/session.js"
import { queueItem } from "../../static/js/store/outbox.js"

let people = 0

/** An empty phone in a new person's hands. @returns {string} the person */
export function freshPhone() {
  globalThis.indexedDB = new IDBFactory()
  const person = `person-${++people}`
  useSession({ person, membership: "m1" })
  return person
}

/** @param {string} text @param {string} [id] */
export async function photo(text, id = newId()) {
  const bytes = new TextEncoder().encode(text).buffer
  const digest = hex(await sha256(bytes))
  return {
    id,
    sha256: digest,
    bytes,
    type: "image/jpeg",
    source: "camera",
    added_at: "2026-11-25T02:00:00.000Z",
  }
}

/**
 * Puts a command into the outbox.
 * @param {{name?: string, args?: Record<string, unknown>, thread?: string, photos?: any[]} & Record<string, unknown>} [what]
 */
export function queued({ name = "ticket.comment", args = {}, thread = newId(), photos = [], ...more } = {}) {
  const id = newId()
  const happened_at = "2026-11-25T02:00:00.000Z"
  const build = (mark, current) => ({
    id,
    envelope: { id, name, args: { ticket_id: thread, ...args }, args_version: 1, happened_at, ...mark },
    thread,
    membership: "m1",
    made_at: happened_at,
    photo_ids: photos.map((each) => each.id),
    stored_ids: [],
    state: "queued",
    revision: (current?.revision ?? 0) + 1,
    tries: 0,
    not_before: 0,
    ...more,
  })
  return queueItem(build, { id, draftId: `draft-${id}`, photos })
}
