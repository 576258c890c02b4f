/** The sender of this page: what wakes it, and what it reads when nothing is left to send. */

import { alone, held } from "../lib/locks.js"
import { noteAccount, session } from "../lib/session.js"
import { Problem } from "../net/problems.js"
import { account } from "../store/account.js"
import { Engine } from "./engine.js"
import { pull } from "./pull.js"
import { tellStatus } from "./status.js"
import { fetchThumbs } from "./thumbs.js"

export const HAND = "xungai-hand-"
const LOOK_EVERY_MS = 60_000
const LOOK_HIDDEN_MS = 300_000

/** @type {Engine | undefined} */
let engine

/** @returns {Engine} the one of this page */
export function sender() {
  engine ??= new Engine({
    membership: () => session().membership,
    inHand: () => held(HAND),
    alone: (work) => alone(`xungai-sync-${session().person}`, () => introduced(work)),
    now: Date.now,
    later,
    pull: look,
    tell: tellStatus,
  })
  return engine
}

/** Begins to send and to read; a person must be signed in. */
export function startSync() {
  // A phone without a store has nothing to send.
  const wake = () =>
    void sender()
      .wake()
      .catch(() => {})
  addEventListener("online", wake)
  addEventListener("pageshow", wake)
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake())
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.type === "wake" && wake())
  wake()
}

/**
 * @param {number} ms
 * @param {() => void} run
 */
function later(ms, run) {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** @returns {Promise<number>} in how many ms to look again */
async function look() {
  if (document.visibilityState !== "visible") return LOOK_HIDDEN_MS
  try {
    noteAccount(await account())
    const { told, kit } = await pull()
    if (told) dispatchEvent(new CustomEvent("records:changed"))
    keepKit(kit)
    fetchThumbs()
  } catch (problem) {
    if (problem instanceof Problem) tellStatus({ phase: problem.kind })
  }
  return LOOK_EVERY_MS
}

/** The worker keeps the page that everything without a signal starts from. @param {string} version */
function keepKit(version) {
  navigator.serviceWorker?.controller?.postMessage({ type: "keep-kit", version })
}

/** Every request says which phone it comes from. @template T @param {() => Promise<T>} work */
async function introduced(work) {
  noteAccount(await account())
  return work()
}
