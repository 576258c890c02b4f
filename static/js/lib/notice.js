/** A notice at the head of a form: what happened, what is kept, one way on. Looks: css/components/notice.css. */

import { html, render } from "./html.js"

/**
 * Shows it, brings it into view and lets screen readers say it.
 * @param {HTMLElement} form
 * @param {{title: string, lines?: string[], action?: string, href?: string} | null} notice null takes it away
 */
export function showNotice(form, notice) {
  const place = form.querySelector("[data-notice]") ?? placeIn(form)
  if (!notice) return place.replaceChildren()
  const { title, lines = [], action, href } = notice
  const link = action && html`<a class="button" data-kind="outline" href="${href}">${action}</a>`
  const more = lines.map((line) => html`<p class="notice-second">${line}</p>`)
  const text = html`<div class="notice-text"><p class="notice-title">${title}</p>${more}</div>`
  render(place, html`<div class="notice" data-kind="error">${text}${link}</div>`)
  place.scrollIntoView({ block: "center" })
}

/** @param {HTMLElement} form */
function placeIn(form) {
  const place = document.createElement("div")
  place.setAttribute("role", "alert")
  place.setAttribute("data-notice", "")
  form.prepend(place)
  return place
}
