/** <password-field>: an eye that shows what is typed. Markup: password_field in templates/components/field.html. */

import { define } from "../lib/dom.js"

class PasswordField extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input")
    const eye = this.querySelector("[data-show]")
    if (!input || !(eye instanceof HTMLElement)) return
    eye.hidden = false
    eye.addEventListener("click", () => {
      const shown = input.type === "text"
      input.type = shown ? "password" : "text"
      eye.setAttribute("aria-pressed", String(!shown))
    })
  }
}

define("password-field", PasswordField)
