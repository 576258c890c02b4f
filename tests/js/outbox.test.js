/** The outbox: whole or not at all, and nothing but a receipt or its owner takes anything out. */

import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { account, discard } from "../../static/js/store/account.js"
import { forgetAll } from "../../static/js/store/connection.js"
import { asked, read, write } from "../../static/js/store/db.js"
import { session } from "../../static/js/lib/session.js"
import { changeItem, findItem, listItems } from "../../static/js/store/outbox.js"
import { findSent, listSent } from "../../static/js/store/sent.js"
import { settle } from "../../static/js/store/settled.js"
import { keepStep, keptStep } from "../../static/js/store/step.js"
import { freshPhone, photo, queued } from "./phone.js"

beforeEach(freshPhone)

const everything = (name) => read([name], (store) => asked(store(name).getAll()))

test("item, photos and the phone's number are written together, and the draft goes", async () => {
  await write(["drafts"], (store) => void store("drafts").put({ id: "draft" }))
  const picture = await photo("a picture")
  const first = await queued({ photos: [picture] })
  const second = await queued()
  assert.deepEqual([first.envelope.seq, second.envelope.seq], [1, 2])
  assert.equal(first.envelope.device, second.envelope.device)
  assert.deepEqual(await everything("photos"), [picture])
  assert.deepEqual(
    (await listItems()).map(({ id }) => id),
    [first.id, second.id],
  )
})

test("a photo that the phone did not keep whole is no 'saved'", async () => {
  const picture = await photo("a picture")
  picture.sha256 = "00".repeat(32)
  await assert.rejects(queued({ photos: [picture] }), /did not keep/)
})

test("a receipt takes item and photos out and is remembered; a late one of what was changed since does not", async () => {
  const item = await queued({ photos: [await photo("one")], label: { does: "x", title: "y", place: "z" } })
  const changed = await changeItem(item.id, () => ({ revision: 2 }))
  await settle(item, { number: 1 })
  assert.deepEqual(await findItem(item.id), changed)
  assert.equal(await findSent(item.id), null)
  await settle(changed, { number: 1 })
  assert.equal(await findItem(item.id), null)
  assert.deepEqual(await everything("photos"), [])
  assert.deepEqual((await findSent(item.id)).result, { number: 1 })
})

test("what was delivered meanwhile does not come back by a change", async () => {
  const item = await queued()
  await settle(item, {})
  assert.equal(await changeItem(item.id, () => ({ state: "refused" })), null)
  assert.deepEqual(await listItems(), [])
})

test("thrown away work is accounted for, quietly and after all others", async () => {
  const item = await queued({ name: "ticket.open", photos: [await photo("one")] })
  await queued()
  await discard(item)
  const [rest, note] = await listItems()
  assert.equal(rest.envelope.seq, 2)
  assert.deepEqual(note.envelope.args, {
    device: item.envelope.device,
    seq: 1,
    name: "ticket.open",
    made_at: item.made_at,
  })
  assert.ok(note.quiet)
  assert.equal(note.envelope.seq, null)
  assert.deepEqual(await everything("photos"), [])
  const { device, made, waiting, since } = await account()
  assert.deepEqual([device, made, waiting, since], [item.envelope.device, 2, 1, rest.made_at])
})

test("the phone has an id before it has made anything, and keeps it", async () => {
  const { device, made } = await account()
  assert.equal(made, 0)
  assert.equal((await queued()).envelope.device, device)
})

test("only so many deliveries are remembered, the newest", async () => {
  for (let i = 0; i < 34; i++) await settle(await queued(), { i })
  const sent = await listSent()
  assert.equal(sent.length, 30)
})

test("a phone that was told to forget begins nothing anew", async () => {
  await queued()
  await forgetAll(session().person)
  await assert.rejects(listItems(), /told to forget/)
  assert.deepEqual(await indexedDB.databases(), [])
})

test("what cannot be read back is not in the outbox either", async (t) => {
  const whole = await photo("1")
  const get = IDBObjectStore.prototype.get
  t.mock.method(IDBObjectStore.prototype, "get", function (key) {
    return key === whole.id ? get.call(this, "nothing") : get.call(this, key)
  })
  await assert.rejects(queued({ photos: [whole] }))
  assert.deepEqual(await listItems(), [])
})

test("what is sent is no longer the step to come back to", async () => {
  await keepStep("/tickets/new?draft=d")
  await queued()
  assert.equal(await keptStep(), null)
})
