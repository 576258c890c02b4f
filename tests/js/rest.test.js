/** Work that its owner changed after a try: what arrived stays, what came after it follows, once. */

import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { beginWork } from "../../static/js/domain/begin.js"
import { fromForm, openTicket } from "../../static/js/domain/commands.js"
import { Problem } from "../../static/js/net/problems.js"
import { listDrafts, newDraft, saveDraft } from "../../static/js/store/drafts.js"
import { listItems } from "../../static/js/store/outbox.js"
import { sendOne } from "../../static/js/sync/one.js"
import { freshPhone, photo } from "./phone.js"

const label = { does: "", title: "", place: "" }
const seed = { purpose: "ticket.open", url: "/" }

beforeEach(freshPhone)

/** A server that carries out what comes first under an id; requests and answers get through as `line` says. */
function server(...line) {
  const known = new Map()
  const world = { line, said: [], meanwhile: async () => {} }
  const post = async (_method, _url, { commands: [{ id, name, args }] }) => {
    const luck = line.shift()
    if (luck === "lost") throw new Problem("offline")
    const content = JSON.stringify([name, args])
    if (!known.has(id)) {
      known.set(id, content)
      world.said.push({ name, words: args.words, photos: (args.photos ?? []).map((claim) => claim.id) })
    }
    await world.meanwhile()
    if (luck === "unheard") throw new Problem("offline")
    const problem = { status: 409, code: "command.id_reused" }
    const status = known.get(id) === content ? "applied" : "refused"
    return { results: [{ id, status, problem, result: {} }] }
  }
  /** Sends until nothing is left, or what is left cannot go. */
  world.send = async () => {
    for (let i = 0; i < 9; i++) {
      const [item] = await listItems()
      if (!item) return
      await sendOne(item, { post, upload: async () => {}, attempts: 1 })
    }
    assert.fail("it never ends")
  }
  world.try = async () => sendOne((await listItems())[0], { post, upload: async () => {}, attempts: 1 })
  return world
}

/** Says it, or says it anew. */
async function say(words, { add = [], drop = [], village_id = "v" } = {}) {
  const work = await beginWork("d", seed)
  for (const id of drop) await work.remove(id)
  for (const id of add) await work.add(await photo(id, id))
  await work.queue(openTicket({ ticket_id: "t", village_id, type_code: "k", words }, work.photos), label)
}

test("what no remark can say is never dropped: its owner decides", async () => {
  const world = server("unheard")
  await say("a", { add: ["1"] })
  await world.try()
  await say("b", { village_id: "another" })
  await world.try()
  assert.equal(world.said.length, 1)
  const [{ state, refusal, envelope }] = await listItems()
  assert.deepEqual([state, refusal.code], ["refused", "phone.changed_late"])
  assert.equal(envelope.args.village_id, "another")
})

test("what happens to a form while it is being sent brings no draft back", async () => {
  const work = await beginWork("d", seed)
  await work.add({ ...(await photo("1", "1")), source: "camera" })
  work.isSending = true
  await work.queue(openTicket({ ticket_id: "t", village_id: "v", type_code: "k" }, work.photos), label)
  await work.setValues({ words: "typed meanwhile" })
  await work.locate({ lat: 30, lng: 103 })
  assert.deepEqual(await listDrafts(), [])
  work.isSending = false
  await work.locate({ lat: 30, lng: 103 })
  assert.deepEqual(await listDrafts(), [])
  await work.setValues({ words: "changed by hand" })
  assert.equal((await listDrafts()).length, 1)
})

test("the corrected one goes when no try had arrived", async () => {
  const world = server("lost", "lost")
  await say("a", { add: ["1"] })
  await world.try()
  await say("b", { add: ["2"] })
  await world.try()
  await say("c", { drop: ["1"] })
  await world.send()
  assert.deepEqual(world.said, [{ name: "ticket.open", words: "c", photos: ["2"] }])
})

for (const [line, rest] of [
  [
    ["unheard", "unheard"],
    ["2", "3"],
  ],
  [["lost", "unheard"], ["3"]],
]) {
  test(`of two tries that were ${line} the one that arrived counts`, async () => {
    const world = server(...line)
    await say("a", { add: ["1"] })
    await world.try()
    await say("b", { add: ["2"] })
    await world.try()
    await say("c", { add: ["3"] })
    await world.send()
    assert.deepEqual(world.said.slice(1), [{ name: "ticket.comment", words: "c", photos: rest }])
    assert.deepEqual(await listItems(), [])
  })
}

