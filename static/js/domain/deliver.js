/** Sends a form's work while the person watches: the button says how far it is, a failure says what is kept. */

import { tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { showNotice } from "../lib/notice.js"
import { dispatch } from "./dispatch.js"
import { explain } from "./refusals.js"

/** @typedef {import("./work.js").Work} Work */
/** @typedef {import("./work.js").Picker} Picker */
/** @typedef {import("./commands.js").Command} Command */

/**
 * @param {HTMLFormElement} form
 * @param {{button: HTMLElement | null, picker: Picker | null, work: Work, command: Command}} what
 * @returns {Promise<Record<string, unknown> | null>} the server's result; null when it failed or was already under way
 */
export async function deliver(form, { button, picker, work, command }) {
  if (form.getAttribute("aria-busy") === "true") return null
  const label = button?.querySelector(".button-label") ?? button
  const words = label?.textContent ?? ""
  const say = (/** @type {string} */ text) => label?.replaceChildren(text)
  form.setAttribute("aria-busy", "true")
  button?.setAttribute("aria-busy", "true")
  showNotice(form, null)
  say(t("Sending …"))
  try {
    return await dispatch(work, command, {
      onRefused: (photo) => picker?.refuse(photo),
      onProgress(photo, fraction) {
        picker?.progress(photo, fraction)
        const n = work.photos.indexOf(photo) + 1
        const m = work.photos.length
        say(
          m > 1
            ? t("Sending photo {n} of {m}", { n, m })
            : t("Sending the photo {n} %", { n: Math.round(fraction * 100) }),
        )
        if (fraction === 1) work.noteStored(photo)
      },
    })
  } catch (problem) {
    tell(form, "send:failed", problem)
    showNotice(form, explain(problem, location.pathname + location.search))
    form.setAttribute("aria-busy", "false")
    button?.removeAttribute("aria-busy")
    say(words)
    return null
  }
}
