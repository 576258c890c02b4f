/** The shape of the browser code: imports point down, one file knows the store, one writes HTML, files stay small. */

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

const ROOT = fileURLToPath(new URL("../../static/js/", import.meta.url))
const LEVELS = [
  ["lib"],
  ["store", "net", "media"],
  ["sync"],
  ["domain"],
  ["components"],
  ["pages"],
  ["main.js"],
]
const LONGEST = 120

const files = readdirSync(ROOT, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith(".js"))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }))

const level = (path) => LEVELS.findIndex((names) => names.includes(path.split("/")[0]))

test("imports point down, and components do not import each other", () => {
  for (const { path, text } of files) {
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const to = relative(ROOT, join(ROOT, path, "..", target))
      const same = to.split("/")[0] === path.split("/")[0] && !path.startsWith("components/")
      assert.ok(level(to) >= 0, `${path} imports ${to}, which has no layer`)
      assert.ok(same || level(to) < level(path), `${path} imports ${to}`)
    }
  }
})

test("only store/connection.js knows IndexedDB, only lib/html.js writes HTML, nothing is evaluated", () => {
  const rules = {
    indexedDB: "store/connection.js",
    innerHTML: "lib/html.js",
    insertAdjacentHTML: "",
    "eval(": "",
    "new Function": "",
  }
  for (const [word, owner] of Object.entries(rules)) {
    for (const { path, text } of files) {
      assert.ok(
        path === owner || !text.replace(/\/\*\*[\s\S]*?\*\//g, "").includes(word),
        `${path} uses ${word}`,
      )
    }
  }
})

test("no file is longer than 120 lines, and main.js than 40", () => {
  for (const { path, text } of files) {
    const lines = text.split("\n").length - 1
    assert.ok(lines <= (path === "main.js" ? 40 : LONGEST), `${path} has ${lines} lines`)
  }
})
