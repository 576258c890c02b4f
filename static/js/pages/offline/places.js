/** Villages, one village, and the list of problems, from the phone's own store. */

import { byDeadline, fits, lightFor, returnedWords, row } from "../../domain/cards.js"
import { dotted, icon, lightShape, section } from "../../domain/pieces.js"
import { html } from "../../lib/html.js"
import { t, tn } from "../../lib/i18n.js"
import { isUnfinished } from "../../store/records.js"
import { empty, pageHead, placeHead } from "./frame.js"

/** @typedef {import("../../store/records.js").Ticket} Ticket */
/** @typedef {import("../../domain/kit.js").Kit} Kit */
/** @typedef {import("../../domain/kit.js").KitVillage} KitVillage */

const MOST_SHAPES = 12

/** @param {Ticket[]} tickets @param {Kit} kit */
export function villages(tickets, kit) {
  const rows = kit.villages.map((village) => villageRow(village, openIn(village, tickets), kit))
  const title = tn("{n} village", "{n} villages", kit.villages.length)
  const head = placeHead(title, { over: kit.unit.name, initial: kit.person.initial, name: kit.person.name })
  return { title: t("Villages"), head, content: html`<ul class="rows villages">${rows}</ul>` }
}

/** @param {KitVillage} village @param {Ticket[]} open @param {Kit} kit */
function villageRow({ id, name, contact }, open, kit) {
  const colours = open.map((ticket) => lightFor(ticket, kit)?.colour ?? "paused")
  const shapes = colours.slice(0, MOST_SHAPES).map(lightShape)
  const more =
    colours.length > MOST_SHAPES && html`<span class="second">+${colours.length - MOST_SHAPES}</span>`
  const heard = html`<span class="hidden">${tn("{n} open", "{n} open", open.length)}</span>`
  const lights = html`<span class="village-lights">${shapes}${more}${heard}</span>`
  const none = html`<span class="village-none">${t("nothing open")}</span>`
  const second =
    contact && html`<span class="row-link-second">${t("Contact: {name}", { name: contact })}</span>`
  const text = html`<span class="grow"><span class="row-link-title">${name}</span>${second}</span>`
  return html`<li><a class="row-link village-row" href="/villages/${id}">${text}${open.length ? lights : none}</a></li>`
}

/**
 * @param {Ticket[]} tickets
 * @param {Kit} kit
 * @param {string} id "own" for the person's own
 */
export function village(tickets, kit, id) {
  const isOwn = id === "own"
  const found = kit.villages.find((each) => each.id === (isOwn ? kit.unit.id : id))
  if (!found) return null
  const cards = openIn(found, tickets).map(
    (ticket) => html`<li>${row(ticket, kit, { second: second(ticket) })}</li>`,
  )
  const open = cards.length ? html`<ul class="ticket-list">${cards}</ul>` : empty(t("Nothing open here"))
  const report =
    isOwn &&
    html`<p class="village-self"><a class="button" data-kind="plain" data-wide href="/tickets/new">${icon("plus")}<span class="button-label">${t("Report what we found ourselves")}</span></a></p>`
  const duties = found.duties.map(
    ([kind, names]) => html`<div class="fact"><dt>${kind}</dt><dd>${names}</dd></div>`,
  )
  const venues = found.venues.map((name) => html`<li class="village-venue">${name}</li>`)
  const content = html`${section(t("Open here"), html`${open}${report}`, { count: cards.length })}${duties.length > 0 && section(t("Who answers for it"), html`<dl class="facts">${duties}</dl>`)}${venues.length > 0 && section(t("Places"), html`<ul class="rows">${venues}</ul>`, { count: venues.length })}`
  const place = placeHead(found.name, { over: found.township })
  const head = isOwn ? place : html`${pageHead(t("Villages"), { back: "/villages" })}${place}`
  return { title: found.name, head, content }
}

/**
 * @param {Ticket[]} tickets
 * @param {Kit} kit
 * @param {URLSearchParams} asked
 */
export function problems(tickets, kit, asked) {
  const query = asked.get("q")?.trim() ?? ""
  const wanted = asked.get("village")
  const shown = tickets
    .filter((ticket) => isUnfinished(ticket) || query)
    .filter((ticket) => !wanted || ticket.village?.id === wanted)
    .filter((ticket) => !query || fits(ticket, query))
    .sort(byDeadline)
  const rows = shown.map((ticket) => {
    const second = dotted([ticket.number, ticket.village?.name, owner(ticket)])
    return html`<li>${row(ticket, kit, { second, date: ticket.clock ? undefined : ticket.state_label })}</li>`
  })
  const label = html`<label class="field-label" for="f-q">${t("Number, village or words")}</label>`
  const field = html`<div class="field">${label}<input class="field-control" id="f-q" type="search" name="q" value="${query}" enterkeyhint="search"></div>`
  const search = html`<form class="list-search" action="/tickets" role="search">${field}<button class="button" data-kind="outline"><span class="button-label">${t("Search")}</span></button></form>`
  const found = rows.length ? html`<ul class="ticket-list">${rows}</ul>` : empty(t("Nothing found"))
  return {
    title: t("Problems"),
    head: placeHead(t("Problems"), { over: kit.unit.name }),
    content: html`${search}${found}`,
  }
}

/** @param {KitVillage} village @param {Ticket[]} tickets */
function openIn({ id }, tickets) {
  return tickets.filter((ticket) => isUnfinished(ticket) && ticket.village?.id === id).sort(byDeadline)
}

/** @param {Ticket} ticket */
function second(ticket) {
  return dotted([ticket.venue?.name, owner(ticket), returnedWords(ticket)])
}

/** @param {Ticket} ticket whoever must fix it, when it is not the village */
function owner({ responsible, village }) {
  return responsible?.id !== village?.id && responsible?.name
}
