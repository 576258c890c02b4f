import assert from "node:assert/strict"
import { test } from "node:test"
import { uploadPhoto } from "../../static/js/net/upload.js"

const photo = {
  id: "p1",
  sha256: "00ff",
  bytes: new ArrayBuffer(4),
  type: "image/jpeg",
  source: "camera",
  added_at: "",
}
const sleep = async () => {}

/** A request that plays one scripted answer. */
class Scripted {
  constructor(script) {
    Object.assign(this, { script, upload: {}, headers: {}, status: 0, responseText: "", responseURL: "" })
  }
  open(method, url) {
    this.line = `${method} ${url}`
  }
  setRequestHeader(name, value) {
    this.headers[name] = value
  }
  getResponseHeader() {
    return this.script.type ?? "application/json"
  }
  abort() {}
  send() {
    queueMicrotask(() => {
      this.upload.onprogress({ lengthComputable: true, loaded: 1, total: 2 })
      if (this.script.lost) this.onerror()
      else {
        this.status = this.script.status
        this.responseText = this.script.body
        this.onload()
      }
      this.onloadend()
    })
  }
}

function play(...scripts) {
  const sent = []
  const request = () => sent[sent.push(new Scripted(scripts[sent.length])) - 1]
  return { sent, request }
}

const stored = { status: 201, body: '{"id":"p1"}' }

test("a photo goes with its type and digest, and says how far it is", async () => {
  const { sent, request } = play(stored)
  const seen = []
  await uploadPhoto(photo, (fraction) => seen.push(fraction), { request, sleep })
  assert.equal(sent[0].line, "PUT /api/v1/photos/p1")
  assert.equal(sent[0].headers["Content-Digest"], "sha-256=:AP8=:")
  assert.deepEqual(seen, [0.5])
})

test("a lost answer, a busy server and a portal's page are tried again under the same id", async () => {
  const portal = { status: 200, type: "text/html", body: "<html>" }
  const busy = { status: 503, type: "text/html", body: "" }
  const { sent, request } = play({ lost: true }, portal, busy, { status: 200, body: '{"id":"p1"}' })
  await uploadPhoto(photo, undefined, { request, sleep })
  assert.deepEqual(new Set(sent.map((xhr) => xhr.line)), new Set(["PUT /api/v1/photos/p1"]))
  assert.equal(sent.length, 4)
})

test("a receipt for something else is no receipt", async () => {
  const { request } = play({ status: 200, body: '{"id":"other"}' })
  await assert.rejects(uploadPhoto(photo, undefined, { request, sleep, attempts: 1 }), { kind: "portal" })
})

test("a refused photo is not sent again", async () => {
  const { sent, request } = play({
    status: 422,
    type: "application/problem+json",
    body: '{"code":"photo.broken"}',
  })
  await assert.rejects(uploadPhoto(photo, undefined, { request, sleep }), { code: "photo.broken" })
  assert.equal(sent.length, 1)
})
