import assert from "node:assert/strict"
import { createHash, randomBytes } from "node:crypto"
import { test } from "node:test"
import { contentDigest, hex, sha256, sha256Slow } from "../../static/js/lib/hash.js"

test("our own SHA-256 agrees with the machine's at every length around a block", async () => {
  for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 1000, 100_003]) {
    const bytes = new Uint8Array(randomBytes(length))
    const expected = createHash("sha256").update(bytes).digest("hex")
    assert.equal(hex(sha256Slow(bytes)), expected, `length ${length}`)
    assert.equal(hex(await sha256(bytes.buffer)), expected)
  }
})

test("the digest header is RFC 9530", () => {
  const digest = createHash("sha256").update("hello")
  assert.equal(contentDigest(digest.copy().digest("hex")), `sha-256=:${digest.digest("base64")}:`)
})
