import assert from "node:assert/strict"
import { test } from "node:test"
import { comment, envelope, fromForm, openTicket } from "../../static/js/domain/commands.js"
import { receiptOf, send } from "../../static/js/sync/send.js"
import { Problem } from "../../static/js/net/problems.js"

const photo = {
  id: "p1",
  sha256: "ab",
  bytes: new ArrayBuffer(1),
  type: "image/jpeg",
  source: "camera",
  added_at: "",
  lat: 1.5,
  make: "x",
}
const sleep = async () => {}

test("arguments carry the photo's facts, not its bytes, and nothing that is empty", () => {
  const made = openTicket(
    { ticket_id: "t", village_id: "v", type_code: "A1-01", words: "", fields: { sign: "" } },
    [photo],
  )
  assert.deepEqual(made, {
    name: "ticket.open",
    args: {
      ticket_id: "t",
      village_id: "v",
      type_code: "A1-01",
      photos: [{ id: "p1", sha256: "ab", source: "camera", lat: 1.5 }],
    },
  })
  assert.deepEqual(comment({ ticket_id: "t", words: "好" }, []).args, { ticket_id: "t", words: "好" })
  assert.deepEqual(fromForm("ticket.close", { ticket_id: "t", version: "3", words: "" }, []).args, {
    ticket_id: "t",
    version: 3,
  })
})

test("a form's version guards every verb but a remark", () => {
  assert.deepEqual(fromForm("ticket.comment", { ticket_id: "t", version: "3", words: "好" }, []).args, {
    ticket_id: "t",
    words: "好",
  })
  assert.equal(
    fromForm("ticket.submit", { ticket_id: "t", version: "3" }, [photo], ["p0"]).args.photos[0].id,
    "p0",
  )
})

test("the envelope is complete", () => {
  const made = envelope(comment({ ticket_id: "t" }, []), {
    id: "c",
    device: "d",
    seq: 7,
    happenedAt: new Date(0),
  })
  assert.deepEqual(made, {
    id: "c",
    name: "ticket.comment",
    args: { ticket_id: "t" },
    args_version: 1,
    happened_at: "1970-01-01T00:00:00.000Z",
    device: "d",
    seq: 7,
  })
})

const ready = envelope(comment({ ticket_id: "t" }, []), { id: "c", device: "d", seq: 1 })

test("photos go first, then the command under the same id until the receipt names it", async () => {
  const log = []
  const answers = [
    () => Promise.reject(new Problem("offline")),
    async () => ({ results: [{ id: "c", status: "busy" }] }),
    async () => ({ results: [{ id: "c", status: "replayed", result: { number: "望溪-0392" } }] }),
  ]
  const post = (_method, _url, body) => {
    log.push(body.commands[0].id)
    assert.ok(body.commands[0].sent_at)
    return answers[log.length - 2]()
  }
  const upload = async () => void log.push("photo")
  const copy = { ...photo }
  assert.deepEqual(await send(ready, [copy], { post, upload, sleep }), { number: "望溪-0392" })
  assert.deepEqual(log, ["photo", "c", "c", "c"])
  await send(ready, [copy], {
    post: async () => ({ results: [{ id: "c", status: "applied" }] }),
    upload,
    sleep,
  })
  assert.equal(log.length, 4, "a stored photo is not sent twice")
})

test("no command is sent while a photo is missing", async () => {
  const post = () => assert.fail("sent too early")
  const upload = () => Promise.reject(new Problem("refused", { code: "photo.broken" }))
  await assert.rejects(send(ready, [{ ...photo }], { post, upload, sleep }), { code: "photo.broken" })
})

test("an answer about another command is not an answer; a refusal is told as it is", () => {
  assert.throws(() => receiptOf({}, "c"), { kind: "portal" })
  assert.throws(() => receiptOf({ results: [{ id: "x", status: "applied" }] }, "c"), { kind: "portal" })
  assert.throws(() => receiptOf({ results: [{ id: "c", status: "fine" }] }, "c"), { kind: "portal" })
  const problem = { status: 403, code: "auth.forbidden", detail: "不归你" }
  assert.throws(() => receiptOf({ results: [{ id: "c", status: "refused", problem }] }, "c"), {
    kind: "refused",
    detail: "不归你",
  })
})
