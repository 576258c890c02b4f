/** What the sender needs from the world around it. No code. */

/**
 * @typedef {object} Ports what differs between a page and a simulation
 * @property {() => string} membership the role in which this session acts
 * @property {() => Promise<Set<string>>} inHand items that are open in a form
 * @property {<T>(work: () => Promise<T>) => Promise<T>} alone one sender at a time, over all tabs
 * @property {() => number} now ms
 * @property {(ms: number, run: () => void) => () => void} later answers how to call it off
 * @property {() => Promise<number>} pull reads what changed; answers in how many ms to look again
 * @property {(status: import("./status.js").Status) => void} tell
 * @property {import("./send.js").Options} [options] of sending
 */
export {}
