/** Each role's first screen from the phone's own store. */

import {
  byDeadline,
  byWaiting,
  newestFirst,
  returnedWords,
  reviewLightFor,
  row,
  tallyOf,
} from "../../domain/cards.js"
import { dotted, lightTally, section } from "../../domain/pieces.js"
import { html } from "../../lib/html.js"
import { rightNow } from "../../lib/skew.js"
import { t } from "../../lib/i18n.js"
import { longDay } from "../../lib/time.js"
import { isUnfinished } from "../../store/records.js"
import { avatar, empty, placeHead } from "./frame.js"

/** @typedef {import("../../store/records.js").Ticket} Ticket */
/** @typedef {import("../../domain/kit.js").Kit} Kit */

/** @param {Ticket[]} tickets @param {Kit} kit @param {URLSearchParams} query */
export function home(tickets, kit, query) {
  return kit.home === "inspector" ? inspectorHome(tickets, kit, query) : responsibleHome(tickets, kit)
}

/** @param {Ticket[]} tickets @param {Kit} kit @param {URLSearchParams} query */
function inspectorHome(tickets, kit, query) {
  const { person, villages } = kit
  const wanted = query.get("village")
  const here =
    villages.find(({ id }) => id === wanted) ?? villages.find((each) => each.last_used) ?? villages[0]
  const day = html`<div class="home-day"><p>${longDay(new Date(rightNow()))}</p><span class="phone-only">${avatar(person.initial, person.name)}</span></div>`
  const waiting = tickets.filter(({ may }) => may.includes("ticket.close")).sort(byWaiting)
  const mine = tickets.filter((ticket) => ticket.opened_by_me).sort(newestFirst)
  const lists = html`${list(t("To look at on the spot"), waiting.slice(0, 5), kit, { count: waiting.length, none: t("Nothing waits for a review"), review: true })}${list(t("Opened by you"), mine.slice(0, 5), kit, { none: t("Nothing opened yet"), own: true })}`
  const place = here ? placeHere(here, tickets, kit) : html`<h1>${t("Today")}</h1>`
  return { title: t("Today"), head: day, content: html`${place}${lists}` }
}

/** @param {import("../../domain/kit.js").KitVillage} here @param {Ticket[]} tickets @param {Kit} kit */
function placeHere(here, tickets, kit) {
  const open = tickets.filter((ticket) => isUnfinished(ticket) && ticket.village?.id === here.id)
  const lights = tallyOf(open, kit).map(({ colour, count }) =>
    lightTally(colour, kit.phrases.counted[colour].replace("{n}", String(count))),
  )
  const none = html`<span class="second">${t("Nothing open here")}</span>`
  const other = html`<a class="button" data-kind="outline" data-size="small" href="/villages"><span class="button-label">${t("Another village")}</span></a>`
  const what = html`<a class="button" data-kind="ink" data-wide href="/villages/${here.id}"><span class="button-label">${t("What is open here")}</span></a>`
  return html`<div class="home-here"><p class="second">${t("You are working in")}</p><div class="home-here-line"><h1 class="home-here-name">${here.name}</h1>${other}</div><p class="home-here-lights">${lights.length ? lights : none}</p>${what}</div>`
}

/** @param {Ticket[]} tickets @param {Kit} kit */
function responsibleHome(tickets, kit) {
  const { unit, person } = kit
  const mine = tickets.filter((ticket) => ticket.mine)
  const others = tickets.filter((ticket) => !ticket.mine && isUnfinished(ticket)).sort(byDeadline)
  const toFix = mine.filter(({ state }) => state === "open").sort(byDeadline)
  const waiting = mine.filter(({ state }) => state === "submitted").sort(newestFirst)
  const closed = mine
    .filter(({ state }) => state === "closed")
    .sort(newestFirst)
    .slice(0, 3)
  const lists = [
    list(t("To fix"), toFix, kit, { count: toFix.length, none: t("Nothing to fix") }),
    waiting.length > 0 && list(t("Waiting for the review"), waiting, kit, { count: waiting.length }),
    others.length > 0 &&
      list(t("Here, for others to fix"), others, kit, { count: others.length, owners: true }),
    closed.length > 0 && list(t("Closed lately"), closed, kit, { states: true }),
  ]
  const head = placeHead(unit.name, { over: unit.over, initial: person.initial, name: person.name })
  return { title: t("To fix"), head, content: html`${lists}` }
}

/**
 * @param {string} title
 * @param {Ticket[]} tickets
 * @param {Kit} kit
 * @param {{count?: number, none?: string, owners?: boolean, states?: boolean, own?: boolean, review?: boolean}} how
 */
function list(title, tickets, kit, { count, none, owners, states, own, review }) {
  const rows = tickets.map((ticket) => {
    const second = owners ? ticket.responsible.name : returned(ticket)
    const light = review ? reviewLightFor(ticket, kit) : undefined
    const date = states ? ticket.state_label : review ? ticket.review_light?.date_text : undefined
    return html`<li>${row(ticket, kit, { second, date, light })}</li>`
  })
  const content =
    rows.length || own
      ? html`<ul class="ticket-list"${own && html` data-own`}>${rows}</ul>`
      : empty(none ?? "")
  return section(title, content, { count })
}

/** @param {Ticket} ticket */
function returned(ticket) {
  return dotted([ticket.village?.name, ticket.venue?.name, returnedWords(ticket)])
}
