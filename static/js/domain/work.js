/** A piece of unsent work in a form's hands. What the phone cannot keep stays on the page (`kept` says so). */

import { hold } from "../lib/locks.js"
import { dropDraft, saveDraft } from "../store/drafts.js"
import { discard } from "../store/account.js"
import { queueItem } from "../store/outbox.js"
import { HAND } from "../sync/start.js"
import { isSameCommand, itemOf, triedIn } from "./items.js"
import { noteWork } from "./note-work.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Draft} Draft */
export class Work {
  kept = true
  isOver = false
  /** Nothing that happens to the form while it is being sent brings its draft back. */
  isSending = false
  #letGo = () => {}

  /**
   * @param {Draft} draft
   * @param {Photo[]} photos
   * @param {Item | null} [item] as it stands in the outbox
   */
  constructor(draft, photos, item = null) {
    this.draft = draft
    this.photos = photos
    this.item = item
  }

  /** @param {Photo} photo */
  async add(photo) {
    this.photos.push(photo)
    this.draft.photo_ids.push(photo.id)
    await this.#keep([photo])
  }

  /** @param {string} id of a photo to take out; `restore` brings it back */
  async remove(id) {
    this.draft.photo_ids = this.draft.photo_ids.filter((other) => other !== id)
    this.draft.removed_ids.push(id)
    this.photos = this.photos.filter((photo) => photo.id !== id)
    await this.#keep()
  }

  /** @param {Photo} photo */
  async restore(photo) {
    this.draft.removed_ids = this.draft.removed_ids.filter((other) => other !== photo.id)
    await this.add(photo)
  }

  /** @param {Record<string, string>} values */
  async setValues(values) {
    const { values: had } = this.draft
    if (JSON.stringify(had) === JSON.stringify(values)) return
    this.draft.values = values
    if (this.photos.length || values.words || had.words) await this.#keep()
  }

  /**
   * Gives the camera's photos the phone's place, once it is known.
   * @param {Partial<Photo>} place
   */
  async locate(place) {
    const without = this.photos.filter((photo) => photo.source === "camera" && photo.lat === undefined)
    for (const photo of without) Object.assign(photo, place)
    if (without.length && !this.item) await this.#keep(without)
  }

  /**
   * Puts it into the outbox, in the place of what it was there before.
   * @param {import("../lib/types.js").Command} command @param {import("../lib/types.js").Label} label
   * @throws {Error} when the phone cannot keep it
   */
  async queue(command, label) {
    if (!this.item || !isSameCommand(this.item, command)) {
      const { draft, photos, item } = this
      const place = { id: draft.command_id, replaces: item?.id, draftId: draft.id, tried: draft.envelope }
      this.item = await queueItem(itemOf(this, command, label), { ...place, photos })
      await noteWork().catch(() => {}) // before anybody is told "saved": the phone may be in other hands a moment later
    }
    this.#letGo()
    return this.item
  }

  /** Notes the command that is about to go out, for the next try. @param {import("../lib/types.js").Envelope} envelope */
  async setOut(envelope) {
    const { envelope: last } = this.draft
    if (last && !isSameCommand({ envelope: last }, envelope)) this.draft.tried = triedIn(this.draft)
    this.draft.envelope = envelope
    await this.#keep()
  }

  /** Makes it a new command: what was sent before is settled. @param {string} commandId */
  renew(commandId) {
    this.draft.command_id = commandId
    this.draft.envelope = this.draft.tried = undefined
  }

  /** Throws it away. */
  async drop() {
    this.isOver = true
    if (this.item) await discard(this.item).catch(() => {})
    await dropDraft(this.draft).catch(() => {})
    this.#letGo()
  }

  /** While a form has it in hand, the sender leaves it alone. @returns {Promise<void>} */
  async take() {
    if (this.item) this.#letGo = (await hold(HAND + this.item.id)) ?? this.#letGo
  }

  /** @param {Photo[]} [photos] */
  async #keep(photos = []) {
    if (this.isOver || this.isSending) return
    await this.take()
    this.kept = (await saveDraft(this.draft, photos).catch(() => false)) !== false
  }
}
