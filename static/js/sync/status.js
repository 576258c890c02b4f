/** What the sender is at, told to every tab of this person. */

import { session } from "../lib/session.js"

/**
 * @typedef {object} Status
 * @property {"idle" | "sending" | import("../net/problems.js").Kind} phase
 * @property {number} [n] which one is being sent
 * @property {number} [m] of how many
 * @property {string} [id] its item
 * @property {number} [photo] which photo, from 1
 * @property {number} [photos]
 * @property {number} [percent] of all its photos
 */

/** @type {Status} */
let now = { phase: "idle" }
/** @type {Set<(status: Status) => void>} */
const listeners = new Set()
/** @type {BroadcastChannel | undefined} */
let channel

/** @returns {Status} */
export function status() {
  return now
}

/**
 * Says it here and to the other tabs.
 * @param {Status} told
 */
export function tellStatus(told) {
  hear(told)
  open()?.postMessage(told)
}

/**
 * @param {(status: Status) => void} listener called at once with what is known
 */
export function onStatus(listener) {
  open()
  listeners.add(listener)
  listener(now)
}

/** @param {Status} told */
function hear(told) {
  now = told
  for (const listener of listeners) listener(told)
}

function open() {
  if (!channel && "BroadcastChannel" in globalThis && session().person) {
    channel = new BroadcastChannel(`xungai-${session().person}`)
    channel.onmessage = ({ data }) => hear(data)
  }
  return channel
}
