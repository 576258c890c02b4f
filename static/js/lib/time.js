/** Times for people, in the page's language. */

import { t } from "./i18n.js"

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
]

/**
 * @param {string} iso
 * @param {number} [now] ms
 * @param {string} [language]
 * @returns {string} like "2 小时前"
 */
export function ago(iso, now = Date.now(), language = document.documentElement.lang || "zh-Hans") {
  const passed = Date.parse(iso) - now
  const found = UNITS.find(([, size]) => Math.abs(passed) >= size)
  if (!found) return t("just now")
  const [unit, size] = found
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" })
  return words.format(Math.round(passed / size), unit)
}

/**
 * @param {string} iso
 * @param {string} [language]
 * @returns {string} like "11月19日 14:36", in the phone's own zone
 */
export function moment(iso, language = document.documentElement.lang || "zh-Hans") {
  const parts = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
  return new Intl.DateTimeFormat(language, /** @type {Intl.DateTimeFormatOptions} */ (parts)).format(
    new Date(iso),
  )
}

/** @param {Date} [day] @param {string} [language] @returns {string} like "11月19日 星期三" */
export function longDay(day = new Date(), language = document.documentElement.lang || "zh-Hans") {
  const date = new Intl.DateTimeFormat(language, { month: "long", day: "numeric" }).format(day)
  const weekday = new Intl.DateTimeFormat(language, { weekday: "long" }).format(day)
  return language.startsWith("en") ? `${weekday} ${date}` : `${date} ${weekday}`
}

/** @param {string} iso @returns {string} like "14:20" today, with the date before that */
export function clock(iso) {
  const isToday = new Date(iso).toDateString() === new Date().toDateString()
  return isToday ? (moment(iso).split(" ").pop() ?? "") : moment(iso)
}
