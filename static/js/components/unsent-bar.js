/** The bar that says on every screen what is only on this phone, since when, and what the sender is at. */

import { html, render } from "../lib/html.js"
import { dotted } from "../domain/pieces.js"
import { countOf, needsYou, oldestOf, phaseWords, stillHere, unsent } from "../domain/unsent.js"
import { onStatus, status } from "../sync/status.js"

const EVERY_MS = 30_000

const bar = document.querySelector("a.unsent-bar")

async function fill() {
  if (!(bar instanceof HTMLAnchorElement)) return
  const { items, drafts: begun } = await unsent()
  // What is in hand on this very page is not told of.
  const drafts = begun.filter(({ url }) => url !== location.pathname + location.search)
  const work = { items, drafts }
  const n = countOf(work)
  bar.hidden = n === 0
  bar.href = addressOf(work)
  const words = dotted([oldestOf(work), needsYou(work) || phaseWords(status(), work)])
  const [title, second] = [bar.querySelector(".unsent-bar-title"), bar.querySelector(".unsent-bar-second")]
  if (title) title.textContent = stillHere(n)
  if (second) render(second, html`${words}`)
}

/** The one thing there is, else the list of all. @param {import("../domain/unsent.js").Unsent} work */
function addressOf({ items, drafts }) {
  if (items.length + drafts.length > 1) return "/unsent"
  return drafts[0]?.url ?? `/unsent/${items[0]?.id ?? ""}`
}

onStatus(fill)
addEventListener("work:changed", fill)
setInterval(fill, EVERY_MS)
