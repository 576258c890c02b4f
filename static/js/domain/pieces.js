/**
 * Pieces of screens that the phone draws by itself, as the server's macros draw them (templates/components: icon, light,
 * thumb, ticket_row, timeline, dotted). A test holds both hands to the same markup.
 */

import { html } from "../lib/html.js"

/** @typedef {import("../lib/html.js").Safe} Safe */
/** @typedef {import("./lights.js").Light} Light */

const SPRITE = new URL("../../img/sprite.svg", import.meta.url).pathname
/** @type {Record<string, Safe>} */
const SHAPES = {
  red: html`<rect x="1.5" y="1.5" width="11" height="11" rx="1.5"/>`,
  amber: html`<path d="M7 1.200L13.5 12.600H.5z"/>`,
  paused: html`<path d="M3 2h2.600v10H3zM8.4 2H11v10H8.400z"/>`,
  green: html`<circle class="light-ring" cx="7" cy="7" r="5"/>`,
}

/** @param {string} name @param {number} [size] */
export function icon(name, size = 24) {
  return html`<svg class="icon" data-size="${size}" viewBox="0 0 24 24" width="${size}" height="${size}" aria-hidden="true" focusable="false"><use href="${SPRITE}#i-${name}"></use></svg>`
}

/** @param {(unknown)[]} parts empty ones are left out */
export function dotted(parts) {
  const dot = html` <span class="dot" aria-hidden="true"></span> `
  return html`${parts.filter(Boolean).map((part, i) => html`${i > 0 && dot}${part}`)}`
}

/** @param {string} colour */
export function lightShape(colour) {
  return html`<svg class="light-shape" data-colour="${colour}" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">${SHAPES[colour]}</svg>`
}

/** @param {Light | null} light */
export function lightMark(light) {
  return (
    light &&
    html`<span class="light" data-colour="${light.colour}">${lightShape(light.colour)}<span aria-hidden="true">${light.text}</span><span class="hidden">${light.label}</span></span>`
  )
}

/** @param {string} colour @param {string} text */
export function lightTally(colour, text) {
  return html`<span class="light" data-colour="${colour}">${lightShape(colour)}<span>${text}</span></span>`
}

/**
 * @param {{photo?: string, kind: string}} picture id of a photo whose small copy this phone may have; icon of the kind
 */
export function thumb({ photo, kind }) {
  if (!photo) return html`<span class="thumb" data-kind="icon">${icon(kind)}</span>`
  return html`<span class="thumb"><img data-thumb="${photo}" data-else="${kind}" alt="" width="80" height="80"></span>`
}

/**
 * @param {object} row
 * @param {string} row.url
 * @param {string} row.title
 * @param {unknown} row.second text or markup
 * @param {Light | null} row.light
 * @param {string} row.date words behind the light
 * @param {Safe} row.picture
 * @param {boolean} [row.pending] only on this phone
 */
export function ticketRow({ url, title, second, light, date, picture, pending }) {
  const clock = html`${lightMark(light)}${date && html`<span class="ticket-row-date">${date}</span>`}`
  const text = html`<span class="ticket-row-title">${title}</span><span class="ticket-row-second">${second}</span><span class="ticket-row-clock">${clock}</span>`
  return html`<a class="ticket-row" href="${url}"${pending && html` data-pending`}><span class="ticket-row-text">${text}</span>${picture}</a>`
}

/**
 * @param {object} step
 * @param {string} step.text
 * @param {string} [step.who]
 * @param {string} [step.at_text]
 * @param {string} [step.quote]
 * @param {boolean} [step.awaited]
 * @param {boolean} [step.pending] only on this phone
 */
export function timelineStep({ text, who, at_text, quote, awaited, pending }) {
  const when = (at_text || who) && html`<p class="timeline-when">${dotted([at_text, who])}</p>`
  const said = quote && html`<p class="timeline-quote">${quote}</p>`
  const marks = html`${awaited && html` data-awaited`}${pending && html` data-pending`}`
  return html`<li class="timeline-step"${marks}><p class="timeline-text">${text}</p>${when}${said}</li>`
}

/**
 * A section under the ledger rule.
 * @param {string} title
 * @param {unknown} content
 * @param {{count?: number, aside?: string}} [more]
 */
export function section(title, content, { count, aside } = {}) {
  const number = count !== undefined && html` <span class="section-count">${count}</span>`
  const hint = aside && html`<span class="section-aside">${aside}</span>`
  return html`<section class="section"><div class="section-head"><h2 class="section-title">${title}${number}</h2>${hint}</div>${content}</section>`
}
