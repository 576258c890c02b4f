/**
 * <compare-stage>: before and after on one stage, slid, side by side or laid over each other.
 * Its contract with the markup stands in templates/components/compare.html; keys arrive as "review:act" events.
 */

import { define } from "../lib/dom.js"

const STEP = 5
const ZOOM = 2.5

/** @type {Record<string, number>} */
const KEYS = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -100, End: 100 }

class CompareStage extends HTMLElement {
  #left = new AbortController()
  #split = 50

  connectedCallback() {
    const { signal } = this.#left
    const grip = this.querySelector(".compare-grip")
    const stage = this.querySelector(".compare-stage")
    this.addEventListener("click", (event) => this.#tapped(event))
    stage?.addEventListener("dblclick", (event) => this.#zoom(/** @type {MouseEvent} */ (event)))
    grip?.addEventListener("keydown", (event) => this.#slideBy(/** @type {KeyboardEvent} */ (event)))
    for (const moved of ["pointerdown", "pointermove"]) {
      stage?.addEventListener(moved, (event) => this.#drag(/** @type {PointerEvent} */ (event)))
    }
    document.addEventListener("review:act", (event) => this.#act(/** @type {CustomEvent} */ (event).detail), {
      signal,
    })
  }

  disconnectedCallback() {
    this.#left.abort()
  }

  /** @param {string} act */
  #act(act) {
    if (act === "left") this.#slideTo(this.#split - STEP)
    if (act === "right") this.#slideTo(this.#split + STEP)
    if (act === "swap") this.toggleAttribute("data-swapped")
    if (act === "zoom") this.#zoom()
  }

  /** @param {number} percent */
  #slideTo(percent) {
    this.#split = Math.min(100, Math.max(0, percent))
    this.style.setProperty("--split", `${this.#split}%`)
    this.style.setProperty("--mix", String(this.#split / 100))
    this.querySelector(".compare-grip")?.setAttribute("aria-valuenow", String(Math.round(this.#split)))
  }

  /** @param {KeyboardEvent} event */
  #slideBy(event) {
    const by = KEYS[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    this.#slideTo(this.#split + by)
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const stage = /** @type {Element} */ (event.currentTarget)
    if (this.hasAttribute("data-zoomed")) return this.#lookAt(event)
    if (this.dataset.mode === "side" || !event.buttons) return
    if (event.type === "pointerdown") stage.setPointerCapture(event.pointerId)
    const { left, width } = stage.getBoundingClientRect()
    this.#slideTo(((event.clientX - left) / width) * 100)
  }

  /** @param {MouseEvent} [event] where to look; the middle when a key asked */
  #zoom(event) {
    const zoomed = this.toggleAttribute("data-zoomed")
    this.style.setProperty("--zoom", String(zoomed ? ZOOM : 1))
    if (zoomed && event) this.#lookAt(event)
  }

  /** @param {MouseEvent} event */
  #lookAt(event) {
    const target = event.target instanceof Element ? event.target : this
    const { left, top, width, height } = (target.closest(".compare-side") ?? this).getBoundingClientRect()
    this.style.setProperty("--x", `${((event.clientX - left) / width) * 100}%`)
    this.style.setProperty("--y", `${((event.clientY - top) / height) * 100}%`)
  }

  /** Photos on the stage are links for those without scripts; here a tap is for looking. @param {MouseEvent} event */
  #tapped(event) {
    if (event.target instanceof Element && event.target.closest(".compare-link")) event.preventDefault()
  }
}

define("compare-stage", CompareStage)
