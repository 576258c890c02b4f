/**
 * One photo to the server. First by whole; after a cut from where the server says (docs/offline.md), in pieces that get
 * smaller while the line cuts and larger while it holds. Only XHR tells how much of a body has left the phone.
 */

import { withRetry } from "../lib/backoff.js"
import { contentDigest } from "../lib/hash.js"
import { Problem, strange } from "./problems.js"
import { ask, offsetOf, receipt } from "./xhr.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/**
 * @typedef {object} Way
 * @property {() => XMLHttpRequest} [request]
 * @property {string} [membership] the role the work was done in
 * @property {boolean} [resume] something of it may be there from earlier tries
 */
/** @typedef {Way & {attempts?: number, sleep?: (ms: number) => Promise<void>}} Options */

/** Below this a second try by whole costs less than asking first. */
const WHOLE_BELOW = 32_768
const SMALLEST_PIECE = 16_384
const FIRST_PIECE = 131_072

/**
 * Sends a photo until the server has it whole. The same id and bytes may be sent any number of times.
 * @param {Photo} photo
 * @param {(fraction: number) => void} [onProgress] 0 to 1
 * @param {Options} [options]
 * @returns {Promise<void>}
 * @throws {Problem} when it is refused, or all tries are used without getting on
 */
export async function uploadPhoto(photo, onProgress = () => {}, options = {}) {
  const upload = new Upload(photo, onProgress, options)
  await withRetry(() => upload.go(), options)
}

class Upload {
  #broken
  #offset = 0
  #piece = Number.POSITIVE_INFINITY

  /** @param {Photo} photo @param {(fraction: number) => void} onProgress @param {Way} way */
  constructor(photo, onProgress, { request = () => new XMLHttpRequest(), membership, resume = false }) {
    this.#broken = resume
    this.photo = photo
    this.size = photo.bytes.byteLength
    this.onProgress = onProgress
    this.request = request
    this.membership = membership
  }

  async go() {
    const before = this.#offset
    try {
      if (this.#broken && this.size > WHOLE_BELOW) await this.#goOn()
      else await this.#whole()
    } catch (problem) {
      this.#broken = true
      if (problem instanceof Problem) problem.advanced = this.#offset > before
      throw problem
    }
  }

  async #whole() {
    const headers = { "Content-Type": this.photo.type, "Content-Digest": contentDigest(this.photo.sha256) }
    receipt(await this.#send("PUT", headers, this.photo.bytes), this.photo.id)
  }

  /** From the server's offset, which alone is the truth. */
  async #goOn() {
    const reply = await this.#send("HEAD", {})
    if (reply.status === 404) return this.#whole()
    const offset = offsetOf(reply)
    if (offset === null) throw strange(reply)
    this.#learn(offset)
    while (this.#offset < this.size) if (await this.#sendPiece()) return
  }

  /** @returns {Promise<boolean>} whether the photo is whole now */
  async #sendPiece() {
    const from = this.#offset
    const bytes = this.photo.bytes.slice(from, Math.min(this.size, from + this.#piece))
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(from),
      "Upload-Length": String(this.size),
      "Repr-Digest": contentDigest(this.photo.sha256),
    }
    const reply = await this.#send("PATCH", headers, bytes, from)
    const offset = offsetOf(reply)
    if (reply.status === 201 || offset === this.size) {
      receipt(reply, this.photo.id)
      return true
    }
    // Forgotten meanwhile, or somebody else sends it too: ask again.
    if (reply.status === 404 || (offset !== null && offset <= from)) throw new Problem("busy")
    if (offset === null) receipt(reply, this.photo.id)
    this.#offset = offset ?? this.size
    this.#piece *= 2
    return this.#offset >= this.size
  }

  /** What became of the last try: where nothing got through, less is tried at once. @param {number} offset */
  #learn(offset) {
    if (offset <= this.#offset) this.#piece = Math.max(SMALLEST_PIECE, Math.min(this.#piece / 2, FIRST_PIECE))
    this.#offset = offset
  }

  /** @param {string} method @param {Record<string, string>} headers @param {ArrayBuffer} [body] @param {number} [from] */
  #send(method, headers, body, from = 0) {
    const onSent = (/** @type {number} */ sent) => this.onProgress((from + sent) / this.size)
    const address = `/api/v1/photos/${this.photo.id}`
    return ask(this.request(), method, address, { headers, body, onSent, membership: this.membership })
  }
}
