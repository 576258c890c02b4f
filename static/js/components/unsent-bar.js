/** The bar that says on every screen what is only on this phone, since when, and what the sender is at. */

import { html, render } from "../lib/html.js"
import { dotted } from "../domain/pieces.js"
import { tn, t } from "../lib/i18n.js"
import { tellReader } from "../lib/notice.js"
import { countOf, needsYou, oldestOf, phaseWords, stillHere, unsent } from "../domain/unsent.js"
import { goneWithTheStore, noteUnsent } from "../domain/remembered.js"
import { account } from "../store/account.js"
import { onStatus, status } from "../sync/status.js"

const EVERY_MS = 30_000

let hasTold = false

const bar = document.querySelector("a.unsent-bar")

async function fill() {
  if (!(bar instanceof HTMLAnchorElement)) return
  const all = await unsent()
  await remember(countOf(all))
  // What is in hand on this very page is not told of.
  const drafts = all.drafts.filter(({ url }) => url !== location.pathname + location.search)
  const work = { items: all.items, drafts }
  const n = countOf(work)
  bar.hidden = n === 0
  bar.href = addressOf(work)
  const words = dotted([oldestOf(work), needsYou(work) || phaseWords(status(), work)])
  const [title, second] = [bar.querySelector(".unsent-bar-title"), bar.querySelector(".unsent-bar-second")]
  if (title) title.textContent = stillHere(n)
  if (second) render(second, html`${words}`)
}

/** Notes what waits; before that, says what the browser cleared away. @param {number} n */
async function remember(n) {
  const phone = await account().then(
    ({ device }) => device,
    () => "",
  )
  if (!phone) return
  const gone = goneWithTheStore(phone)
  if (!gone) return noteUnsent({ n, phone })
  if (hasTold) return
  hasTold = true
  tellReader({
    kind: "warn",
    title: tn(
      "This browser has cleared {n} that was not sent",
      "This browser has cleared {n} that were not sent",
      gone,
    ),
    text: t(
      "Please do it again. So that it does not happen again: put this app onto the home screen, and do not clear this browser's data while something waits.",
    ),
    understood: () => noteUnsent({ n, phone }),
  })
}

/** The one thing there is, else the list of all. @param {import("../domain/unsent.js").Unsent} work */
function addressOf({ items, drafts }) {
  if (items.length + drafts.length > 1) return "/unsent"
  return drafts[0]?.url ?? `/unsent/${items[0]?.id ?? ""}`
}

onStatus(fill)
addEventListener("work:changed", fill)
setInterval(fill, EVERY_MS)
