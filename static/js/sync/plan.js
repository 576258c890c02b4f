/** The whole policy of the queue: what goes out next, and when to look again. Pure. */

/** @typedef {import("../lib/types.js").Item} Item */
/**
 * @typedef {object} Now
 * @property {number} now ms
 * @property {string} membership the role in which this session acts
 * @property {ReadonlySet<string>} [inHand] items open in a form
 * @property {ReadonlySet<string>} [asked] items that go without waiting for their time
 * @property {string} [first] an item that somebody is waiting for before the screen
 *
 * @typedef {object} Plan
 * @property {Item | null} item
 * @property {number | null} wakeAt when the next one may go, if only time has to pass
 * @property {number} otherRole how many wait for the role they were done in
 */

/**
 * In the phone's own order; what cannot go now holds up the later ones of its thread, and nothing else.
 * @param {Item[]} items in the phone's order
 * @param {Now} now
 * @returns {Plan}
 */
export function plan(items, { now, membership, inHand = new Set(), asked = new Set(), first }) {
  const queued = heads(items).filter(({ state }) => state === "queued")
  const ours = queued.filter((item) => isRole(item, membership))
  const free = ours.filter(({ id }) => !inHand.has(id))
  const due = free.filter(({ id, not_before }) => not_before <= now || asked.has(id))
  const later = free.filter((item) => !due.includes(item)).map(({ not_before }) => not_before)
  return {
    item: due.find(({ id }) => id === first) ?? due[0] ?? null,
    wakeAt: later.length ? Math.min(...later) : null,
    otherRole: queued.length - ours.length,
  }
}

/**
 * The first of each thread. The next one waits for what becomes of it.
 * @param {Item[]} items
 */
function heads(items) {
  /** @type {Map<string, Item>} */
  const first = new Map()
  for (const item of items) if (!first.has(item.thread)) first.set(item.thread, item)
  return [...first.values()]
}

/** @param {Item} item @param {string} membership */
function isRole(item, membership) {
  return !membership || !item.membership || item.membership === membership
}

/**
 * How many of a person's pieces of work are here, and how many need them.
 * @param {Item[]} items
 * @returns {{count: number, refused: number, oldest: string}}
 */
export function tally(items) {
  const seen = items.filter(({ quiet }) => !quiet)
  const refused = seen.filter(({ state }) => state === "refused").length
  return { count: seen.length, refused, oldest: seen.map(({ made_at }) => made_at).sort()[0] ?? "" }
}
