import assert from "node:assert/strict"
import { test } from "node:test"
import { asJpeg, factsFrom, readFacts } from "../../static/js/media/facts.js"
import { fit, isSmallEnough, looksBlank, typeOf } from "../../static/js/media/measure.js"

test("the long side becomes 2048 and the aspect stays", () => {
  assert.deepEqual(fit(4032, 3024), { width: 2048, height: 1536 })
  assert.deepEqual(fit(3024, 4032), { width: 1536, height: 2048 })
  assert.deepEqual(fit(800, 600), { width: 800, height: 600 })
  assert.deepEqual(fit(20_000, 3), { width: 2048, height: 1 })
})

test("small pictures of known kinds go as they are", () => {
  const small = { type: "image/jpeg", size: 300_000, width: 1600, height: 1200 }
  assert.ok(isSmallEnough(small))
  assert.ok(!isSmallEnough({ ...small, width: 4000 }))
  assert.ok(!isSmallEnough({ ...small, size: 5_000_000 }))
  assert.ok(!isSmallEnough({ ...small, type: "image/gif" }))
})

test("one flat colour is a failed canvas", () => {
  assert.ok(looksBlank([0, 0, 0, 0, 0, 0, 0, 0]))
  assert.ok(looksBlank([9, 9, 9, 255, 9, 9, 9, 255]))
  assert.ok(!looksBlank([9, 9, 9, 255, 9, 8, 9, 255]))
})

test("the type is read from the bytes", () => {
  const bytes = (text) => Uint8Array.from(text.padEnd(12, "\0"), (char) => char.charCodeAt(0))
  assert.equal(typeOf(bytes("\xff\xd8\xff\xe1"), "image/png"), "image/jpeg")
  assert.equal(typeOf(bytes("\0\0\0\x18ftypheic"), ""), "image/heic")
  assert.equal(typeOf(bytes("\0\0\0\x18ftypisom"), "video/mp4"), "video/mp4")
  assert.equal(typeOf(bytes("RIFF1234WEBP"), ""), "image/webp")
  assert.equal(typeOf(bytes("nonsense"), ""), "application/octet-stream")
})

test("facts keep the camera's own offset and refuse nonsense", () => {
  const tags = {
    36867: "2026:11:19 10:24:05",
    36881: "+08:00",
    latitude: 27.1,
    longitude: 111.4,
    271: " Apple ",
  }
  assert.deepEqual(factsFrom(tags), {
    taken_at: "2026-11-19T02:24:05.000Z",
    lat: 27.1,
    lng: 111.4,
    make: "Apple",
  })
  assert.deepEqual(factsFrom({ 36867: "0000:00:00 00:00:00", latitude: 0, longitude: 0 }), {})
  assert.deepEqual(factsFrom({ latitude: 91, longitude: 10 }), {})
})

/** A little-endian EXIF block with the make "Made" and nothing else. */
const EXIF = "Exif\0\0II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x05\0\0\0\x1a\0\0\0\0\0\0\0Made\0"

test("the facts of a HEIC photo are found wherever its block lies", async () => {
  const heic = Uint8Array.from(`\0\0\0\x18ftypheic..Exif..${EXIF}pixels`, (char) => char.charCodeAt(0))
  assert.deepEqual(await readFacts(heic.buffer, "image/heic"), { make: "Made" })
  assert.deepEqual(await readFacts(new ArrayBuffer(40), "image/heic"), {})
  assert.deepEqual(await readFacts(asJpeg(heic.buffer), "image/jpeg"), { make: "Made" })
})
