/**
 * What this browser remembers of people who are not signed in: how many pieces of work wait here, and nothing else of
 * them. Only a hint for the sign-in page; what counts is in the store.
 */

import { session } from "../lib/session.js"

const KEY = "xungai.unsent"

/** @param {number} n of the person who is signed in */
export function noteUnsent(n) {
  const counts = read()
  if (n) counts[session().person] = n
  else delete counts[session().person]
  try {
    localStorage.setItem(KEY, JSON.stringify(counts))
  } catch {
    // A private window: then there is no hint.
  }
}

/** @returns {number} of everybody who uses this browser */
export function unsentOfAll() {
  return Object.values(read()).reduce((sum, n) => sum + n, 0)
}

/** @returns {Record<string, number>} by person */
function read() {
  try {
    const counts = JSON.parse(localStorage.getItem(KEY) ?? "{}")
    return counts && typeof counts === "object" ? counts : {}
  } catch {
    return {}
  }
}
