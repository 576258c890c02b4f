/** Pinyin initials of Chinese text, read off the collation of the browser: 三张清单 → "szqd". */

const ORDER = new Intl.Collator("zh-Hans-CN-u-co-pinyin")
/** The first character of each letter; no syllable begins with i, u or v. */
const FIRST = [..."阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀"]
const LETTERS = "abcdefghjklmnopqrstwxyz"

/**
 * @param {string} text
 * @returns {string} one letter for each Han character by its usual reading; letters and figures stay
 */
export function initials(text) {
  return Array.from(text, initial).join("")
}

/** @param {string} char */
function initial(char) {
  if (/[a-z0-9]/i.test(char)) return char.toLowerCase()
  if (!/\p{Script=Han}/u.test(char)) return ""
  let at = FIRST.length - 1
  while (at > 0 && ORDER.compare(char, FIRST[at]) < 0) at--
  return LETTERS[at]
}
