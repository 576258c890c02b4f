/**
 * One photo to the server. First by whole; after a cut from where the server says (docs/offline.md), in pieces that get
 * smaller while the line cuts and larger while it holds. Only XHR tells how much of a body has left the phone.
 */

import { withRetry } from "../lib/backoff.js"
import { contentDigest } from "../lib/hash.js"
import { Problem, readAnswer, strange } from "./problems.js"
import { ask, offsetOf, receipt } from "./xhr.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("./xhr.js").Way} Way */
/** @typedef {Way & {attempts?: number, sleep?: (ms: number) => Promise<void>}} Options */

/** Below this a second try by whole costs less than asking first. */
const WHOLE_BELOW = 32_768
const [SMALLEST_PIECE, FIRST_PIECE] = [16_384, 131_072]

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
    if (offset === null) return this.#whyNot(reply)
    this.#learn(offset)
    while (this.#offset < this.size) if (await this.#sendPiece()) return
  }

  /** An answer to HEAD has no body: an empty piece asks the same, and is told why. @param {import("./xhr.js").Reply} reply */
  async #whyNot(reply) {
    if (reply.status >= 400 && reply.status < 500) readAnswer(await this.#patch(0, 0))
    throw strange(reply)
  }

  /** @param {number} from @param {number} to */
  #patch(from, to) {
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(from),
      "Upload-Length": String(this.size),
      "Repr-Digest": contentDigest(this.photo.sha256),
    }
    return this.#send("PATCH", headers, this.photo.bytes.slice(from, to), from)
  }

  /** @returns {Promise<boolean>} whether the photo is whole now */
  async #sendPiece() {
    const from = this.#offset
    const reply = await this.#patch(from, Math.min(this.size, from + this.#piece))
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
    const asking = { headers, body, onSent, membership: this.membership }
    return ask(this.request(), method, `/api/v1/photos/${this.photo.id}`, asking)
  }
}
