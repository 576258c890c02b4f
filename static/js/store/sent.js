/** What arrived lately, so that a screen that looked away can still say so. */

import { asked, read } from "./db.js"

/** @typedef {import("../lib/types.js").Item} Item */
/**
 * @typedef {object} Sent
 * @property {string} id of the command
 * @property {string} at ISO 8601
 * @property {string} thread
 * @property {import("../lib/types.js").Label} [label]
 * @property {Record<string, unknown>} result the server's
 */

const REMEMBERED = 30

/**
 * Within a transaction that may write to "sent".
 * @param {import("./db.js").Stores} store
 * @param {Item} item
 * @param {Record<string, unknown>} result
 */
export async function rememberSent(store, { id, thread, label }, result) {
  store("sent").put({ id, at: new Date().toISOString(), thread, label, result })
  const kept = /** @type {Sent[]} */ (await asked(store("sent").getAll())).sort(newestFirst)
  for (const { id } of kept.slice(REMEMBERED)) store("sent").delete(id)
}

/** @returns {Promise<Sent[]>} newest first */
export async function listSent() {
  return (await read(["sent"], (store) => asked(store("sent").getAll()))).sort(newestFirst)
}

/**
 * @param {string} id of a command
 * @returns {Promise<Sent | null>}
 */
export async function findSent(id) {
  return (await read(["sent"], (store) => asked(store("sent").get(id)))) ?? null
}

/** @param {Sent} a @param {Sent} b */
function newestFirst(a, b) {
  return a.at < b.at ? 1 : -1
}
