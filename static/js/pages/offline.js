/** The kit without a signal: whichever address was asked for, drawn from what this phone has. */

import { kit } from "../domain/kit.js"
import { html } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { useSkew } from "../lib/skew.js"
import { clock } from "../lib/time.js"
import { allTickets, findTicket, reading } from "../store/records.js"
import { newProblem, verbForm } from "./offline/forms.js"
import { copyOf, pageHead, say, show } from "./offline/frame.js"
import { home } from "./offline/home.js"
import { problems, village, villages } from "./offline/places.js"
import { ticketScreen } from "./offline/ticket.js"

/** @typedef {import("../domain/kit.js").Kit} Kit */
/** @typedef {import("./offline/frame.js").Screen} Screen */
/** @typedef {(kit: Kit, match: RegExpExecArray, query: URLSearchParams) => Promise<Screen | null> | Screen | null} View */

const ID = "([0-9a-f-]{36})"
/** Addresses and what draws them; a view that is null is not on this phone. @type {[RegExp, View][]} */
const VIEWS = [
  [/^\/$/, async (kit, _, query) => (kit.home ? home(await allTickets(), kit, query) : null)],
  [/^\/tickets\/new$/, (kit, _, query) => (kit.villages.length ? newProblem(query) : null)],
  [/^\/tickets$/, async (kit, _, query) => (kit.lists ? problems(await allTickets(), kit, query) : null)],
  [
    /^\/review$/,
    async (kit) => (kit.home === "inspector" ? home(await allTickets(), kit, new URLSearchParams()) : null),
  ],
  [
    new RegExp(`^/(?:tickets|review)/${ID}(?:/opened)?$`),
    async (kit, [, id]) => drawn(await findTicket(id), kit),
  ],
  [
    new RegExp(`^/tickets/${ID}/([a-z]+)$`),
    async (_, [, id, verb]) => withTicket(await findTicket(id), verb),
  ],
  [/^\/villages$/, async (kit) => (kit.home === "inspector" ? villages(await allTickets(), kit) : null)],
  [/^\/villages\/([0-9a-f-]{36}|own)$/, async (kit, [, id]) => village(await allTickets(), kit, id)],
  [/^\/me$/, () => ({ title: t("My page"), head: html``, content: copyOf("me") })],
  [/^\/unsent$/, () => ours("unsent")],
  [new RegExp(`^/unsent/${ID}$`), () => ours("item")],
]

/** @returns {Promise<void>} once the screen stands, so that its parts find their modules */
export async function draw() {
  const own = kit()
  if (!own) return
  const { read_at, skew } = await reading()
  useSkew(skew ?? 0)
  for (const [address, view] of VIEWS) {
    const match = address.exec(location.pathname)
    const screen = match && (await view(own, match, new URLSearchParams(location.search)))
    if (screen) {
      show(screen)
      tellAge(read_at)
      break
    }
  }
  document.body.toggleAttribute("data-drawn", true)
}

/** @param {string} read_at */
function tellAge(read_at) {
  say(
    read_at
      ? t("No signal; this is from {time}", { time: clock(read_at) })
      : t("No signal; nothing was read yet"),
  )
}

/** @param {import("../store/records.js").Ticket | null} ticket @param {Kit} kit */
const drawn = (ticket, kit) => ticket && ticketScreen(ticket, kit)

/** @param {import("../store/records.js").Ticket | null} ticket @param {string} verb */
const withTicket = (ticket, verb) => ticket && verbForm(verb, ticket)

/** @param {"unsent" | "item"} name @returns {Screen} */
function ours(name) {
  const head = pageHead(
    name === "unsent" ? t("Not sent yet") : "",
    name === "unsent" ? { back: "/" } : { close: "/" },
  )
  return { title: t("Not sent yet"), head, content: copyOf(name), bottom: copyOf(`${name}-bar`), isOwn: true }
}

// Nothing is drawn anew under somebody's eyes; what is new is one tap away.
addEventListener("records:read", () => say(t("The signal is back."), t("See what is new")))
