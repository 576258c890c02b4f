/** What arrived stays until the server has copied it, and goes out again when the server was lost before that. */

import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { asked, read, write } from "../../static/js/store/db.js"
import { countKept } from "../../static/js/store/kept.js"
import { listItems } from "../../static/js/store/outbox.js"
import { takeIn } from "../../static/js/store/records.js"
import { withRoom } from "../../static/js/store/room.js"
import { settle } from "../../static/js/store/settled.js"
import { freshPhone, photo, queued } from "./phone.js"

beforeEach(freshPhone)

const EARLIER = "1970-01-01T00:00:00+00:00"
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString()
const told = (life, copied_to) =>
  takeIn({ reset: false, items: [], gone: [], more: false, next: "c", life, copied_to })
const photos = () => read(["photos"], (store) => asked(store("photos").count()))

/** A problem with one photo, which the server has. */
async function delivered() {
  const item = await queued({ name: "ticket.open", photos: [await photo("a picture")] })
  await settle({ ...item, stored_ids: item.photo_ids, tries: 1 }, { number: "WX-1" })
  return item
}

test("where no copies are made nothing stays", async () => {
  await told(1, null)
  await delivered()
  assert.deepEqual([await countKept(), await photos()], [0, 0])
})

test("what arrived stays until it is in a copy", async () => {
  await told(1, EARLIER)
  await delivered()
  assert.deepEqual([await listItems(), await countKept(), await photos()], [[], 1, 1])
  assert.equal(await told(1, inDays(-1)), 0)
  assert.deepEqual([await countKept(), await photos()], [1, 1])
  await told(1, inDays(1))
  assert.deepEqual([await countKept(), await photos()], [0, 0])
})

test("after the server was restored it goes out again as it was, whatever that server says of its copies", async () => {
  await told(1, EARLIER)
  const item = await delivered()
  assert.equal(await told(2, inDays(1)), 1)

  const [again] = await listItems()
  assert.deepEqual(again.envelope, item.envelope)
  assert.deepEqual([again.photo_ids, again.stored_ids, again.state], [item.photo_ids, [], "queued"])
  assert.ok(!("settled_at" in again))
  assert.deepEqual([await countKept(), await photos()], [0, 1])
  assert.equal(await told(2, inDays(1)), 0) // once
})

test("a phone that never heard of a life before has nothing to send again", async () => {
  assert.equal(await told(7, EARLIER), 0)
})

test("a server that stopped copying does not fill the phone", async () => {
  await told(1, EARLIER)
  const { id } = await delivered()
  await write(["kept"], async (store) => {
    const kept = await asked(store("kept").get(id))
    store("kept").put({ ...kept, settled_at: inDays(-15) })
  })
  await told(1, inDays(-20))
  assert.deepEqual([await countKept(), await photos()], [0, 0])
})

test("a phone that is full lets go of it before it refuses work", async () => {
  await told(1, EARLIER)
  await delivered()
  let tries = 0
  const full = async () => {
    tries += 1
    if (tries < 3) throw Object.assign(new Error("full"), { name: "QuotaExceededError" })
    return "kept"
  }
  assert.equal(await withRoom(full), "kept")
  assert.deepEqual([await countKept(), await photos()], [0, 0])
})

test("an answer of a server that does not say changes nothing", async () => {
  await told(1, EARLIER)
  await delivered()
  await told(undefined, undefined)
  assert.equal(await countKept(), 1)
})
