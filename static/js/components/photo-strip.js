/** <photo-strip>: a tap opens the photo over the page; tap again or pinch to look closer, arrows go on, Esc closes. */

import { define } from "../lib/dom.js"
import { html, render } from "../lib/html.js"
import { t } from "../lib/i18n.js"

const CLOSE_ICON = `${new URL("../../img/sprite.svg", import.meta.url).pathname}#i-close`

class PhotoStrip extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[data-zoom]") : null
      if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey) return
      event.preventDefault()
      open(this, link)
    })
  }
}

/**
 * @param {HTMLElement} strip
 * @param {HTMLAnchorElement} link
 */
function open(strip, link) {
  const links = /** @type {HTMLAnchorElement[]} */ (Array.from(strip.querySelectorAll("a[data-zoom]")))
  const viewer = document.createElement("dialog")
  viewer.className = "photo-viewer"
  let at = links.indexOf(link)
  document.body.append(viewer)
  viewer.addEventListener("close", () => viewer.remove())
  viewer.addEventListener("keydown", ({ key }) => {
    const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0
    at = (at + by + links.length) % links.length
    if (by) draw(viewer, links[at])
  })
  viewer.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLImageElement) viewer.toggleAttribute("data-close-up")
    else viewer.close()
  })
  draw(viewer, link)
  viewer.showModal()
}

/**
 * @param {HTMLDialogElement} viewer
 * @param {HTMLAnchorElement} link
 */
function draw(viewer, link) {
  const alt = link.querySelector("img")?.alt ?? ""
  viewer.removeAttribute("data-close-up")
  viewer.setAttribute("aria-label", alt)
  const icon = html`<svg class="icon" data-size="24" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><use href="${CLOSE_ICON}"></use></svg>`
  const close = html`<button class="photo-viewer-close" type="button" aria-label="${t("Close the photo")}">${icon}</button>`
  render(viewer, html`<div class="photo-viewer-pane"><img src="${link.href}" alt="${alt}"></div>${close}`)
}

define("photo-strip", PhotoStrip)
