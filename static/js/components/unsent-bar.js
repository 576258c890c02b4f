/** The bar that says what is only on this phone. It leads to the oldest; issue B gives it a page of its own. */

import { tn } from "../lib/i18n.js"
import { ago } from "../lib/time.js"
import { listDrafts } from "../store/drafts.js"

/** @param {HTMLAnchorElement} bar */
async function fill(bar) {
  const all = await listDrafts().catch(() => [])
  const drafts = all.filter(({ photo_ids, values }) => photo_ids.length > 0 || values.words)
  const oldest = drafts[0]
  bar.hidden = !oldest
  if (!oldest) return
  bar.href = oldest.url
  const title = bar.querySelector(".unsent-bar-title")
  const second = bar.querySelector(".unsent-bar-second")
  if (title)
    title.textContent = tn("{n} is still on this phone", "{n} are still on this phone", drafts.length)
  if (second) second.textContent = ago(oldest.created_at)
}

const bar = document.querySelector("a.unsent-bar")
if (bar instanceof HTMLAnchorElement) fill(bar)
