/** Tickets of the phone's store as rows of a list: which of them, in which order, with today's light. */

import { tn } from "../lib/i18n.js"
import { lightOf, reviewLightOf, today } from "./lights.js"
import { dotted, thumb, ticketRow } from "./pieces.js"

/** @typedef {import("../store/records.js").Ticket} Ticket */
/** @typedef {import("./kit.js").Kit} Kit */
/** @typedef {import("./lights.js").Light} Light */

/**
 * @param {Ticket} ticket
 * @param {Kit} kit
 * @returns {Light | null}
 */
export function lightFor({ clock }, { workdays, phrases }) {
  return clock ? lightOf(clock, today(), workdays, phrases) : null
}

/**
 * @param {Ticket} ticket
 * @param {Kit} kit
 * @returns {Light | null}
 */
export function reviewLightFor({ review_clock }, { workdays, phrases }) {
  return review_clock ? reviewLightOf(review_clock, today(), workdays, phrases) : null
}

/** Longest waiting first. @param {Ticket} a @param {Ticket} b */
export function byWaiting(a, b) {
  return (a.submitted_at ?? "") < (b.submitted_at ?? "") ? -1 : 1
}

/** Nearest deadline first, as the server's lists. @param {Ticket} a @param {Ticket} b */
export function byDeadline(a, b) {
  const [first, second] = [a, b].map(({ due_on, opened_at }) => `${due_on ?? "9999"} ${opened_at}`)
  return first < second ? -1 : 1
}

/** Last touched first. @param {Ticket} a @param {Ticket} b */
export function newestFirst(a, b) {
  return (a.received_at ?? a.opened_at) > (b.received_at ?? b.opened_at) ? -1 : 1
}

/**
 * @param {Ticket} ticket
 * @param {Kit} kit
 * @param {{second?: unknown, date?: string, light?: Light | null}} [more] other words than place and due date
 */
export function row(ticket, kit, { second, date, light: lamp } = {}) {
  const { url, title, village, venue, light, problem_photos = [], type } = ticket
  return ticketRow({
    url,
    title,
    second: second ?? dotted([village?.name, venue?.name]),
    light: lamp ?? lightFor(ticket, kit),
    date: date ?? light?.date_text ?? "",
    picture: thumb({ photo: problem_photos[0]?.id, kind: type.icon }),
  })
}

/**
 * @param {Ticket[]} tickets
 * @param {Kit} kit
 * @returns {{colour: string, count: number}[]} lights of each colour, worst first
 */
export function tallyOf(tickets, kit) {
  const shown = tickets.map((ticket) => lightFor(ticket, kit)?.colour)
  return ["red", "amber", "green"]
    .map((colour) => ({ colour, count: shown.filter((each) => each === colour).length }))
    .filter(({ count }) => count > 0)
}

/** @param {Ticket} ticket @returns {string} */
export function returnedWords({ returned_times: n }) {
  return n ? tn("came back once", "came back {n} times", n) : ""
}

/**
 * @param {Ticket} ticket
 * @param {string} query
 */
export function fits({ number, title, village, responsible, words = "" }, query) {
  const text = [number, title, village?.name, responsible?.name, words].join(" ").toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
