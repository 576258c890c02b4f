/** One ticket from the phone's own store: what and where, how urgent, what to do, history. */

import { lightFor } from "../../domain/cards.js"
import { dotted, icon, lightMark, section, timelineStep } from "../../domain/pieces.js"
import { html } from "../../lib/html.js"
import { t } from "../../lib/i18n.js"
import { pageHead } from "./frame.js"

/** @typedef {import("../../store/records.js").Ticket} Ticket */
/** @typedef {import("../../domain/kit.js").Kit} Kit */
/** @typedef {import("../../domain/kit.js").Action} Action */
/** @typedef {{id: string, alt: string, caption: string}} Picture */

/** @param {Ticket} ticket @param {Kit} kit */
export function ticketScreen(ticket, kit) {
  const { how_to_fix, words, fields = [], problem_photos, fix_photos = [], timeline = [] } = ticket
  const facts = fields.map((/** @type {any} */ { label, value }) => fact(label, value))
  const isOpen = ["open", "on_hold"].includes(ticket.state)
  const content = html`${strip(problem_photos, ticket.type.icon)}${top(ticket, kit)}${isOpen && how_to_fix && section(t("What counts as fixed"), html`<p class="ticket-how">${how_to_fix}</p>`)}${(words || facts.length > 0) && section(t("What was seen"), html`<p class="ticket-words">${words}</p>${facts.length > 0 && html`<dl class="facts">${facts}</dl>`}`)}${fix_photos.length > 0 && section(t("The fix"), strip(fix_photos, "photo"))}${section(t("Who and when"), html`<dl class="facts">${who(ticket)}</dl>`)}${section(t("What happened"), html`<ol class="timeline" data-ticket-steps>${timeline.map(timelineStep)}</ol>`)}`
  const back = kit.home === "responsible" ? "/" : "/tickets"
  return {
    title: ticket.number,
    head: pageHead(ticket.number, { back }),
    content,
    bottom: actions(ticket, kit),
  }
}

/** @param {Ticket} ticket @param {Kit} kit */
function top(ticket, kit) {
  const { title, village, venue, due_text, state, state_label } = ticket
  const date = state === "open" && due_text ? t("{day}, end of the day", { day: due_text }) : state_label
  const clock = html`${lightMark(lightFor(ticket, kit))}<span class="ticket-date">${date}</span>`
  return html`<div class="ticket-top"><h1>${title}</h1><p class="ticket-place">${dotted([village?.name, venue?.name])}</p><p class="ticket-clock">${clock}</p></div>`
}

/** @param {Picture[]} photos @param {string} kind */
function strip(photos, kind) {
  const items = photos.map(({ id, alt, caption }) => {
    const image = html`<img data-thumb="${id}" data-else="${kind}" alt="${alt}" width="320" height="240">`
    return html`<li class="photo-strip-item"><span class="photo-strip-kept">${image}</span><p class="photo-strip-caption">${caption}</p></li>`
  })
  return items.length > 0 && html`<div class="photo-strip"><ul class="photo-strip-track">${items}</ul></div>`
}

/** @param {Ticket} ticket */
function who({ responsible, responsible_person, opened_by, opened_text, number }) {
  return [
    fact(t("Must be fixed by"), dotted([responsible?.name, responsible_person?.name])),
    fact(t("Reported by"), dotted([opened_by?.name, opened_text])),
    fact(t("Number"), number),
  ]
}

/** @param {unknown} label @param {unknown} value */
function fact(label, value) {
  return html`<div class="fact"><dt>${label}</dt><dd>${value}</dd></div>`
}

/** @param {Ticket} ticket @param {Kit} kit */
function actions({ url, may, mine }, { actions: { seals, quiet } }) {
  const can = (/** @type {Action} */ { command, own }) => may.includes(command) && (!own || mine)
  const seal = seals.find(can)
  const rest = quiet.filter((action) => can(action) && action.command !== seal?.command).slice(0, 3)
  const main =
    seal &&
    html`<a class="button" data-kind="seal" data-wide href="${url}/${seal.path}">${icon(seal.icon, 30)}<span class="button-label">${seal.label}</span></a>`
  const more = rest.map(
    ({ label, path }) =>
      html`<li><a class="button" data-kind="plain" data-wide href="${url}/${path}"><span class="button-label">${label}</span></a></li>`,
  )
  const bar = html`<div class="action-bar-inner">${main}${more.length > 0 && html`<ul class="action-bar-more">${more}</ul>`}</div>`
  return html`<section class="action-bar" aria-label="${t("What can be done")}">${bar}</section>`
}
