/** Random numbers that come again for the same seed. */

import { createHash } from "node:crypto"

export class Random {
  #state = new Uint32Array(4)

  /** @param {string | number} seed */
  constructor(seed) {
    const digest = createHash("sha256").update(String(seed)).digest()
    for (let i = 0; i < 4; i++) this.#state[i] = digest.readUInt32LE(i * 4)
  }

  /** @returns {number} 0 ≤ x < 1 (sfc32) */
  next() {
    const s = this.#state
    const sum = (s[0] + s[1] + s[3]) >>> 0
    s[3] += 1
    s[0] = s[1] ^ (s[1] >>> 9)
    s[1] = s[2] + (s[2] << 3)
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + sum
    return sum / 2 ** 32
  }

  /** @param {number} low @param {number} high @returns {number} a whole number, both ends included */
  whole(low, high) {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** @param {number} chance of yes */
  maybe(chance) {
    return this.next() < chance
  }

  /** @template T @param {T[]} things @returns {T} */
  one(things) {
    return things[Math.floor(this.next() * things.length)]
  }

  /** One of the names, each as often as its weight says. @template {string} K @param {Record<K, number>} weights @returns {K} */
  weighted(weights) {
    const names = /** @type {K[]} */ (Object.keys(weights))
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0)
    for (const name of names) {
      left -= weights[name]
      if (left < 0) return name
    }
    return names[0]
  }

  /** What the app takes from `crypto`: bytes from here, hashes at once. */
  get crypto() {
    return {
      getRandomValues: (bytes) => bytes.map((_, i) => (bytes[i] = this.whole(0, 255))),
      subtle: {
        digest: async (_name, bytes) =>
          new Uint8Array(createHash("sha256").update(new Uint8Array(bytes)).digest()).buffer,
      },
    }
  }

  /** `Math` with these random numbers. */
  get math() {
    return Object.create(Math, { random: { value: () => this.next() } })
  }
}
