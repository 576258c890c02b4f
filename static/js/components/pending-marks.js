/**
 * Marks what is only on this phone in lists and histories of the server: dashed, until the receipt is here. A new problem
 * stands at the head of one's own list.
 */

import { html, render } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { thumb, ticketRow, timelineStep } from "../domain/pieces.js"
import { unsent } from "../domain/unsent.js"
import { onStatus } from "../sync/status.js"

/** @typedef {import("../lib/types.js").Item} Item */

let marked = ""

async function mark() {
  const { items } = await unsent()
  const key = items.map(({ id, state }) => id + state).join()
  if (key === marked) return
  marked = key
  for (const old of document.querySelectorAll("[data-of-phone]")) old.remove()
  for (const row of document.querySelectorAll(".ticket-row[data-pending]"))
    row.removeAttribute("data-pending")
  for (const item of items) {
    if (item.envelope.name === "ticket.open") showNew(item)
    else showStep(item)
  }
}

/** @param {Item} item */
function showNew(item) {
  const list = document.querySelector(".ticket-list[data-own]")
  if (!list) return
  const { label } = item
  const row = ticketRow({
    url: `/unsent/${item.id}`,
    title: label?.title || t("New problem"),
    second: label?.place ?? "",
    light: null,
    date: saying(item),
    picture: thumb({ kind: "phone" }),
    pending: true,
  })
  const place = document.createElement("li")
  place.dataset.ofPhone = ""
  render(place, row)
  list.prepend(place)
}

/** @param {Item} item */
function showStep(item) {
  for (const row of document.querySelectorAll(`.ticket-row[href="/tickets/${item.thread}"]`)) {
    row.setAttribute("data-pending", "")
    const words = document.createElement("span")
    words.className = "ticket-row-date"
    words.dataset.ofPhone = ""
    words.textContent = saying(item)
    row.querySelector(".ticket-row-clock")?.append(words)
  }
  const steps = document.querySelector("[data-ticket-steps]")
  if (!steps || !location.pathname.includes(item.thread)) return
  const holder = document.createElement("ol")
  const quote = typeof item.envelope.args.words === "string" ? item.envelope.args.words : ""
  render(
    holder,
    html`${timelineStep({ text: item.label?.does ?? "", at_text: saying(item), quote, pending: true })}`,
  )
  const step = holder.firstElementChild
  if (step instanceof HTMLElement) {
    step.dataset.ofPhone = ""
    steps.prepend(step)
  }
}

/** @param {Item} item */
function saying({ state, label }) {
  return state === "refused"
    ? t("needs your decision")
    : t("{what}, on this phone", { what: label?.does || t("Sent") })
}

onStatus(mark)
addEventListener("work:changed", mark)
