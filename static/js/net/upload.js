/** One photo to the server: PUT with its digest. Only XHR tells how much of a body has left the phone. */

import { stallWatch, withRetry } from "../lib/backoff.js"
import { contentDigest } from "../lib/hash.js"
import { ownerHeaders } from "../lib/owner.js"
import { Problem, readAnswer } from "./problems.js"

/** @typedef {import("../lib/types.js").Photo} Photo */

const STALL_MS = 30_000

/**
 * Sends a photo until the server has it whole. The same id and bytes may be sent any number of times.
 * @param {Photo} photo
 * @param {(fraction: number) => void} [onProgress] 0 to 1
 * @param {{request?: () => XMLHttpRequest, attempts?: number, sleep?: (ms: number) => Promise<void>}} [options]
 * @returns {Promise<void>}
 * @throws {Problem} when it is refused, or all tries are used
 */
export async function uploadPhoto(photo, onProgress = () => {}, options = {}) {
  const request = options.request ?? (() => new XMLHttpRequest())
  await withRetry(() => put(request(), photo, onProgress), options)
}

/**
 * @param {XMLHttpRequest} xhr
 * @param {Photo} photo
 * @param {(fraction: number) => void} onProgress
 * @returns {Promise<void>}
 */
function put(xhr, photo, onProgress) {
  return new Promise((done, fail) => {
    const watch = stallWatch(STALL_MS, () => {
      xhr.abort()
      fail(new Problem("stalled"))
    })
    xhr.open("PUT", `/api/v1/photos/${photo.id}`)
    xhr.setRequestHeader("Content-Type", photo.type)
    xhr.setRequestHeader("Content-Digest", contentDigest(photo.sha256))
    xhr.setRequestHeader("Accept", "application/json")
    for (const [name, value] of Object.entries(ownerHeaders())) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (event) => {
      watch.moved()
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    xhr.onprogress = () => watch.moved()
    xhr.onerror = () => fail(new Problem("offline"))
    xhr.onload = () => settle(xhr, photo, () => done(), fail)
    xhr.onloadend = () => watch.stop()
    xhr.send(photo.bytes)
  })
}

/**
 * @param {XMLHttpRequest} xhr
 * @param {Photo} photo
 * @param {() => void} done
 * @param {(problem: unknown) => void} fail
 */
function settle(xhr, photo, done, fail) {
  try {
    const path = xhr.responseURL ? new URL(xhr.responseURL).pathname : ""
    const type = xhr.getResponseHeader("Content-Type") ?? ""
    const answer = readAnswer({ status: xhr.status, type, body: xhr.responseText, path })
    // A receipt names what it is for; anything else is not one.
    if (answer.id !== photo.id) throw new Problem("portal", { status: xhr.status })
    done()
  } catch (problem) {
    fail(problem)
  }
}
