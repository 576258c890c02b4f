/** Short sayings at the foot of the page. Whoever has one tells "app:say". Markup: templates/components/toast.html. */

import { saidBefore } from "../lib/said.js"

/** @typedef {{text: string, action?: string, run?: () => void}} Saying */

const READABLE_MS = 7000

document.addEventListener("app:say", (event) => say(/** @type {CustomEvent<Saying>} */ (event).detail))

const before = saidBefore()
if (before) say({ text: before })

/** @param {Saying} saying */
function say({ text, action, run }) {
  const place = document.querySelector("[data-toasts]")
  const template = document.querySelector("template[data-toast]")
  const toast = template instanceof HTMLTemplateElement && template.content.firstElementChild?.cloneNode(true)
  if (!place || !(toast instanceof HTMLElement)) return
  toast.textContent = text
  if (action && run) toast.append(" ", button(action, toast, run))
  place.replaceChildren(toast)
  setTimeout(() => toast.remove(), READABLE_MS)
}

/**
 * @param {string} label
 * @param {HTMLElement} toast
 * @param {() => void} run
 */
function button(label, toast, run) {
  const element = document.createElement("button")
  element.type = "button"
  element.className = "toast-action"
  element.textContent = label
  element.addEventListener("click", () => {
    toast.remove()
    run()
  })
  return element
}
