/** What can go wrong between the phone and the server, in one shape; `kind` is all that code branches on. */

import { t } from "../lib/i18n.js"
import { kindOf, passes } from "./kinds.js"

/** @typedef {{status: number, type: string, body: string, path?: string}} Answer `path` is where redirects ended */

/** @typedef {import("./kinds.js").Kind} Kind */

/** A failed exchange. `retryable` means the same request may simply be sent again. */
export class Problem extends Error {
  /**
   * @param {Kind} kind
   * @param {{status?: number, code?: string, detail?: string, details?: Record<string, unknown>}} [more]
   */
  constructor(kind, { status = 0, code = "", detail = "", details = {} } = {}) {
    super(detail || kind)
    this.kind = kind
    this.status = status
    this.code = code
    this.detail = detail
    this.details = details
    /** Something of a larger whole arrived before it failed. */
    this.advanced = false
  }

  get retryable() {
    return passes(this.kind)
  }
}

/**
 * Reads an answer. JSON below 400 is an answer; a page is never one, whatever its status says: it is a login page, a
 * captive portal or a proxy.
 * @param {Answer} answer
 * @returns {Record<string, unknown>}
 * @throws {Problem}
 */
export function readAnswer(answer) {
  const json = parse(answer)
  if (!json) throw strange(answer)
  if (answer.type.includes("problem+json")) throw fromProblem(json, answer.status)
  return json
}

/**
 * @param {Record<string, unknown>} json a body of application/problem+json, or the `problem` of one command's result
 * @param {number} [status]
 * @returns {Problem}
 */
export function fromProblem(json, status = Number(json.status) || 0) {
  const details = json.details && typeof json.details === "object" ? json.details : {}
  const code = String(json.code ?? "")
  return new Problem(kindOf(status, code), {
    status,
    code,
    detail: String(json.detail ?? ""),
    details: /** @type {Record<string, unknown>} */ (details),
  })
}

/**
 * The sentence a person reads: the server's own where there is one, else what to do next.
 * @param {unknown} problem
 * @returns {string}
 */
export function sentence(problem) {
  if (!(problem instanceof Problem))
    return t("Something went wrong in the app. Everything is still here; try again.")
  if (problem.kind === "sign-in") return t("Please sign in again. Everything is still on this phone.")
  if (problem.detail && problem.kind !== "portal") return problem.detail
  if (problem.kind === "offline")
    return t("No signal. Everything is still on this phone; send again when there is signal.")
  if (problem.kind === "stalled")
    return t("The signal is too weak just now. Everything is still here; send again.")
  if (problem.kind === "portal")
    return t("This network asks to be signed in to. Everything is still here; send again afterwards.")
  if (problem.kind === "refused") return t("The server did not accept this. Everything is still here.")
  return t("The server is busy. Everything is still here; send again in a moment.")
}

/**
 * @param {Answer} answer
 * @returns {Record<string, unknown> | null}
 */
function parse({ type, body }) {
  if (!/^application\/([\w.+-]+\+)?json/.test(type)) return null
  try {
    const json = JSON.parse(body)
    return json && typeof json === "object" ? json : null
  } catch {
    return null
  }
}

/**
 * An answer that is not ours, or has no body to say what it is.
 * @param {Answer} answer
 * @returns {Problem}
 */
export function strange({ status, path }) {
  if (status === 401 || path?.startsWith("/sign-in")) return new Problem("sign-in", { status })
  if (status === 413)
    return new Problem("refused", { status, code: "http.too_large", detail: t("This photo is too large.") })
  return new Problem(status >= 500 ? "server" : "portal", { status })
}
