/** form.sign-in-form: a phone is shared, so what it keeps for the one before goes before the next one comes in. */

import { comeIn } from "../domain/leaving.js"

for (const form of document.querySelectorAll("form.sign-in-form[method=post]")) {
  if (!(form instanceof HTMLFormElement)) continue
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault()
    await comeIn().catch(() => {})
    form.submit()
  }
  form.addEventListener("submit", submit, { once: true })
}
