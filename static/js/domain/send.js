/** Sends a command now: its photos one by one, then the envelope. Issue B's engine calls the same steps later. */

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
 * @property {(photo: Photo) => void} [onRefused] the server will never take this photo
 * @property {typeof uploadPhoto} [upload]
 * @property {typeof sendJson} [post]
 * @property {(ms: number) => Promise<void>} [sleep]
 */

/**
 * @param {Envelope} envelope
 * @param {Photo[]} photos those that the command names
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
    const lost = problem instanceof Problem && problem.code === "ticket.photo_missing" && problem.details.ids
    if (!Array.isArray(lost)) throw problem
    for (const photo of photos) if (lost.includes(photo.id)) photo.stored = false
    await sendPhotos(photos, options)
    return sendCommand(envelope, options)
  }
}

/**
 * @param {Envelope} envelope
 * @param {Options} options
 * @returns {Promise<Json>}
 */
function sendCommand(envelope, { post = sendJson, ...retry }) {
  return withRetry(async () => {
    const body = { commands: [{ ...envelope, sent_at: new Date().toISOString() }] }
    return receiptOf(await post("POST", "/api/v1/commands", body), envelope.id)
  }, retry)
}

/**
 * @param {Photo[]} photos
 * @param {Options} [options]
 */
export async function sendPhotos(
  photos,
  { onProgress = () => {}, onRefused = () => {}, upload = uploadPhoto } = {},
) {
  for (const photo of photos) {
    try {
      if (!photo.stored) await upload(photo, (fraction) => onProgress(photo, Math.min(fraction, 0.99)))
    } catch (problem) {
      if (problem instanceof Problem && problem.kind === "refused") onRefused(photo)
      throw problem
    }
    photo.stored = true
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
