/** <kind-fields>: the structured fields of the chosen kind, and no others. Without scripts all of them stand folded. */

import { define, show } from "../lib/dom.js"

export class KindFields extends HTMLElement {
  /** @param {string[]} wanted keys */
  offer(wanted) {
    for (const field of this.querySelectorAll("[data-field]")) {
      show(field, wanted.includes(field.getAttribute("data-field") ?? ""))
    }
    show(this, wanted.length > 0)
  }
}

define("kind-fields", KindFields)
