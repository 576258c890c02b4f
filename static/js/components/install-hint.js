/**
 * Told once, on a first screen: how to open this where it keeps what is made (a real browser), or how to put it onto the
 * home screen, where phones do not clear it.
 */

import { isApple, isInsideAnotherApp } from "../domain/browsers.js"
import { t } from "../lib/i18n.js"
import { tellReader } from "../lib/notice.js"

const KEY = "xungai.hinted"

/** @type {(Event & {prompt: () => Promise<void>}) | null} */
let prompt = null

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault()
  prompt = /** @type {any} */ (event)
  if (!isTold())
    tell(
      t("Put this app onto your home screen: it opens without a signal, and the phone does not clear it."),
      t("Put it there"),
    )
})

const { userAgent } = navigator
const isInstalled =
  matchMedia("(display-mode: standalone)").matches ||
  ("standalone" in navigator && navigator.standalone === true)
if (!isTold() && !isInstalled) {
  if (isInsideAnotherApp(userAgent)) {
    tell(
      t(
        "You are in a chat app. It may clear photos that are not sent yet. Open this in the phone's own browser: the menu at the upper right, “open in browser”.",
      ),
    )
  } else if (!("serviceWorker" in navigator)) {
    tell(
      t(
        "This browser cannot open the app without a signal. What you send is kept and goes later; keep the page open until then.",
      ),
    )
  } else if (isApple(userAgent)) {
    tell(
      t(
        "Put this app onto your home screen: the share button, then “Add to Home Screen”. Otherwise the phone clears it after seven days.",
      ),
    )
  }
}

/** @param {string} text @param {string} [action] */
function tell(text, action) {
  tellReader({ text, action, run: () => prompt?.prompt(), understood: remember })
}

function isTold() {
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return true
  }
}

function remember() {
  try {
    localStorage.setItem(KEY, "1")
  } catch {
    // Then it is told again.
  }
}
