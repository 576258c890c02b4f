import assert from "node:assert/strict"
import { test } from "node:test"
import { similarOpen } from "../../static/js/domain/similar.js"
import { takeIn } from "../../static/js/store/records.js"
import { freshPhone } from "./phone.js"

const ticket = (id, more) => ({
  id,
  number: id,
  title: "Signs",
  place: "Qinglong",
  url: `/tickets/${id}`,
  village: { id: "v1" },
  type: { code: "signs" },
  state: "open",
  opened_at: `2026-11-0${id}`,
  thumb: "/thumb",
  ...more,
})

async function kept(...items) {
  freshPhone()
  await takeIn({ reset: true, items, gone: [], more: false, next: "c" })
}

test("without a line the phone's own copies tell what is open like it", async () => {
  globalThis.fetch = () => Promise.reject(new TypeError("no line"))
  await kept(
    ticket("1"),
    ticket("2"),
    ticket("3", { state: "closed" }),
    ticket("4", { village: { id: "v2" } }),
    ticket("5", { type: { code: "steps" } }),
  )

  const found = await similarOpen("v1", "signs")

  assert.deepEqual(
    found.map(({ id }) => id),
    ["2", "1"],
  )
  assert.equal(found[0].thumb, null, "its picture is not at the server's address without a line")
})

test("what the server says counts, also when it knows of none", async () => {
  globalThis.fetch = async () =>
    new Response(JSON.stringify({ items: [] }), { headers: { "Content-Type": "application/json" } })
  await kept(ticket("1"))

  assert.deepEqual(await similarOpen("v1", "signs"), [])
})

test("a question that nobody waits for any more answers nothing", async () => {
  const asking = new AbortController()
  globalThis.fetch = () => {
    asking.abort()
    return Promise.reject(new DOMException("gone", "AbortError"))
  }
  await kept(ticket("1"))

  assert.deepEqual(await similarOpen("v1", "signs", asking.signal), [])
})
