/** <village-picker>: which village and place, on one line with a sheet; without scripts two selects (tickets/new.html). */

import { define, part, tell } from "../lib/dom.js"
import { html, render } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { byDistance, howFar, inOrder } from "../domain/places.js"
import { find } from "../domain/search.js"

/** @typedef {import("../domain/places.js").Village} Village */
/** @typedef {import("../lib/types.js").Point} Point */

export class VillagePicker extends HTMLElement {
  /** @type {Village[]} */
  villages = []
  /** @type {Point | null} */
  here = null
  /** @type {"near" | "last" | "only" | ""} */
  why = ""
  byHand = false

  connectedCallback() {
    part(this, "search", HTMLInputElement)?.addEventListener("input", () => this.#list())
    this.addEventListener("click", ({ target }) => this.#tapped(target))
    for (const select of this.querySelectorAll("select"))
      select.addEventListener("change", () => this.#changed())
  }

  /**
   * @param {Village[]} villages
   * @param {Point | null} here
   */
  offer(villages, here) {
    this.villages = villages
    this.here = here
    this.#list()
    this.#changed()
  }

  get village() {
    return this.villages.find(({ id }) => id === this.#select("village_id")?.value) ?? null
  }

  get venue() {
    return this.village?.venues?.find(({ id }) => id === this.#select("venue_id")?.value) ?? null
  }

  /**
   * @param {string} villageId
   * @param {string} venueId empty for none
   * @param {"near" | "last" | "only" | ""} why
   */
  choose(villageId, venueId, why) {
    const [village, venue] = [this.#select("village_id"), this.#select("venue_id")]
    if (village) village.value = villageId
    if (venue) venue.value = venueId
    this.why = why
    this.#changed()
  }

  /** @param {EventTarget | null} target */
  #tapped(target) {
    const button = target instanceof Element ? target.closest("button[value]") : null
    if (!(button instanceof HTMLButtonElement)) return
    this.byHand = true
    if (button.name === "village") this.choose(button.value, "", "")
    if (button.name === "venue") this.choose(this.village?.id ?? "", button.value, this.why)
    button.closest("dialog")?.close()
  }

  #changed() {
    const { village, venue } = this
    const name = part(this, "name", HTMLElement)
    if (name) name.textContent = village?.name ?? t("Choose the village")
    const place = part(this, "venue", HTMLElement)
    if (place) place.textContent = venue?.name ?? ""
    this.toggleAttribute("data-venue", venue !== null)
    const reasons = { near: t("Chosen by position"), last: t("As last time"), only: "", "": "" }
    const why = part(this, "why", HTMLElement)
    if (why) why.textContent = village ? reasons[this.why] : ""
    this.#venues()
    tell(this, "place:chosen")
  }

  /** The list of the sheet: near ones say how far. */
  #list() {
    const place = part(this, "list", HTMLElement)
    if (!place) return
    const far = new Map(
      byDistance(this.villages, this.here).map(({ village, metres }) => [village.id, metres]),
    )
    const found = find(inOrder(this.villages, this.here), part(this, "search", HTMLInputElement)?.value ?? "")
    const rows = found.map((village) => {
      const second = [village.township, howFar(far.get(village.id))].filter(Boolean).join(" ")
      const hint = second && html`<span class="row-link-second">${second}</span>`
      const text = html`<span class="grow"><span class="row-link-title">${village.name}</span>${hint}</span>`
      return html`<li><button class="row-link" type="button" name="village" value="${village.id}">${text}</button></li>`
    })
    render(place, rows.length ? html`${rows}` : html`<li class="hint">${t("No village of that name")}</li>`)
  }

  #venues() {
    const place = part(this, "venues", HTMLElement)
    const venues = this.village?.venues ?? []
    if (!place) return
    place.hidden = venues.length === 0
    const chips = [...venues, { id: "", name: t("No place") }].map(({ id, name }) => {
      const current = id === (this.venue?.id ?? "")
      return html`<li><button class="chip" type="button" name="venue" value="${id}" aria-pressed="${current}">${name}</button></li>`
    })
    render(place, html`${chips}`)
  }

  /** @param {string} name */
  #select(name) {
    const found = this.querySelector(`select[name=${name}]`)
    return found instanceof HTMLSelectElement ? found : null
  }
}

define("village-picker", VillagePicker)
