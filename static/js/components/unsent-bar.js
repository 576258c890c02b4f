/** The bar that says on every screen what is only on this phone, since when, and what the sender is at. */

import { html, render } from "../lib/html.js"
import { dotted } from "../domain/pieces.js"
import { countOf, needsYou, oldestOf, phaseWords, stillHere, unsent } from "../domain/unsent.js"
import { noteUnsent } from "../domain/remembered.js"
import { onStatus, status } from "../sync/status.js"

const EVERY_MS = 30_000

const bar = document.querySelector("a.unsent-bar")

async function fill() {
  if (!(bar instanceof HTMLAnchorElement)) return
  const work = await unsent()
  const n = countOf(work)
  noteUnsent(n)
  bar.hidden = n === 0
  const words = dotted([oldestOf(work), needsYou(work) || phaseWords(status(), work)])
  const [title, second] = [bar.querySelector(".unsent-bar-title"), bar.querySelector(".unsent-bar-second")]
  if (title) title.textContent = stillHere(n)
  if (second) render(second, html`${words}`)
}

onStatus(fill)
addEventListener("work:changed", fill)
setInterval(fill, EVERY_MS)
