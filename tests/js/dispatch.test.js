import assert from "node:assert/strict"
import { test } from "node:test"
import { dispatch } from "../../static/js/domain/dispatch.js"
import { missing, problemFrom, promise } from "../../static/js/domain/kinds.js"
import { Work } from "../../static/js/domain/work.js"
import { Problem } from "../../static/js/net/problems.js"
import { newDraft } from "../../static/js/store/drafts.js"

const sleep = async () => {}
const command = { name: "ticket.open", args: { ticket_id: "t" } }

/** Work as the page has it, without a phone's store. */
const begun = () => new Work(newDraft("d", { purpose: "ticket.open", url: "/", commandId: "c" }), [])

const lost = async () => Promise.reject(new Problem("offline"))
const receipt = (status, more) => async (_method, _url, body) => {
  return { results: [{ id: body.commands[0].id, status, ...more }] }
}

test("work is forgotten after the receipt, and never before", async () => {
  const work = begun()
  await assert.rejects(dispatch(work, command, { post: lost, sleep }), { kind: "offline" })
  assert.equal(work.isOver, false)
  const { seq, happened_at } = work.draft.envelope
  assert.deepEqual(
    await dispatch(work, command, { post: receipt("replayed", { result: { n: 1 } }), sleep }),
    { n: 1 },
  )
  assert.ok(work.isOver)
  assert.deepEqual(
    [work.draft.envelope.id, work.draft.envelope.seq, work.draft.envelope.happened_at],
    ["c", seq, happened_at],
  )
})

const picture = (id) => ({ id, bytes: new ArrayBuffer(1), stored: true })
const saying = (words, ...ids) => ({
  ...command,
  args: { ...command.args, words, photos: ids.map((id) => ({ id })) },
})

/** A server that carries out what comes first under an id; whether a request or an answer gets through says `line`. */
function server(line) {
  const carriedOut = new Map()
  const remarks = []
  const post = async (_method, _url, { commands: [{ id, name, args }] }) => {
    const luck = line.shift()
    if (luck === "lost") throw new Problem("offline")
    const content = JSON.stringify([name, args])
    const known = carriedOut.get(id)
    if (!known) carriedOut.set(id, content)
    if (!known && name === "ticket.comment") remarks.push(args)
    if (luck === "unheard") throw new Problem("offline")
    const reused = { status: "refused", problem: { status: 409, code: "command.id_reused" } }
    return { results: [{ id, ...((known ?? content) === content ? { status: "applied" } : reused) }] }
  }
  return { post, remarks }
}

test("what was added after a lost answer follows as a remark, and only then the work is dropped", async () => {
  const work = begun()
  const { post, remarks } = server(["unheard"])
  await assert.rejects(dispatch(work, saying("", "1"), { post, sleep, attempts: 1 }))
  work.photos = [picture("2")]
  assert.equal(work.isOver, false)
  assert.deepEqual(await dispatch(work, saying("x", "1", "2"), { post, sleep }), saying("", "1").args)
  assert.deepEqual(remarks, [{ ticket_id: "t", words: "x", photos: [{ id: "2" }] }])
  assert.ok(work.isOver)
})

test("of several tries the one that arrived counts, whichever it was", async () => {
  for (const line of [
    ["unheard", "unheard", "unheard"],
    ["lost", "unheard", "unheard"],
    ["lost", "lost", "unheard"],
  ]) {
    const arrived = line.indexOf("unheard")
    const work = begun()
    const { post, remarks } = server(line)
    for (const command of [saying("a", "1"), saying("b", "1", "2"), saying("c", "2", "3")])
      await assert.rejects(dispatch(work, command, { post, sleep, attempts: 1 }))
    work.photos = ["2", "3", "4"].map(picture)
    await dispatch(work, saying("d", "2", "3", "4"), { post, sleep })
    const rest = [["2", "3", "4"], ["3", "4"], ["4"]][arrived].map((id) => ({ id }))
    assert.deepEqual(remarks, [{ ticket_id: "t", words: "d", photos: rest }])
  }
})

test("a remark that does not arrive keeps the work", async () => {
  const work = begun()
  await assert.rejects(dispatch(work, command, { post: lost, sleep }))
  const changed = { ...command, args: { ...command.args, words: "x" } }
  const post = receipt("refused", { problem: { status: 409, code: "command.id_reused" } })
  await assert.rejects(dispatch(work, changed, { post, sleep }))
  assert.equal(work.isOver, false)
})

test("a refusal keeps the work; another target is another command", async () => {
  const work = begun()
  const post = receipt("refused", { problem: { status: 422, code: "input.invalid" } })
  await assert.rejects(dispatch(work, command, { post, sleep }), { code: "input.invalid" })
  assert.equal(work.isOver, false)
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
