/**
 * Who works here: the person and role that this page was made for, and the phone's own account. Another tab may have
 * signed somebody else in meanwhile; nobody's work may go out under another's name.
 */

/** @typedef {{person: string, membership: string}} Session */

/** @type {Session | undefined} */
let given
export const LEAVING = "xungai.leaving"
let account = ""
let isOver = false

/** For programs without a page (tests, simulations): says who works here. @param {Session | undefined} session */
export function useSession(session) {
  given = session
  isOver = false
}

/** Its person signs out: whatever is still on its way to this page is no longer kept for them. */
export function endSession() {
  isOver = true
}

/** Whose sign-out, made on this phone, the server does not know yet. @returns {string} */
export function leaving() {
  try {
    return localStorage.getItem(LEAVING) ?? ""
  } catch {
    return ""
  }
}

/** @returns {boolean} also when they signed out on another page of this phone */
export function hasEnded() {
  return isOver || (leaving() !== "" && leaving() === session().person)
}

/** @returns {Session} empty texts when nobody is signed in */
export function session() {
  const { person = "", membership = "" } = given ?? globalThis.document?.documentElement?.dataset ?? {}
  return { person, membership }
}

/**
 * What every request tells of this phone: its id, the highest number it gave to a command, what is still on it.
 * @param {{device: string, made: number, waiting: number, since?: string}} phone
 */
export function noteAccount({ device, made, waiting, since }) {
  account = `${device}; made=${made}; waiting=${waiting}${since ? `; since=${since}` : ""}`
}

/**
 * @param {string} [membership] the role that the work was done in
 * @returns {Record<string, string>} headers for every request of scripts
 */
export function ownerHeaders(membership = session().membership) {
  const { person } = session()
  /** @type {Record<string, string>} */
  const headers = {}
  if (person) headers["X-Xungai-Person"] = person
  if (membership) headers["X-Xungai-Membership"] = membership
  if (account) headers["X-Xungai-Device"] = account
  return headers
}
