/** One request that tells how much of its body has left the phone, and gives up on silence only. */

import { stallWatch } from "../lib/backoff.js"
import { ownerHeaders } from "../lib/session.js"
import { Problem, readAnswer } from "./problems.js"

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {string} type
 * @property {string} body
 * @property {string} path where redirects ended
 * @property {(name: string) => string | null} header
 *
 * @typedef {object} Way
 * @property {() => XMLHttpRequest} [request]
 * @property {string} [membership] the role the work was done in
 * @property {boolean} [resume] something of the photo may be there from earlier tries
 *
 * @typedef {object} Asking
 * @property {Record<string, string>} headers
 * @property {ArrayBuffer} [body]
 * @property {(bytes: number) => void} [onSent]
 * @property {string} [membership]
 */

const STALL_MS = 30_000

/**
 * @param {XMLHttpRequest} xhr a fresh one
 * @param {string} method
 * @param {string} address
 * @param {Asking} asking
 * @returns {Promise<Reply>}
 * @throws {Problem} `offline` or `stalled`, or `sign-in` where the answer has no body to say it
 */
export function ask(xhr, method, address, { headers, body, onSent, membership }) {
  return new Promise((done, fail) => {
    const watch = stallWatch(STALL_MS, () => {
      xhr.abort()
      fail(new Problem("stalled"))
    })
    xhr.open(method, address)
    const all = { Accept: "application/json", ...ownerHeaders(membership), ...headers }
    for (const [name, value] of Object.entries(all)) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (event) => {
      watch.moved()
      if (event.lengthComputable) onSent?.((event.loaded / event.total) * (body?.byteLength ?? 0))
    }
    xhr.onprogress = () => watch.moved()
    xhr.onerror = () => fail(new Problem("offline"))
    xhr.onload = () => {
      if (xhr.status === 401 && method === "HEAD") fail(new Problem("sign-in", { status: 401 }))
      else done(replyOf(xhr))
    }
    xhr.onloadend = () => watch.stop()
    xhr.send(body)
  })
}

/**
 * @param {Reply} reply
 * @param {string} id what was sent
 * @returns {Record<string, unknown>}
 * @throws {Problem} also for an answer that is about something else
 */
export function receipt(reply, id) {
  const answer = readAnswer(reply)
  // A receipt names what it is for; anything else is not one.
  if (answer.id !== id) throw new Problem("portal", { status: reply.status })
  return answer
}

/**
 * @param {Reply} reply
 * @returns {number | null} how much of the photo the server has; null when it has nothing of it, or does not say
 */
export function offsetOf(reply) {
  if (![200, 201, 409].includes(reply.status)) return null
  const text = reply.header("Upload-Offset")
  return text && /^\d+$/.test(text) ? Number(text) : null
}

/** @param {XMLHttpRequest} xhr */
function replyOf(xhr) {
  return {
    status: xhr.status,
    type: xhr.getResponseHeader("Content-Type") ?? "",
    body: xhr.responseText,
    path: xhr.responseURL ? new URL(xhr.responseURL).pathname : "",
    header: (/** @type {string} */ name) => xhr.getResponseHeader(name),
  }
}
