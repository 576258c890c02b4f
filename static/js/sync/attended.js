/** The one item that a person is looking at while it is sent, and the promise that was made to them. */

import { Problem } from "../net/problems.js"
import { findItem } from "../store/outbox.js"
import { findSent } from "../store/sent.js"

/** @typedef {import("./one.js").Outcome} Outcome */
/** @typedef {Record<string, unknown>} Json */

/** Quick tries for what somebody is looking at. */
const TRIES = 4

export class Attended {
  /** @type {(result: Json) => void} */
  #done = () => {}
  /** @type {(problem: unknown) => void} */
  #fail = () => {}

  /**
   * @param {string} id
   * @param {import("./send.js").Options} hooks
   */
  constructor(id, hooks) {
    this.id = id
    this.options = { attempts: TRIES, ...hooks }
    /** @type {Promise<Json>} */
    this.promise = new Promise((done, fail) => {
      this.#done = done
      this.#fail = fail
    })
  }

  /** @param {Outcome} outcome @returns {boolean} whether the promise is kept or broken now */
  heard({ kind, result, problem }) {
    if (kind === "again") return false
    if (kind === "sent") this.#done(result ?? {})
    else this.#fail(problem)
    return true
  }

  /**
   * Nothing more is tried for now: it may have been sent before anybody attended to it, or something stands before it.
   * @param {Problem} [problem]
   */
  async end(problem) {
    const item = await findItem(this.id)
    if (item?.refusal && item.state === "refused") return this.#fail(new Problem("refused", item.refusal))
    if (item) return this.#fail(problem ?? new Problem("busy"))
    const sent = await findSent(this.id)
    if (sent) this.#done(sent.result)
    else this.#fail(problem ?? new Problem("busy"))
  }
}
