/** What every page of somebody signed in begins with: sending, reading, and going back to where they were. */

import { wayOut } from "../domain/leaving.js"
import { forgetEverything, onlyMine } from "../domain/readers.js"
import { whereWeWere } from "../domain/resume.js"
import { session } from "../lib/session.js"
import { startSync } from "../sync/start.js"

/** @returns {Promise<boolean>} false when another page is on its way */
export async function begin() {
  const out = await wayOut()
  if (out) return turnTo(out)
  // The error page of the first contact; not every browser obeys the header that came with it.
  if (document.querySelector("[data-code='device.lost']")) await forgetEverything().catch(() => {})
  if (!session().person) return true
  await onlyMine().catch(() => {})
  const before = await whereWeWere()
  if (before) return turnTo(before)
  addEventListener("phone:lost", () => forgetEverything().finally(() => location.replace("/sign-in")))
  return true
}

/** Last of all, so that it takes nothing from the page on a narrow line. */
export function beginSync() {
  if ("serviceWorker" in navigator && isSecureContext) {
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {})
  }
  if (session().person) startSync()
}

/** @param {string} url */
function turnTo(url) {
  location.replace(url)
  return false
}
