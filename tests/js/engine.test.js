/** The sender against a scripted server: what it does with every kind of answer. */

import assert from "node:assert/strict"
import { beforeEach, test } from "node:test"
import { Problem } from "../../static/js/net/problems.js"
import { changeItem, findItem, listItems } from "../../static/js/store/outbox.js"
import { Engine } from "../../static/js/sync/engine.js"
import { freshPhone, photo, queued } from "./phone.js"

beforeEach(freshPhone)

/** An engine whose time passes only when the test says so, and whose server answers what `answer` says. */
function engine(answer, more = {}) {
  const world = { now: 1_000_000, log: [], phases: [], pulls: 0, due: null, uploads: [], resumes: [] }
  const options = {
    sleep: async () => {},
    post: async (_method, _url, body) => {
      const [{ id, name, args }] = body.commands
      world.log.push(id)
      const said = answer({ id, name, args, turn: world.log.length })
      if (said instanceof Error) throw said
      return { results: [{ id, ...said }] }
    },
    upload: async (picture, _told, { resume }) => {
      world.uploads.push(picture.id)
      world.resumes.push(resume)
    },
  }
  const ports = {
    membership: () => "m1",
    inHand: async () => new Set(),
    alone: (work) => work(),
    now: () => world.now,
    later(ms, run) {
      world.due = { at: world.now + ms, run }
      return () => {
        world.due = null
      }
    },
    pull: async () => {
      world.pulls += 1
      return 60_000
    },
    tell: ({ phase }) => world.phases.push(phase),
    options,
    ...more,
  }
  /** Lets time pass until the engine wants to look again, and lets it look. */
  world.next = async () => {
    const { at, run } = world.due
    world.now = Math.max(world.now, at)
    await run()
  }
  world.engine = new Engine(ports)
  return world
}

const applied = { status: "applied", result: { number: "望溪-0001" } }
const refusedAs = (status, code, more = {}) => ({ status: "refused", problem: { status, code, ...more } })

test("everything goes in the phone's order, photos before their command", async () => {
  const pictures = [await photo("1"), await photo("2")]
  const items = [await queued({ photos: pictures }), await queued(), await queued()]
  const world = engine(() => applied)
  await world.engine.wake()
  assert.deepEqual(
    world.log,
    items.map(({ id }) => id),
  )
  assert.deepEqual(
    world.uploads,
    pictures.map(({ id }) => id),
  )
  assert.deepEqual(await listItems(), [])
  assert.equal(world.pulls, 1)
})

test("no line: it keeps everything, backs off, never ends, and goes on when the line is back", async () => {
  await queued()
  await queued()
  let isUp = false
  const world = engine(() => (isUp ? applied : new Problem("offline")))
  await world.engine.wake()
  assert.equal(world.log.length, 1, "one failure is enough to know")
  const waits = []
  for (let i = 0; i < 40; i++) {
    const before = world.now
    await world.next()
    waits.push(world.now - before)
  }
  assert.equal((await listItems()).length, 2)
  assert.ok(Math.max(...waits) <= 300_000, "capped")
  assert.ok(world.log.length > 15, "never ends")
  isUp = true
  await world.engine.wake()
  assert.deepEqual(await listItems(), [])
})

test("one that breaks the line each time does not stand before the others for ever", async () => {
  const poison = await queued()
  const good = await queued()
  const world = engine(({ id }) => (id === poison.id ? new Problem("server") : applied))
  await world.engine.wake()
  for (let i = 0; i < 6; i++) await world.next()
  assert.equal(await findItem(good.id), null)
  assert.equal((await findItem(poison.id)).state, "queued")
})

test("busy keeps one waiting and no other", async () => {
  const busy = await queued()
  const other = await queued()
  const world = engine(({ id, turn }) => (id === busy.id && turn < 3 ? { status: "busy" } : applied))
  await world.engine.wake()
  assert.equal(await findItem(other.id), null)
  assert.equal((await findItem(busy.id)).tries, 1)
  await world.next()
  assert.equal(await findItem(busy.id), null)
})

for (const [status, code] of [
  [403, "auth.forbidden"],
  [404, "http.not_found"],
  [409, "ticket.stale"],
  [410, "ticket.moved_away"],
  [422, "input.invalid"],
]) {
  test(`${status} ${code} waits for a person with the server's reason; only later ones of its thread wait too`, async () => {
    const first = await queued({ thread: "t", photos: [await photo("kept")] })
    const second = await queued({ thread: "t" })
    const other = await queued()
    const world = engine(({ id }) =>
      id === first.id ? refusedAs(status, code, { detail: "为什么" }) : applied,
    )
    await world.engine.wake()
    const kept = await findItem(first.id)
    assert.equal(kept.state, "refused")
    assert.deepEqual([kept.refusal.code, kept.refusal.detail], [code, "为什么"])
    assert.equal((await findItem(second.id)).state, "queued")
    assert.equal(await findItem(other.id), null)
    for (let i = 0; i < 5; i++) await world.next()
    assert.deepEqual(world.log.filter((id) => id === first.id).length, 1, "not asked again by itself")
  })
}

for (const [kind, problem] of [
  ["sign-in", new Problem("sign-in", { status: 401 })],
  ["other-person", new Problem("other-person", { status: 409 })],
  ["lost", new Problem("lost", { status: 410 })],
  ["portal", new Problem("portal", { status: 200 })],
]) {
  test(`${kind}: sending stops, nothing is refused, everything stays`, async () => {
    const items = [await queued(), await queued()]
    const world = engine(() => problem)
    await world.engine.wake()
    assert.equal(world.log.length, 1)
    assert.equal(world.phases.at(-1), kind)
    assert.equal(world.pulls, 0)
    assert.deepEqual(
      (await listItems()).map(({ id, state }) => [id, state]),
      items.map(({ id }) => [id, "queued"]),
    )
  })
}

