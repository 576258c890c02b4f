import assert from "node:assert/strict"
import { test } from "node:test"
import { dispatch } from "../../static/js/domain/dispatch.js"
import { missing, problemFrom, promise } from "../../static/js/domain/kinds.js"
import { Problem } from "../../static/js/net/problems.js"

const sleep = async () => {}
const command = { name: "ticket.open", args: { ticket_id: "t" } }

/** Work as the page has it, without a phone's store. */
function begun() {
  return {
    draft: { command_id: "c" },
    photos: [],
    dropped: false,
    renew(id) {
      Object.assign(this.draft, { command_id: id, envelope: undefined })
    },
    async setOut(envelope) {
      this.draft.envelope = envelope
    },
    async drop() {
      this.dropped = true
    },
  }
}

const lost = async () => Promise.reject(new Problem("offline"))
const receipt = (status, more) => async (_method, _url, body) => {
  return { results: [{ id: body.commands[0].id, status, ...more }] }
}

test("work is forgotten after the receipt, and never before", async () => {
  const work = begun()
  await assert.rejects(dispatch(work, command, { post: lost, sleep }), { kind: "offline" })
  assert.equal(work.dropped, false)
  const { seq, happened_at } = work.draft.envelope
  assert.deepEqual(
    await dispatch(work, command, { post: receipt("replayed", { result: { n: 1 } }), sleep }),
    { n: 1 },
  )
  assert.ok(work.dropped)
  assert.deepEqual(
    [work.draft.envelope.id, work.draft.envelope.seq, work.draft.envelope.happened_at],
    ["c", seq, happened_at],
  )
})

test("what was added after a lost answer follows as a remark, and only then the work is dropped", async () => {
  const work = begun()
  await assert.rejects(dispatch(work, command, { post: lost, sleep }))
  const changed = { ...command, args: { ...command.args, words: "x" } }
  const sent = []
  const post = async (_method, _url, body) => {
    const [{ id, name, args }] = body.commands
    sent.push({ name, words: args.words, dropped: work.dropped })
    const again = { status: "refused", problem: { status: 409, code: "command.id_reused" } }
    return { results: [{ id, ...(name === "ticket.comment" ? { status: "applied", result: {} } : again) }] }
  }
  assert.deepEqual(await dispatch(work, changed, { post, sleep }), { ticket_id: "t" })
  assert.deepEqual(sent.at(-1), { name: "ticket.comment", words: "x", dropped: false })
  assert.ok(work.dropped)
})

test("a remark that does not arrive keeps the work", async () => {
  const work = begun()
  await assert.rejects(dispatch(work, command, { post: lost, sleep }))
  const changed = { ...command, args: { ...command.args, words: "x" } }
  const post = receipt("refused", { problem: { status: 409, code: "command.id_reused" } })
  await assert.rejects(dispatch(work, changed, { post, sleep }))
  assert.equal(work.dropped, false)
})

test("a refusal keeps the work; another target is another command", async () => {
  const work = begun()
  const post = receipt("refused", { problem: { status: 422, code: "input.invalid" } })
  await assert.rejects(dispatch(work, command, { post, sleep }), { code: "input.invalid" })
  assert.equal(work.dropped, false)
  assert.equal(work.draft.command_id, "c")
  const joined = { name: "ticket.comment", args: { ticket_id: "other" } }
  await dispatch(work, joined, { post: receipt("applied", { result: {} }), sleep })
  assert.notEqual(work.draft.envelope.id, "c")
})

const kind = {
  code: "B1-01",
  title: "",
  short: "",
  term_days: 7,
  owner_kind: "department",
  fields: ["sign_text"],
}

test("only fields of the chosen kind travel", () => {
  const values = { village_id: "v", type_code: "B1-01", "fields.sign_text": "站", "fields.platform": "qq" }
  assert.deepEqual(problemFrom(values, "t", kind).fields, { sign_text: "站" })
})

test("the button says what is missing, and before the release a deadline is a length", () => {
  assert.match(missing({ village: null, kind: null, photos: 0, words: " " }), /photo or a sentence/)
  assert.match(missing({ village: null, kind, photos: 1, words: "" }), /village/)
  assert.equal(missing({ village: {}, kind, photos: 0, words: "a" }), "")
  assert.match(promise(kind, { name: "青龙村" }).term, /^7 working days$/)
  assert.match(promise({ ...kind, owner_kind: "village" }, { name: "青龙村" }).who, /青龙村/)
})
