/** Villages and their places as the sheet lists them. */

import { html } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { byDistance, howFar, inOrder } from "./places.js"
import { find } from "./search.js"

/** @typedef {import("./places.js").Village} Village */

/**
 * @param {Village[]} villages
 * @param {import("../lib/types.js").Point | null} here near ones say how far
 * @param {string} query
 */
export function villageRows(villages, here, query) {
  const far = new Map(byDistance(villages, here).map(({ village, metres }) => [village.id, metres]))
  const rows = find(inOrder(villages, here), query).map(({ id, name, township }) => {
    const second = [township, howFar(far.get(id))].filter(Boolean).join(" ")
    const hint = second && html`<span class="row-link-second">${second}</span>`
    const text = html`<span class="grow"><span class="row-link-title">${name}</span>${hint}</span>`
    return html`<li><button class="row-link" type="button" name="village" value="${id}">${text}</button></li>`
  })
  return rows.length ? html`${rows}` : html`<li class="hint">${t("No village of that name")}</li>`
}

/**
 * @param {{id: string, name: string}[]} venues
 * @param {string} chosen id; empty for none
 */
export function venueChips(venues, chosen) {
  const chips = [...venues, { id: "", name: t("No place") }].map(({ id, name }) => {
    const attributes = html`type="button" name="venue" value="${id}" aria-pressed="${id === chosen}"`
    return html`<li><button class="chip" ${attributes}>${name}</button></li>`
  })
  return html`${chips}`
}
