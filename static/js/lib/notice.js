/** Notices: what happened, what is kept, one way on. Looks: css/components/notice.css. */

import { must } from "./dom.js"
import { html, render } from "./html.js"
import { t } from "./i18n.js"

/**
 * Shows one at the head of a form, brings it into view and lets screen readers say it.
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

/**
 * Tells something at the head of the page until the reader has understood it.
 * @param {{title?: string, text: string, action?: string, kind?: "info" | "warn", run?: () => void, understood: () => void}} notice
 */
export function tellReader({ title, text, action, kind = "info", run, understood }) {
  const place = document.createElement("div")
  const head = title && html`<p class="notice-title">${title}</p>`
  const way =
    action &&
    html`<button class="button" data-kind="outline" type="button" data-run><span class="button-label">${action}</span></button>`
  const done = html`<button class="button" data-kind="plain" type="button"><span class="button-label">${t("Understood")}</span></button>`
  const words = html`<div class="notice-text">${head}<p class="notice-second">${text}</p></div>`
  render(
    place,
    html`<div class="notice" data-kind="${kind}">${words}<p class="cluster">${way}${done}</p></div>`,
  )
  must(document, "main", HTMLElement).prepend(place)
  place.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null
    if (!button) return
    if (button.matches("[data-run]")) run?.()
    place.remove()
    understood()
  })
}
