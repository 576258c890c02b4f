/** Words of the interface. English is the msgid; other languages are one JSON file each, written by `make words`. */

/** @typedef {Record<string, string | number>} Values */

/** @type {Record<string, string>} */
let words = {}

/**
 * Loads the words of a language. English needs none. Never fails: without its words the page speaks English.
 * @param {string} language as in `<html lang>`
 * @returns {Promise<void>}
 */
export async function loadWords(language) {
  if (language.toLowerCase().startsWith("en")) return
  try {
    const answer = await fetch(new URL("../../i18n/zh-Hans.json", import.meta.url))
    if (answer.ok) useWords(await answer.json())
  } catch {
    // The words are precached; a miss on a broken line must not stop the page.
  }
}

/** @param {Record<string, string>} catalogue source text → text; of a plural, its first form → the only one */
export function useWords(catalogue) {
  words = catalogue
}

/**
 * @param {string} message English source with `{name}` places
 * @param {Values} [values]
 * @returns {string}
 */
export function t(message, values = {}) {
  return fill(words[message] || message, values)
}

/**
 * Singular and plural; `{n}` is the number.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Values} [values]
 * @returns {string}
 */
export function tn(one, many, n, values = {}) {
  // Chinese has one form, English is the source: no other language needs more here yet.
  return fill(words[one] || (n === 1 ? one : many), { n, ...values })
}

/**
 * @param {string} text
 * @param {Values} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole))
}
