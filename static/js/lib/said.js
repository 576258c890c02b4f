/** A word that one page leaves for the next, when it goes on at once. */

const KEY = "xungai.said"

/** @param {string} text */
export function sayNext(text) {
  try {
    sessionStorage.setItem(KEY, text)
  } catch {
    // Then nothing is said.
  }
}

/** @returns {string} what the page before left, once */
export function saidBefore() {
  try {
    const text = sessionStorage.getItem(KEY) ?? ""
    sessionStorage.removeItem(KEY)
    return text
  } catch {
    return ""
  }
}
