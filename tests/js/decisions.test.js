/** What a person can do about refused work, and what becomes of it then. */

import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { decisionOn } from "../../static/js/domain/decisions.js"
import { resolve } from "../../static/js/domain/resolve.js"
import { asked, read } from "../../static/js/store/db.js"
import { changeItem, findItem, listItems } from "../../static/js/store/outbox.js"
import { freshPhone, photo, queued } from "./phone.js"

beforeEach(freshPhone)

const refusal = (code, details = {}) => ({ code, detail: "为什么", details, at: "2026-11-25T02:00:00Z" })

async function refused(code, details, what = {}) {
  const item = await queued({ name: "ticket.submit", args: { words: "换了条石", version: 2 }, ...what })
  return changeItem(item.id, () => ({ state: "refused", refusal: refusal(code, details) }))
}

const names = (item) => decisionOn(item).answers.map(([answer]) => answer)

test("a step that came too late says what happened, and offers what may still be of use", async () => {
  const since = [{ at_text: "11月25日 09:10", who: "陈岚", text: "退回" }]
  const stale = await refused("ticket.stale", { since, version: 4, may: ["ticket.submit"] })
  assert.deepEqual(decisionOn(stale).lines, ["11月25日 09:10 陈岚 退回"])
  assert.deepEqual(names(stale), ["again", "remark", "look"])
  assert.deepEqual(names(await refused("ticket.stale", { version: 4, may: [] })), ["remark", "look"])
  assert.deepEqual(names(await refused("state.not_from_here")), ["remark", "look"])
})

test("out of sight nothing can be added; a lost photo can be left out; the rest is changed in its form", async () => {
  assert.deepEqual(names(await refused("ticket.moved_away")), [])
  assert.deepEqual(names(await refused("phone.photo_lost")), ["without"])
  const invalid = await refused(
    "input.invalid",
    { fields: { words: ["太长"] } },
    { draft: { id: "d", url: "/x" } },
  )
  assert.deepEqual(names(invalid), ["edit"])
  assert.deepEqual(decisionOn(invalid).lines, ["太长"])
})

test("as a remark it keeps words, photos and number, and is a command of its own", async () => {
  const picture = await photo("one")
  const args = { words: "换了条石", version: 2, photos: [{ id: picture.id, sha256: picture.sha256 }] }
  const item = await refused("state.not_from_here", {}, { args, thread: "t", photos: [picture] })
  const id = await resolve(item, "remark")
  assert.equal(await findItem(item.id), null)
  const { envelope, state, photo_ids } = await findItem(id)
  assert.notEqual(id, item.id)
  assert.deepEqual(
    [envelope.name, envelope.seq, state, photo_ids],
    ["ticket.comment", 1, "queued", [picture.id]],
  )
  assert.deepEqual(envelope.args, { ticket_id: "t", words: "换了条石", photos: args.photos })
  assert.equal((await read(["photos"], (store) => asked(store("photos").getAll()))).length, 1)
})

test("all the same: on the version that the server named", async () => {
  const id = await resolve(await refused("ticket.stale", { version: 4 }), "again")
  assert.equal((await findItem(id)).envelope.args.version, 4)
})

test("without the photo that the phone lost, with those it has", async () => {
  const kept = await photo("kept")
  const args = { ticket_id: "t", photos: [{ id: "gone" }, { id: kept.id }] }
  const item = await refused("phone.photo_lost", {}, { args, photos: [kept], photo_ids: ["gone", kept.id] })
  const id = await resolve(item, "without")
  const again = await findItem(id)
  assert.deepEqual(again.envelope.args.photos, [{ id: kept.id }])
  assert.deepEqual(again.photo_ids, [kept.id])
  assert.equal((await listItems()).length, 1)
})
