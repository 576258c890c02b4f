import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { stallWatch, waitBefore, withRetry } from "../../static/js/lib/backoff.js"
import { Problem } from "../../static/js/net/problems.js"

const sleep = async () => {}

test("waits double with jitter and have a roof", () => {
  assert.equal(
    waitBefore(0, () => 0),
    400,
  )
  assert.equal(
    waitBefore(0, () => 1),
    800,
  )
  assert.equal(
    waitBefore(3, () => 1),
    6400,
  )
  assert.equal(
    waitBefore(50, () => 1),
    60_000,
  )
})

test("what may be repeated is, and the last error is told", async () => {
  let tries = 0
  const work = async () => {
    tries += 1
    if (tries < 3) throw new Problem("offline")
    return "done"
  }
  assert.equal(await withRetry(work, { sleep }), "done")
  await assert.rejects(
    withRetry(async () => Promise.reject(new Problem("stalled")), { attempts: 2, sleep }),
    { kind: "stalled" },
  )
})

test("a refusal and a bug are not repeated", async () => {
  for (const error of [new Problem("refused"), new Problem("sign-in"), new TypeError("bug")]) {
    let tries = 0
    const work = async () => {
      tries += 1
      throw error
    }
    await assert.rejects(withRetry(work, { sleep }), error)
    assert.equal(tries, 1)
  }
})

test("slow is not stalled: only silence ends the wait", () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  let stalled = 0
  const watch = stallWatch(1000, () => stalled++)
  for (let i = 0; i < 50; i++) {
    mock.timers.tick(900)
    watch.moved()
  }
  assert.equal(stalled, 0)
  mock.timers.tick(1000)
  assert.equal(stalled, 1)
  const stopped = stallWatch(1000, () => stalled++)
  stopped.stop()
  stopped.moved()
  mock.timers.tick(5000)
  assert.equal(stalled, 1)
  mock.timers.reset()
})
