/** Times for people, in the page's language. */

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
  const [unit, size] = UNITS.find(([, size]) => Math.abs(passed) >= size) ?? ["minute", 60_000]
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" })
  return words.format(Math.round(passed / size), unit)
}
