/** The work begun or sent under an id, or new work. */

import { findDraft, newDraft, photosOf } from "../store/drafts.js"
import { listItems } from "../store/outbox.js"
import { Work } from "./work.js"

/**
 * What waits in the outbox is opened again as it stood, and not sent while a form has it.
 * @param {string} id of the draft
 * @param {import("../store/drafts.js").Seed} seed for new work
 * @returns {Promise<Work>}
 */
export async function beginWork(id, seed) {
  const draft = await findDraft(id).catch(() => null)
  const item = await itemOfDraft(id).catch(() => null)
  const before = item?.draft && { ...item.draft, envelope: item.base ?? item.envelope }
  const begun = draft ?? before
  if (!begun) return new Work(newDraft(id, seed), [])
  const work = new Work(begun, await photosOf(begun), item)
  for (const photo of work.photos) photo.stored ||= item?.stored_ids.includes(photo.id)
  await work.take()
  return work
}

/** @param {string} id of a draft */
async function itemOfDraft(id) {
  return (await listItems()).find(({ draft }) => draft?.id === id) ?? null
}
