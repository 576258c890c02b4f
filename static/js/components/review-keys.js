/**
 * The review desk's hands: keys, and the second press that closing wants, by key and by finger alike.
 * Buttons say which key they are by data-key; the closing form has data-confirm (templates/components/decision.html).
 */

import { isTyping, tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { CONFIRM_MS, press, START } from "../domain/review-keys.js"

let state = START
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

document.addEventListener("keydown", (event) => {
  const { target } = event
  const busy = isTyping(target) || document.querySelector("dialog[open]") !== null
  // A focused link or button keeps its own Enter and space, except the ones that are ours.
  const own = target instanceof HTMLElement && target.closest("a, button, summary, [role=slider]") !== null
  if (own && ["Enter", " "].includes(event.key) && !closest(target, "[data-confirm]")) return
  const modified = event.ctrlKey || event.metaKey || event.altKey
  const next = press(state, { key: event.key, at: Date.now(), typing: busy, modified, repeat: event.repeat })
  state = next.state
  if (!next.act) return
  event.preventDefault()
  perform(next.act)
})

document.addEventListener("submit", (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-confirm]")) return
  const next = press(state, { key: "Enter", at: Date.now() })
  state = next.state
  if (next.act === "close") return
  event.preventDefault()
  arm(form)
})

/** @param {import("../domain/review-keys.js").Act} act */
function perform(act) {
  const form = document.querySelector("form[data-confirm]")
  if (act === "next" || act === "previous") follow(act === "next" ? 1 : -1)
  else if (act.startsWith("return-")) button(act.slice(-1))?.click()
  else if (act === "arm" && form instanceof HTMLFormElement && button("Enter")) arm(form)
  else if (act === "close" && form instanceof HTMLFormElement && button("Enter")) form.submit()
  else if (act === "disarm") disarm()
  else if (act === "help") sayKeys()
  else tell(document, "review:act", act)
}

/** @param {number} by along the queue */
function follow(by) {
  const items = Array.from(document.querySelectorAll(".queue-item"))
  const at = items.findIndex((item) => item.hasAttribute("aria-current"))
  const item = items[at + by]
  if (item instanceof HTMLAnchorElement) location.assign(item.href)
}

/**
 * @param {string} key
 * @returns {HTMLElement | null} null also when it cannot be pressed
 */
function button(key) {
  return document.querySelector(`[data-key="${key}"]:not(:disabled)`)
}

/** @param {HTMLFormElement} form */
function arm(form) {
  const label = form.querySelector("[data-key=Enter] .button-label")
  if (!(label instanceof HTMLElement)) return
  label.dataset.words ??= label.textContent ?? ""
  label.textContent = t("Once more to close")
  clearTimeout(timer)
  timer = setTimeout(disarm, CONFIRM_MS)
}

function disarm() {
  state = START
  const label = document.querySelector("[data-key=Enter] .button-label")
  if (label instanceof HTMLElement && label.dataset.words) label.textContent = label.dataset.words
}

function sayKeys() {
  const keys = [
    t("J K: next, previous"),
    t("← →: slide"),
    t("Z: zoom"),
    t("Space: swap before and after"),
    t("1 to 4: return with that reason"),
    t("Enter twice: close"),
  ]
  tell(document, "app:say", { text: keys.join(" / ") })
}

/**
 * @param {EventTarget | null} target
 * @param {string} selector
 */
function closest(target, selector) {
  return target instanceof Element && target.closest(selector) !== null
}
