/**
 * Forms of a ticket's verbs (POST /tickets/<id>/<verb>): kept on the phone, then sent, photos by themselves with what
 * shows how far they are. Without this module the form is posted as it is.
 */

import { localPath, only, restore, valuesOf } from "../lib/forms.js"
import { newId } from "../lib/ids.js"
import { fromForm } from "../domain/commands.js"
import { deliver } from "../domain/deliver.js"
import { missing } from "../domain/missing.js"
import { stayAt } from "../domain/resume.js"
import { showNotice } from "../lib/notice.js"
import { beginWork } from "../domain/begin.js"

/** @typedef {import("../domain/deliver.js").Picker} Picker */

const VERB = /^\/tickets\/([0-9a-f-]{36})\/([a-z]+)$/
const NOT_ARGUMENTS = ["command_id", "photos", "photo_id", "next", "acting_person", "acting_membership"]

/** @param {HTMLFormElement} form */
async function enhance(form) {
  const [, ticketId, verb] = VERB.exec(new URL(form.action).pathname) ?? []
  if (!ticketId) return
  const picker = /** @type {Picker | null} */ (form.querySelector("photo-picker"))
  if (picker) await customElements.whenDefined("photo-picker")
  const work = await begin(form, ticketId, verb)
  picker?.attach(work)
  form.addEventListener("input", () => work.setValues(textsOf(form)))
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const lacking = missing(form, work.photos.length + (picker?.storedIds.length ?? 0))
    if (lacking) return showNotice(form, { title: lacking })
    const button = event.submitter
    const values = only(valuesOf(form, button), (name) => !NOT_ARGUMENTS.includes(name))
    const command = fromForm(
      `ticket.${verb}`,
      { ...values, ticket_id: ticketId },
      work.photos,
      picker?.storedIds,
    )
    const next = localPath(valuesOf(form).next) ?? `/tickets/${ticketId}`
    await deliver(form, { button, picker, work, command, label: labelOf(form), next })
  })
}

/**
 * Takes up work that was begun here, with a fresh command id when the ticket has moved on since it was last sent.
 * @param {HTMLFormElement} form
 * @param {string} ticketId
 * @param {string} verb
 */
async function begin(form, ticketId, verb) {
  const { command_id: commandId = newId(), version = "" } = valuesOf(form)
  const seed = { purpose: `ticket.${verb}`, url: location.pathname, commandId }
  const work = await beginWork(`${verb}:${ticketId}`, seed)
  const sent = work.draft.envelope?.args.version
  if (sent !== undefined && String(sent) !== version) work.renew(commandId)
  restore(form, work.draft.values)
  if (form.querySelector("photo-picker")) stayAt()
  return work
}

/** How the work is called while it is on this phone. @param {HTMLFormElement} form */
function labelOf({ dataset: { does = "", title = "", place = "" } }) {
  return { does, title, place }
}

/** What a person has typed, and nothing else. @param {HTMLFormElement} form */
function textsOf(form) {
  const typed = Array.from(form.querySelectorAll("textarea"), ({ name }) => name)
  return only(valuesOf(form), (name) => typed.includes(name))
}

for (const form of document.querySelectorAll("form[data-does]")) {
  if (form instanceof HTMLFormElement) enhance(form)
}
