/**
 * Marks what is only on this phone in lists and histories of the server: dashed, until the receipt is here, then solid. A new
 * problem stands at the head of one's own list.
 */

import { html, render } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { thumb, ticketRow, timelineStep } from "../domain/pieces.js"
import { unsent } from "../domain/unsent.js"
import { findSent } from "../store/sent.js"
import { onStatus } from "../sync/status.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../store/sent.js").Sent} Sent */

/** What this page has shown as only here. @type {Map<string, Item>} */
const seen = new Map()
let marked = ""

async function mark() {
  const { items } = await unsent()
  const key = items.map(({ id, state }) => id + state).join()
  if (key === marked) return
  marked = key
  const gone = [...seen.values()].filter(({ id }) => !items.some((item) => item.id === id))
  const sent = await Promise.all(gone.map(({ id }) => findSent(id)))
  if (key !== marked) return
  for (const old of document.querySelectorAll("[data-of-phone]")) old.remove()
  for (const row of document.querySelectorAll(".ticket-row[data-pending]"))
    row.removeAttribute("data-pending")
  for (const [i, item] of gone.entries()) if (sent[i]) show(item, sent[i])
  for (const item of items) {
    seen.set(item.id, item)
    show(item, null)
  }
}

/** @param {Item} item @param {Sent | null} sent its receipt */
function show(item, sent) {
  if (item.envelope.name === "ticket.open") showNew(item, sent)
  else showStep(item, sent)
}

/** @param {Item} item @param {Sent | null} sent */
function showNew(item, sent) {
  const list = document.querySelector(".ticket-list[data-own]")
  if (!list) return
  const { label } = item
  const row = ticketRow({
    url: sent ? `/tickets/${item.thread}` : `/unsent/${item.id}`,
    title: label?.title || t("New problem"),
    second: label?.place ?? "",
    light: null,
    date: sent ? t("Sent, number {number}", { number: String(sent.result.number) }) : saying(item),
    picture: thumb({ kind: sent ? "check" : "phone" }),
    pending: !sent,
  })
  const place = document.createElement("li")
  place.dataset.ofPhone = ""
  render(place, row)
  list.prepend(place)
}

/** @param {Item} item @param {Sent | null} sent */
function showStep(item, sent) {
  const said = sent ? t("Sent") : saying(item)
  for (const row of document.querySelectorAll(`.ticket-row[href="/tickets/${item.thread}"]`)) {
    row.toggleAttribute("data-pending", !sent)
    const words = document.createElement("span")
    words.className = "ticket-row-date"
    words.dataset.ofPhone = ""
    words.textContent = said
    row.querySelector(".ticket-row-clock")?.append(words)
  }
  const steps = document.querySelector("[data-ticket-steps]")
  if (!steps || !location.pathname.includes(item.thread)) return
  const holder = document.createElement("ol")
  const quote = typeof item.envelope.args.words === "string" ? item.envelope.args.words : ""
  render(
    holder,
    html`${timelineStep({ text: item.label?.does ?? "", at_text: said, quote, pending: !sent })}`,
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
