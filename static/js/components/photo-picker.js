/** <photo-picker>: takes photos from its file inputs for the work attached (components/photo_picker.html). */

import { chosenItem } from "../domain/chosen-item.js"
import { define, tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { locate, mayLocate } from "../media/position.js"
import { preparePhoto } from "../media/prepare.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../domain/work.js").Work} Work */

export class PhotoPicker extends HTMLElement {
  /** @type {Work | null} */
  work = null
  preparing = 0

  connectedCallback() {
    this.addEventListener("change", ({ target }) => this.#chosen(target))
    this.addEventListener("click", ({ target }) => this.#clicked(target))
    for (const button of this.querySelectorAll("[data-remove]")) button.removeAttribute("hidden")
  }

  /**
   * Shows the photos of this work and adds new ones to it, also those chosen before we were ready.
   * @param {Work} work
   */
  attach(work) {
    this.work = work
    for (const photo of work.photos) this.#show(photo)
    for (const input of this.querySelectorAll("input[type=file]")) this.#chosen(input)
    this.#changed()
  }

  /** Ids of photos that the server rendered, because it has them already. */
  get storedIds() {
    const fields = this.querySelectorAll("input[name=photo_id]")
    return Array.from(fields, (field) => /** @type {HTMLInputElement} */ (field).value)
  }

  /**
   * @param {Photo} photo
   * @param {number} fraction 1: the server has it whole
   */
  progress(photo, fraction) {
    const item = this.querySelector(`li[data-photo="${photo.id}"]`)
    const bar = item?.querySelector("progress")
    if (bar) bar.value = fraction * 100
    item?.toggleAttribute("data-sending", fraction < 1)
    if (fraction === 1) item?.removeAttribute("data-pending")
  }

  /** Marks the photo that the server does not take. @param {Photo} photo */
  refuse(photo) {
    this.querySelector(`li[data-photo="${photo.id}"]`)?.setAttribute("data-refused", "")
  }

  /** @param {EventTarget | null} target */
  async #chosen(target) {
    if (!(target instanceof HTMLInputElement) || !target.files?.length || !this.work) return
    const files = Array.from(target.files)
    const source = target.hasAttribute("capture") ? "camera" : "album"
    target.value = ""
    for (const file of files) await this.#take(file, source, this.work)
  }

  /**
   * @param {File} file
   * @param {"camera" | "album"} source
   * @param {Work} work
   */
  async #take(file, source, work) {
    this.toggleAttribute("data-preparing", ++this.preparing > 0)
    try {
      const place = source === "camera" && (await mayLocate()) ? locate() : null
      const photo = await preparePhoto(file, source)
      await work.add(photo)
      this.#show(photo)
      this.#changed()
      place?.then((found) => found && work.locate(found))
    } catch {
      tell(this, "app:say", { text: t("This file could not be read. Choose another photo.") })
    } finally {
      this.toggleAttribute("data-preparing", --this.preparing > 0)
    }
  }

  /** @param {Photo} photo */
  #show(photo) {
    const item = chosenItem(this, photo)
    if (item) this.querySelector(".photo-picker-chosen")?.append(item)
  }

  /** @param {EventTarget | null} target */
  async #clicked(target) {
    const item = target instanceof Element && target.closest("[data-remove]") ? target.closest("li") : null
    const list = item?.parentElement
    if (!item || !list) return
    const photo = this.work?.photos.find(({ id }) => id === item.dataset.photo)
    item.remove()
    if (photo) await this.work?.remove(photo.id)
    this.#changed()
    const run = async () => {
      list.append(item)
      if (photo) await this.work?.restore(photo)
      this.#changed()
    }
    tell(this, "app:say", { text: t("Photo removed"), action: t("Put it back"), run })
  }

  #changed() {
    this.dataset.count = String(this.querySelectorAll(".photo-picker-chosen > li").length)
    tell(this, "photos:changed")
  }
}

define("photo-picker", PhotoPicker)
