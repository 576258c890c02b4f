/** Everything of this person that is only on this phone, and how it is said. */

import { tn, t } from "../lib/i18n.js"
import { ago } from "../lib/time.js"
import { listDrafts } from "../store/drafts.js"
import { listItems } from "../store/outbox.js"
import { findPhotos } from "../store/photos.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Draft} Draft */
/** @typedef {import("../sync/status.js").Status} Status */
/** @typedef {{items: Item[], drafts: Draft[]}} Unsent items in the phone's order; drafts that nobody sent yet */

/** @returns {Promise<Unsent>} nothing where the phone has no store */
export async function unsent() {
  try {
    const items = (await listItems()).filter(({ quiet }) => !quiet)
    const taken = new Set(items.map(({ draft }) => draft?.id))
    const begun = (/** @type {Draft} */ { id, photo_ids, values }) =>
      !taken.has(id) && (photo_ids.length > 0 || values.words)
    return { items, drafts: (await listDrafts()).filter(begun) }
  } catch {
    return { items: [], drafts: [] }
  }
}

/** @param {Unsent} work */
export function countOf({ items, drafts }) {
  return items.length + drafts.length
}

/** @param {number} n */
export function stillHere(n) {
  return tn("{n} is still on this phone", "{n} are still on this phone", n)
}

/** @param {Unsent} work @returns {string} since when the oldest waits */
export function oldestOf({ items, drafts }) {
  const times = [...items.map(({ made_at }) => made_at), ...drafts.map(({ created_at }) => created_at)]
  return times.length ? ago(times.sort()[0]) : ""
}

/** @param {Unsent} work @returns {string} */
export function needsYou({ items }) {
  const n = items.filter(({ state }) => state === "refused").length
  return n ? tn("{n} needs your decision", "{n} need your decision", n) : ""
}

/**
 * What the sender is at.
 * @param {Status} status
 * @param {Unsent} work
 * @returns {string} empty when there is nothing to say
 */
export function phaseWords({ phase, n = 0, m = 0 }, { items }) {
  if (phase === "sending") return m > 1 ? t("sending {n} of {m}", { n, m }) : t("sending")
  if (phase === "sign-in") return t("sign in and it goes on")
  if (phase === "other-person") return t("somebody else is signed in")
  if (phase === "other-role") return t("done in another role: switch back to send")
  if (phase === "portal") return t("this network asks to be signed in to")
  if (!items.some(({ state }) => state === "queued")) return ""
  return phase === "server" || phase === "busy" ? t("the server is busy") : t("waiting for signal")
}

/** @type {Map<string, number>} */
const weights = new Map()

/**
 * @param {string[]} ids of photos
 * @returns {Promise<string>} how much there is to send, like "3 photos, 1.2 MB"
 */
export async function weightOf(ids) {
  if (!ids.length) return t("no photos")
  // Asked with every percent that is sent: each photo is read once.
  const { photos } = await findPhotos(ids.filter((id) => !weights.has(id)))
  for (const { id, bytes } of photos) weights.set(id, bytes.byteLength)
  const bytes = ids.reduce((sum, id) => sum + (weights.get(id) ?? 0), 0)
  const size =
    bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
  return tn("{n} photo, {size}", "{n} photos, {size}", ids.length, { size })
}
