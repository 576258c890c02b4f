/** Work that is done once at a time, once more when asked for meanwhile, and again by itself after a while. */

/**
 * @param {() => Promise<number>} work answers in how many ms it wants to be done again
 * @param {(ms: number, run: () => void) => () => void} later answers how to call it off
 * @param {number} longest ms
 * @returns {() => Promise<void>} asks for it now
 */
export function repeating(work, later, longest) {
  let isRunning = false
  let isAsked = false
  let callOff = () => {}
  return async function run() {
    isAsked = true
    if (isRunning) return
    isRunning = true
    callOff()
    let next = longest
    try {
      while (isAsked) {
        isAsked = false
        next = await work()
      }
    } finally {
      isRunning = false
      // When it fails by itself nobody is there to hear; it is done again after a while.
      callOff = later(Math.max(0, Math.min(next, longest)), () => run().catch(() => {}))
    }
  }
}
