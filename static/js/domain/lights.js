/**
 * The light of a ticket on a day without the server: it says what to count from, here it is only counted
 * (webapp/tickets/clock.py is the rule; a test holds the two together over years). Pure.
 */

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
 * @typedef {object} Phrases the clock's words in the reader's language, "{n}" for the number (tickets/words.py)
 * @property {string} paused
 * @property {string} today
 * @property {string} tomorrow
 * @property {[string, string]} left one, many
 * @property {string} past
 * @property {[string, string]} over
 * @property {Record<string, string>} heard by colour, with "{text}"
 *
 * @typedef {{colour: "green" | "amber" | "red" | "paused", text: string, label: string}} Light
 */

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

/** @param {number} [now] ms @returns {string} the date in Asia/Shanghai, whatever zone the phone is in */
export function today(now = Date.now()) {
  return new Date(now + SHANGHAI_MS).toISOString().slice(0, 10)
}

/**
 * @param {Clock} clock
 * @param {string} day ISO date
 * @param {Workdays} workdays
 * @param {Phrases} phrases
 * @returns {Light}
 */
export function lightOf({ due_on, amber_from, paused }, day, workdays, phrases) {
  if (paused) return said("paused", phrases.paused, phrases)
  if (day > due_on) return said("red", over(between(due_on, day, workdays), phrases), phrases)
  return said(day >= amber_from ? "amber" : "green", left(day, due_on, workdays, phrases), phrases)
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
 * @param {Phrases} phrases
 */
function left(day, due, workdays, phrases) {
  if (day === due) return phrases.today
  if (index(due, day) === 1) return phrases.tomorrow
  return counted(phrases.left, between(day, due, workdays))
}

/** @param {number} n @param {Phrases} phrases */
function over(n, phrases) {
  return n === 0 ? phrases.past : counted(phrases.over, n)
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
