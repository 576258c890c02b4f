/** What a failed try says to a person: a title, what happened meanwhile, and one way on. */

import { t } from "../lib/i18n.js"
import { Problem, sentence } from "../net/problems.js"

/** @typedef {{title: string, lines?: string[], action?: string, href?: string}} Notice */

/**
 * @param {unknown} problem
 * @param {string} here path of this page, to come back to
 * @returns {Notice}
 */
export function explain(problem, here) {
  const title = sentence(problem)
  if (!(problem instanceof Problem)) return { title }
  if (problem.kind === "sign-in") {
    return { title, action: t("Sign in"), href: `/sign-in?next=${encodeURIComponent(here)}` }
  }
  if (problem.code === "ticket.stale") {
    return { title, lines: meanwhile(problem.details.since), action: t("See how it stands"), href: here }
  }
  return { title, lines: faults(problem.details.fields) }
}

/**
 * @param {unknown} since the steps that others took: `[{text, who, at_text}]`
 * @returns {string[]}
 */
function meanwhile(since) {
  if (!Array.isArray(since)) return []
  return since.map((step) => [step?.at_text, step?.who, step?.text].filter(Boolean).join(" ")).filter(Boolean)
}

/**
 * @param {unknown} fields `{field: [sentence]}`
 * @returns {string[]}
 */
function faults(fields) {
  if (!fields || typeof fields !== "object") return []
  return Object.values(fields)
    .flat()
    .filter((fault) => typeof fault === "string")
}
