import assert from "node:assert/strict"
import { test } from "node:test"
import { Problem, readAnswer, sentence } from "../../static/js/net/problems.js"

const json = "application/json"
const problem = "application/problem+json"

test("JSON is an answer, also when its status is an error", () => {
  assert.deepEqual(readAnswer({ status: 409, type: json, body: '{"results":[]}' }), { results: [] })
})

test("a page is never an answer", () => {
  const page = { type: "text/html; charset=utf-8", body: "<html>Welcome to the café</html>" }
  assert.throws(() => readAnswer({ ...page, status: 200 }), { kind: "portal", retryable: true })
  assert.throws(() => readAnswer({ ...page, status: 200, path: "/sign-in" }), {
    kind: "sign-in",
    retryable: false,
  })
  assert.throws(() => readAnswer({ ...page, status: 401 }), { kind: "sign-in" })
  assert.throws(() => readAnswer({ ...page, status: 502 }), { kind: "server" })
  assert.throws(() => readAnswer({ ...page, status: 413 }), { kind: "refused", code: "http.too_large" })
  assert.throws(() => readAnswer({ status: 200, type: json, body: "<html>" }), { kind: "portal" })
  assert.throws(() => readAnswer({ status: 200, type: json, body: '"ok"' }), { kind: "portal" })
  assert.throws(() => readAnswer({ status: 0, type: "", body: "" }), { kind: "portal" })
})

test("a problem keeps its code, sentence and details, and its status says what to do", () => {
  const body = JSON.stringify({ code: "ticket.stale", detail: "别人刚改过这件", details: { since: [1] } })
  assert.throws(() => readAnswer({ status: 409, type: problem, body }), {
    kind: "refused",
    code: "ticket.stale",
    detail: "别人刚改过这件",
    details: { since: [1] },
  })
  for (const [status, kind] of [
    [401, "sign-in"],
    [423, "busy"],
    [429, "busy"],
    [500, "server"],
    [422, "refused"],
  ]) {
    assert.throws(() => readAnswer({ status, type: problem, body: "{}" }), { kind })
  }
})

test("what was cut or damaged on its way may be sent again", () => {
  for (const [status, code] of [
    [400, "photo.cut_off"],
    [400, "input.malformed"],
    [422, "photo.digest_wrong"],
  ]) {
    const body = JSON.stringify({ code })
    assert.throws(() => readAnswer({ status, type: problem, body }), { kind: "busy", retryable: true })
  }
})

test("people read the server's sentence, or what is kept", () => {
  assert.equal(sentence(new Problem("refused", { detail: "缺照片" })), "缺照片")
  assert.match(sentence(new Problem("offline")), /No signal/)
  assert.match(sentence(new TypeError("x")), /still here/)
})
