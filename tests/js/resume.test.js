/** A photo over a line that cuts: from the server's offset, in pieces that fit, never by whole for ever. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { uploadPhoto } from "../../static/js/net/upload.js"

const SIZE = 400_000
const picture = {
  id: "p1",
  sha256: "00ff",
  bytes: new Uint8Array(SIZE).map((_, i) => i % 251).buffer,
  type: "image/jpeg",
  source: "camera",
  added_at: "",
}
const sleep = async () => {}

/** A server that keeps what arrives, and a line that lets `cuts.shift()` bytes through before it breaks. */
class Server {
  constructor(cuts, { forgets = 0 } = {}) {
    Object.assign(this, { cuts: [...cuts], kept: 0, log: [], carried: 0, forgets })
  }

  request = () => new Line(this)

  /** @returns {[number, string, Record<string, string>] | null} null when the line broke */
  take({ method, headers, size }) {
    this.log.push([method, headers["Upload-Offset"], size].filter((part) => part !== undefined).join(" "))
    if (method === "HEAD") return this.head()
    const from = Number(headers["Upload-Offset"] ?? 0)
    if (method === "PATCH" && from !== this.kept) return [409, '{"code":"photo.wrong_offset"}', this.said()]
    const room = this.cuts.length ? this.cuts.shift() : Number.POSITIVE_INFINITY
    const arrived = Math.min(size, room)
    this.carried += arrived
    this.kept = method === "PUT" ? Math.max(this.kept, arrived) : from + arrived
    if (arrived < size) return null
    if (this.kept < SIZE) return [200, `{"id":"p1","offset":${this.kept}}`, this.said()]
    return [201, '{"id":"p1"}', this.said()]
  }

  head() {
    if (this.kept && this.forgets-- > 0) this.kept = 0
    return this.kept ? [200, "", this.said()] : [404, '{"code":"http.not_found"}', {}]
  }

  said() {
    return { "Upload-Offset": String(this.kept), "Upload-Length": String(SIZE) }
  }
}

class Line {
  upload = {}
  headers = {}
  status = 0
  responseText = ""
  responseURL = ""
  constructor(server) {
    this.server = server
  }
  open(method) {
    this.method = method
  }
  setRequestHeader(name, value) {
    this.headers[name] = value
  }
  getResponseHeader(name) {
    if (name === "Content-Type") return this.status >= 400 ? "application/problem+json" : "application/json"
    return this.answer[name] ?? null
  }
  abort() {}
  send(body) {
    const { method, headers } = this
    queueMicrotask(() => {
      const answer = this.server.take({ method, headers, size: body?.byteLength ?? 0 })
      if (!answer) this.onerror()
      else {
        ;[this.status, this.responseText, this.answer] = answer
        this.onload()
      }
      this.onloadend()
    })
  }
}

test("after a cut it asks how far it came, and sends the rest", async () => {
  const server = new Server([150_000])
  await uploadPhoto(picture, undefined, { request: server.request, sleep })
  assert.deepEqual(server.log, ["PUT 400000", "HEAD 0", "PATCH 150000 250000"])
  assert.equal(server.carried, SIZE)
})

test("a line that cuts again and again still carries it, with few tries and no byte twice", async () => {
  const server = new Server(Array(30).fill(20_000))
  await uploadPhoto(picture, undefined, { request: server.request, sleep, attempts: 2 })
  assert.equal(server.kept, SIZE)
  assert.ok(server.carried <= SIZE * 1.05, String(server.carried))
})

test("where nothing of a large body gets through, pieces get smaller", async () => {
  const server = new Server([])
  const take = server.take.bind(server)
  // A proxy that passes a body on only when it is whole, over a line that never carries more than 100 kB.
  server.take = (asked) => (asked.size > 100_000 ? null : take(asked))
  server.kept = 1
  await uploadPhoto(picture, undefined, { request: server.request, sleep, attempts: 8 })
  assert.equal(server.kept, SIZE)
})

test("what the server threw away begins anew; what is whole there already is done", async () => {
  const forgetful = new Server([150_000], { forgets: 1 })
  await uploadPhoto(picture, undefined, { request: forgetful.request, sleep })
  assert.deepEqual(forgetful.log, ["PUT 400000", "HEAD 0", "PUT 400000"])
  const lostAnswer = new Server([])
  const take = lostAnswer.take.bind(lostAnswer)
  let first = true
  lostAnswer.take = (asked) => {
    const answer = take(asked)
    if (!first) return answer
    first = false
    return null
  }
  await uploadPhoto(picture, undefined, { request: lostAnswer.request, sleep })
  assert.deepEqual(lostAnswer.log, ["PUT 400000", "HEAD 0"])
})

test("progress goes on from where it stood", async () => {
  const seen = []
  const server = new Server([150_000])
  const request = () => {
    const line = new Line(server)
    const send = line.send.bind(line)
    line.send = (body) => {
      line.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 2 })
      send(body)
    }
    return line
  }
  await uploadPhoto(picture, (fraction) => seen.push(fraction), { request, sleep })
  assert.ok(seen.at(-1) > 150_000 / SIZE, String(seen))
})