test("what is left to say may be changed again, whether it had arrived or not", async () => {
  for (const luck of ["lost", "unheard"]) {
    freshPhone()
    const world = server("unheard", "heard", "heard", luck)
    await say("a", { add: ["1"] })
    await world.try()
    await say("b", { add: ["2"] })
    await world.try()
    await world.try()
    await say("c", { add: ["3"] })
    await world.send()
    const [last, before] = [world.said.at(-1), world.said.at(-2)]
    assert.deepEqual(last, {
      name: "ticket.comment",
      words: "c",
      photos: luck === "lost" ? ["2", "3"] : ["3"],
    })
    assert.equal(before.words, luck === "lost" ? "a" : "b")
  }
})

test("changed back to what has arrived, nothing more is said", async () => {
  const world = server("unheard")
  await say("a", { add: ["1"] })
  await world.try()
  await say("b")
  await world.try()
  await say("a")
  await world.send()
  assert.equal(world.said.length, 1)
})

test("what its owner changes while an answer is under way is not overwritten by what the answer says", async () => {
  const world = server("unheard")
  await say("a", { add: ["1"] })
  await world.try()
  await say("b", { add: ["2"] })
  world.meanwhile = async () => {
    world.meanwhile = async () => {}
    await say("c", { add: ["3"] })
  }
  await world.send()
  assert.deepEqual(world.said.at(-1), { name: "ticket.comment", words: "c", photos: ["2", "3"] })
})

test("what was delivered, or put under another id, while a form had it is not said twice", async () => {
  for (const isChanged of [false, true]) {
    freshPhone()
    const world = server("unheard")
    await say("a", { add: ["1"] })
    await world.try()
    if (isChanged) await say("b", { add: ["2"] })
    const work = await beginWork("d", seed)
    await world.try()
    await work.add(await photo("3", "3"))
    const command = openTicket({ ticket_id: "t", village_id: "v", type_code: "k", words: "c" }, work.photos)
    await work.queue(command, label)
    await world.send()
    const photos = isChanged ? ["2", "3"] : ["3"]
    assert.deepEqual(world.said.slice(1), [{ name: "ticket.comment", words: "c", photos }])
    assert.deepEqual(await listItems(), [])
  }
})

test("no line while asking which try arrived: it is asked again later", async () => {
  const world = server("unheard", "heard", "lost")
  await say("a", { add: ["1"] })
  await world.try()
  await say("b", { add: ["2"] })
  assert.equal((await world.try()).kind, "failed")
  await world.send()
  assert.deepEqual(world.said.at(-1), { name: "ticket.comment", words: "b", photos: ["2"] })
})

test("an id that somebody else has taken is a fault, kept and told", async () => {
  const world = server("unheard")
  await say("a")
  await world.try()
  await say("b")
  const [item] = await listItems()
  const alien = async (_method, _url, { commands: [{ id }] }) => ({
    results: [{ id, status: "refused", problem: { status: 409, code: "command.id_reused" } }],
  })
  assert.equal((await sendOne(item, { post: alien })).kind, "refused")
  assert.equal((await listItems())[0].state, "refused")
})

test("a remark of its own is the same", async () => {
  const world = server("unheard")
  for (const words of ["a", "b"]) {
    const [waiting] = await listItems()
    const work = await beginWork(waiting?.draft.id ?? "r", { purpose: "ticket.comment", url: "/" })
    await work.queue(fromForm("ticket.comment", { ticket_id: "t", words }, []), label)
    await world.try()
  }
  await world.send()
  assert.deepEqual(
    world.said.map(({ words }) => words),
    ["a", "b"],
  )
})

test("what was tried before the phone had an outbox keeps its number", async () => {
  const draft = newDraft("d", { ...seed, commandId: "c" })
  const envelope = { id: "c", name: "ticket.open", args: { ticket_id: "t" }, device: "own", seq: 7 }
  await saveDraft({ ...draft, envelope: { ...envelope, happened_at: "2026-11-20T01:00:00.000Z" } })
  const work = await beginWork("d", seed)
  await work.queue(openTicket({ ticket_id: "t", village_id: "v", type_code: "k", words: "a" }, []), label)
  const item = (await listItems()).find(({ id }) => id === "c")
  assert.deepEqual([item.envelope.device, item.envelope.seq], ["own", 7])
})
