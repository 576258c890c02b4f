/** `BroadcastChannel` among the pages of one phone. */

export class Channels {
  /** @type {Set<any>} */
  #open = new Set()

  /** @param {import("./page.js").Page} page */
  of(page) {
    const open = this.#open
    return class BroadcastChannel {
      constructor(name) {
        Object.assign(this, { name, page })
        open.add(this)
      }

      postMessage(data) {
        for (const other of open)
          if (other !== this && other.name === this.name) other.page.soon(() => other.onmessage?.({ data }))
      }

      close() {
        open.delete(this)
      }
    }
  }

  /** @param {import("./page.js").Page} page */
  release(page) {
    for (const channel of this.#open) if (channel.page === page) channel.close()
  }
}
