/** One phone of a story, and the people who have it in hand. */

import { Hands } from "./hands.js"
import { Phone } from "./phone.js"
import { act, ask } from "./pipe.js"
import { isQuiet, report } from "./report.js"
import { weather } from "./weather.js"

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** How long somebody looks at a page. */
const LOOKS_MS = 20_000
const SKEWS = [0, 0, 0, -2 * DAY, 7 * MINUTE]
const PASSWORD = "correct horse battery"
const KINDS = ["A1-08", "B2-01"]
/** Whose phone it may become: villagers open problems of their own village only. */
const OPENS = { xuncha1: [0, 1], xuncha2: [0, 1], qinglong: [0], baishi: [1], zhenban: [0, 1], minzheng: [] }
const VERBS = {
  "ticket.submit": {},
  "ticket.close": {},
  "ticket.return": { reason_code: "half_done" },
  "ticket.witness": { fixed_by: "刘志强" },
}

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./page.js").Session} Session */

export class Owner {
  /** @type {Map<string, Set<string>>} who has used it, in which memberships */
  users = new Map()

  /** @param {import("./story.js").Story} story @param {string} login @param {number} number */
  constructor(story, login, number) {
    this.story = story
    this.world = story.world
    this.random = story.random
    const trace = (/** @type {string} */ line) => story.trace(line)
    this.phone = new Phone(
      this.world,
      weather(this.world, trace, (...what) => story.heard(...what)),
      story.edits,
    )
    this.phone.name = `${login}${number}`
    this.phone.skew = this.random.one(SKEWS)
    this.own = login
  }

  async begin() {
    this.signIn(this.own)
    const page = await this.page()
    const { newId } = await page.load("lib/ids.js")
    this.hands = new Hands(`${this.phone.name}.`, newId)
    await this.world.pass(5_000)
  }

