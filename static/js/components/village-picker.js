/** <village-picker>: which village and place, on one line with a sheet; without scripts two selects (tickets/new.html). */

import { define, part, show, tell } from "../lib/dom.js"
import { render } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { venueChips, villageRows } from "../domain/place-rows.js"

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
    const search = part(this, "search", HTMLInputElement)
    search?.addEventListener("input", () => this.#list())
    search?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return
      event.preventDefault()
      this.#tapped(this.querySelector("button[name=village]"))
    })
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
    Object.assign(this.#select("village_id") ?? {}, { value: villageId })
    Object.assign(this.#select("venue_id") ?? {}, { value: venueId })
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
    this.querySelector("dialog")?.close()
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

  #list() {
    const place = part(this, "list", HTMLElement)
    const query = part(this, "search", HTMLInputElement)?.value ?? ""
    if (place) render(place, villageRows(this.villages, this.here, query))
  }

  #venues() {
    const place = part(this, "venues", HTMLElement)
    const venues = this.village?.venues ?? []
    show(place, venues.length > 0)
    if (place) render(place, venueChips(venues, this.venue?.id ?? ""))
  }

  /** @param {string} name */
  #select(name) {
    const found = this.querySelector(`select[name=${name}]`)
    return found instanceof HTMLSelectElement ? found : null
  }
}

define("village-picker", VillagePicker)
