/** Waiting: how long until the next try, and how long without progress is too long. Pure but for the clock. */

const FIRST_WAIT_MS = 800
const LONGEST_WAIT_MS = 60_000

/**
 * Exponential with full jitter above half, so that many phones do not come back at the same instant.
 * @param {number} attempt 0 for the first wait
 * @param {() => number} [random] 0 ≤ x < 1
 * @returns {number} milliseconds
 */
export function waitBefore(attempt, random = Math.random) {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt)
  return Math.round(full / 2 + (full / 2) * random())
}

/**
 * Runs `work` again while it fails with an error whose `retryable` is true.
 * @template T
 * @param {(attempt: number) => Promise<T>} work
 * @param {{attempts?: number, sleep?: (ms: number) => Promise<void>}} [options]
 * @returns {Promise<T>} the last error is thrown when all attempts are used
 */
export async function withRetry(work, { attempts = 4, sleep = pause } = {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      const again = error instanceof Error && "retryable" in error && error.retryable === true
      if (!again || attempt + 1 >= attempts) throw error
      await sleep(waitBefore(attempt))
    }
  }
}

/**
 * Calls `onStall` once when nothing has moved for `limit` milliseconds (reliability.md fact 4: time out on no
 * progress, never on total time).
 * @param {number} limit
 * @param {() => void} onStall
 * @returns {{moved: () => void, stop: () => void}}
 */
export function stallWatch(limit, onStall) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer = setTimeout(onStall, limit)
  let over = false
  return {
    moved() {
      if (over) return
      clearTimeout(timer)
      timer = setTimeout(onStall, limit)
    },
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((/** @type {(value: void) => void} */ done) => setTimeout(done, ms))
}
