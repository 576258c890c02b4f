/** <copy-link data-text="…"><button hidden>…</button></copy-link>: puts an address onto the clipboard. */

import { define, tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"

class CopyLink extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button")
    if (!button) return
    button.hidden = false
    button.addEventListener("click", async () => {
      const done = await copy(this.dataset.text ?? "")
      tell(this, "app:say", { text: done ? t("Copied") : t("Press long on the address to copy it.") })
    })
  }
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyOldWay(text)
  }
}

/** Plain HTTP and old browsers have no clipboard but this. @param {string} text */
function copyOldWay(text) {
  const field = document.createElement("textarea")
  field.value = text
  field.className = "hidden"
  document.body.append(field)
  field.select()
  const done = document.execCommand("copy")
  field.remove()
  return done
}

define("copy-link", CopyLink)
