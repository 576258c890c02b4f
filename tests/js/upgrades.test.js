/** The phone's database, opened by today's app after each earlier one: everything is still there, and can be sent. */

import assert from "node:assert/strict"
import { test } from "node:test"
import { asked, read, write } from "../../static/js/store/db.js"
import { findDraft, photosOf } from "../../static/js/store/drafts.js"
import { findItem, listItems } from "../../static/js/store/outbox.js"
import { STEPS } from "../../static/js/store/schema.js"
import { freshPhone, photo, queued } from "./phone.js"

/** What the app of each version had written, by store. A new step adds a row and changes none. */
const WRITTEN = [
  {
    drafts: [
      {
        id: "01990000-0000-7000-8000-000000000001",
        purpose: "ticket.open",
        url: "/tickets/new?draft=01990000-0000-7000-8000-000000000001",
        command_id: "01990000-0000-7000-8000-000000000002",
        created_at: "2026-11-20T01:00:00.000Z",
        photo_ids: ["01990000-0000-7000-8000-000000000003"],
        removed_ids: [],
        values: { words: "门口的草有半人高", type_code: "A1-09" },
        envelope: {
          id: "01990000-0000-7000-8000-000000000002",
          name: "ticket.open",
          args: {},
          device: "d",
          seq: 7,
        },
      },
    ],
    photos: [
      { id: "01990000-0000-7000-8000-000000000003", bytes: new Uint8Array([1, 2, 3]).buffer, stored: true },
    ],
    meta: [{ key: "device", device: "01990000-0000-7000-8000-000000000009", seq: 7 }],
  },
  {
    outbox: [
      {
        id: "c1",
        envelope: { seq: 8 },
        photo_ids: [],
        stored_ids: [],
        state: "queued",
        revision: 1,
        tries: 3,
      },
    ],
    sent: [{ id: "c0", at: "2026-11-20T01:00:00.000Z", thread: "t", result: {} }],
  },
  {
    tickets: [{ id: "t", generation: 1 }],
    thumbs: [{ id: "p", bytes: new ArrayBuffer(1), type: "image/jpeg" }],
  },
  {
    kept: [{ id: "c2", envelope: { seq: 9 }, photo_ids: ["p2"], settled_at: "2026-11-20T01:00:00.000Z" }],
  },
]

/** The database as the app of this version left it. */
async function leave(person, version) {
  const db = await new Promise((done) => {
    const request = indexedDB.open(`xungai-${person}`, version)
    request.onupgradeneeded = () => {
      for (const step of STEPS.slice(0, version)) step(request.result)
    }
    request.onsuccess = () => done(request.result)
  })
  for (const stores of WRITTEN.slice(0, version)) {
    for (const [name, rows] of Object.entries(stores)) {
      const store = db.transaction([name], "readwrite").objectStore(name)
      for (const row of rows) await asked(store.put(row))
    }
  }
  db.close()
}

test("a row of what was written stands here for every version", () => {
  assert.equal(WRITTEN.length, STEPS.length)
})

for (let version = 1; version <= STEPS.length; version++) {
  test(`after version ${version} nothing is lost`, async () => {
    const person = freshPhone()
    await leave(person, version)
    for (const stores of WRITTEN.slice(0, version)) {
      for (const [name, rows] of Object.entries(stores)) {
        assert.deepEqual(await read([name], (store) => asked(store(name).getAll())), rows, name)
      }
    }
    const draft = await findDraft(WRITTEN[0].drafts[0].id)
    assert.equal((await photosOf(draft)).length, 1)
    const item = await queued({ photos: [await photo("new")] })
    assert.equal(item.envelope.seq, 8, "numbers go on where they stood")
    assert.ok(await findItem(item.id))
  })
}

test("a tab of an older app goes on beside a newer one", async () => {
  const person = freshPhone()
  await leave(person, STEPS.length)
  const newer = indexedDB.open(`xungai-${person}`, STEPS.length + 1)
  await new Promise((done) => {
    newer.onupgradeneeded = () => newer.result.createObjectStore("of_the_future")
    newer.onsuccess = () => done(newer.result.close())
  })
  await write(["meta"], (store) => void store("meta").put({ key: "still", here: true }))
  assert.equal((await listItems()).length, 1)
})

test("a connection that the browser dropped is opened again", async () => {
  const person = freshPhone()
  await queued()
  const close = indexedDB.open(`xungai-${person}`)
  const db = await new Promise((done) => {
    close.onsuccess = () => done(close.result)
  })
  const once = IDBDatabase.prototype.transaction
  let drops = 1
  IDBDatabase.prototype.transaction = function (...args) {
    if (drops-- > 0) throw new DOMException("Connection to Indexed Database server lost", "InvalidStateError")
    return once.apply(this, args)
  }
  try {
    assert.equal((await listItems()).length, 1)
  } finally {
    IDBDatabase.prototype.transaction = once
    db.close()
  }
})
