/** Reads what changed, page by page, until there is no more. */

import { hasEnded } from "../lib/session.js"
import { getJson } from "../net/http.js"
import { Problem } from "../net/problems.js"
import { reading, takeIn } from "../store/records.js"

/** @typedef {import("../store/records.js").Page} Page */
/** @typedef {Page & {kit: string}} Answer */

/**
 * @param {(url: string) => Promise<Record<string, unknown>>} [get]
 * @returns {Promise<{told: number, kit: string, lost: number}>} how many things were told, the version of the kit that goes
 *   with it, and how many pieces of work the server may have lost
 * @throws {Problem} what was read before it failed is kept
 */
export async function pull(get = getJson) {
  let [told, lost] = [0, 0]
  for (;;) {
    const { cursor } = await reading()
    const answer = pageOf(await get(`/api/v1/changes?since=${encodeURIComponent(cursor)}`))
    lost += await takeIn(answer)
    told += answer.items.length + answer.gone.length
    if (!answer.more || hasEnded()) return { told, kit: answer.kit, lost }
  }
}

/**
 * Whose answer it is was asked along (ownerHeaders): another person's is refused by the server.
 * @param {Record<string, unknown>} json
 * @returns {Answer}
 */
function pageOf(json) {
  const answer = /** @type {Answer} */ (/** @type {unknown} */ (json))
  if (!Array.isArray(answer.items) || typeof answer.next !== "string") throw new Problem("portal")
  return answer
}
