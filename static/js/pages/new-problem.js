/** A new problem on one screen: photo, place, kind, send; kept on the phone from the first photo on (tickets/new.html). */

import { KindFields } from "../components/kind-fields.js"
import { KindPicker } from "../components/kind-picker.js"
import { PhotoPicker } from "../components/photo-picker.js"
import { SimilarList } from "../components/similar-list.js"
import { VillagePicker } from "../components/village-picker.js"
import { comment, openTicket } from "../domain/commands.js"
import { deliver } from "../domain/deliver.js"
import { keptWords, labelOf, missing, problemFrom, promise } from "../domain/kinds.js"
import { byDistance, suggest } from "../domain/places.js"
import { dataBlock, must, part, show } from "../lib/dom.js"
import { only, restore, valuesOf } from "../lib/forms.js"
import { t } from "../lib/i18n.js"
import { showNotice } from "../lib/notice.js"
import { canLocate, locate, mayLocate } from "../media/position.js"
import { workOfAddress } from "./draft-address.js"

const KEPT = /^(village_id|venue_id|type_code|words|responsible_id|reason|fields\..*)$/

const form = must(document, "form[action='/tickets/new']", HTMLFormElement)
const picker = must(form, "photo-picker", PhotoPicker)
const places = must(form, "village-picker", VillagePicker)
const similar = must(document, "similar-list", SimilarList)
const button = must(document, "[data-part~=send]", HTMLButtonElement)
const label = must(button, ".button-label", HTMLElement)
const owner = must(form, "select[name=responsible_id]", HTMLSelectElement)
const finder = part(form, "locate", HTMLElement)
const ready = label.textContent ?? ""
const kinds = /** @type {import("../domain/kinds.js").Kind[]} */ (dataBlock("kinds") ?? [])
const villages = /** @type {import("../domain/places.js").Village[]} */ (dataBlock("villages") ?? [])
const here = new URL(location.href)
const work = await workOfAddress(form, here)
const isPlaceGiven = here.searchParams.has("village") || Boolean(work.draft.values.village_id)

function values() {
  return only(valuesOf(form), (name) => KEPT.test(name))
}

function kind() {
  return kinds.find(({ code }) => code === values().type_code) ?? null
}

/** Brings the screen up to date with what was chosen, and keeps it. */
function refresh() {
  const [village, chosen] = [places.village, kind()]
  const photos = work.photos.length + picker.storedIds.length
  const lacking = missing({ village, kind: chosen, photos, words: values().words ?? "" })
  const { who, term } = promised()
  must(document, "[data-part~=who]", HTMLElement).textContent = who
  must(document, "[data-part~=term]", HTMLElement).textContent = term
  if (form.getAttribute("aria-busy") !== "true") {
    button.disabled = lacking !== ""
    label.textContent = lacking || ready
  }
  must(form, "kind-fields", KindFields).offer(chosen?.fields ?? [])
  show(part(form, "drop", HTMLElement), work.photos.length > 0)
  must(form, "[data-part~=kept]", HTMLElement).textContent = keptWords(work)
  similar.look(village?.id ?? "", chosen?.code ?? "")
  work.setValues(values())
}

/** @param {import("../lib/types.js").Command} command @param {string} next @param {string} does in words */
function send(command, next, does) {
  const label = labelOf(does, kind(), [places.village?.name, places.venue?.name], promised())
  return deliver(form, { button, picker, work, command, label, next })
}

function promised() {
  return promise(kind(), places.village, owner.value ? owner.selectedOptions[0].text : "")
}

/** Where this is: what the photo says, else (or when that is nowhere near) where the phone is now. */
async function findPlace() {
  show(finder, false)
  const photo = work.photos.find(({ lat, lng }) => lat !== undefined && lng !== undefined)
  const seen = photo ? { lat: Number(photo.lat), lng: Number(photo.lng) } : null
  const point = byDistance(villages, seen).length ? seen : await locate()
  if (point && !photo) await work.locate(point)
  places.offer(villages, point)
  const found = suggest(villages, point)
  if (found && !(isPlaceGiven || places.byHand)) places.choose(found.village.id, "", found.why)
}

restore(form, work.draft.values)
must(form, "kind-picker", KindPicker).offer(kinds)
places.offer(villages, null)
const guess = suggest(villages, null)
if (guess && !isPlaceGiven) places.choose(guess.village.id, "", guess.why)
picker.attach(work)
refresh()
for (const change of ["input", "change", "photos:changed", "place:chosen"])
  form.addEventListener(change, refresh)
form.addEventListener("submit", (event) => {
  event.preventDefault()
  const command = openTicket(problemFrom(values(), work.draft.id, kind()), work.photos, picker.storedIds)
  send(command, `/tickets/${work.draft.id}/opened`, t("New problem"))
})
similar.addEventListener("similar:join", (event) => {
  const { id } = /** @type {CustomEvent} */ (event).detail
  send(
    comment({ ticket_id: id, words: values().words }, work.photos),
    `/tickets/${id}`,
    t("Add to one that is open"),
  )
})
finder?.addEventListener("click", findPlace)
form.addEventListener("send:failed", (event) => {
  const { code } = /** @type {CustomEvent} */ (event).detail
  const fold = owner.closest("details")
  if (code === "ticket.no_owner" && fold) fold.open = true
})
must(form, "[data-part~=drop]", HTMLElement).onclick = () => work.drop().then(() => location.assign("/"))
if (here.searchParams.has("again") && !work.photos.length) {
  showNotice(form, { title: t("This browser could not keep the photo. Please take it again here.") })
}
if (await mayLocate()) findPlace()
else show(finder, canLocate())
