/** [data-part~=unsent-hint]: on the sign-in page, that work waits on this phone, so that nobody fears for it. */

import { part, show } from "../lib/dom.js"
import { tn } from "../lib/i18n.js"
import { unsentOfAll } from "../domain/remembered.js"

const hint = part(document, "unsent-hint", HTMLElement)
const n = unsentOfAll()
if (hint && n) {
  hint.textContent = tn(
    "{n} on this phone is not sent yet; it goes on after signing in.",
    "{n} on this phone are not sent yet; they go on after signing in.",
    n,
  )
  show(hint, true)
}
