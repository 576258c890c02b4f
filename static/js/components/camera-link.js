/**
 * The seal that opens the camera at once: a link to a form with photos. On a phone a tap takes the photo first, keeps it
 * as new work, and follows the link with it. Without scripts, with a mouse, or when the camera is left without a
 * photo, it is the link it always was.
 */

import { t } from "../lib/i18n.js"
import { newId } from "../lib/ids.js"
import { beginWork } from "../domain/begin.js"
import { leave, stayAt } from "../domain/resume.js"
import { locate, mayLocate } from "../media/position.js"
import { preparePhoto } from "../media/prepare.js"

const PLACE_WAIT_MS = 1500
const FORMS = /^\/tickets\/(new|([0-9a-f-]{36})\/(submit|witness))$/

/** @param {HTMLAnchorElement} link */
export function openCamera(link) {
  const form = FORMS.exec(link.pathname)
  if (!form || !matchMedia("(pointer: coarse)").matches) return
  const input = document.createElement("input")
  Object.assign(input, { type: "file", accept: "image/*", hidden: true })
  input.setAttribute("capture", "environment")
  input.setAttribute("data-camera", "")
  link.after(input)
  let asked = false
  link.addEventListener("click", (event) => {
    // A second tap after the camera gave nothing means: let me in without a photo.
    if (asked || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    asked = true
    // The system may kill this page while the camera is open: the app then opens where the photo is asked for.
    stayAt(link.getAttribute("href") ?? "/")
    input.click()
  })
  input.addEventListener("cancel", () => {
    leave()
    location.assign(link.href)
  })
  input.addEventListener("change", () => {
    const file = input.files?.[0]
    if (file) carry(link, file, form)
  })
}

/**
 * @param {HTMLAnchorElement} link
 * @param {File} file
 * @param {RegExpExecArray} form what FORMS found in the link's path
 */
async function carry(link, file, [, path, ticketId, verb]) {
  busy(link)
  const place = (await mayLocate()) ? Promise.race([locate(), nothingAfter(PLACE_WAIT_MS)]) : null
  const id = ticketId ? `${verb}:${ticketId}` : newId()
  const url = new URL(link.href)
  if (path === "new") url.searchParams.set("draft", id)
  const work = await beginWork(id, { purpose: `ticket.${verb ?? "open"}`, url: url.pathname + url.search })
  try {
    const photo = await preparePhoto(file, "camera", await place)
    await work.add(photo)
  } catch {
    work.kept = false
  }
  if (!work.kept) url.searchParams.set("again", "1")
  location.assign(url)
}

/** @param {HTMLAnchorElement} link */
function busy(link) {
  link.setAttribute("aria-busy", "true")
  const label = link.querySelector(".button-label")
  if (label) label.textContent = t("Keeping the photo …")
}

/**
 * @param {number} ms
 * @returns {Promise<null>}
 */
function nothingAfter(ms) {
  return new Promise((done) => setTimeout(() => done(null), ms))
}

for (const link of document.querySelectorAll("a[data-kind=seal][href*='/tickets/']")) {
  if (link instanceof HTMLAnchorElement) openCamera(link)
}
// A page that comes back from the browser's memory must not show a button that still says "keeping".
addEventListener("pageshow", (event) => event.persisted && location.reload())
