/**
 * form[data-sign-out]: what one could read goes from this phone, unsent work stays and the person is told before. Where the
 * server cannot be reached the phone signs out by itself, and the server hears of it first thing when it can.
 */

import { must } from "../lib/dom.js"
import { forgetMine } from "../domain/readers.js"
import { leaveLater, wayOut } from "../domain/leaving.js"
import { countOf, stillHere, unsent } from "../domain/unsent.js"

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  if (!(form instanceof HTMLFormElement)) continue
  const sheet = document.getElementById("leave")
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const n = countOf(await unsent())
    if (n && sheet instanceof HTMLDialogElement && sheet.showModal) {
      must(sheet, "h2", HTMLElement).textContent = stillHere(n)
      return sheet.showModal()
    }
    leave(form)
  })
  sheet?.querySelector("[data-part~=leave]")?.addEventListener("click", () => leave(form))
}

/** @param {HTMLFormElement} form */
async function leave(form) {
  await forgetMine()
  // A browser that remembers nothing can only ask the server.
  if (!leaveLater()) return form.submit()
  location.assign((await wayOut()) || "/sign-in")
}
