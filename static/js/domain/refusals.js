/** What a failed try says to a person: a title, what happened meanwhile, and one way on. */

import { t } from "../lib/i18n.js"
import { Problem, sentence } from "../net/problems.js"
import { faults, meanwhile } from "./decisions.js"

/** @typedef {{title: string, lines?: string[], action?: string, href?: string}} Notice */

/**
 * @param {unknown} problem
 * @param {string} here path of this page, to come back to
 * @param {string} [itemId] where it waits in the outbox; without, it is on this page only
 * @returns {Notice}
 */
export function explain(problem, here, itemId) {
  const title = sentence(problem)
  if (!(problem instanceof Problem)) return { title }
  if (itemId && problem.retryable) {
    const lines = [t("Kept on this phone. It goes by itself when there is signal; you can go on.")]
    return { title: shortly(problem), lines, action: t("What is not sent yet"), href: `/unsent/${itemId}` }
  }
  if (problem.kind === "sign-in") {
    return { title, action: t("Sign in"), href: `/sign-in?next=${encodeURIComponent(here)}` }
  }
  if (problem.code === "ticket.stale") {
    return { title, lines: meanwhile(problem.details.since), action: t("See how it stands"), href: here }
  }
  return { title, lines: faults(problem.details.fields) }
}

/** Why not now, for work that is kept. @param {Problem} problem */
function shortly({ kind }) {
  if (kind === "offline") return t("No signal just now")
  if (kind === "stalled") return t("The signal is too weak just now")
  if (kind === "portal") return t("This network asks to be signed in to first")
  return t("The server is busy just now")
}
