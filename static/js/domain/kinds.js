/** Kinds of problems as the new-problem page gives them, and what is still missing before one can be opened. Pure. */

import { t, tn } from "../lib/i18n.js"

/**
 * @typedef {object} Kind
 * @property {string} code
 * @property {string} title
 * @property {string} short
 * @property {string[]} [keywords]
 * @property {number} term_days working days
 * @property {string} owner_kind "village", or who else answers for it
 * @property {string[]} fields keys of its structured fields
 */

/**
 * Before the release a deadline is a length, not a date.
 * @param {Kind | null} kind
 * @param {{name: string} | null} village
 * @param {string} [owner] name of who was chosen by hand
 * @returns {{who: string, term: string}}
 */
export function promise(kind, village, owner = "") {
  if (!kind) return { who: "", term: "" }
  const name = owner || village?.name || t("The village")
  const isVillages = Boolean(owner) || kind.owner_kind === "village"
  const who = isVillages ? t("{village} fixes it", { village: name }) : t("The department answers for it")
  return { who, term: tn("{n} working day", "{n} working days", kind.term_days) }
}

/**
 * The fields of the form as arguments of `openTicket`; structured fields of other kinds are left behind.
 * @param {Record<string, string>} values
 * @param {string} ticketId
 * @param {Kind | null} kind
 */
export function problemFrom(values, ticketId, kind) {
  const { village_id, venue_id, type_code, words, reason } = values
  // "village" stands for whichever village is chosen in the end.
  const owner = values.responsible_id === "village" ? village_id : values.responsible_id
  const fields = Object.fromEntries((kind?.fields ?? []).map((key) => [key, values[`fields.${key}`] ?? ""]))
  return {
    ticket_id: ticketId,
    village_id,
    venue_id,
    type_code,
    words,
    responsible_id: owner,
    reason,
    fields,
  }
}

/**
 * How a problem is called while it is on this phone only.
 * @param {string} does the verb
 * @param {Kind | null} kind
 * @param {(string | undefined)[]} places village and venue
 * @param {{who: string, term: string}} promised
 * @returns {import("../lib/types.js").Label}
 */
export function labelOf(does, kind, places, { who, term }) {
  const place = places.filter(Boolean).join(" · ")
  return { does, title: kind?.short ?? "", place, promise: [who, term].filter(Boolean).join(" · ") }
}

/**
 * @param {{village: unknown, kind: unknown, photos: number, words: string}} problem
 * @returns {string} what is still missing, in the words of the button; empty when it can be sent
 */
export function missing({ village, kind, photos, words }) {
  if (photos === 0 && !words.trim()) return t("A photo or a sentence is missing")
  if (!village) return t("Choose the village")
  return kind ? "" : t("Choose what it is")
}

/**
 * @param {{kept: boolean, photos: unknown[]}} work
 * @returns {string} whether a person may close the page
 */
export function keptWords({ kept, photos }) {
  if (!kept) return t("This phone cannot keep it. Please do not close the page before it is sent.")
  return photos.length ? t("Kept on this phone.") : ""
}
