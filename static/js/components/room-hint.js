/** [data-part~=room] beside a photo picker: that the phone is nearly full; and the wish to be left what is kept here. */

import { part, show } from "../lib/dom.js"
import { LITTLE_BYTES, askToStay, freeRoom } from "../store/room.js"

const hint = part(document, "room", HTMLElement)

async function look() {
  const free = await freeRoom()
  show(hint, free !== null && free < LITTLE_BYTES)
}

look()
document.addEventListener("photos:changed", ({ target }) => {
  look()
  // Browsers ask people or decide by themselves; the first photo is when it makes sense to both.
  if (target instanceof HTMLElement && Number(target.dataset.count) > 0) askToStay().catch(() => {})
})
