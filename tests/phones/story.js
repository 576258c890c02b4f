/** One seed's story: people with phones, an office, bad lines; in the end everything heals and is judged. */

import { isExplained } from "./expected.js"
import { Owner } from "./owner.js"
import { act } from "./pipe.js"
import { Random } from "./random.js"
import { World } from "./world.js"

const START = Date.parse("2026-09-07T02:00:00Z")
/** Who has the phones. */
const CASTS = [
  ["xuncha1", "qinglong", "minzheng"],
  ["xuncha1", "qinglong", "qinglong"],
  ["xuncha1", "qinglong", "zhenban"],
  ["xuncha1", "baishi", "xuncha2"],
]

export class Story {
  /** @type {string[]} all that happened */
  lines = []
  /** @type {Set<string>} commands whose refusal was to be expected */
  explained = new Set()
  /** @type {string[]} what broke in a page */
  failures = []
  /** Tickets that the office gave to others at some time. */
  moved = new Set()
  /** Who acted in other roles, or in none, at some time. */
  changedRole = new Set()

  /** @param {number | string} seed @param {import("./graph.js").Edits} [edits] */
  constructor(seed, edits = {}) {
    this.random = new Random(`story ${seed}`)
    this.world = new World(seed, START)
    this.edits = edits
  }

  /** @returns {Promise<string[]>} what is wrong in the end */
  async tell() {
    const { villages, people, hats, order } = act("begin", this.world.now())
    this.villages = villages
    this.people = people
    this.hats = hats
    /** Commands in the order in which the server carried them out. */
    this.order = order
    this.owners = this.random.one(CASTS).map((login, number) => new Owner(this, login, number))
    for (const owner of this.owners) await owner.begin()
    for (let step = this.random.whole(14, 26); step > 0; step--) {
      await this.world.pass(this.random.whole(1, 20) ** 2 * 3_000)
      await this.#step()
    }
    return this.#heal()
  }

  /** Something went wrong in a page. @param {unknown} error */
  fail(error) {
    this.failures.push(`broken: ${error instanceof Error ? error.stack : error}`)
  }

  /** @param {string} line */
  trace(line) {
    this.lines.push(`${((this.world.now() - START) / 1000).toFixed(3)} ${line}`)
  }

  async #step() {
    const what = this.random.weighted({ person: 10, device: 4, line: 3, office: 3, session: 1 })
    const owner = this.random.one(this.owners)
    if (what === "office") return this.#office()
    await owner[what]()
  }

  /** Somebody at a desk does something with one of the tickets. */
  #office() {
    const tickets = act("tickets", this.world.now())
    const ticket = this.random.one(tickets)
    const what = this.random.one(["village", "owner", "close", "return", "void", "comment", "submit"])
    const [login, name, args] = this.#desk(what, ticket)
    const id = this.#id()
    const step = { login, name, args: { ticket_id: ticket.id, ...args }, command_id: id }
    const code = act("step", this.world.now(), step)
    this.trace(`office ${name} ${ticket.id}: ${code || "done"}`)
    if (code) return
    this.order.push(id)
    if (name === "ticket.correct") this.moved.add(ticket.id)
  }

  /** @returns {[string, string, object]} who does what, and with which arguments */
  #desk(what, ticket) {
    const reason = "登记有误"
    const [here, there] =
      this.villages[0] === ticket.village_id ? this.villages : [...this.villages].reverse()
    if (what === "village") return ["zhenban2", "ticket.correct", { village_id: there, reason }]
    if (what === "owner") return ["zhenban2", "ticket.correct", { responsible_id: here, reason }]
    if (what === "submit") return ["zhenban2", "ticket.submit", { words: "纸质", channel: "paper" }]
    const args = {
      close: {},
      return: { reason_code: "half_done" },
      void: { reason },
      comment: { words: "请尽快" },
    }
    return ["lingdao", `ticket.${what}`, args[what]]
  }

  #id() {
    const digits = Array.from({ length: 12 }, () => this.random.whole(0, 15).toString(16)).join("")
    return `01990000-ffff-7000-8000-${digits}`
  }

  /**
   * What the server said, whoever hears it.
   * @param {import("./phone.js").Phone} phone
   * @param {import("./exchange.js").Request} request
   * @param {import("./exchange.js").Answer} answer
   */
  heard(phone, { path, body }, answer) {
    if (!path.endsWith("/commands") || !/json/.test(answer.headers["content-type"] ?? "")) return
    const { results = [] } = JSON.parse(new TextDecoder().decode(answer.body))
    const { commands } = JSON.parse(new TextDecoder().decode(body))
    for (const { id, status, problem } of results) {
      this.lines[this.lines.length - 1] += ` ${id} ${status} ${problem?.code ?? ""}`
      if (status === "applied" && commands[0].name !== "device.discard") this.order.push(id)
      if (status === "refused") this.#explain(phone, commands[0], problem.code)
    }
  }

  #explain(phone, envelope, code) {
    const now = act("tickets", this.world.now()).find(({ id }) => id === envelope.args.ticket_id)
    const hasMoved = this.moved.has(envelope.args.ticket_id)
    const changedRole = this.changedRole.has(phone.login)
    if (isExplained(code, { envelope, now, hasMoved, changedRole })) this.explained.add(envelope.id)
  }

  async #heal() {
    for (const login of Object.keys(this.hats)) act("reinstate", this.world.now(), { login })
    for (const owner of this.owners) owner.rest()
    for (const owner of this.owners) await owner.heal()
    const reports = []
    for (const owner of this.owners) reports.push(...(await owner.report()))
    const [order, explained] = [this.order, [...this.explained]]
    return [...this.failures, ...act("judge", this.world.now(), { reports, order, explained })]
  }
}
