import assert from "node:assert/strict"
import { test } from "node:test"
import { allTickets, FINISHED_KEPT_DAYS, takeIn } from "../../static/js/store/records.js"
import { endSession, LEAVING } from "../../static/js/lib/session.js"
import { freshPhone } from "./phone.js"

const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString()
const ticket = (id, state, days) => ({ id, state, changed_at: daysAgo(days) })
const page = (more) => ({ reset: false, items: [], gone: [], more: false, next: "c", ...more })
const ids = async () => (await allTickets()).map(({ id }) => id).sort()

test("what is long finished is forgotten as the server forgets it, what is open never", async () => {
  freshPhone()
  const old = FINISHED_KEPT_DAYS + 1
  await takeIn(
    page({
      reset: true,
      items: [
        ticket("closed", "closed", old),
        ticket("void", "void", old),
        ticket("lately", "closed", 3),
        ticket("open", "open", 400),
      ],
    }),
  )

  assert.deepEqual(await ids(), ["lately", "open"])
})

test("a beginning from scratch forgets what did not come again, with its last page and not before", async () => {
  freshPhone()
  await takeIn(page({ reset: true, items: [ticket("a", "open", 1), ticket("b", "open", 1)] }))

  await takeIn(page({ reset: true, items: [ticket("a", "open", 1)], more: true }))
  assert.deepEqual(await ids(), ["a", "b"])
  await takeIn(page({ items: [ticket("c", "open", 1)] }))

  assert.deepEqual(await ids(), ["a", "c"])
})

test("what left the reader's sight goes", async () => {
  freshPhone()
  await takeIn(page({ reset: true, items: [ticket("a", "open", 1), ticket("b", "open", 1)] }))
  await takeIn(page({ gone: [{ id: "a" }] }))

  assert.deepEqual(await ids(), ["b"])
})

test("what comes after its reader has signed out, on this page or another, is not kept", async () => {
  freshPhone()
  endSession()
  await takeIn(page({ reset: true, items: [ticket("a", "open", 1)] }))
  assert.deepEqual(await ids(), [])

  const me = freshPhone()
  globalThis.localStorage = { getItem: (key) => (key === LEAVING ? me : null) }
  await takeIn(page({ reset: true, items: [ticket("a", "open", 1)] }))
  assert.deepEqual(await ids(), [])
  delete globalThis.localStorage
})
