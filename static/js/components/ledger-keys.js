/** [data-ledger]: the ledger by keys on a desk. J and K go through the rows, Enter opens one, F opens the filters, E exports. */

import { isTyping } from "../lib/dom.js"

const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-ledger] tr[data-row]")])
/** @type {Record<string, () => void>} */
const KEYS = { j: () => go(1), k: () => go(-1), Enter: open, f: filter, e: () => follow("[data-export]") }

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  const { target } = event
  // A focused link or button keeps its own Enter.
  if (event.key === "Enter" && target instanceof Element && target.closest("a, button, summary")) return
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!act) return
  event.preventDefault()
  act()
})

/** @param {number} by rows */
function go(by) {
  const at = rows.findIndex((row) => row.hasAttribute("aria-current"))
  const next = rows[at < 0 ? 0 : at + by]
  if (!next) return
  rows[at]?.removeAttribute("aria-current")
  next.setAttribute("aria-current", "true")
  next.scrollIntoView({ block: "nearest" })
}

function open() {
  follow("[data-ledger] tr[aria-current] a")
}

/** @param {string} link */
function follow(link) {
  const found = document.querySelector(link)
  if (found instanceof HTMLAnchorElement) location.assign(found.href)
}

function filter() {
  const panel = document.querySelector("details.ledger-filters")
  if (!(panel instanceof HTMLDetailsElement)) return
  panel.open = !panel.open
  const first = panel.querySelector("input:not([type=hidden]), select")
  if (panel.open && first instanceof HTMLElement) first.focus()
}
