import assert from "node:assert/strict"
import { test } from "node:test"
import { html } from "../../static/js/lib/html.js"

test("every value is escaped, in content and in attributes", () => {
  const evil = `"><img src=x onerror='a()'>&`
  assert.equal(
    html`<b title="${evil}">${evil}</b>`.text,
    '<b title="&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;">&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;</b>',
  )
})

test("nested templates and lists pass, plain lists are escaped", () => {
  assert.equal(
    html`<ul>${["a", "<"].map((x) => html`<li>${x}</li>`)}</ul>`.text,
    "<ul><li>a</li><li>&lt;</li></ul>",
  )
  assert.equal(html`${["<", 1]}`.text, "&lt;1")
})

test("nothing leaves nothing, nought leaves 0", () => {
  assert.equal(html`[${null}${undefined}${false}${0}]`.text, "[0]")
})

test("an object that only looks safe is escaped", () => {
  assert.equal(html`${{ text: "<b>", toString: () => "<b>" }}`.text, "&lt;b&gt;")
})
