/** A sign-out that was made without a line. The next page that reaches the server ends the session before anything else. */

import { session } from "../lib/session.js"

const KEY = "xungai.leaving"
const SESSION = "/api/v1/session"
const NO_SIGNAL = "/offline"
const PATIENCE_MS = 5_000
/** No content: the session has ended. */
const DONE = 204

/** Somebody has signed out on this phone; the server does not know it yet. */
export function leaveLater() {
  localStorage.setItem(KEY, session().person)
}

/** @returns {Promise<string>} where this page has to turn, because it is no longer its reader's to see; empty when it is */
export async function wayOut() {
  const who = waiting()
  if (!who) return ""
  const reader = session().person
  // Nobody's page may be the one that the phone keeps, which knows nothing of the session.
  if (!reader || who === reader) {
    const answer = await Promise.race([
      fetch(SESSION, { method: "DELETE", redirect: "error" }).catch(() => null),
      new Promise((done) => setTimeout(done, PATIENCE_MS, null)),
    ])
    // Whatever else a network answers in the server's place is not that.
    if (answer?.status !== DONE) return reader ? NO_SIGNAL : ""
  }
  localStorage.removeItem(KEY)
  return who === reader || location.pathname === NO_SIGNAL ? "/sign-in" : ""
}

function waiting() {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
