/** Resting after a failure, whatever happens to the clock meanwhile. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { Problem } from "../../static/js/net/problems.js"
import { LONGEST_REST_MS, Pace } from "../../static/js/sync/pace.js"

test("a clock that is set back by days does not lengthen the rest", () => {
  const pace = new Pace()
  pace.lineFailed(new Problem("offline"), 1_000_000_000)
  assert.ok(pace.left(1_000_000_000) > 0)
  assert.equal(pace.left(1_000_000_000 - 2 * LONGEST_REST_MS), 0)
})
