import assert from "node:assert/strict"
import { test } from "node:test"
import { CONFIRM_MS, press, START } from "../../static/js/domain/review-keys.js"

test("each key has its act", () => {
  const acts = {
    j: "next",
    K: "previous",
    ArrowLeft: "left",
    ArrowRight: "right",
    z: "zoom",
    " ": "swap",
    3: "return-3",
    "?": "help",
    x: null,
    F5: null,
  }
  for (const [key, act] of Object.entries(acts)) assert.equal(press(START, { key, at: 0 }).act, act, key)
})

test("closing needs a second Enter within three seconds", () => {
  const first = press(START, { key: "Enter", at: 1000 })
  assert.equal(first.act, "arm")
  assert.equal(press(first.state, { key: "Enter", at: 1000 + CONFIRM_MS }).act, "close")
  assert.equal(press(first.state, { key: "Enter", at: 1001 + CONFIRM_MS }).act, "arm")
})

test("a held key, another key and Escape never close", () => {
  const armed = press(START, { key: "Enter", at: 0 }).state
  assert.equal(press(armed, { key: "Enter", at: 10, repeat: true }).act, null)
  assert.equal(press(press(armed, { key: "j", at: 10 }).state, { key: "Enter", at: 20 }).act, "arm")
  assert.equal(press(armed, { key: "Escape", at: 10 }).act, "disarm")
  assert.equal(press(START, { key: "Escape", at: 10 }).act, null)
})

test("keys are off while typing and with modifiers", () => {
  assert.equal(press(START, { key: "j", at: 0, typing: true }).act, null)
  assert.equal(press(START, { key: "Enter", at: 0, modified: true }).act, null)
})
