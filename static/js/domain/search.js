/** Finding by a few letters: a name, its pinyin, its initials, a code. Pure. */

/** @typedef {{name?: string, title?: string, short?: string, code?: string, pinyin?: string, initials?: string}} Named */

/**
 * @template {Named} T
 * @param {T[]} things
 * @param {string} query empty finds all, in their order
 * @returns {T[]} best first; equal ones keep their order
 */
export function find(things, query) {
  const wanted = plain(query)
  if (!wanted) return things
  return things
    .map((thing) => ({ thing, rank: rank(thing, wanted) }))
    .filter(({ rank }) => rank < NONE)
    .sort((a, b) => a.rank - b.rank)
    .map(({ thing }) => thing)
}

const NONE = 9

/**
 * @param {Named} thing
 * @param {string} wanted
 * @returns {number} 0 is best, NONE is no match
 */
function rank(thing, wanted) {
  const names = [thing.name, thing.short, thing.title].map(plain)
  const sounds = [thing.initials, thing.pinyin, thing.code].map(plain)
  if (names.some((name) => name.startsWith(wanted))) return 0
  if (sounds.some((sound) => sound.startsWith(wanted))) return 1
  if (names.some((name) => name.includes(wanted))) return 2
  return sounds.some((sound) => sound.includes(wanted)) ? 3 : NONE
}

/** @param {string} [text] */
function plain(text) {
  return (text ?? "").toLowerCase().replace(/[\s'’·-]/g, "")
}
