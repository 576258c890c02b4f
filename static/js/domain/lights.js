/**
 * The light of a ticket on a day without the server: it says what to count from, here it is only counted
 * (webapp/tickets/clock.py is the rule; a test holds the two together over years). Pure but for today's date.
 */

import { rightNow } from "../lib/skew.js"

/**
 * @typedef {object} Clock
 * @property {string} due_on ISO date
 * @property {string} amber_from ISO date
 * @property {boolean} [paused]
 *
 * @typedef {object} Workdays
 * @property {string} first ISO date of the first figure
 * @property {string} days "1" worked, "0" not, one for each day
 *
 * @typedef {object} Said one clock's words in the reader's language, "{n}" for the number
 * @property {string} today
 * @property {string} tomorrow
 * @property {[string, string]} left one, many
 * @property {string} past
 * @property {[string, string]} over
 *
 * @typedef {object} Phrases as tickets/words.py gives them
 * @property {Said & {paused: string}} ticket
 * @property {Said} review
 * @property {Record<string, string>} heard by colour, with "{text}"
 * @property {Record<string, string>} counted by colour
 *
 * @typedef {{colour: "green" | "amber" | "red" | "paused", text: string, label: string}} Light
 */

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** @param {number} [now] ms @returns {string} the date in Asia/Shanghai, whatever zone the phone is in */
export function today(now = rightNow()) {
  return new Date(now + SHANGHAI_MS).toISOString().slice(0, 10)
}

/** The ticket's own light. @param {Clock} clock @param {string} day ISO date @param {Workdays} workdays @param {Phrases} phrases @returns {Light} */
export function lightOf(clock, day, workdays, phrases) {
  if (clock.paused) return said("paused", phrases.ticket.paused, phrases)
  return running(clock, day, workdays, phrases, phrases.ticket)
}

/** The light of a review that waits. @param {Clock} clock @param {string} day ISO date @param {Workdays} workdays @param {Phrases} phrases @returns {Light} */
export function reviewLightOf(clock, day, workdays, phrases) {
  return running(clock, day, workdays, phrases, phrases.review)
}

/**
 * @param {Clock} clock
 * @param {string} day
 * @param {Workdays} workdays
 * @param {Phrases} phrases
 * @param {Said} words
 */
function running({ due_on, amber_from }, day, workdays, phrases, words) {
  if (day > due_on) return said("red", over(between(due_on, day, workdays), words), phrases)
  return said(day >= amber_from ? "amber" : "green", left(day, due_on, workdays, words), phrases)
}

/**
 * Working days after `a` up to and with `b`.
 * @param {string} a ISO date
 * @param {string} b ISO date, not before `a`
 * @param {Workdays} workdays
 */
export function between(a, b, { first, days }) {
  const from = Math.max(0, index(a, first) + 1)
  return [...days.slice(from, Math.max(from, index(b, first) + 1))].filter((worked) => worked === "1").length
}

/** @param {string} day @param {string} first */
function index(day, first) {
  return Math.round((Date.parse(day) - Date.parse(first)) / DAY_MS)
}

/**
 * @param {string} day
 * @param {string} due
 * @param {Workdays} workdays
 * @param {Said} words
 */
function left(day, due, workdays, words) {
  if (day === due) return words.today
  if (index(due, day) === 1) return words.tomorrow
  return counted(words.left, between(day, due, workdays))
}

/** @param {number} n @param {Said} words */
function over(n, words) {
  return n === 0 ? words.past : counted(words.over, n)
}

/** @param {[string, string]} forms @param {number} n */
function counted([one, many], n) {
  return (n === 1 ? one : many).replace("{n}", String(n))
}

/**
 * @param {Light["colour"]} colour
 * @param {string} text
 * @param {Phrases} phrases
 * @returns {Light}
 */
function said(colour, text, { heard }) {
  return { colour, text, label: heard[colour].replace("{text}", text) }
}
