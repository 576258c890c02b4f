/** Open tickets like the one that is being written, so that one problem is not opened twice. */

import { getJson } from "../net/http.js"

/**
 * @typedef {object} Card what the server says about a ticket in lists
 * @property {string} id
 * @property {string} number
 * @property {string} title
 * @property {string} place
 * @property {string} url
 * @property {string | null} thumb
 * @property {string[]} may
 * @property {{text: string, shape: string, colour: string, label: string}} light
 */

/**
 * @param {string} villageId
 * @param {string} typeCode
 * @param {AbortSignal} [signal]
 * @returns {Promise<Card[]>} none when they cannot be asked for: this is a help and never a gate
 */
export async function similarOpen(villageId, typeCode, signal) {
  const query = new URLSearchParams({ village_id: villageId, type_code: typeCode })
  try {
    const answer = await getJson(`/api/v1/tickets/similar?${query}`, { signal })
    return Array.isArray(answer.items) ? answer.items : []
  } catch {
    return []
  }
}
