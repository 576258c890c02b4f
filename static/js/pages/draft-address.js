/** New work goes by the ticket's own id, which stands in the page's address, so that a reload finds it again. */

import { beginWork } from "../domain/begin.js"
import { stayAt } from "../domain/resume.js"
import { must } from "../lib/dom.js"
import { isId } from "../lib/ids.js"
import { listSent } from "../store/sent.js"

/**
 * @param {HTMLFormElement} form whose hidden ids become those of the work, so that a plain post says the same
 * @param {URL} here
 * @returns {Promise<import("../domain/work.js").Work>}
 */
export async function workOfAddress(form, here) {
  const ticket = must(form, "[name=ticket_id]", HTMLInputElement)
  const command = must(form, "[name=command_id]", HTMLInputElement)
  const asked = here.searchParams.get("draft")
  ticket.value = isId(asked) && !(await isSent(asked)) ? asked : ticket.value
  here.searchParams.set("draft", ticket.value)
  history.replaceState(null, "", here)
  const seed = { purpose: "ticket.open", url: here.pathname + here.search, commandId: command.value }
  const work = await beginWork(ticket.value, seed)
  command.value = work.draft.command_id
  stayAt()
  return work
}

/** Under the id of what has arrived nothing new can begin. @param {string} ticketId */
async function isSent(ticketId) {
  const sent = await listSent().catch(() => [])
  return sent.some(({ thread }) => thread === ticketId)
}
