/** The sender of this page: what wakes it, and what it reads when nothing is left to send. */

import { alone, held } from "../lib/locks.js"
import { noteAccount, session } from "../lib/session.js"
import { Problem } from "../net/problems.js"
import { account } from "../store/account.js"
import { Engine } from "./engine.js"
import { keepKit } from "./kit.js"
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
    tell,
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
  heedWorker(wake)
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.type === "wake" && wake())
  wake()
}

/**
 * A worker that is new here has no kit yet. Its states are watched, not who controls the page: one that is still loading
 * when it is claimed is told nothing.
 * @param {() => void} wake
 */
async function heedWorker(wake) {
  const registration = await navigator.serviceWorker?.ready
  if (!registration) return
  if (!navigator.serviceWorker.controller) wake()
  const heed = () => {
    const { installing } = registration
    installing?.addEventListener("statechange", wake)
  }
  heed()
  registration.addEventListener("updatefound", heed)
}

/**
 * @param {number} ms
 * @param {() => void} run
 */
function later(ms, run) {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** @param {import("./status.js").Status} status */
function tell(status) {
  tellStatus(status)
  if (status.phase === "offline") askToBeWoken()
  if (status.phase === "lost") dispatchEvent(new Event("phone:lost"))
}

/** Where the browser can, it wakes us when the line is back, also in the background. */
async function askToBeWoken() {
  const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration().catch(() => null))
  registration?.sync?.register("xungai").catch(() => {})
}

/** @returns {Promise<number>} in how many ms to look again */
async function look() {
  if (document.visibilityState !== "visible") return LOOK_HIDDEN_MS
  try {
    // Who works at a desk reads from the server alone, and says on the page which kit goes with it.
    const { kit: own } = document.documentElement.dataset
    if (own) return await keepKit(own).then(() => LOOK_HIDDEN_MS)
    noteAccount(await account())
    const { told, kit, lost } = await pull()
    dispatchEvent(new CustomEvent("records:read", { detail: told }))
    await keepKit(kit).catch(() => {})
    fetchThumbs()
    if (lost) return 0
  } catch (problem) {
    if (problem instanceof Problem) tell({ phase: problem.kind })
  }
  return LOOK_EVERY_MS
}

/** Every request says which phone it comes from. @template T @param {() => Promise<T>} work */
async function introduced(work) {
  noteAccount(await account())
  return work()
}
