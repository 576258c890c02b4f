/**
 * <similar-list>: open tickets of the same kind in the same village, shown before a new one is sent. Tells "similar:join"
 * with the card when a person says "this is the one".
 */

import { define, tell } from "../lib/dom.js"
import { html, render } from "../lib/html.js"
import { t, tn } from "../lib/i18n.js"
import { similarOpen } from "../domain/similar.js"

/** @typedef {import("../domain/similar.js").Card} Card */

export class SimilarList extends HTMLElement {
  /** @type {AbortController | undefined} */
  #asking
  #asked = ""

  /**
   * @param {string} villageId
   * @param {string} typeCode
   */
  async look(villageId, typeCode) {
    const key = `${villageId} ${typeCode}`
    if (key === this.#asked) return
    this.#asked = key
    this.#asking?.abort()
    this.#asking = new AbortController()
    const cards = villageId && typeCode ? await similarOpen(villageId, typeCode, this.#asking.signal) : []
    if (key === this.#asked) this.#show(cards)
  }

  /** @param {Card[]} cards */
  #show(cards) {
    this.hidden = cards.length === 0
    const head = tn("One like it is open here", "{n} like it are open here", cards.length)
    render(this, html`<h2 class="similar-head">${head}</h2><ul class="similar">${cards.map(row)}</ul>`)
    this.querySelectorAll("button").forEach((button, i) => {
      button.addEventListener("click", () => tell(this, "similar:join", cards[i]))
    })
  }
}

/** @param {Card} card */
function row(card) {
  const image = card.thumb && html`<img src="${card.thumb}" alt="" width="56" height="56" loading="lazy">`
  const second = [card.place, card.number, card.light?.text].filter(Boolean).join(" · ")
  const text = html`<a class="similar-text" href="${card.url}"><b>${card.title}</b><span class="hint">${second}</span></a>`
  const join = html`<button class="button" data-kind="outline" data-size="small" type="button">${t("Add to this one")}</button>`
  return html`<li class="similar-item">${image}${text}${join}</li>`
}

define("similar-list", SimilarList)
