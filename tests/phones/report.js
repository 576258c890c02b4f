/** What a phone holds in the end, and what its people were promised, for the comparison with the server. */

/**
 * @param {import("./phone.js").Phone} phone
 * @param {import("./page.js").Session} session of the person whose store is read
 * @param {import("./hands.js").Hands} hands
 */
export async function report(phone, session, hands) {
  const page = phone.open(session, {})
  const { listItems } = await page.load("store/outbox.js")
  const { findPhotos } = await page.load("store/photos.js")
  const { lastMark } = await page.load("store/device.js")
  const { write } = await page.load("store/db.js")
  const { allTickets } = await page.load("store/records.js")
  const items = await listItems()
  const photos = (await findPhotos(items.flatMap(({ photo_ids }) => photo_ids))).photos
  const mark = await write(["meta"], lastMark)
  const tickets = await allTickets()
  page.kill()
  return {
    person: session.person,
    device: mark.device,
    made: mark.seq,
    items: items.map(({ draft, ...item }) => item),
    photos: photos.map(({ id }) => id),
    tickets: tickets.map(({ generation, ...ticket }) => ticket),
    diary: hands.diary
      .filter(({ person }) => person === session.person)
      .map(({ command, items, ...deed }) => ({ ...deed, items: [...items] })),
  }
}
