/** One point at the moment of a photo. Never a track: there is no watching, and nothing is asked in the background. */

/** @typedef {import("../lib/types.js").Point} Point */

const REMEMBERED = "xungai.place"
const OPTIONS = { enableHighAccuracy: true, timeout: 8000, maximumAge: 60_000 }

/**
 * Whether a position may be read without a question appearing.
 * @returns {Promise<boolean>}
 */
export async function mayLocate() {
  if (!navigator.geolocation || !globalThis.isSecureContext) return false
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" })
    return permission.state === "granted"
  } catch {
    // Safari before 16 cannot say; then what the person once allowed by hand counts.
    return localStorage.getItem(REMEMBERED) === "yes"
  }
}

/** @returns {boolean} whether asking makes sense at all here */
export function canLocate() {
  return Boolean(navigator.geolocation) && globalThis.isSecureContext
}

/**
 * Reads the position now. Call it only when `mayLocate()`, or in answer to a tap that asks for it.
 * @returns {Promise<Point | null>} null when refused, unknown or too slow
 */
export function locate() {
  return new Promise((done) => {
    if (!canLocate()) return done(null)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        remember("yes")
        done({ lat: coords.latitude, lng: coords.longitude, accuracy: Math.round(coords.accuracy) })
      },
      (error) => {
        if (error.code === error.PERMISSION_DENIED) remember("no")
        done(null)
      },
      OPTIONS,
    )
  })
}

/** @param {"yes" | "no"} answer */
function remember(answer) {
  try {
    localStorage.setItem(REMEMBERED, answer)
  } catch {
    // Storage is a convenience here: without it the question is asked again.
  }
}
