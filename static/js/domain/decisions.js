/** What a person can do about a piece of work that the server did not take. Pure. */

import { t } from "../lib/i18n.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {"edit" | "remark" | "again" | "without" | "look"} Answer */
/** @typedef {{title: string, lines: string[], answers: [Answer, string][]}} Decision the first answer is the likely one */

/** The step itself is no longer possible; words and photos may still be of use there. */
const OVERTAKEN = ["ticket.stale", "state.not_from_here", "auth.forbidden", "phone.changed_late"]
/** Nothing on this ticket is possible for this person any more. */
const OUT_OF_SIGHT = ["ticket.moved_away", "http.not_found"]

/**
 * @param {Item} item refused
 * @returns {Decision}
 */
export function decisionOn({ refusal, envelope, draft }) {
  const { code = "", detail = "", details = {} } = refusal ?? {}
  const title = ours(code) || detail
  const lines = [...meanwhile(details.since), ...faults(details.fields)]
  return {
    title: title || t("The server did not accept this."),
    lines,
    answers: answers(code, envelope, details, draft),
  }
}

/** @param {string} code of a refusal that the phone itself made */
function ours(code) {
  if (code === "phone.photo_lost") return t("This phone has lost a photo of it.")
  if (code === "phone.changed_late")
    return t("It had arrived before it was changed. The change was not taken.")
  return ""
}

/**
 * @param {string} code
 * @param {import("../lib/types.js").Envelope} envelope
 * @param {Record<string, unknown>} details
 * @param {import("../lib/types.js").Draft} [draft]
 * @returns {[Answer, string][]}
 */
function answers(code, { name, args }, details, draft) {
  /** @type {[Answer, string][]} */
  const found = []
  const canRemark =
    name !== "ticket.open" && name !== "ticket.comment" && Boolean(args.words || hasPhotos(args))
  if (code === "phone.photo_lost") found.push(["without", t("Send it without that photo")])
  if (OUT_OF_SIGHT.includes(code)) return found
  if (code === "ticket.stale" && isPossible(name, details)) found.push(["again", t("Send it all the same")])
  if (OVERTAKEN.includes(code) && canRemark) found.push(["remark", t("Send it as a remark")])
  if (OVERTAKEN.includes(code) && args.ticket_id) found.push(["look", t("See how it stands")])
  if (!OVERTAKEN.includes(code) && draft) found.push(["edit", t("Change it")])
  return found
}

/** Whether the same step may be taken as things stand now. @param {string} name @param {Record<string, unknown>} details */
function isPossible(name, { version, may }) {
  return typeof version === "number" && Array.isArray(may) && may.includes(name)
}

/** @param {Record<string, unknown>} args */
function hasPhotos({ photos }) {
  return Array.isArray(photos) && photos.length > 0
}

/**
 * @param {unknown} since the steps that others took: `[{text, who, at_text}]`
 * @returns {string[]}
 */
export function meanwhile(since) {
  if (!Array.isArray(since)) return []
  return since.map((step) => [step?.at_text, step?.who, step?.text].filter(Boolean).join(" ")).filter(Boolean)
}

/**
 * @param {unknown} fields `{field: [sentence]}`
 * @returns {string[]}
 */
export function faults(fields) {
  if (!fields || typeof fields !== "object") return []
  return Object.values(fields)
    .flat()
    .filter((fault) => typeof fault === "string")
}
