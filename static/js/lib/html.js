/** Escaped HTML: the only file that may write `innerHTML`. */

const ENTITIES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
])

/** Text that is known to be HTML already. Made by `html` only. */
export class Safe {
  /** @param {string} text */
  constructor(text) {
    this.text = text
  }

  toString() {
    return this.text
  }
}

/**
 * A template tag: `` html`<b>${name}</b>` `` escapes every value; nested `html` and arrays of it pass as they are;
 * null, undefined and false leave nothing.
 * @param {TemplateStringsArray} strings
 * @param {unknown[]} values
 * @returns {Safe}
 */
export function html(strings, ...values) {
  const parts = strings.map((text, i) => text + (i < values.length ? asText(values[i]) : ""))
  return new Safe(parts.join(""))
}

/**
 * Replaces the content of an element.
 * @param {Element} element
 * @param {Safe} safe
 */
export function render(element, safe) {
  element.innerHTML = safe.text
}

/**
 * @param {unknown} text
 * @returns {string} fit for element content and quoted attributes
 */
export function escapeText(text) {
  return String(text).replace(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char)
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function asText(value) {
  if (value === null || value === undefined || value === false) return ""
  if (value instanceof Safe) return value.text
  if (Array.isArray(value)) return value.map(asText).join("")
  return escapeText(value)
}
