/**
 * The sender: takes what is due out of the outbox, one after the other, from one tab at a time, and never gives up. It
 * knows no verb: whatever command an item carries goes the same way.
 */

import { repeating } from "../lib/repeating.js"
import { changeItem, listItems } from "../store/outbox.js"
import { Attended } from "./attended.js"
import { sendOne } from "./one.js"
import { LONGEST_REST_MS, Pace } from "./pace.js"
import { plan, tally } from "./plan.js"
import { progressOf } from "./progress.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../net/problems.js").Problem} Problem */
/** @typedef {import("./send.js").Options} Options */
/** @typedef {import("./ports.js").Ports} Ports */

export class Engine {
  #pace = new Pace()
  /** @type {Set<string> | null} items that need not wait; null: all that are here when it looks */
  #asked = new Set()
  /** @type {Attended | null} */
  #attended = null

  /** @param {Ports} ports */
  constructor(ports) {
    this.ports = ports
    const work = () => ports.alone(() => this.#flush()).catch((error) => this.#broke(error))
    this.run = repeating(work, ports.later, LONGEST_REST_MS)
  }

  /** Looks at once, whatever waits: a person, the line or the screen came back. */
  wake() {
    this.#asked = null
    this.#pace.wake()
    return this.run()
  }

  /**
   * Sends an item before a person's eyes; answers the server's result.
   * @param {string} id
   * @param {Options} [hooks]
   * @throws {Problem} when it was refused, or did not get through for now; it stays in the outbox
   */
  attend(id, hooks = {}) {
    const attended = new Attended(id, hooks)
    this.#attended = attended
    this.#asked?.add(id)
    this.#pace.wake()
    this.run().catch(() => {})
    return attended.promise
  }

  /** @returns {Promise<number>} in how many ms to look again */
  async #flush() {
    for (let sent = 0; ; ) {
      const rest = this.#pace.left(this.ports.now())
      if (rest) return rest
      const items = await listItems()
      this.#asked ??= new Set(items.map(({ id }) => id))
      const [now, asked, first] = [this.ports.now(), this.#asked, this.#attended?.id]
      const [membership, inHand] = [this.ports.membership(), await this.ports.inHand()]
      const found = plan(items, { now, asked, first, membership, inHand })
      if (!found.item) return this.#idle(found)
      const { count, refused } = tally(items)
      /** @type {import("./status.js").Status} */
      const status = { phase: "sending", id: found.item.id, n: sent + 1, m: sent + count - refused }
      this.ports.tell(status)
      if (await this.#send(found.item, asked, status)) sent += 1
    }
  }

  /** The phone's store failed, or another tab took over: whoever waits is told. @param {any} problem @returns {never} */
  #broke(problem) {
    this.#attended?.heard({ kind: "failed", problem })
    this.#attended = null
    throw problem
  }

  /** @param {import("./plan.js").Plan} found @returns {Promise<number>} */
  async #idle({ wakeAt, otherRole }) {
    await this.#attended?.end()
    this.#attended = null
    this.ports.tell({ phase: otherRole ? "other-role" : "idle" })
    return Math.min(await this.ports.pull(), (wakeAt ?? Number.POSITIVE_INFINITY) - this.ports.now())
  }

  /**
   * @param {Item} item
   * @param {Set<string>} asked
   * @param {import("./status.js").Status} status
   * @returns {Promise<boolean>} whether it arrived
   */
  async #send(item, asked, status) {
    const attended = this.#attended?.id === item.id ? this.#attended : null
    asked.delete(item.id)
    const onProgress = progressOf(item, status, this.ports.tell, attended?.options.onProgress)
    const outcome = await sendOne(item, { ...this.ports.options, ...attended?.options, onProgress })
    if (outcome.kind === "again") asked.add(item.id)
    if (attended?.heard(outcome)) this.#attended = null
    if (outcome.problem && outcome.kind === "failed") await this.#failed(item, outcome.problem)
    else this.#pace.gotThrough()
    return outcome.kind === "sent"
  }

  /** @param {Item} item @param {Problem} problem "busy" is about this item alone; else nothing gets through */
  async #failed(item, problem) {
    const now = this.ports.now()
    if (problem.kind !== "busy") {
      this.#pace.lineFailed(problem, now)
      await this.#attended?.end(problem)
      this.#attended = null
      this.ports.tell({ phase: problem.kind })
    }
    await changeItem(item.id, ({ tries }) => ({ not_before: this.#pace.turnOf(tries, now) }))
  }
}
