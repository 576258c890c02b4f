/** The keys of the review desk as a state machine. Pure: time comes in, what to do comes out. */

/** @typedef {{armedAt: number | null}} State closing is armed by a first Enter */
/** @typedef {{key: string, at: number, typing?: boolean, modified?: boolean, repeat?: boolean}} Press at: ms */
/** @typedef {"next" | "previous" | "left" | "right" | "zoom" | "swap" | "help" | "arm" | "close" | "disarm"} Plain */
/** @typedef {Plain | `return-${1 | 2 | 3 | 4 | 5}`} Act */

export const CONFIRM_MS = 3000

/** @type {Readonly<State>} */
export const START = Object.freeze({ armedAt: null })

/** @type {Record<string, Act>} */
const KEYS = {
  j: "next",
  k: "previous",
  ArrowLeft: "left",
  ArrowRight: "right",
  z: "zoom",
  " ": "swap",
  1: "return-1",
  2: "return-2",
  3: "return-3",
  4: "return-4",
  5: "return-5",
  "?": "help",
}

/**
 * @param {State} state
 * @param {Press} press
 * @returns {{state: State, act: Act | null}} act is null for keys that are none of ours
 */
export function press(state, { key, at, typing = false, modified = false, repeat = false }) {
  if (typing || modified) return { state, act: null }
  if (key === "Enter") return repeat ? { state, act: null } : enter(state, at)
  if (key === "Escape") return { state: START, act: state.armedAt === null ? null : "disarm" }
  const act = KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null
  return { state: act ? START : state, act }
}

/**
 * @param {State} state
 * @param {number} at
 * @returns {{state: State, act: Act}}
 */
function enter({ armedAt }, at) {
  if (armedAt !== null && at - armedAt <= CONFIRM_MS) return { state: START, act: "close" }
  return { state: { armedAt: at }, act: "arm" }
}
