/** Room on this phone: what people made comes before what can be fetched again. */

import { asked, write } from "./db.js"
import { letGo } from "./kept.js"

/** Below this much free room a person is told before they take more photos. */
export const LITTLE_BYTES = 60_000_000

/**
 * Runs a write; when the phone is full, the small pictures go and it is run once more, then what has arrived already.
 * @template T
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function withRoom(run) {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "QuotaExceededError") throw error
    await write(["thumbs"], async (store) => void (await asked(store("thumbs").clear())))
    return run().catch(async (error) => {
      if (error?.name !== "QuotaExceededError") throw error
      await write(["kept", "photos"], letGo)
      return run()
    })
  }
}

/** @returns {Promise<number | null>} bytes that the browser still gives us; null when it does not say */
export async function freeRoom() {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {}
  return quota === undefined || usage === undefined ? null : quota - usage
}

/** Asks the browser not to clear this app's store by itself. @returns {Promise<boolean>} whether it promises */
export async function askToStay() {
  const { storage } = navigator
  if (!storage?.persist) return false
  return (await storage.persisted()) || storage.persist()
}
