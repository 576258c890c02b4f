import assert from "node:assert/strict"
import { test } from "node:test"
import { localPath, only } from "../../static/js/lib/forms.js"

test("only plain paths of this app are gone to", () => {
  for (const path of ["/", "/review/1?a=b"]) assert.equal(localPath(path), path)
  for (const path of [
    undefined,
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "/a b",
    "x",
  ]) {
    assert.equal(localPath(path), null, String(path))
  }
})

test("only what is wanted stays", () => {
  assert.deepEqual(
    only({ a: "1", b: "2" }, (name) => name === "b"),
    { b: "2" },
  )
})
