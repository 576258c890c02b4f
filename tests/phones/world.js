/**
 * A world whose time passes only when nothing else is left to do. Everything that happens is an event of its queue, the
 * disks' work included, so that the same seed is the same story, event by event.
 */

import { Random } from "./random.js"

const realSetImmediate = setImmediate
/** Two things that happen "at once" do so in an order that the seed decides. */
const JITTER_MS = 0.5

export class World {
  events = 0
  /** @type {Timer[]} a binary heap, the next one first */
  #queue = []
  #order = 0
  #now
  /** @type {Map<number, () => void>} what happens after so many events, in the middle of whatever it is */
  #accidents = new Map()

  /** @param {string | number} seed @param {number} start ms since 1970 */
  constructor(seed, start) {
    this.random = new Random(`world ${seed}`)
    this.#now = start
    this.crypto = this.random.crypto
    this.math = this.random.math
    this.origin = "http://phones.test"
    // The store of fake-indexeddb does its work in tasks of its own.
    globalThis.setImmediate = (run) => this.after(0, run)
  }

  now() {
    return Math.floor(this.#now)
  }

  /** @param {number} ms @param {() => void} run @returns {() => void} calls it off */
  after(ms, run) {
    const timer = { at: this.#now + ms + JITTER_MS * this.random.next(), order: ++this.#order, run }
    push(this.#queue, timer)
    return () => {
      timer.run = null
    }
  }

  /**
   * Lets time pass.
   * @param {number} ms
   * @param {() => boolean} [isOver] ends it sooner
   */
  async pass(ms, isOver = () => false) {
    const until = this.#now + ms
    while (this.#queue.length && this.#queue[0].at <= until && !isOver()) {
      const { at, run } = pop(this.#queue)
      this.#now = Math.max(this.#now, at)
      if (!run) continue
      this.events += 1
      run()
      await new Promise(realSetImmediate)
      this.#accidents.get(this.events)?.()
      this.#accidents.delete(this.events)
    }
    if (!isOver()) this.#now = Math.max(this.#now, until)
  }

  /** @param {number} events from now on @param {() => void} run */
  accident(events, run) {
    this.#accidents.set(this.events + events, run)
  }

  /** Lets time pass until a promise is settled. @template T @param {Promise<T>} promise @returns {Promise<T>} */
  async until(promise, ms = 3_600_000) {
    let isOver = false
    const settled = promise.finally(() => {
      isOver = true
    })
    settled.catch(() => {})
    await new Promise(realSetImmediate)
    await this.pass(ms, () => isOver)
    if (!isOver) throw new Error("nothing happens any more, and it is not done")
    return settled
  }
}

/** @typedef {{at: number, order: number, run: (() => void) | null}} Timer */

const isBefore = (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap, item) {
  let i = heap.push(item) - 1
  for (let up = (i - 1) >> 1; i > 0 && isBefore(heap[i], heap[up]); i = up, up = (i - 1) >> 1)
    swap(heap, i, up)
}

function pop(heap) {
  const [first] = heap
  const last = heap.pop()
  if (heap.length) {
    heap[0] = last
    sink(heap)
  }
  return first
}

function sink(heap) {
  for (let i = 0; ; ) {
    const [left, right] = [2 * i + 1, 2 * i + 2]
    let least = i
    if (left < heap.length && isBefore(heap[left], heap[least])) least = left
    if (right < heap.length && isBefore(heap[right], heap[least])) least = right
    if (least === i) return
    swap(heap, i, least)
    i = least
  }
}

function swap(heap, i, j) {
  ;[heap[i], heap[j]] = [heap[j], heap[i]]
}
