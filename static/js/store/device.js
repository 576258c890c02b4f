/** Who this phone is, and the running number of its commands: gaps show the server what was never delivered. */

import { newId } from "../lib/ids.js"
import { asked, write } from "./db.js"

/** @typedef {import("./db.js").Stores} Stores */
/** @typedef {{device: string, seq: number}} Mark the last number given */

/** @type {Mark | undefined} */
let unstored

/**
 * The next mark, within a transaction that includes "meta".
 * @param {Stores} store
 * @returns {Promise<Mark>}
 */
export async function takeMark(store) {
  const { device, seq } = await lastMark(store)
  const mark = { device, seq: seq + 1 }
  store("meta").put({ key: "device", ...mark })
  return mark
}

/**
 * The mark of a piece of work: its own, once it has one.
 * @param {Stores} store
 * @param {import("../lib/types.js").Envelope} [envelope] as it was before
 * @returns {Promise<Mark>}
 */
export async function markFor(store, envelope) {
  if (!envelope) return takeMark(store)
  return { device: envelope.device, seq: envelope.seq ?? 0 }
}

/**
 * The last mark given, 0 at first; the phone's id is made with the first question. Within a transaction that may write
 * to "meta".
 * @param {Stores} store
 * @returns {Promise<Mark>}
 */
export async function lastMark(store) {
  const last = await asked(store("meta").get("device"))
  if (last) return { device: last.device, seq: last.seq }
  const mark = { device: newId(), seq: 0 }
  store("meta").put({ key: "device", ...mark })
  return mark
}

/**
 * A mark for what is not kept. Without a store (some private windows) a device lives as long as its page.
 * @returns {Promise<Mark>}
 */
export async function nextMark() {
  try {
    return await write(["meta"], takeMark)
  } catch {
    unstored = { device: unstored?.device ?? newId(), seq: (unstored?.seq ?? 0) + 1 }
    return unstored
  }
}
