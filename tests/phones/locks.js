/** Web Locks of one browser: exclusive ones only, with `ifAvailable`, `steal` and `signal`. */

export class Locks {
  /** @type {Map<string, Claim>} */
  #held = new Map()
  /** @type {Claim[]} */
  #waiting = []

  /** `navigator.locks` of one page. @param {import("./page.js").Page} page */
  manager(page) {
    return {
      request: (name, options, work) => this.#request(page, name, options, work),
      query: async () => ({ held: [...this.#held.keys()].map((name) => ({ name })) }),
    }
  }

  /** A page is gone, and its locks with it. @param {import("./page.js").Page} page */
  release(page) {
    this.#waiting = this.#waiting.filter((claim) => claim.page !== page)
    for (const claim of [...this.#held.values()]) if (claim.page === page) this.#free(claim)
  }

  #request(page, name, options, work) {
    return new Promise((done, fail) => {
      const claim = { page, name, work, done, fail }
      if (options.steal) this.#steal(name)
      if (!this.#held.has(name)) return this.#grant(claim)
      if (options.ifAvailable) return page.soon(async () => done(await work(null)))
      this.#waiting.push(claim)
      options.signal?.addEventListener("abort", () => this.#giveUp(claim))
    })
  }

  #grant(claim) {
    this.#held.set(claim.name, claim)
    claim.page.soon(async () => {
      try {
        claim.done(await claim.work({ name: claim.name }))
      } catch (error) {
        claim.fail(error)
      }
      this.#free(claim)
    })
  }

  #free(claim) {
    if (this.#held.get(claim.name) !== claim) return
    this.#held.delete(claim.name)
    const next = this.#waiting.find(({ name }) => name === claim.name)
    if (!next) return
    this.#waiting = this.#waiting.filter((other) => other !== next)
    this.#grant(next)
  }

  #steal(name) {
    const robbed = this.#held.get(name)
    this.#held.delete(name)
    robbed?.page.soon(() => robbed.fail(new DOMException("stolen", "AbortError")))
  }

  #giveUp(claim) {
    if (!this.#waiting.includes(claim)) return
    this.#waiting = this.#waiting.filter((other) => other !== claim)
    claim.fail(new DOMException("given up", "AbortError"))
  }
}

/** @typedef {{page: import("./page.js").Page, name: string, work: Function, done: Function, fail: Function}} Claim */
