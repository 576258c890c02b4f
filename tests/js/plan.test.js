/** What goes next: the whole policy of the queue. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { plan, tally } from "../../static/js/sync/plan.js"

const item = (id, more = {}) => ({
  id,
  thread: id,
  membership: "m",
  state: "queued",
  not_before: 0,
  made_at: "2026-11-25T02:00:00Z",
  ...more,
})
const next = (items, more = {}) => plan(items, { now: 100, membership: "m", ...more })

test("the phone's own order", () => {
  assert.equal(next([item("a"), item("b")]).item.id, "a")
  assert.deepEqual(next([]), { item: null, wakeAt: null, otherRole: 0 })
})

test("later ones of a thread wait for an earlier one, whatever keeps it; all others go on", () => {
  const keeps = [{ state: "refused" }, { not_before: 200 }, { membership: "other" }]
  for (const why of keeps) {
    const items = [item("a", { ...why, thread: "t" }), item("b", { thread: "t" }), item("c")]
    assert.equal(next(items).item.id, "c", JSON.stringify(why))
  }
  const inHand = new Set(["a"])
  assert.equal(next([item("a", { thread: "t" }), item("b", { thread: "t" })], { inHand }).item, null)
})

test("it says when time alone will let one go, and how many wait for another role", () => {
  const items = [
    item("a", { not_before: 300 }),
    item("b", { not_before: 200 }),
    item("c", { membership: "x" }),
  ]
  assert.deepEqual(next(items), { item: null, wakeAt: 200, otherRole: 1 })
})

test("what is asked for does not wait for its time, and what is watched goes first", () => {
  const items = [item("a"), item("b", { not_before: 900 }), item("c")]
  assert.equal(next(items, { asked: new Set(["b"]) }).item.id, "a")
  assert.equal(next(items, { asked: new Set(["b"]), first: "b" }).item.id, "b")
  assert.equal(next(items, { first: "b" }).item.id, "a", "not before its time unless it was asked for")
  const behind = [item("a", { thread: "t", state: "refused" }), item("b", { thread: "t" })]
  assert.equal(
    next(behind, { first: "b", asked: new Set(["b"]) }).item,
    null,
    "nor past an earlier one of its thread",
  )
})

test("only a person's own work is counted", () => {
  const items = [
    item("a"),
    item("b", { state: "refused", made_at: "2026-11-24T02:00:00Z" }),
    item("c", { quiet: true }),
  ]
  assert.deepEqual(tally(items), { count: 2, refused: 1, oldest: "2026-11-24T02:00:00Z" })
})