test("a door that is not there says nothing of what was brought to it", async () => {
  const item = await queued()
  const world = engine(() => new Problem("refused", { status: 404, code: "http.not_found" }))
  await world.engine.wake()
  assert.equal((await findItem(item.id)).state, "queued")
})

test("without an earlier try, an id that is taken is a fault, kept and told", async () => {
  const item = await queued()
  const world = engine(() => refusedAs(409, "command.id_reused"))
  await world.engine.wake()
  assert.equal((await findItem(item.id)).state, "refused")
})

test("photos that the server lost are sent again", async () => {
  const picture = await photo("one")
  const item = await queued({ photos: [picture], stored_ids: [picture.id] })
  const world = engine(({ turn }) =>
    turn === 1 ? refusedAs(409, "ticket.photo_missing", { details: { ids: [picture.id] } }) : applied,
  )
  await world.engine.wake()
  assert.deepEqual(world.uploads, [picture.id])
  assert.equal(await findItem(item.id), null)
})

test("a photo that the phone lost is told, never left out", async () => {
  const item = await queued({ photo_ids: ["gone"] })
  const world = engine(() => applied)
  await world.engine.wake()
  assert.deepEqual(world.log, [])
  assert.equal((await findItem(item.id)).refusal.code, "phone.photo_lost")
})

test("a photo that cannot be read any more is told, and holds up nothing else", async (t) => {
  const [gone, kept] = [await photo("1"), await photo("2")]
  const item = await queued({ photos: [kept, gone] })
  const other = await queued({ photos: [await photo("3")] })
  const get = IDBObjectStore.prototype.get
  t.mock.method(IDBObjectStore.prototype, "get", function (key) {
    if (key !== gone.id) return get.call(this, key)
    const request = { error: new DOMException("Failed to read large IndexedDB value", "UnknownError") }
    queueMicrotask(() => request.onerror())
    return request
  })
  const world = engine(() => applied)
  await world.engine.wake()
  assert.deepEqual(world.log, [other.id])
  const { code, details } = (await findItem(item.id)).refusal
  assert.deepEqual([code, details.ids], ["phone.photo_lost", [gone.id]])
})

test("a photo that is stored is not sent again after a failure", async () => {
  const item = await queued({ photos: [await photo("1"), await photo("2")] })
  const world = engine(({ turn }) => (turn === 1 ? new Problem("offline") : applied))
  await world.engine.wake()
  assert.equal((await findItem(item.id)).stored_ids.length, 2)
  await world.engine.wake()
  assert.equal(world.uploads.length, 2)
})

test("what somebody watches goes first, with quick tries, and its promise is kept or broken", async () => {
  await queued()
  const watched = await queued()
  let failures = 3
  const world = engine(({ id }) => (id === watched.id && failures-- > 0 ? new Problem("offline") : applied))
  assert.deepEqual(await world.engine.attend(watched.id), applied.result)
  assert.deepEqual(world.log.slice(0, 4), Array(4).fill(watched.id))
  const refused = await queued()
  const other = engine(() => refusedAs(422, "input.invalid"))
  await assert.rejects(other.engine.attend(refused.id), { code: "input.invalid" })
})

test("what another tab delivered meanwhile is delivered", async () => {
  const item = await queued()
  const first = engine(() => applied)
  await first.engine.wake()
  const second = engine(() => assert.fail("sent twice"))
  assert.deepEqual(await second.engine.attend(item.id), applied.result)
})

test("what was refused before anybody attended to it says why", async () => {
  const item = await queued()
  const first = engine(() => refusedAs(409, "ticket.stale", { details: { since: [{ who: "孙立" }] } }))
  await first.engine.wake()
  const second = engine(() => assert.fail("a person has to decide first"))
  const refusal = { kind: "refused", code: "ticket.stale", details: { since: [{ who: "孙立" }] } }
  await assert.rejects(second.engine.attend(item.id), refusal)
})

test("what is open in a form is left alone", async () => {
  const item = await queued()
  const world = engine(() => applied, { inHand: async () => new Set([item.id]) })
  await world.engine.wake()
  assert.deepEqual(world.log, [])
})

test("work of another role waits for that role", async () => {
  await queued({ membership: "m2" })
  const world = engine(() => applied)
  await world.engine.wake()
  assert.deepEqual(world.log, [])
  assert.equal(world.phases.at(-1), "other-role")
})

test("a store that fails while somebody waits breaks the promise, and is tried again after a while", async () => {
  const item = await queued()
  let isBroken = true
  const alone = async (work) => (isBroken ? Promise.reject(new Error("the disk is broken")) : work())
  const world = engine(() => applied, { alone })
  await assert.rejects(world.engine.attend(item.id), /disk is broken/)
  await world.next()
  isBroken = false
  await world.next()
  assert.equal(await findItem(item.id), null)
})

test("only a later try asks what of the photos is there already", async () => {
  const item = await queued({ photos: [await photo("1")] })
  const world = engine(({ turn }) => (turn === 1 ? new Problem("offline") : applied))
  await world.engine.wake()
  await changeItem(item.id, () => ({ stored_ids: [] }))
  await world.engine.wake()
  assert.deepEqual(world.resumes, [false, true])
})
