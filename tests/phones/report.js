/** What a phone holds in the end, and what its people were promised, for the comparison with the server. */

import { Phone } from "./phone.js"

/**
 * Reads what changed once more before.
 * @param {import("./phone.js").Phone} phone
 * @param {import("./page.js").Session} session of the person whose store is read
 * @param {import("./hands.js").Hands} hands
 */
export async function report(phone, session, hands) {
  const page = phone.open(session, {})
  await (await page.load("sync/pull.js")).pull()
  const { listItems } = await page.load("store/outbox.js")
  const { findPhotos } = await page.load("store/photos.js")
  const { lastMark } = await page.load("store/device.js")
  const { write } = await page.load("store/db.js")
  const { listSent } = await page.load("store/sent.js")
  const items = await listItems()
  const photos = (await findPhotos(items.flatMap(({ photo_ids }) => photo_ids))).photos
  const mark = await write(["meta"], lastMark)
  const sent = (await listSent()).map(({ id }) => id)
  const differs = difference(await tickets(page), await snapshot(phone, session))
  page.kill()
  return {
    person: session.person,
    device: mark.device,
    made: mark.seq,
    items: items.map(({ draft, ...item }) => item),
    photos: photos.map(({ id }) => id),
    ...{ sent, differs },
    diary: hands.diary
      .filter(({ person }) => person === session.person)
      .map(({ command, items, ...deed }) => ({ ...deed, items: [...items] })),
  }
}

/**
 * Whether nothing can go any more without a person: what is left was refused, or waits behind something that was.
 * @param {import("../../static/js/lib/types.js").Item[]} items
 * @param {string} [membership] in which somebody acts; work of other roles waits for them
 */
export function isQuiet(items, membership) {
  const heads = new Map(items.toReversed().map((item) => [item.thread, item]))
  return [...heads.values()].every(
    (item) => item.state === "refused" || (membership && item.membership !== membership),
  )
}

/** All that a new phone of the same person would show. */
async function snapshot(phone, session) {
  const fresh = new Phone(phone.host, phone.wire)
  fresh.name = `${phone.name} anew`
  fresh.cookies = phone.cookies
  const page = fresh.open(session)
  await (await page.load("sync/pull.js")).pull()
  const found = await tickets(page)
  page.kill()
  return found
}

/** @param {import("./page.js").Page} page */
async function tickets(page) {
  const { allTickets } = await page.load("store/records.js")
  // An opener may correct for ten minutes: what is told of that grows old by itself.
  const plain = ({ generation, may, ...ticket }) => {
    return [ticket.id, JSON.stringify({ ...ticket, may: may.filter((name) => name !== "ticket.correct") })]
  }
  return new Map((await allTickets()).map(plain))
}

/** @param {Map<string, string>} some @param {Map<string, string>} others @returns {string[]} */
function difference(some, others) {
  const ids = [...new Set([...some.keys(), ...others.keys()])].filter((id) => some.get(id) !== others.get(id))
  return ids.map((id) => `${id}: here ${some.get(id)}, there ${others.get(id)}`)
}
