/**
 * Where somebody was when the system killed the app: opened again, it goes back to that step. Leaving it by hand, or
 * sending it, ends that. It stands in the store, because what browsers keep aside they write seconds later.
 */

import { dropStep, keepStep, keptStep } from "../store/step.js"

const ALIVE = "xungai.alive"
const LONGEST_MS = 24 * 3_600_000

/** This step is in somebody's hands now; whoever follows a link leaves it. @param {string} [url] */
export function stayAt(url = here()) {
  // Without a store it begins at the start.
  keepStep(url).catch(() => {})
  addEventListener("click", ({ target, defaultPrevented }) => {
    if (!defaultPrevented && target instanceof Element && target.closest("a[href]")) leave()
  })
}

/** It is done, or was left. */
export function leave() {
  dropStep().catch(() => {})
}

/**
 * Called once by every page of somebody signed in.
 * @returns {Promise<string | null>} where to go back to, when the app has just been started anew
 */
export async function whereWeWere() {
  // An installed app that was killed starts at the start; a browser brings its tabs back by itself.
  const isFresh = !wasAlive() && matchMedia("(display-mode: standalone)").matches
  if (!isFresh || location.pathname !== "/") {
    dropStep(here()).catch(() => {})
    return null
  }
  const step = await keptStep().catch(() => null)
  return step && Date.now() - step.at < LONGEST_MS ? step.url : null
}

function here() {
  return location.pathname + location.search
}

function wasAlive() {
  try {
    const was = sessionStorage.getItem(ALIVE)
    sessionStorage.setItem(ALIVE, "1")
    return was
  } catch {
    return "1"
  }
}
