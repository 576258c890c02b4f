/** One open page of the app on a phone: the globals its modules find, and its end. */

import { fetchOf, xhrOf } from "./exchange.js"
import { graph } from "./graph.js"

/** @typedef {import("./phone.js").Phone} Phone */
/** @typedef {{person: string, membership: string}} Session */

export class Page {
  isAlive = true
  /** @type {(() => void)[] | null} what waits for the page to thaw; null when it is not frozen */
  frozen = null
  #target = new EventTarget()

  /**
   * @param {Phone} phone
   * @param {Session} session for whom the server made the page
   * @param {import("./graph.js").Edits} [edits]
   */
  constructor(phone, session, edits = phone.edits) {
    this.phone = phone
    this.session = session
    this.drive = phone.disk.drive()
    this.document = {
      documentElement: { lang: "zh-Hans", dataset: { ...session } },
      visibilityState: "visible",
      addEventListener: (type, run) => this.#target.addEventListener(type, run),
    }
    this.load = graph(globalsOf(this, this.#target), edits)
  }

  /** Begins to send and to read, as the browser does with every page. */
  async start() {
    ;(await this.load("sync/start.js")).startSync()
  }

  /** Something comes from outside: not to a dead page, and to a frozen one later. @param {() => void} run */
  hear(run) {
    if (!this.isAlive) return
    if (this.frozen) this.frozen.push(run)
    else run()
  }

  /** @param {() => void} run */
  soon(run) {
    this.after(0, run)
  }

  /** @param {number} ms @param {() => void} run @returns {() => void} calls it off */
  after(ms, run) {
    return this.isAlive ? this.phone.host.after(ms, () => this.hear(run)) : () => {}
  }

  /** @type {import("./exchange.js").Wire} */
  send(request, { sent, answered, failed }) {
    if (!this.isAlive) return () => {}
    let isOff = false
    const heard = (run) => (what) => this.hear(() => isOff || run?.(what))
    const callOff = this.phone.send(request, {
      sent: heard(sent),
      answered: heard(answered),
      failed: heard(failed),
    })
    return () => {
      isOff = true
      callOff()
    }
  }

  /** @param {"visible" | "hidden"} state */
  turn(state) {
    this.document.visibilityState = state
    this.emit("visibilitychange")
  }

  /** @param {string} type of an event of the window or the document */
  emit(type) {
    this.soon(() => this.#target.dispatchEvent(new Event(type)))
  }

  freeze() {
    this.frozen ??= []
  }

  thaw() {
    const waiting = this.frozen ?? []
    this.frozen = null
    for (const run of waiting) this.soon(run)
  }

  /** The system, or the person, ends it at once. */
  kill() {
    if (!this.isAlive) return
    this.isAlive = false
    this.drive.unplug()
    this.phone.forget(this)
  }
}

/** @param {Page} page @param {EventTarget} target */
function globalsOf(page, target) {
  const { phone } = page
  const { host } = phone
  /** @type {Map<number, () => void>} */
  const timers = new Map()
  let last = 0
  return {
    document: page.document,
    indexedDB: page.drive,
    navigator: { locks: phone.locks.manager(page), onLine: true },
    location: { assign() {}, replace() {} },
    fetch: fetchOf(page),
    XMLHttpRequest: xhrOf(page),
    BroadcastChannel: phone.channels.of(page),
    CustomEvent,
    crypto: host.crypto,
    Math: host.math,
    Date: dateOf(() => host.now() + phone.skew),
    addEventListener: target.addEventListener.bind(target),
    dispatchEvent: target.dispatchEvent.bind(target),
    setTimeout(run, ms = 0) {
      const timer = ++last
      const callOff = page.after(ms, () => timers.delete(timer) && run())
      timers.set(timer, callOff)
      return timer
    },
    clearTimeout(timer) {
      timers.get(timer)?.()
      timers.delete(timer)
    },
  }
}

/** @param {() => number} now of this phone's clock */
function dateOf(now) {
  return class extends Date {
    constructor(...given) {
      super(...(given.length ? given : [now()]))
    }

    static now() {
      return now()
    }
  }
}
