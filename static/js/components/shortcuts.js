/** [data-shortcut="/"]: the key that puts the cursor into a field, off while typing. Shown as a key cap beside it. */

import { isTyping } from "../lib/dom.js"

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  for (const field of document.querySelectorAll("[data-shortcut]")) {
    if (!(field instanceof HTMLElement) || field.dataset.shortcut !== event.key) continue
    event.preventDefault()
    field.focus()
  }
})
