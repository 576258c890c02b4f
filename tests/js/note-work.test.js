/** The note of what waits, outside the store: there before anybody is told "saved", and left when a store was cleared. */

import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { beginWork } from "../../static/js/domain/begin.js"
import { openTicket } from "../../static/js/domain/commands.js"
import { noteWork } from "../../static/js/domain/note-work.js"
import { unsentOfAll } from "../../static/js/domain/remembered.js"
import { useSession } from "../../static/js/lib/session.js"
import { discard } from "../../static/js/store/account.js"
import { databaseOf, disconnect } from "../../static/js/store/connection.js"
import { listItems } from "../../static/js/store/outbox.js"
import { freshPhone } from "./phone.js"

const label = { does: "", title: "", place: "" }
let person = ""

beforeEach(() => {
  const kept = new Map()
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  }
  person = freshPhone()
})

async function keep() {
  const work = await beginWork("d", { purpose: "ticket.open", url: "/" })
  await work.queue(openTicket({ ticket_id: "t", village_id: "v", type_code: "k" }, work.photos), label)
}

test("whoever is told that it is kept may leave at once: the sign-in page knows", async () => {
  await keep()
  assert.equal(unsentOfAll(), 1)
  await discard((await listItems())[0])
  await noteWork()
  assert.equal(unsentOfAll(), 0)
})

test("a store that was cleared is told until it is understood, and of another person's nothing", async () => {
  await keep()
  disconnect(databaseOf(person))
  freshPhone()
  assert.equal(await noteWork(), 0)
  useSession({ person, membership: "m1" })
  assert.equal(await noteWork(), 1)
  assert.equal(await noteWork(), 1)
  await noteWork(true)
  assert.equal(await noteWork(), 0)
  assert.equal(unsentOfAll(), 0)
})

test("what cannot be noted is kept all the same", async () => {
  globalThis.localStorage.getItem = () => {
    throw new Error("no")
  }
  globalThis.localStorage.setItem = globalThis.localStorage.getItem
  await keep()
  assert.equal((await listItems()).length, 1)
})
