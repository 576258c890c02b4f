/** <sheet-progress data-sheet="…">: how far a spreadsheet is; when it is there the page shows itself anew. */

import { define, must, part, show } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { getJson } from "../net/http.js"

const FIRST_MS = 500
const LONGEST_MS = 4_000

class SheetProgress extends HTMLElement {
  #wait = FIRST_MS

  connectedCallback() {
    show(part(this, "again", HTMLElement), false)
    this.#later()
  }

  #later() {
    setTimeout(() => this.#ask(), this.#wait)
    this.#wait = Math.min(this.#wait * 1.3, LONGEST_MS)
  }

  async #ask() {
    // No signal, a server that restarts: it is written all the same, and asked for again.
    const sheet = await getJson(`/api/v1/sheets/${this.dataset.sheet}`).catch(() => null)
    if (sheet && sheet.state !== "writing") return location.reload()
    if (sheet) {
      const [done, total] = [Number(sheet.done), Number(sheet.total)]
      must(this, "progress", HTMLProgressElement).value = total ? (100 * done) / total : 0
      must(this, "[data-part~=done]", HTMLElement).textContent = t("{done} of {total} problems", {
        done,
        total,
      })
    }
    this.#later()
  }
}

define("sheet-progress", SheetProgress)
