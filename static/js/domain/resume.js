/**
 * Where somebody was when the system killed the app: opened again, it goes back to that step. Leaving it by hand, or
 * sending it, ends that.
 */

import { session } from "../lib/session.js"

const KEY = "xungai.at"
const ALIVE = "xungai.alive"
const LONGEST_MS = 24 * 3_600_000

/** This step is in somebody's hands now; whoever follows a link leaves it. @param {string} [url] */
export function stayAt(url = location.pathname + location.search) {
  keep(JSON.stringify({ person: session().person, url, at: Date.now() }))
  addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a[href]")) leave()
  })
}

/** It is done, or was left. */
export function leave() {
  keep("")
}

/**
 * Called once by every page.
 * @returns {string | null} where to go back to, when the app has just been started anew
 */
export function whereWeWere() {
  // An installed app that was killed starts at the start; a browser brings its tabs back by itself.
  const isFresh = !sessionGet() && matchMedia("(display-mode: standalone)").matches
  const { person, url, at } = kept()
  if (!url || person !== session().person) return null
  if (isFresh && location.pathname === "/" && Date.now() - at < LONGEST_MS) return url
  if (url !== location.pathname + location.search) leave()
  return null
}

function sessionGet() {
  try {
    const was = sessionStorage.getItem(ALIVE)
    sessionStorage.setItem(ALIVE, "1")
    return was
  } catch {
    return "1"
  }
}

/** @returns {{person?: string, url?: string, at: number}} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) || "{}")
  } catch {
    return { at: 0 }
  }
}

/** @param {string} text */
function keep(text) {
  try {
    localStorage.setItem(KEY, text)
  } catch {
    // A private window: then it begins at the start.
  }
}
