/** Phones in the real world: real time, a real line, a session from the server's own door. */

import { line } from "./line.js"
import { Phone } from "./phone.js"

/** Waits that watch for silence are as long as this, those between tries are shorter. */
const SILENCE_MS = 20_000

/**
 * @param {string} origin
 * @param {number} [hurry] how many times shorter the waits between tries are
 * @returns {import("./phone.js").Host}
 */
export function realHost(origin, hurry = 1) {
  return {
    now: Date.now,
    after(ms, run) {
      const timer = setTimeout(run, ms < SILENCE_MS ? ms / hurry : ms)
      return () => clearTimeout(timer)
    },
    crypto: globalThis.crypto,
    math: Math,
    origin,
  }
}

/**
 * A phone whose owner is signed in.
 * @param {import("./phone.js").Host} host
 * @param {{address: string, direct: string, login: string, password: string, edits?: import("./graph.js").Edits}} given
 *   `direct` leads to the server itself: signing in is not what is tried
 * @returns {Promise<{phone: Phone, session: import("./page.js").Session}>}
 */
export async function signedIn(host, { address, direct, login, password, edits }) {
  const phone = new Phone(host, line(address), edits)
  const request = {
    method: "POST",
    path: "/api/v1/session",
    headers: { "Content-Type": "application/json", Origin: direct },
    body: Buffer.from(JSON.stringify({ login, password })),
  }
  const answer = await new Promise((answered, failed) => line(direct)(phone, request, { answered, failed }))
  phone.name = login
  phone.take(answer.cookies)
  const { person_id, acting } = JSON.parse(Buffer.from(answer.body).toString())
  return { phone, session: { person: person_id, membership: acting.membership_id } }
}

/** @param {number} ms */
export const pause = (ms) => new Promise((done) => setTimeout(done, ms))
