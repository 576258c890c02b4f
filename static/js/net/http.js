/** JSON over fetch. The input is the caller's and is never consumed: every failure is a `Problem`, and it may ask again. */

import { stallWatch } from "../lib/backoff.js"
import { ownerHeaders } from "../lib/session.js"
import { noteServerTime } from "../lib/skew.js"
import { Problem, readAnswer } from "./problems.js"

const STALL_MS = 25_000

/**
 * @param {string} url
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<Record<string, unknown>>}
 * @throws {Problem}
 */
export function getJson(url, options = {}) {
  return exchange(url, { method: "GET", headers: ownerHeaders() }, options)
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} body
 * @param {{signal?: AbortSignal, membership?: string}} [options] `membership`: the role the work was done in
 * @returns {Promise<Record<string, unknown>>}
 * @throws {Problem}
 */
export function sendJson(method, url, body, options = {}) {
  const headers = { "Content-Type": "application/json", ...ownerHeaders(options.membership) }
  return exchange(url, { method, headers, body: JSON.stringify(body) }, options)
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @param {{signal?: AbortSignal}} options
 */
async function exchange(url, init, { signal }) {
  const stop = new AbortController()
  const watch = stallWatch(STALL_MS, () => stop.abort())
  signal?.addEventListener("abort", () => stop.abort(), { once: true })
  try {
    // An API never redirects: whoever does stands between us and it.
    const answer = await fetch(url, {
      ...init,
      headers: { Accept: "application/json", ...init.headers },
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: stop.signal,
    })
    watch.moved()
    const json = readAnswer({
      status: answer.status,
      type: answer.headers.get("Content-Type") ?? "",
      body: await readText(answer, watch),
    })
    noteServerTime(answer.headers.get("Date"))
    return json
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error
    throw new Problem(stop.signal.aborted ? "stalled" : "offline")
  } finally {
    watch.stop()
  }
}

/**
 * Reads piece by piece, so that a slow answer that still comes is not cut off.
 * @param {Response} answer
 * @param {{moved: () => void}} watch
 */
async function readText(answer, watch) {
  if (!answer.body) return answer.text()
  const reader = answer.body.getReader()
  const decoder = new TextDecoder()
  let text = ""
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    watch.moved()
  }
}
