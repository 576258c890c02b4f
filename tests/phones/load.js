/**
 * Phones at work on a real line, all in this process: `node … load.js '{"address": …}'`. They work until "heal" comes in
 * on standard input, then send what is left, and their report goes to standard output.
 */

import { createInterface } from "node:readline"
import { Hands } from "./hands.js"
import { Random } from "./random.js"
import { pause, realHost, signedIn } from "./real.js"
import { isQuiet, report } from "./report.js"

const MOST_UNSENT = 6
const given = JSON.parse(process.argv[2])
const host = realHost(new URL(given.address).origin, 20)
let isHealing = false

class Owner {
  /** @param {string} login @param {number} number */
  constructor(login, number) {
    this.login = login
    this.number = number
    this.random = new Random(`${given.seed} ${number}`)
  }

  async begin() {
    Object.assign(this, await signedIn(host, { ...given, login: this.login }))
    await this.#restart()
    const { newId } = await this.page.load("lib/ids.js")
    this.hands = new Hands(`${this.login}.${this.number}.`, newId)
  }

  /** Works without looking up. */
  async live() {
    while (!isHealing) {
      const page = this.page
      await Promise.race([this.#act(page), pause(2000)]).catch((error) => this.#excuse(page, error))
      if (this.random.maybe(0.05)) await this.#restart()
      await this.#wake()
      await pause(this.random.whole(10, 60))
    }
  }

  /** Sends what is left. */
  async heal() {
    await this.#restart()
    for (let i = 0; i < given.patience * 10; i++) {
      await this.#wake()
      await pause(100)
      const { listItems } = await this.page.load("store/outbox.js")
      if (isQuiet(await listItems())) return
    }
  }

  async #act(page) {
    const { listItems } = await page.load("store/outbox.js")
    if ((await listItems()).length >= MOST_UNSENT) return
    const { allTickets } = await page.load("store/records.js")
    const tickets = await allTickets()
    const does = this.random.weighted({ open: 5, comment: tickets.length ? 6 : 0, submit: 2, edit: 2, away: 0.5 })
    await this[does](page, tickets)
  }

  open(page) {
    const [village, kind] = [this.random.one(given.villages[this.login]), this.random.one(given.kinds)]
    return this.hands.open(page, { village, kind, photos: this.#photos() })
  }

  comment(page, tickets) {
    return this.hands.step(page, "ticket.comment", this.random.one(tickets), this.#photos())
  }

  async submit(page, tickets) {
    const mine = tickets.filter(({ state, mine }) => mine && state === "open")
    if (mine.length) await this.hands.step(page, "ticket.submit", this.random.one(mine), this.#photos())
  }

  async edit(page) {
    const deed = this.hands.diary.filter(({ thrown }) => !thrown).at(-1)
    if (deed) await this.hands.edit(page, deed, { add: this.#photos(), drop: this.random.whole(0, 1) })
  }

  async away(page) {
    const deed = this.hands.diary.at(-1)
    if (deed) await this.hands.throwAway(page, deed)
  }

  #photos() {
    const { random } = this
    return Array.from({ length: random.one([0, 0, 1, 2]) }, () => (random.maybe(0.3) ? random.whole(33_000, 90_000) : 900))
  }

  async #restart() {
    this.page?.kill()
    this.page = this.phone.open(this.session)
    await this.page.start()
  }

  async #wake() {
    const { sender } = await this.page.load("sync/start.js")
    void sender()
      .wake()
      .catch(() => {})
  }

  /** Whoever is killed in the middle of something may say so. */
  #excuse(page, error) {
    if (page.isAlive) throw error
  }
}

const owners = given.logins.map((login, number) => new Owner(login, number))
for (const owner of owners) await owner.begin()
const lives = owners.map((owner) => owner.live())
process.stdout.write("ready\n")
for await (const word of createInterface({ input: process.stdin })) if (word === "heal") break
isHealing = true
await Promise.all(lives)
await Promise.all(owners.map((owner) => owner.heal()))
const told = []
for (const { phone, session, hands } of owners) told.push(await report(phone, session, hands))
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0))
