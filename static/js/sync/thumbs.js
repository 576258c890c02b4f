/** Fetches the small pictures of unfinished tickets, one after the other, as far as the phone has room. */

import { ownerHeaders } from "../lib/session.js"
import { allTickets, isUnfinished } from "../store/records.js"
import { keepThumb, missingThumbs } from "../store/thumbs.js"

/** At most so many at one go: the line is for what people send. */
const AT_ONCE = 60

/** @returns {Promise<void>} never fails: pictures are a convenience */
export async function fetchThumbs() {
  try {
    const missing = await missingThumbs((await allTickets()).flatMap(wanted))
    for (const id of missing.slice(0, AT_ONCE)) {
      const answer = await fetch(`/api/v1/photos/${id}/thumb`, { headers: ownerHeaders(), redirect: "error" })
      const type = answer.headers.get("Content-Type") ?? ""
      if (answer.ok && type.startsWith("image/"))
        await keepThumb({ id, type, bytes: await answer.arrayBuffer() })
    }
  } catch {
    // No line, or no room: the icon of the kind stands there instead.
  }
}

/** @param {import("../store/records.js").Ticket} ticket */
function wanted(ticket) {
  if (!isUnfinished(ticket)) return []
  const { problem_photos = [], fix_photos = [] } = ticket
  return [...problem_photos, ...fix_photos].map(({ id }) => id)
}
