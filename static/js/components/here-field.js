/** <here-field>: a text field for a point, and a button that fills in where one stands. Typing works without it. */

import { define, tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { canLocate, locate } from "../media/position.js"

/** Digits behind the point of a degree: some ten centimetres. */
const DIGITS = 6

class HereField extends HTMLElement {
  connectedCallback() {
    const [field, button] = [this.querySelector("input"), this.querySelector("button")]
    if (!field || !button || !canLocate()) return
    button.hidden = false
    button.addEventListener("click", async () => {
      button.disabled = true
      const point = await locate()
      button.disabled = false
      if (point) field.value = `${point.lat.toFixed(DIGITS)}, ${point.lng.toFixed(DIGITS)}`
      tell(this, "app:say", { text: point ? within(point.accuracy ?? 0) : silent() })
      field.focus()
    })
  }
}

/** @param {number} metres */
function within(metres) {
  return t("Within {metres} m. Keep it if you stand there.", { metres })
}

function silent() {
  return t("The phone does not say where it is. Type the position.")
}

define("here-field", HereField)
