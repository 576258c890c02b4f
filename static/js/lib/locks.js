/** One at a time, over all tabs of this browser (Web Locks). Without them (plain HTTP) everybody just goes on: what is
 * sent twice at once is harmless, only wasteful. */

/** How long a holder that shows no sign of life is waited for: a frozen tab keeps its locks. */
export const DEAD_AFTER_MS = 60_000

/** @returns {LockManager | undefined} */
const manager = () => globalThis.navigator?.locks

/**
 * Runs `work` while nobody else does so under this name. A holder that hangs is waited for and then passed by.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {number} [patience] ms
 * @returns {Promise<T>}
 */
export async function alone(name, work, patience = DEAD_AFTER_MS) {
  const locks = manager()
  if (!locks) return work()
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), patience)
  let begun = false
  const run = () => {
    begun = true
    clearTimeout(timer)
    return work()
  }
  try {
    return await locks.request(name, { signal: late.signal }, run)
  } catch (error) {
    if (begun || !late.signal.aborted) throw error
    return locks.request(name, { steal: true }, run)
  }
}

/**
 * Takes a lock and keeps it until the answer is called, or the page goes away.
 * @param {string} name
 * @returns {Promise<(() => void) | null>} null when somebody else has it now
 */
export function hold(name) {
  const locks = manager()
  if (!locks) return Promise.resolve(() => {})
  return new Promise((done) => {
    locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return done(null)
      return new Promise((/** @type {(value: void) => void} */ release) => done(() => release()))
    })
  })
}

/**
 * @param {string} prefix
 * @returns {Promise<Set<string>>} the rest of the names that are held and begin so
 */
export async function held(prefix) {
  const found = (await manager()?.query())?.held ?? []
  const names = found.map(({ name }) => name ?? "").filter((name) => name.startsWith(prefix))
  return new Set(names.map((name) => name.slice(prefix.length)))
}
