/** The forms that the kit brings along: a new problem, and every verb that needs no choices from the server. */

import { dotted } from "../../domain/pieces.js"
import { must, part, show } from "../../lib/dom.js"
import { render } from "../../lib/html.js"
import { newId } from "../../lib/ids.js"
import { t } from "../../lib/i18n.js"
import { copyOf, pageHead } from "./frame.js"

/** @typedef {import("../../store/records.js").Ticket} Ticket */

/** @param {URLSearchParams} query village and venue that are given */
export function newProblem(query) {
  const content = copyOf("new")
  freshIds(content)
  for (const name of ["village", "venue"]) {
    const select = content.querySelector(`select[name=${name}_id]`)
    if (select instanceof HTMLSelectElement) select.value = query.get(name) ?? ""
  }
  return {
    title: t("New problem"),
    head: pageHead(t("New problem"), { close: "/", heading: true }),
    content,
    bottom: copyOf("new-bar"),
  }
}

/**
 * @param {string} verb
 * @param {Ticket} ticket
 * @returns {import("./frame.js").Screen | null} null for a verb that needs the server
 */
export function verbForm(verb, ticket) {
  if (!document.querySelector(`template#verb-${verb}`)) return null
  const content = copyOf(`verb-${verb}`)
  freshIds(content)
  const form = must(content, "form", HTMLFormElement)
  form.action = `${ticket.url}/${verb}`
  Object.assign(form.dataset, { title: ticket.title, place: ticket.village?.name ?? "" })
  const evidence = ticket.evidence ?? {}
  if (verb === "submit" && evidence.policy === "required")
    form.dataset.need = evidence.reason || t("A photo of the fix is needed")
  setValue(form, "version", String(ticket.version ?? ""))
  setValue(form, "fixed_by", ticket.responsible?.name ?? "")
  render(
    must(content, "[data-part~=what]", HTMLElement),
    dotted([ticket.title, ticket.village?.name, ticket.venue?.name]),
  )
  before(content, ticket)
  const title = content.querySelector("h1")?.textContent ?? ""
  const bottom = copyOf(`verb-${verb}-bar`)
  bottom.querySelector("a[href='/tickets/-']")?.setAttribute("href", ticket.url)
  return { title, head: pageHead(ticket.number, { back: ticket.url }), content, bottom }
}

/** What counts as fixed, and how it was. @param {DocumentFragment} content @param {Ticket} ticket */
function before(content, { how_to_fix, problem_photos }) {
  const how = part(content, "how", HTMLElement)
  const words = how?.querySelector(".notice-second")
  if (words) words.textContent = how_to_fix
  show(how, Boolean(how_to_fix))
  const figure = part(content, "before", HTMLElement)
  const [photo] = problem_photos ?? []
  const image = figure?.querySelector("img")
  if (image && photo) Object.assign(image.dataset, { thumb: photo.id, else: "photo" })
  show(figure, Boolean(photo))
}

/** A kept page may be opened many times; each time is new work. @param {DocumentFragment} content */
function freshIds(content) {
  for (const name of ["command_id", "ticket_id"]) {
    for (const field of content.querySelectorAll(`input[name=${name}]`)) field.setAttribute("value", newId())
  }
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function setValue(form, name, value) {
  const field = form.querySelector(`[name=${name}]`)
  if (field instanceof HTMLInputElement) field.value = value
}
