/**
 * What this browser remembers outside the store, of everybody who used it: how many pieces of work wait here, and which phone
 * it was. A hint for the sign-in page; and the trace that is left when the browser has cleared the store.
 */

import { session } from "../lib/session.js"

/** @typedef {{n: number, phone: string}} Note */

const KEY = "xungai.unsent"

/** @param {Note} note of the person who is signed in */
export function noteUnsent(note) {
  const notes = read()
  if (note.n) notes[session().person] = note
  else delete notes[session().person]
  try {
    localStorage.setItem(KEY, JSON.stringify(notes))
  } catch {
    // A private window: then there is no hint.
  }
}

/** @returns {number} of everybody who uses this browser */
export function unsentOfAll() {
  return Object.values(read()).reduce((sum, { n }) => sum + n, 0)
}

/**
 * @param {string} phone as the store has it now
 * @returns {number} how many pieces of work of this person went with a store that is gone
 */
export function goneWithTheStore(phone) {
  const note = read()[session().person]
  return note && note.phone !== phone ? note.n : 0
}

/** @returns {Record<string, Note>} by person */
function read() {
  try {
    const notes = JSON.parse(localStorage.getItem(KEY) ?? "{}")
    return notes && typeof notes === "object" ? notes : {}
  } catch {
    return {}
  }
}
