/**
 * Ninety days without a signal: `node … ninety-days.js '{"pieces": 170, "edits": {}}'`, started by
 * tests/faults/test_ninety_days.py.
 *
 * The phone has drafts of the app's first version; the app is renewed three times and its store twice. Another person
 * borrows the phone and works on it too. Meanwhile its owner gets another password, and all sessions end.
 */

import { readFileSync } from "node:fs"
import { STEPS } from "../../static/js/store/schema.js"
import { Hands } from "./hands.js"
import { Phone } from "./phone.js"
import { photo } from "./photo.js"
import { act, ask } from "./pipe.js"
import { isQuiet, report } from "./report.js"
import { weather } from "./weather.js"
import { World } from "./world.js"

const START = Date.parse("2026-09-07T02:00:00Z")
const DAY = 24 * 3_600_000
const [OLD, NEW] = ["correct horse battery", "another good one"]
const PHOTOS_A_PIECE = 3
const VERSION_1 = JSON.parse(readFileSync(new URL("version-1.json", import.meta.url), "utf8"))

const { pieces, edits } = JSON.parse(process.argv[2])
const world = new World("ninety days", START)
const phone = new Phone(
  world,
  weather(
    world,
    () => {},
    () => {},
  ),
)
phone.name = "phone"
const { people, villages, hats } = act("begin", world.now())
const sessions = new Map(
  ["xuncha1", "xuncha2"].map((login) => [login, { person: people[login], membership: hats[login][0] }]),
)

/** The app as it was when the store had so many steps. @param {number} steps */
function version(steps) {
  const cut = [
    'import { STEPS } from "./schema.js"',
    `import { STEPS as A } from "./schema.js"; const STEPS = A.slice(0, ${steps})`,
  ]
  return { ...edits, "store/connection.js": [...(edits["store/connection.js"] ?? []), cut] }
}

/** What the first version of the app has left on the phone. */
async function leave(login) {
  const name = await nameOf(login)
  const opening = phone.disk.drive().open(name, 1)
  opening.onupgradeneeded = () => STEPS[0](opening.result)
  await world.until(new Promise((done) => opening.addEventListener("success", done)))
  const db = opening.result
  const writing = db.transaction(["drafts", "photos", "meta"], "readwrite")
  for (const draft of VERSION_1.drafts) writing.objectStore("drafts").put(draft)
  for (const { id, added_at } of VERSION_1.photos) writing.objectStore("photos").put(photo(id, added_at))
  for (const row of VERSION_1.meta) writing.objectStore("meta").put(row)
  await world.until(new Promise((done) => writing.addEventListener("complete", done)))
  db.close()
}

/** In the tests' controls the store has another name. */
async function nameOf(login) {
  const shared = (edits["store/connection.js"] ?? []).length > 0
  return shared ? "xungai-everybody" : `xungai-${people[login]}`
}

/** @param {string} login @param {string} password @returns {number} the status */
function signIn(login, password) {
  const body = Buffer.from(JSON.stringify({ login, password }))
  const headers = { "Content-Type": "application/json", Origin: world.origin }
  const answer = ask({ method: "POST", path: "/api/v1/session", headers, at: world.now() }, body)
  phone.take(answer.cookies)
  return answer.status
}

/** A page of the app, used and closed again. */
async function use(login, steps, work) {
  const page = phone.open(sessions.get(login), version(steps))
  await page.start()
  const result = await world.until(work(page))
  page.kill()
  return result
}

/** Goes about and photographs; `share` of all pieces of work. */
async function inspect(login, steps, share, days) {
  const count = Math.ceil(share * pieces)
  for (let i = 0; i < count; i++) {
    await world.pass((days * DAY) / count)
    await use(login, steps, (page) => {
      const photos = Array(PHOTOS_A_PIECE).fill(1000)
      if (i % 3 && tickets.length)
        return hands.step(page, "ticket.comment", { id: tickets[i % tickets.length] }, photos)
      return hands.open(page, { village: villages[i % 2], kind: "A1-08", photos })
    })
  }
}

/** With a signal, until nothing goes any more. */
async function send(login) {
  const page = phone.open(sessions.get(login), { ...edits })
  await page.start()
  const { listItems } = await page.load("store/outbox.js")
  for (let i = 0; i < 600 && !isQuiet(await world.until(listItems())); i++) await world.pass(1_000)
  await world.pass(5_000)
  page.kill()
}

const tickets = act("tickets", world.now()).map(({ id }) => id)
const { newId } = await phone.open(sessions.get("xuncha1"), {}).load("lib/ids.js")
const hands = new Hands("day.", newId)
signIn("xuncha1", OLD)
await leave("xuncha1")
phone.line = "none"

// The second version of the app takes up what the first has left.
await use("xuncha1", 2, (page) => hands.takeUp(page, VERSION_1.drafts[0]))
await inspect("xuncha1", 2, 0.25, 30)
await inspect("xuncha1", 3, 0.1, 10)
phone.line = "good"
signIn("xuncha2", OLD)
phone.line = "none"
act("new_password", world.now(), { login: "xuncha1", password: NEW })
await inspect("xuncha2", 3, 0.3, 25)
await inspect("xuncha1", STEPS.length, 0.35, 27)

// Day 92: everybody's session has ended; who signs in first is the one who borrowed it.
phone.line = "good"
await send("xuncha1")
signIn("xuncha2", OLD)
await send("xuncha1")
await send("xuncha2")
const refused = signIn("xuncha1", OLD)
signIn("xuncha1", NEW)
await send("xuncha1")

const reports = []
for (const [login, session] of sessions) {
  signIn(login, login === "xuncha1" ? NEW : OLD)
  reports.push(await world.until(report(phone, session, hands)))
}
const faults = act("judge", world.now(), { reports, explained: [] })
const photos = hands.diary.flatMap(({ versions }) => versions.at(-1).photos).length
act("told", world.now(), {
  faults,
  photos,
  refused,
  days: (world.now() - START) / DAY,
  pieces: hands.diary.length,
})
