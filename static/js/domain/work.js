/** One piece of unsent work: a draft and its photos. What the phone cannot keep stays on the page (`kept` says so). */

import { dropDraft, findDraft, newDraft, photosOf, saveDraft, savePhoto } from "../store/drafts.js"

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").Envelope} Envelope */
/** @typedef {import("../store/drafts.js").Draft} Draft */
/**
 * What a form's photo picker can do for it.
 * @typedef {HTMLElement & {attach: (work: Work) => void, storedIds: string[],
 *   progress: (photo: Photo, fraction: number) => void, refuse: (photo: Photo) => void}} Picker
 */

export class Work {
  /**
   * @param {Draft} draft
   * @param {Photo[]} photos
   */
  constructor(draft, photos) {
    this.draft = draft
    this.photos = photos
    this.kept = true
    this.isOver = false
  }

  /**
   * The work begun under this id, or new work.
   * @param {string} id
   * @param {import("../store/drafts.js").Seed} seed for new work
   * @returns {Promise<Work>}
   */
  static async open(id, seed) {
    const draft = await findDraft(id).catch(() => null)
    return draft ? new Work(draft, await photosOf(draft)) : new Work(newDraft(id, seed), [])
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
    const had = this.draft.values.words
    this.draft.values = values
    if (this.photos.length || values.words || had) await this.#keep()
  }

  /**
   * Gives the camera's photos the phone's place, once it is known.
   * @param {Partial<Photo>} place
   */
  async locate(place) {
    const without = this.photos.filter((photo) => photo.source === "camera" && photo.lat === undefined)
    for (const photo of without) Object.assign(photo, place)
    if (without.length) await this.#keep(without)
  }

  /** Notes the command that is about to go out, so that the next try is the same. @param {Envelope} envelope */
  async setOut(envelope) {
    this.draft.envelope = envelope
    await this.#keep()
  }

  /** Makes it a new command: what was sent before is settled. @param {string} commandId */
  renew(commandId) {
    this.draft.command_id = commandId
    this.draft.envelope = undefined
  }

  /** Throws it away. */
  async drop() {
    this.isOver = true
    await dropDraft(this.draft).catch(() => {})
  }

  /** @param {Photo} photo that the server has whole now */
  async noteStored(photo) {
    await savePhoto(photo).catch(() => {})
  }

  /** @param {Photo[]} [photos] */
  async #keep(photos = []) {
    if (this.isOver) return
    this.kept = await saveDraft(this.draft, photos).then(
      () => true,
      () => false,
    )
  }
}
