/** Sends one item and writes down what became of it. */

import { fromProblem, Problem } from "../net/problems.js"
import { changeItem, replaceItem } from "../store/outbox.js"
import { findPhotos } from "../store/photos.js"
import { settle } from "../store/settled.js"
import { arrivedOf, isOther, remarkOf, restOf } from "./rest.js"
import { lostPhotos, send } from "./send.js"

/** An earlier form of it has arrived, and what was changed since cannot follow by itself. */
export const CHANGED_LATE = "phone.changed_late"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("./send.js").Options} Options */
/**
 * @typedef {object} Outcome `again`: at once, under the same or another id; `failed`: later, or when somebody signs in
 * @property {"sent" | "refused" | "failed" | "again"} kind
 * @property {Record<string, unknown>} [result] the server's
 * @property {Problem} [problem]
 */

/**
 * @param {Item} item
 * @param {Options} [options]
 * @returns {Promise<Outcome>}
 */
export async function sendOne(item, options = {}) {
  // Before it leaves: whatever may have reached the server is known to have been tried.
  const current = await changeItem(item.id, ({ tries }) => ({ tries: tries + 1 }))
  if (!current) return { kind: "again" }
  const { photos, lost } = await findPhotos(
    current.photo_ids.filter((id) => !current.stored_ids.includes(id)),
  )
  if (lost.length)
    return refuse(current, fromProblem({ status: 422, code: "phone.photo_lost", details: { ids: lost } }))
  const onStored = (/** @type {{id: string}} */ { id }) => noteStored(current.id, id)
  const resume = current.tries > 1 || Boolean(current.tried?.length)
  const way = { attempts: 1, ...options, membership: current.membership, resume, onStored }
  try {
    const result = await send(current.envelope, photos, way)
    await settle(current, result)
    return { kind: "sent", result }
  } catch (error) {
    return failed(current, problemOf(error), way)
  }
}

/** @param {unknown} error */
function problemOf(error) {
  return error instanceof Problem ? error : new Problem("server", { detail: String(error) })
}

/**
 * @param {Item} item
 * @param {Problem} problem
 * @param {Options} way
 * @returns {Promise<Outcome>}
 */
async function failed(item, problem, way) {
  if (problem.code === "command.id_reused" && item.tried?.length) return sendTheRest(item, item.tried, way)
  const lost = lostPhotos(problem).filter((id) => item.stored_ids.includes(id))
  if (lost.length) {
    await changeItem(item.id, ({ stored_ids }) => ({
      stored_ids: stored_ids.filter((id) => !lost.includes(id)),
    }))
    return item.tries > 3 ? { kind: "failed", problem: new Problem("busy") } : { kind: "again" }
  }
  return problem.kind === "refused" ? refuse(item, problem) : { kind: "failed", problem }
}

/**
 * An earlier try had arrived; what came after it goes on as a command of its own.
 * @param {Item} item
 * @param {import("../lib/types.js").Envelope[]} tried
 * @param {Options} way
 * @returns {Promise<Outcome>}
 */
async function sendTheRest(item, tried, way) {
  try {
    const arrived = await arrivedOf(tried, way)
    if (!arrived) return refuse(item, new Problem("refused", { status: 409, code: "command.id_reused" }))
    if (isOther(arrived, item.envelope)) return refuse(item, new Problem("refused", { code: CHANGED_LATE }))
    const rest = restOf(arrived, item.envelope)
    if (rest) await replaceItem(item, remarkOf(item, arrived, rest))
    else await settle(item, arrived.args)
    return rest ? { kind: "again" } : { kind: "sent", result: arrived.args }
  } catch (error) {
    return { kind: "failed", problem: problemOf(error) }
  }
}

/**
 * A person has to decide. What is nobody's work is simply over.
 * @param {Item} item
 * @param {Problem} problem
 * @returns {Promise<Outcome>}
 */
async function refuse(item, problem) {
  const { code, detail, details } = problem
  const refusal = { code, detail, details, at: new Date().toISOString() }
  if (item.quiet) await settle(item, {})
  else await changeItem(item.id, () => ({ state: "refused", refusal }), item.revision)
  return { kind: "refused", problem }
}

/**
 * @param {string} id
 * @param {string} photoId
 */
async function noteStored(id, photoId) {
  await changeItem(id, ({ stored_ids }) => ({ stored_ids: [...new Set([...stored_ids, photoId])] }))
}
