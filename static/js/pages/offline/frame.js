/** The frame of a screen that the phone draws itself: head, bar of unsent work, how old it is, content, dock. */

import { fillThumbs } from "../../domain/pictures.js"
import { icon } from "../../domain/pieces.js"
import { must, part } from "../../lib/dom.js"
import { html, render } from "../../lib/html.js"
import { t } from "../../lib/i18n.js"

/** @typedef {import("../../lib/html.js").Safe} Safe */
/**
 * @typedef {object} Screen
 * @property {string} title of the window
 * @property {Safe} head
 * @property {Safe | DocumentFragment} content
 * @property {Safe | DocumentFragment | null} [bottom] in the dock's place
 * @property {boolean} [isOwn] about what is on this phone: neither old nor in need of its bar
 */

/** @param {Screen} screen */
export function show({ title, head, content, bottom = null, isOwn = false }) {
  const place = must(document, "[data-part~=screen]", HTMLElement)
  place.replaceChildren(copyOf("frame"))
  const main = must(place, "main", HTMLElement)
  if (isOwn) for (const other of main.querySelectorAll(".unsent-bar, [data-part~=stale]")) other.remove()
  fill(must(main, "[data-part~=head]", HTMLElement), head)
  fill(must(main, "[data-part~=content]", HTMLElement), content)
  const below = must(place, "[data-part~=bottom]", HTMLElement)
  fill(below, bottom ?? copyOf("dock"))
  markPlace(below)
  document.title = `${title} · ${document.title.split(" · ").pop()}`
  fillThumbs(place, icon, render)
}

/** Says how old what stands here is, and where there is newer. @param {string} text @param {string} [again] */
export function say(text, again) {
  const words = part(document, "stale", HTMLElement)?.querySelector("span")
  const link = again && html` <a href="${location.pathname}${location.search}">${again}</a>`
  if (words) render(words, html`${text}${link}`)
}

/** @param {string} name of a template of the kit @returns {DocumentFragment} */
export function copyOf(name) {
  const template = must(document, `template#${name}`, HTMLTemplateElement)
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true))
}

/** @param {string} title @param {{back?: string, close?: string, heading?: boolean}} ways */
export function pageHead(title, { back, close, heading }) {
  const [href, name, label] = back ? [back, "back", t("Back")] : [close, "close", t("Close")]
  const words = heading
    ? html`<h1 class="page-head-title">${title}</h1>`
    : html`<p class="page-head-title">${title}</p>`
  const way = html`<a class="icon-button" href="${href}" aria-label="${label}" title="${label}">${icon(name ?? "close")}</a>`
  return html`<header class="page-head"><span class="page-head-back">${way}</span>${words}</header>`
}

/** @param {string} title @param {{over?: string, initial?: string, name?: string}} [more] */
export function placeHead(title, { over, initial, name } = {}) {
  const above = over && html`<p class="place-head-over">${over}</p>`
  const aside = initial && html`<div class="place-head-aside">${avatar(initial, name ?? "")}</div>`
  return html`<header class="place-head" data-size="title"><div class="place-head-text">${above}<h1 class="place-head-title">${title}</h1></div>${aside}</header>`
}

/** @param {string} initial @param {string} name */
export function avatar(initial, name) {
  return html`<a class="avatar" href="/me" aria-label="${t("My page, {name}", { name })}">${initial}</a>`
}

/** @param {string} title @param {string} [second] */
export function empty(title, second) {
  const more = second && html`<p class="notice-second">${second}</p>`
  return html`<div class="notice" data-kind="empty">${icon("check")}<div class="notice-text"><p class="notice-title">${title}</p>${more}</div></div>`
}

/** @param {HTMLElement} place @param {Safe | DocumentFragment} content */
function fill(place, content) {
  if (content instanceof DocumentFragment) place.replaceChildren(content)
  else render(place, content)
}

/** The dock's current place: the longest address that fits, as webapp/shell/navigation.py chooses. @param {HTMLElement} dock */
function markPlace(dock) {
  const links = Array.from(dock.querySelectorAll("a.dock-place"))
  const fitting = links.filter((link) => {
    const href = link.getAttribute("href") ?? ""
    return location.pathname === href || (href !== "/" && location.pathname.startsWith(`${href}/`))
  })
  const length = (/** @type {Element} */ link) => link.getAttribute("href")?.length ?? 0
  fitting.sort((a, b) => length(b) - length(a))[0]?.setAttribute("aria-current", "page")
}
