import assert from "node:assert/strict"
import { test } from "node:test"
import { onlyMine } from "../../static/js/domain/readers.js"
import { useSession } from "../../static/js/lib/session.js"
import { listItems } from "../../static/js/store/outbox.js"
import { allTickets, takeIn } from "../../static/js/store/records.js"
import { freshPhone, queued } from "./phone.js"

const page = (id) => ({
  reset: true,
  items: [{ id, state: "open", changed_at: new Date().toISOString() }],
  gone: [],
  more: false,
  next: "c",
})
const ids = async () => (await allTickets()).map(({ id }) => id)

test("what others could read goes, their unsent work stays, and nothing of mine ends up with them meanwhile", async () => {
  const kept = new Map()
  globalThis.localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }
  const before = freshPhone()
  const me = `${before}-next`
  await takeIn(page("theirs"))
  await queued()
  await onlyMine()

  useSession({ person: me, membership: "m2" })
  const forgotten = onlyMine()
  // The page goes on at once, as pages do.
  for (let i = 0; i < 20; i++) await takeIn(page("mine"))
  await forgotten
  assert.deepEqual(await ids(), ["mine"])
  assert.equal((await listItems()).length, 0)

  useSession({ person: before, membership: "m1" })
  assert.deepEqual(await ids(), [])
  assert.equal((await listItems()).length, 1)
  delete globalThis.localStorage
})
