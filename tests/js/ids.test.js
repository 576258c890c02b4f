import assert from "node:assert/strict"
import { test } from "node:test"
import { isId, newId } from "../../static/js/lib/ids.js"

test("an id is a UUIDv7 that carries its time", () => {
  const id = newId(0x0123456789ab)
  assert.match(id, /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.ok(isId(id))
})

test("ids rise within a millisecond, and when the clock goes back", () => {
  const now = Date.now() + 1000
  const ids = Array.from({ length: 5000 }, () => newId(now))
  ids.push(newId(now - 60_000))
  assert.deepEqual([...ids].sort(), ids)
  assert.equal(new Set(ids).size, ids.length)
})

test("what is not an id is not taken for one", () => {
  for (const text of ["", "x", null, "0123456789ab", "01234567-89AB-7000-8000-000000000000"])
    assert.ok(!isId(text))
})
