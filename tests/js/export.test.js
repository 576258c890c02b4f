/** The exported file: what docs/offline.md promises, sealed. */

import assert from "node:assert/strict"
import { createHmac } from "node:crypto"
import { beforeEach, test } from "node:test"
import { entries, exported, fileName } from "../../static/js/domain/export.js"
import { hmac } from "../../static/js/lib/hmac.js"
import { keepUnsentKey } from "../../static/js/store/keys.js"
import { freshPhone, photo, queued } from "./phone.js"

let person
beforeEach(() => {
  person = freshPhone()
  globalThis.document ??= { documentElement: { lang: "en", dataset: {} } }
})

test("manifest, list and photos, each whole, and a seal over the manifest's bytes", async () => {
  const key = "ab".repeat(32)
  await keepUnsentKey(key)
  const picture = await photo("a picture")
  const item = await queued({
    name: "ticket.open",
    photos: [picture],
    label: { does: "x", title: "台阶破裂", place: "青龙村" },
  })
  const found = new Map((await entries([item])).map(({ name, input }) => [name, input]))
  const manifest = JSON.parse(found.get("manifest.json"))
  assert.deepEqual(
    [manifest.format, manifest.person, manifest.device],
    ["xungai-unsent/1", person, item.envelope.device],
  )
  assert.deepEqual(manifest.items, [
    {
      envelope: item.envelope,
      membership: "m1",
      photos: [
        {
          id: picture.id,
          sha256: picture.sha256,
          type: "image/jpeg",
          size: 9,
          file: `photos/${picture.id}.jpg`,
        },
      ],
    },
  ])
  assert.deepEqual(found.get(`photos/${picture.id}.jpg`), picture.bytes)
  assert.match(found.get("list.txt"), /台阶破裂/)
  assert.equal(
    found.get("seal.txt"),
    createHmac("sha256", key).update(found.get("manifest.json")).digest("hex"),
  )
})

test("without a key it is exported all the same, unsealed", async () => {
  const names = (await entries([await queued()])).map(({ name }) => name)
  assert.deepEqual(names, ["manifest.json", "list.txt"])
})

test("it is a zip", async () => {
  const blob = await exported([await queued({ photos: [await photo("x")] })])
  const bytes = new Uint8Array(await blob.arrayBuffer())
  assert.deepEqual([...bytes.slice(0, 4)], [0x50, 0x4b, 3, 4])
  assert.equal(fileName(new Date("2026-11-25T06:36:00Z")), "xungai-unsent-202611250636.zip")
})

test("HMAC as RFC 4231 has it", async () => {
  const bytes = (text) => new TextEncoder().encode(text)
  for (const key of ["Jefe", "k".repeat(131)]) {
    const ours = Buffer.from(await hmac(bytes(key), bytes("what do ya want for nothing?"))).toString("hex")
    assert.equal(ours, createHmac("sha256", key).update("what do ya want for nothing?").digest("hex"))
  }
})
