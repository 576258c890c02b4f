/** <relative-time datetime="…">: keeps "2 hours ago" true while the page stays open. */

import { define } from "../lib/dom.js"
import { ago } from "../lib/time.js"

const EVERY_MS = 60_000

class RelativeTime extends HTMLElement {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer

  connectedCallback() {
    const tick = () => {
      this.textContent = ago(this.getAttribute("datetime") ?? "")
    }
    tick()
    this.#timer = setInterval(tick, EVERY_MS)
  }

  disconnectedCallback() {
    clearInterval(this.#timer)
  }
}

define("relative-time", RelativeTime)
