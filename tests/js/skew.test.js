/** A phone's wrong clock: what the server's answers say of it. */

import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { today } from "../../static/js/domain/lights.js"
import { noteServerTime, rightNow, skew, useSkew } from "../../static/js/lib/skew.js"

afterEach(() => useSkew(0))

const SAID = "Thu, 26 Nov 2026 15:30:00 GMT"
const AT = Date.parse(SAID)

test("the server's time counts, also when it is said twice; nothing said changes nothing", () => {
  noteServerTime(SAID, AT + 172_800_000)
  assert.equal(skew(), -172_800_000)
  noteServerTime(`${SAID}, ${SAID}`, AT - 5_000)
  assert.equal(skew(), 5_000)
  noteServerTime(null)
  noteServerTime("soon")
  assert.equal(skew(), 5_000)
})

test("today is the server's day", () => {
  useSkew(AT - Date.now())
  assert.ok(Math.abs(rightNow() - AT) < 1_000)
  assert.equal(today(), "2026-11-26")
  useSkew(AT - Date.now() + 3_600_000)
  assert.equal(today(), "2026-11-27")
})
