/** How far this phone's clock is off, by the server's own: a wrong clock must not move anybody's deadline. */

let ahead = 0

/** @returns {number} ms by which the server's clock is ahead of this phone's */
export function skew() {
  return ahead
}

/** @param {number} ms as it was kept */
export function useSkew(ms) {
  ahead = ms
}

/**
 * @param {string | null} date the `Date` header of an answer of ours
 * @param {number} [now] ms, by the phone
 */
export function noteServerTime(date, now = Date.now()) {
  // Some servers say it twice.
  const at = Date.parse(/\w{3}, [^,]+/.exec(date ?? "")?.[0] ?? "")
  if (Number.isFinite(at)) ahead = at - now
}

/** @returns {number} ms since 1970, by the server */
export function rightNow() {
  return Date.now() + ahead
}
