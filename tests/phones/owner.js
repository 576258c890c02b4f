/** One phone of a story, and the people who have it in hand. */

import { doings } from "./doings.js"
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

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("./page.js").Session} Session */

export class Owner {
  /** @type {Map<string, Set<string>>} who has used it, in which memberships */
  users = new Map()
  /** @type {Map<string, Map<string, string>>} their cookies once all is over */
  jars = new Map()

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
    if (this.random.maybe(0.7)) this.phone.line = "bad"
  }

  /** What somebody does who has it in hand. */
  async person() {
    const page = await this.page()
    page.thaw()
    if (this.random.maybe(0.4)) page.turn("visible")
    const what = this.random.weighted({ open: 4, step: 4, remark: 4, edit: 4, away: 1, look: 2 })
    const dies = this.random.maybe(0.3)
    this.trace(dies ? `${what}, and the app is killed in the middle of it` : what)
    if (dies) this.world.accident(this.random.whole(1, 250), () => page.kill())
    doings(this, page)
      [what]()
      .catch((error) => {
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
    this.phone.line = this.random.weighted({ good: 1, bad: 8, none: 3 })
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
      this.phone.cookies = new Map()
      this.signIn(login)
      this.jars.set(login, this.phone.cookies)
      for (const membership of memberships) {
        act("wear", this.world.now(), { login, membership })
        await this.#send({ person: this.story.people[login], membership })
      }
    }
  }

  /** @returns {Promise<object[]>} one for everybody who has used it */
  async report() {
    const reports = []
    for (const [login, memberships] of this.users) {
      this.phone.cookies = this.jars.get(login)
      const session = { person: this.story.people[login], membership: [...memberships].at(-1) }
      act("wear", this.world.now(), { login, membership: session.membership })
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
    if (this.hands && this.random.maybe(0.6)) page.document.visibilityState = "hidden"
    const login = Object.keys(this.story.people).find((name) => this.story.people[name] === this.kept.person)
    this.users.set(login, (this.users.get(login) ?? new Set()).add(this.kept.membership))
    await page.start()
    this.world.after(LOOKS_MS, () => page.turn("hidden"))
    return page
  }

  /** @param {Session} session */
  async #send(session) {
    const page = this.phone.open(session)
    await page.start()
    const { listItems } = await page.load("store/outbox.js")
    for (let i = 0; i < 60; i++) {
      await this.world.pass(10_000)
      if (isQuiet(await this.world.until(listItems()), session.membership)) break
    }
    page.kill()
  }

  #ask(method, path, body = null) {
    const cookie = [...this.phone.cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const headers = { "Content-Type": "application/json", Origin: this.world.origin, Cookie: cookie }
    return ask({ method, path, headers, at: this.world.now() }, body)
  }
}
