/** How long to leave the line alone after a failure, and when an item's turn comes again. Pure but for its memory. */

import { waitBefore } from "../lib/backoff.js"

/** @typedef {import("../net/problems.js").Problem} Problem */

export const LONGEST_REST_MS = 300_000
const MOST_DOUBLINGS = 12

export class Pace {
  #failures = 0
  #restUntil = 0

  /** Somebody asks: no resting. */
  wake() {
    this.#restUntil = 0
  }

  /** Something got through. */
  gotThrough() {
    this.#failures = 0
  }

  /**
   * @param {number} now
   * @returns {number} ms still to rest, 0 for none
   */
  left(now) {
    const left = this.#restUntil - now
    // A rest that is longer than any was made by another clock: somebody has set it back.
    return left > LONGEST_REST_MS ? 0 : Math.max(0, left)
  }

  /**
   * Nothing at all gets through. What only a person can mend waits for them.
   * @param {Problem} problem
   * @param {number} now
   */
  lineFailed({ retryable }, now) {
    this.#failures += 1
    const rest = retryable ? waitBefore(Math.min(this.#failures - 1, MOST_DOUBLINGS)) : LONGEST_REST_MS
    this.#restUntil = now + rest
  }

  /**
   * When an item that failed may go again: later than the rest of them, so that one that breaks the line each time does
   * not stand before the others for ever.
   * @param {number} tries of this item
   * @param {number} now
   * @returns {number} ms since 1970
   */
  turnOf(tries, now) {
    return now + this.left(now) + waitBefore(Math.min(tries, MOST_DOUBLINGS))
  }
}
