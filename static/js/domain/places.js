/** Which village is meant: the nearest, else the last used. Pure. */

import { t } from "../lib/i18n.js"

/** @typedef {import("../lib/types.js").Point} Point */
/**
 * @typedef {object} Village
 * @property {string} id
 * @property {string} name
 * @property {string} [pinyin] like "qing long cun"
 * @property {string} [initials] like "qlc"
 * @property {number | null} [lat]
 * @property {number | null} [lng]
 * @property {string} [township]
 * @property {boolean} [last_used]
 * @property {{id: string, name: string}[]} [venues]
 */

const EARTH_M = 6_371_000
const FAR_M = 15_000
const VAGUE_M = 5_000

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {number} metres over the ground
 */
export function distance(a, b) {
  const rad = Math.PI / 180
  const across = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2
  const along = Math.sin(((b.lng - a.lng) * rad) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(across + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * along))
}

/**
 * @param {Village[]} villages
 * @param {Point | null} here
 * @returns {{village: Village, why: "near" | "last" | "only"} | null}
 */
export function suggest(villages, here) {
  if (villages.length === 1) return { village: villages[0], why: "only" }
  const nearest = byDistance(villages, here)[0]
  if (nearest) return { village: nearest.village, why: "near" }
  const last = villages.find((village) => village.last_used)
  return last ? { village: last, why: "last" } : null
}

/**
 * @param {Village[]} villages
 * @param {Point | null} here
 * @returns {{village: Village, metres: number}[]} nearest first; none when the position is too vague to say
 */
export function byDistance(villages, here) {
  if (!here || (here.accuracy ?? 0) > VAGUE_M) return []
  const found = []
  for (const village of villages) {
    if (typeof village.lat !== "number" || typeof village.lng !== "number") continue
    const metres = distance(here, { lat: village.lat, lng: village.lng })
    if (metres <= FAR_M) found.push({ village, metres })
  }
  return found.sort((a, b) => a.metres - b.metres)
}

/**
 * The order of the list: near ones, the last used, then the register's order.
 * @param {Village[]} villages
 * @param {Point | null} here
 * @returns {Village[]}
 */
export function inOrder(villages, here) {
  const near = byDistance(villages, here).map(({ village }) => village)
  const last = villages.filter((village) => village.last_used)
  return [...new Set([...near.slice(0, 3), ...last, ...villages])]
}

/**
 * @param {number | undefined} metres
 * @returns {string} as exact as a phone's position is
 */
export function howFar(metres) {
  if (metres === undefined) return ""
  if (metres < 950) return t("about {n} m", { n: Math.max(50, Math.round(metres / 50) * 50) })
  return t("about {n} km", { n: (metres / 1000).toFixed(1) })
}
