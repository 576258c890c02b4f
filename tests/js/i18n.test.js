import assert from "node:assert/strict"
import { test } from "node:test"
import { t, tn, useWords } from "../../static/js/lib/i18n.js"

test("without words the source text is spoken", () => {
  useWords({})
  assert.equal(t("Sending {n} of {m}", { n: 2, m: 3 }), "Sending 2 of 3")
  assert.equal(tn("{n} photo", "{n} photos", 1), "1 photo")
  assert.equal(tn("{n} photo", "{n} photos", 2), "2 photos")
})

test("words replace the source and keep the places", () => {
  useWords({ "Sending {n} of {m}": "正在发第 {n} 张，共 {m} 张", "{n} photo": "{n} 张", empty: "" })
  assert.equal(t("Sending {n} of {m}", { n: 2, m: 3 }), "正在发第 2 张，共 3 张")
  assert.equal(tn("{n} photo", "{n} photos", 1), "1 张")
  assert.equal(tn("{n} photo", "{n} photos", 5), "5 张")
  assert.equal(t("empty"), "empty")
})

test("an unknown place stays visible", () => {
  assert.equal(t("{who} wrote", {}), "{who} wrote")
})
