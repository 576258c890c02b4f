/** A sign-out that was made without a line. The next page that reaches the server ends the session before anything else. */

import { session } from "../lib/session.js"

const KEY = "xungai.leaving"

/** Somebody has signed out on this phone; the server does not know it yet. */
export function leaveLater() {
  localStorage.setItem(KEY, session().person)
}

/** @returns {Promise<boolean>} whether this page is no longer its reader's to see */
export async function leaveNow() {
  const who = waiting()
  if (!who) return false
  if (who === session().person) {
    const answer = await fetch("/api/v1/session", { method: "DELETE", redirect: "error" }).catch(() => null)
    if (!answer?.ok) return true
  }
  localStorage.removeItem(KEY)
  return who === session().person
}

function waiting() {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
