/** Open tickets like the one that is being written, so that one problem is not opened twice. */

import { getJson } from "../net/http.js"
import { allTickets, isUnfinished } from "../store/records.js"
import { newestFirst } from "./cards.js"

/**
 * @typedef {object} Card what the server says about a ticket in lists
 * @property {string} id
 * @property {string} number
 * @property {string} title
 * @property {string} place
 * @property {string} url
 * @property {string | null} thumb
 * @property {{text: string} | null} light
 */

const SHOWN = 3

/**
 * @param {string} villageId
 * @param {string} typeCode
 * @param {AbortSignal} [signal]
 * @returns {Promise<Card[]>} without a line, what this phone read last; none when it cannot tell: a help, never a gate
 */
export async function similarOpen(villageId, typeCode, signal) {
  const query = new URLSearchParams({ village_id: villageId, type_code: typeCode })
  try {
    const answer = await getJson(`/api/v1/tickets/similar?${query}`, { signal })
    return Array.isArray(answer.items) ? answer.items : []
  } catch {
    return signal?.aborted ? [] : openHere(villageId, typeCode).catch(() => [])
  }
}

/** @param {string} villageId @param {string} typeCode @returns {Promise<Card[]>} */
async function openHere(villageId, typeCode) {
  const like = (/** @type {import("../store/records.js").Ticket} */ ticket) =>
    isUnfinished(ticket) && ticket.village?.id === villageId && ticket.type?.code === typeCode
  const found = (await allTickets()).filter(like).sort(newestFirst).slice(0, SHOWN)
  // Its light and its picture are not of this moment and not at this address.
  return found.map(({ id, number, title, place, url }) => ({
    id,
    number,
    title,
    place,
    url,
    thumb: null,
    light: null,
  }))
}
