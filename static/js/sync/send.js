/** Sends a command: its photos one by one, then the envelope. Only an answer that names the command counts. */

import { withRetry } from "../lib/backoff.js"
import { sendJson } from "../net/http.js"
import { fromProblem, Problem } from "../net/problems.js"
import { uploadPhoto } from "../net/upload.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Envelope} Envelope */
/** @typedef {Record<string, unknown>} Json */
/**
 * @typedef {object} Options
 * @property {(photo: Photo, fraction: number) => void} [onProgress] 1 means the server has it whole
 * @property {(photo: Photo) => Promise<void> | void} [onStored] the server has it whole
 * @property {(photo: Photo) => void} [onRefused] the server will never take this photo
 * @property {string} [membership] the role the work was done in
 * @property {number} [attempts] how often each request is tried
 * @property {boolean} [resume] parts of its photos may be there from earlier tries
 * @property {typeof uploadPhoto} [upload]
 * @property {typeof sendJson} [post]
 * @property {(ms: number) => Promise<void>} [sleep]
 * @property {() => XMLHttpRequest} [request]
 */

/**
 * @param {Envelope} envelope
 * @param {Photo[]} photos those that the command names and the server may not have yet
 * @param {Options} [options]
 * @returns {Promise<Json>} the command's result, from the server's receipt
 * @throws {Problem} nothing is lost then: the same envelope and photos may be sent again
 */
export async function send(envelope, photos, options = {}) {
  await sendPhotos(photos, options)
  try {
    return await sendCommand(envelope, options)
  } catch (problem) {
    // The server has lost photos that it once had (a restored backup): it names them, and gets them again.
    const lost = lostPhotos(problem).filter((id) => photos.some((photo) => photo.id === id))
    if (!lost.length) throw problem
    for (const photo of photos) if (lost.includes(photo.id)) photo.stored = false
    await sendPhotos(photos, options)
    return sendCommand(envelope, options)
  }
}

/**
 * @param {unknown} problem
 * @returns {string[]} photos that the server says it has not
 */
export function lostPhotos(problem) {
  const isLost = problem instanceof Problem && problem.code === "ticket.photo_missing"
  return isLost && Array.isArray(problem.details.ids) ? problem.details.ids : []
}

/**
 * @param {Envelope} envelope
 * @param {Options} options
 * @returns {Promise<Json>}
 */
function sendCommand(envelope, { post = sendJson, membership, ...retry }) {
  return withRetry(async () => {
    const body = { commands: [{ ...envelope, sent_at: new Date().toISOString() }] }
    const answer = await post("POST", "/api/v1/commands", body, { membership }).catch(notAboutUs)
    return receiptOf(answer, envelope.id)
  }, retry)
}

/**
 * That the door itself is not there says nothing of what was brought to it.
 * @param {unknown} problem
 * @returns {never}
 */
function notAboutUs(problem) {
  const isDoor =
    problem instanceof Problem && problem.kind === "refused" && [404, 405].includes(problem.status)
  throw isDoor ? new Problem("server", { status: problem.status }) : problem
}

/**
 * @param {Photo[]} photos
 * @param {Options} options
 */
async function sendPhotos(photos, options) {
  const { onProgress = () => {}, onStored = () => {}, onRefused = () => {}, upload = uploadPhoto } = options
  for (const photo of photos) {
    try {
      const told = (/** @type {number} */ fraction) => onProgress(photo, Math.min(fraction, 0.99))
      if (!photo.stored) await upload(photo, told, options)
    } catch (problem) {
      if (problem instanceof Problem && problem.kind === "refused") onRefused(photo)
      throw problem
    }
    photo.stored = true
    await onStored(photo)
    onProgress(photo, 1)
  }
}

/**
 * The result for our command. An answer that does not name it is not an answer.
 * @param {Json} answer
 * @param {string} id
 * @returns {Json}
 */
export function receiptOf(answer, id) {
  const results = Array.isArray(answer.results) ? answer.results : []
  const found = results.find((result) => result?.id === id)
  if (!found) throw new Problem("portal")
  if (found.status === "busy") throw new Problem("busy", { status: 423 })
  if (found.status === "refused") throw fromProblem(found.problem ?? {}, found.problem?.status ?? 422)
  if (!["applied", "replayed"].includes(found.status)) throw new Problem("portal")
  return found.result ?? {}
}
