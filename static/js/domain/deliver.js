/**
 * Sends a form's work: kept in the outbox first, then sent before the person's eyes. What does not get through now goes
 * by itself later; the person may go on.
 */

import { tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { showNotice } from "../lib/notice.js"
import { sayNext } from "../lib/said.js"
import { findItem } from "../store/outbox.js"
import { findSent } from "../store/sent.js"
import { sender } from "../sync/start.js"
import { onStatus } from "../sync/status.js"
import { dispatch } from "./dispatch.js"
import { explain } from "./refusals.js"

/** @typedef {import("./work.js").Work} Work */
/**
 * What a form's photo picker can do for it.
 * @typedef {HTMLElement & {attach: (work: Work) => void, storedIds: string[],
 *   progress: (photo: Photo, fraction: number) => void, refuse: (photo: Photo) => void}} Picker
 */
/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Photo} Photo */
/**
 * @typedef {object} Delivery
 * @property {HTMLElement | null} button
 * @property {Picker | null} picker
 * @property {Work} work
 * @property {import("../lib/types.js").Command} command
 * @property {import("../lib/types.js").Label} label
 * @property {string} next where to go once it has arrived
 */

/**
 * @param {HTMLFormElement} form
 * @param {Delivery} delivery
 */
export async function deliver(form, delivery) {
  if (form.getAttribute("aria-busy") === "true") return
  const { button, work, command, label, next } = delivery
  const words = button?.querySelector(".button-label") ?? button
  const before = words?.textContent ?? ""
  const say = (/** @type {string} */ text) => words?.replaceChildren(text)
  busy(form, button, true)
  showNotice(form, null)
  say(t("Sending …"))
  work.isSending = true
  const item = await work.queue(command, label).catch(() => null)
  work.kept = item !== null
  // What the phone cannot keep is kept as a draft, as far as it can.
  work.isSending = item !== null
  // The phone itself says that there is no line: nothing to wait for.
  if (item && navigator.onLine === false) return location.assign(`/unsent/${item.id}`)
  const hooks = hooksOf(delivery, say)
  try {
    await (item ? sender().attend(item.id, hooks) : dispatch(work, command, hooks))
    work.isOver = true
    sayNext(form.dataset.done ?? "")
    location.replace(next)
  } catch (problem) {
    work.isSending = false
    tell(form, "send:failed", problem)
    showNotice(form, explain(problem, location.pathname + location.search, item?.id))
    busy(form, button, false)
    say(before)
    if (item) followLater(item, work, next)
  }
}

/**
 * It may get through while the person still looks at the form.
 * @param {Item} item
 * @param {Work} work
 * @param {string} next
 */
function followLater({ id, revision }, work, next) {
  onStatus(async ({ phase }) => {
    if (phase !== "idle" || work.item?.revision !== revision || (await findItem(id))) return
    if (work.isOver || !(await findSent(id))) return
    work.isOver = true
    location.replace(next)
  })
}

/**
 * @param {Delivery} delivery
 * @param {(text: string) => void} say
 * @returns {import("../sync/send.js").Options}
 */
function hooksOf({ work, picker }, say) {
  return {
    onRefused: (photo) => picker?.refuse(photo),
    onProgress(photo, fraction) {
      picker?.progress(photo, fraction)
      const n = work.photos.findIndex(({ id }) => id === photo.id) + 1
      const m = work.photos.length
      const percent = Math.round(fraction * 100)
      say(m > 1 ? t("Sending photo {n} of {m}", { n, m }) : t("Sending the photo {n} %", { n: percent }))
    },
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 * @param {boolean} is
 */
function busy(form, button, is) {
  form.setAttribute("aria-busy", String(is))
  if (is) button?.setAttribute("aria-busy", "true")
  else button?.removeAttribute("aria-busy")
}
