/**
 * <kind-picker>: the nine named problems, the most used, all the others, and a search over all of them by title,
 * keyword, code and pinyin initials. Radio buttons, so it chooses without scripts too. Markup: templates/tickets/new.html.
 */

import { define, part } from "../lib/dom.js"
import { initials } from "../lib/initials.js"
import { find } from "../domain/search.js"

/** @typedef {import("../domain/kinds.js").Kind} Kind */

export class KindPicker extends HTMLElement {
  /** @type {import("../domain/search.js").Named[]} */
  #index = []

  connectedCallback() {
    const search = part(this, "search", HTMLInputElement)
    part(this, "open", HTMLElement)?.addEventListener("click", () => this.#toggleSearch(search))
    search?.addEventListener("input", () => this.#filter(search.value))
    search?.addEventListener("keydown", (event) => this.#take(event))
  }

  /** @param {Kind[]} kinds */
  offer(kinds) {
    this.#index = kinds.map(({ code, title, short, keywords }) => {
      const name = [title, short, ...(keywords ?? [])].join(" ")
      return { code, title: short, name: title, pinyin: initials(name), initials: initials(title) }
    })
    const open = part(this, "open", HTMLElement)
    if (open) open.hidden = false
  }

  /** @param {HTMLInputElement | null} search */
  #toggleSearch(search) {
    const field = search?.closest("[data-part~=finder]")
    if (!search || !(field instanceof HTMLElement)) return
    field.hidden = !field.hidden
    search.value = ""
    this.#filter("")
    if (!field.hidden) search.focus()
  }

  /** @param {string} query */
  #filter(query) {
    const found = new Set(find(this.#index, query).map(({ code }) => code))
    for (const input of this.#inputs())
      input.closest("label")?.toggleAttribute("hidden", !found.has(input.value))
    for (const group of this.querySelectorAll("fieldset")) {
      group.hidden = group.querySelector("label:not([hidden])") === null
    }
    const all = part(this, "all", HTMLDetailsElement)
    if (all) all.open = query !== "" || all.querySelector(":checked") !== null
    part(this, "none", HTMLElement)?.toggleAttribute("hidden", found.size > 0)
  }

  /** Enter takes the first that was found. @param {KeyboardEvent} event */
  #take(event) {
    if (event.key !== "Enter") return
    event.preventDefault()
    const first = this.#inputs().find((input) => !input.closest("label[hidden]"))
    first?.click()
  }

  #inputs() {
    return /** @type {HTMLInputElement[]} */ (Array.from(this.querySelectorAll("input[name=type_code]")))
  }
}

define("kind-picker", KindPicker)
