import assert from "node:assert/strict"
import { test } from "node:test"
import { initials } from "../../static/js/lib/initials.js"

test("titles and villages are found by the first letters of their sound", () => {
  const known = {
    三张清单未公示: "szqdwgs",
    台阶破裂: "tjpl",
    牌子超目录: "pzcml",
    强制装APP: "qzzapp",
    杂草丛生: "zccs",
    "青龙村、白石村": "qlcbsc",
    大樟村: "dzc",
    A1: "a1",
  }
  for (const [text, letters] of Object.entries(known)) assert.equal(initials(text), letters)
})
