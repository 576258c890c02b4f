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
  getResponseHeader(name) {
    return name === "Content-Type" ? (this.script.type ?? "application/json") : null
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

const large = { ...photo, id: "p2", bytes: new Uint8Array(100_000).fill(7).buffer }

/** A server that keeps what arrives, at the end of a line that breaks after so many bytes of each body. */
function lossy(cuts, received = 0) {
  const world = { received, lines: [], bytes: 0 }
  class Request extends Scripted {
    constructor() {
      super({})
    }
    getResponseHeader(name) {
      return name === "Upload-Offset" ? String(world.received) : "application/json"
    }
    send(body) {
      const [method] = this.line.split(" ")
      world.lines.push(method)
      const status = body ? this.#take(body.byteLength) : world.received ? 200 : 404
      queueMicrotask(() => {
        Object.assign(this, { status, responseText: '{"id":"p2"}' })
        if (status) this.onload()
        else this.onerror()
        this.onloadend()
      })
    }
    #take(length) {
      const passes = Math.min(length, cuts.shift() ?? length)
      world.lines.push(length)
      world.bytes += passes
      world.received = Number(this.headers["Upload-Offset"] ?? 0) + passes
      if (passes < length) return 0
      return world.received === large.bytes.byteLength ? 201 : 200
    }
  }
  return { world, request: () => new Request() }
}

test("after a cut it goes on where the server stands, also in a later try", async () => {
  const { world, request } = lossy([30_000])
  await assert.rejects(uploadPhoto(large, undefined, { request, sleep, attempts: 1 }), { kind: "offline" })
  await uploadPhoto(large, undefined, { request, sleep, attempts: 1, resume: true })
  assert.deepEqual(world.lines, ["PUT", 100_000, "HEAD", "PATCH", 70_000])
  assert.equal(world.bytes, 100_000)
})

test("a line that cuts for ever still gets it through, because each try gets on", async () => {
  const { world, request } = lossy(Array(40).fill(9_000))
  await uploadPhoto(large, undefined, { request, sleep, attempts: 1, resume: true }).catch(() => {})
  await uploadPhoto(large, undefined, { request, sleep, attempts: 1, resume: true })
  assert.equal(world.bytes, 100_000)
})

test("where nothing gets through, pieces get smaller, and it gives up for now", async () => {
  const { world, request } = lossy(Array(9).fill(0), 10_000)
  await assert.rejects(uploadPhoto(large, undefined, { request, sleep, attempts: 4, resume: true }))
  assert.deepEqual(
    world.lines.filter((each) => typeof each === "number"),
    [90_000, 90_000, 65_536, 32_768],
  )
})

test("what is there already whole is not sent again", async () => {
  const { world, request } = lossy([], 100_000)
  await uploadPhoto(large, undefined, { request, sleep, resume: true })
  assert.deepEqual(world.lines, ["HEAD"])
})

for (const [status, type, kind] of [
  [200, "text/html", "portal"],
  [503, "text/html", "server"],
]) {
  test(`a ${status} that does not say how much is there is no reason to send it all`, async () => {
    const { sent, request } = play({ status, type, body: "" })
    await assert.rejects(uploadPhoto(large, undefined, { request, sleep, attempts: 1, resume: true }), {
      kind,
    })
    assert.equal(sent.length, 1)
  })
}
