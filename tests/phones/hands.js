/**
 * What people do on a phone, by the app's own modules, and the diary of it: what was promised to them. The diary is
 * compared with the server in the end.
 */

import { photo } from "./photo.js"

/** @typedef {import("./page.js").Page} Page */
/**
 * @typedef {object} Version
 * @property {string} words nobody else says just this
 * @property {{id: string, sha256: string}[]} photos
 * @property {boolean} kept the phone said "saved"
 *
 * @typedef {object} Deed
 * @property {string} person
 * @property {string} name of the command
 * @property {string} ticket
 * @property {string} draft
 * @property {Version[]} versions the last one counts, as far as it was kept
 * @property {boolean} thrown away by its owner
 * @property {Set<string>} items ids that it had in the outbox
 * @property {(commands: object, words: string, photos: object[]) => object} command of the words and photos it has now
 */

export class Hands {
  /** @type {Deed[]} */
  diary = []
  #said = 0

  /** @param {string} name of the phone, for the words @param {() => string} newId */
  constructor(name, newId) {
    this.name = name
    this.newId = newId
  }

  /**
   * A new problem.
   * @param {Page} page
   * @param {{village: string, kind: string, photos: number[]}} seen sizes of the photos
   */
  open(page, { village, kind, photos }) {
    const ticket = this.newId()
    const command = ({ openTicket }, words, pictures) =>
      openTicket({ ticket_id: ticket, village_id: village, type_code: kind, words }, pictures)
    return this.#begin(page, { name: "ticket.open", ticket, command, photos })
  }

  /**
   * A step on a ticket, or a remark.
   * @param {Page} page
   * @param {string} name of the command
   * @param {{id: string, version?: number}} ticket as the phone knows it
   * @param {number[]} photos sizes
   * @param {Record<string, string>} [more] what else its form asks for
   */
  step(page, name, { id, version }, photos, more = {}) {
    const values = { ticket_id: id, ...more, ...(version && { version: String(version) }) }
    const command = ({ fromForm }, words, pictures) => fromForm(name, { ...values, words }, pictures)
    return this.#begin(page, { name, ticket: id, command, photos })
  }

  /**
   * Sends a draft that somebody began in an earlier version of the app, with more photos than had gone out then.
   * @param {Page} page
   * @param {import("../../static/js/lib/types.js").Draft} draft
   */
  async takeUp(page, { id, purpose, values, photo_ids, envelope }) {
    const command = ({ openTicket }, words, pictures) => openTicket({ ...envelope.args, words }, pictures)
    const photos = photo_ids.map((photo) => ({ id: photo }))
    const deed = this.#deed(page, { name: purpose, ticket: envelope.args.ticket_id, command, draft: id })
    deed.versions.push({ words: values.words, photos, kept: true })
    await this.#finish(page, deed, await this.#work(page, deed), [])
  }

  /**
   * Opens what is not sent yet once more: other words, and photos added or taken out.
   * @param {Page} page
   * @param {Deed} deed
   * @param {{add?: number[], drop?: number}} change
   */
  async edit(page, deed, { add = [], drop = 0 }) {
    const work = await this.#work(page, deed)
    if (!work.item) return
    for (const { id } of work.photos.slice(0, drop)) await work.remove(id)
    return this.#finish(page, deed, work, add)
  }

  /** Throws away what is not sent yet. @param {Page} page @param {Deed} deed */
  async throwAway(page, deed) {
    const work = await this.#work(page, deed)
    if (!work.item) return
    deed.thrown = true
    await work.drop()
  }

  /** @returns {Deed} */
  #deed(page, { name, ticket, command, draft = `${name}:${this.newId()}` }) {
    const { person } = page.session
    const deed = { person, name, ticket, command, draft, versions: [], thrown: false, items: new Set() }
    this.diary.push(deed)
    return deed
  }

  async #begin(page, { photos, ...what }) {
    const deed = this.#deed(page, what)
    await this.#finish(page, deed, await this.#work(page, deed), photos)
    return deed
  }

  /** As a form would get it: what waits in the outbox, or something new. */
  async #work(page, { name, draft }) {
    const { beginWork } = await page.load("domain/begin.js")
    return beginWork(draft, { purpose: name, url: "/" })
  }

  async #finish(page, deed, work, sizes) {
    const { host } = page.phone
    for (const size of sizes)
      await work.add(photo(this.newId(), new Date(host.now() + page.phone.skew).toISOString(), size))
    const photos = work.photos.map(({ id, sha256 }) => ({ id, sha256 }))
    const version = { words: `${this.name}.${++this.#said}`, photos, kept: false }
    deed.versions.push(version)
    const commands = await page.load("domain/commands.js")
    const item = await work.queue(deed.command(commands, version.words, work.photos), {
      ...{ does: deed.name, title: version.words, place: "" },
    })
    version.kept = true
    deed.items.add(item.id)
    deed.draft = item.draft.id
    const { sender } = await page.load("sync/start.js")
    // Somebody who looks on, or not: both ways in are used.
    const sent = this.#said % 3 ? sender().wake() : sender().attend(item.id)
    sent.catch(() => {})
  }
}