  /** What somebody does who has it in hand. */
  async person() {
    const page = await this.page()
    page.thaw()
    page.turn("visible")
    const what = this.random.weighted({ open: 4, step: 4, remark: 4, edit: 4, away: 1, look: 2 })
    const dies = this.random.maybe(0.3)
    this.trace(dies ? `${what}, and the app is killed in the middle of it` : what)
    if (dies) this.world.accident(this.random.whole(1, 250), () => page.kill())
    this.#does(page, what).catch((error) => {
      // Whoever is killed in the middle of it says nothing any more.
      if (page.isAlive) this.story.fail(error)
    })
    await this.world.pass(this.random.whole(0, 20_000))
    page.turn("hidden")
  }

  /** What the system does with the app, or its owner with the system. */
  async device() {
    const what = this.random.weighted({ kill: 2, start: 3, tab: 2, freeze: 1.5 })
    this.trace(what)
    const page = this.random.one([...this.phone.pages])
    if (what === "start") await this.page()
    if (what === "tab") await this.#open()
    if (what === "freeze") page?.freeze()
    if (what === "kill") this.world.accident(this.random.whole(1, 80), () => page?.kill())
  }

  async line() {
    this.phone.line = this.random.weighted({ good: 3, bad: 6, none: 3 })
    this.trace(`line ${this.phone.line}`)
    if (this.phone.line !== "none") for (const page of this.phone.pages) page.emit("online")
  }

  /** What becomes of who is signed in. */
  async session() {
    const what = this.random.one(["expire", "signIn", "lend", "back", "wear", "retire", "reinstate"])
    const [at, login] = [this.world.now(), this.login]
    this.trace(`${what} ${login}`)
    if (what === "expire") act("sign_out", at, { login })
    if (what === "signIn") this.signIn(login)
    if (what === "lend") this.signIn(this.random.one(["xuncha2", "baishi", "qinglong"]))
    if (what === "back") this.signIn(this.own)
    if (what === "wear") act("wear", at, { login, membership: this.random.one(this.story.hats[login]) })
    if (what === "retire") act("retire", at, { login })
    if (what === "reinstate") act("reinstate", at, { login })
    if (["wear", "retire"].includes(what)) this.story.changedRole.add(login)
    if (this.random.maybe(0.7)) await this.#open()
  }

  /** The storm is over. */
  rest() {
    this.phone.line = "good"
    for (const page of [...this.phone.pages]) page.kill()
  }

  /** Everybody who has work here signs in, in each of the roles it was done in, and nothing else is done. */
  async heal() {
    for (const [login, memberships] of this.users) {
      this.signIn(login)
      for (const membership of memberships) {
        act("wear", this.world.now(), { login, membership })
        await this.#send(membership)
      }
    }
  }

  /** @returns {Promise<object[]>} one for everybody who has used it */
  async report() {
    const reports = []
    for (const [login, memberships] of this.users) {
      this.signIn(login)
      const membership = [...memberships].at(-1)
      act("wear", this.world.now(), { login, membership })
      const session = { person: this.story.people[login], membership }
      reports.push(await this.world.until(report(this.phone, session, this.hands)))
    }
    return reports
  }

  /** @param {string} login */
  signIn(login) {
    const body = Buffer.from(JSON.stringify({ login, password: PASSWORD }))
    const answer = this.#ask("POST", "/api/v1/session", body)
    if (answer.status !== 201) return this.trace(`cannot sign in: ${answer.status}`)
    this.phone.take(answer.cookies)
    this.login = this.phone.login = login
  }

  /** The page on the screen. @returns {Promise<Page>} */
  async page() {
    return [...this.phone.pages].at(-1) ?? (await this.#open())
  }

  /** @param {string} line */
  trace(line) {
    this.story.trace(`${this.phone.name} ${line}`)
  }

  /** A page from the server, or without a line the one that the browser keeps. */
  async #open() {
    if (this.phone.line !== "none" || !this.kept) {
      const { status, body } = this.#ask("GET", "/api/v1/me")
      const me = status === 200 && JSON.parse(Buffer.from(body).toString())
      if (me) this.kept = { person: me.person_id, membership: me.acting.membership_id }
    }
    const page = this.phone.open(this.kept)
    const login = Object.keys(this.story.people).find((name) => this.story.people[name] === this.kept.person)
    this.users.set(login, (this.users.get(login) ?? new Set()).add(this.kept.membership))
    await page.start()
    this.world.after(LOOKS_MS, () => page.turn("hidden"))
    return page
  }

  /** @param {string} membership */
  async #send(membership) {
    const page = await this.#open()
    const { listItems } = await page.load("store/outbox.js")
    for (let i = 0; i < 60; i++) {
      await this.world.pass(10_000)
      if (isQuiet(await this.world.until(listItems()), membership)) break
    }
    page.kill()
  }

  /** @param {Page} page @param {string} what */
  async #does(page, what) {
    const { person } = page.session
    const mine = this.hands.diary.filter((deed) => deed.person === person && !deed.thrown)
    const tickets = await (await page.load("store/records.js")).allTickets()
    const opens = OPENS[this.login] ?? []
    if (what === "open" && opens.length) {
      const village = this.story.villages[this.random.one(opens)]
      return this.hands.open(page, { village, kind: this.random.one(KINDS), photos: this.#photos() })
    }
    if (what === "edit" && mine.length) {
      const change = { add: this.#photos(), drop: this.random.whole(0, 1) }
      return this.hands.edit(page, this.random.one(mine.slice(-3)), change)
    }
    if (what === "away" && mine.length) return this.hands.throwAway(page, mine.at(-1))
    if (what === "step") return this.#step(page, tickets)
    if (what !== "look") return this.#remark(page, tickets, mine)
  }

  #step(page, tickets) {
    const steps = tickets.flatMap((ticket) =>
      ticket.may.filter((name) => name in VERBS).map((name) => ({ ticket, name })),
    )
    if (!steps.length) return
    const { ticket, name } = this.random.one(steps)
    // Who does not answer for it enters what came on paper.
    const more = name === "ticket.submit" && !ticket.mine ? { channel: "paper" } : VERBS[name]
    const photos = name === "ticket.return" ? [] : this.#photos()
    return this.hands.step(page, name, ticket, photos, more)
  }

  #remark(page, tickets, mine) {
    const ids = [...tickets, ...mine.map(({ ticket }) => ({ id: ticket }))].map(({ id }) => id)
    if (ids.length) return this.hands.step(page, "ticket.comment", { id: this.random.one(ids) }, this.#photos())
  }

  #photos() {
    const sizes = [500, 500, 40_000]
    return Array.from({ length: this.random.one([0, 0, 1, 2]) }, () => this.random.one(sizes))
  }

  #ask(method, path, body = null) {
    const cookie = [...this.phone.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const headers = { "Content-Type": "application/json", Origin: this.world.origin, Cookie: cookie }
    return ask({ method, path, headers, at: this.world.now() }, body)
  }
}
