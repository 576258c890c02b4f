/** One phone: its storage, its cookies and its clock outlive its pages. */

import { Channels } from "./channels.js"
import { Disk } from "./disk.js"
import { Locks } from "./locks.js"
import { Page } from "./page.js"

/**
 * @typedef {object} Host the world a phone lives in
 * @property {() => number} now ms since 1970, true time
 * @property {(ms: number, run: () => void) => () => void} after answers how to call it off
 * @property {object} crypto
 * @property {object} math
 * @property {string} origin of the app
 */

export class Phone {
  disk = new Disk()
  locks = new Locks()
  channels = new Channels()
  /** @type {Map<string, string>} */
  cookies = new Map()
  /** @type {Set<Page>} */
  pages = new Set()
  name = ""
  /** Who is signed in. */
  login = ""
  /** @type {"good" | "bad" | "none"} how its line is, in a world that has weather */
  line = "good"
  /** How far its clock is ahead, ms. */
  skew = 0

  /**
   * @param {Host} host
   * @param {(phone: Phone, request: import("./exchange.js").Request, listener: import("./exchange.js").Listener) => () => void} wire
   * @param {import("./graph.js").Edits} [edits] safeguards switched off
   */
  constructor(host, wire, edits = {}) {
    this.host = host
    this.wire = wire
    this.edits = edits
  }

  /** Opens the app. @param {import("./page.js").Session} session @param {import("./graph.js").Edits} [edits] */
  open(session, edits) {
    const page = new Page(this, session, edits)
    this.pages.add(page)
    return page
  }

  /** @param {Page} page */
  forget(page) {
    this.pages.delete(page)
    this.locks.release(page)
    this.channels.release(page)
  }

  /** @type {import("./exchange.js").Wire} */
  send(request, listener) {
    const { origin } = this.host
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const own = { Origin: origin, "Sec-Fetch-Site": "same-origin", ...(cookie && { Cookie: cookie }) }
    const answered = (answer) => {
      this.take(answer.cookies ?? [])
      listener.answered(answer)
    }
    return this.wire(this, { ...request, headers: { ...request.headers, ...own } }, { ...listener, answered })
  }

  /** @param {string[]} lines of Set-Cookie; an empty value takes a cookie away */
  take(lines) {
    for (const line of lines) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (value) this.cookies.set(name, value)
      else this.cookies.delete(name)
    }
  }
}
