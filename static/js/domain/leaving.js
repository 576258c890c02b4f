/** A sign-out that was made without a line. The next page that reaches the server ends the session before anything else. */

import { LEAVING, leaving, session } from "../lib/session.js"
import { forgetRecords } from "../store/records.js"
import { forgetKit } from "../sync/kit.js"

const COMING = "xungai.coming"
const SESSION = "/api/v1/session"
const NO_SIGNAL = "/offline"
const PATIENCE_MS = 5_000
/** No content: the session has ended. */
const DONE = 204

/** Somebody has signed out on this phone; the server does not know it yet. @returns {boolean} false when it cannot be noted */
export function leaveLater() {
  try {
    localStorage.setItem(LEAVING, session().person)
    return true
  } catch {
    return false
  }
}

/** Somebody signs in: what is kept for the one before goes first. A new session ends the one before by itself. */
export async function comeIn() {
  await atMost(forgetKit())
  sessionStorage.setItem(COMING, "yes")
}

/** @returns {Promise<string>} where this page has to turn, because it is no longer its reader's to see; empty when it is */
export async function wayOut() {
  const [who, reader, isNew] = [leaving(), session().person, hasJustCome()]
  if (!who) return ""
  const isReaders = who === reader && !isNew
  // Nobody's page may be the one that the phone keeps, which knows nothing of the session.
  if (!reader || isReaders) {
    const answer = await atMost(fetch(SESSION, { method: "DELETE", redirect: "error" }))
    // Whatever else a network answers in the server's place is not that.
    if (answer?.status !== DONE) return reader ? NO_SIGNAL : ""
    // Another page of theirs may have read on until now.
    await atMost(Promise.all([forgetRecords(who), forgetKit()]))
  }
  localStorage.removeItem(LEAVING)
  return isReaders || location.pathname === NO_SIGNAL ? "/sign-in" : ""
}

/** Whether this is the page that a sign-in has led to. */
function hasJustCome() {
  try {
    const isNew = sessionStorage.getItem(COMING) !== null
    sessionStorage.removeItem(COMING)
    return isNew && session().person !== ""
  } catch {
    return false
  }
}

/** @template T @param {Promise<T>} work @returns {Promise<T | null>} null when it failed or took too long */
function atMost(work) {
  return Promise.race([work.catch(() => null), new Promise((done) => setTimeout(done, PATIENCE_MS, null))])
}
