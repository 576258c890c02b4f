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
 * Runs `work` again while it fails with an error whose `retryable` is true. One that `advanced` is no failure: the next
 * try begins further on, so tries are counted anew.
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
      if (!isTrue(error, "retryable")) throw error
      if (isTrue(error, "advanced")) attempt = 0
      else if (attempt + 1 >= attempts) throw error
      await sleep(waitBefore(attempt))
    }
  }
}

/**
 * @param {unknown} error
 * @param {string} property
 */
function isTrue(error, property) {
  return (
    error instanceof Error &&
    /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (error))[property] === true
  )
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
