/**
 * Keeps the note of how much waits on this phone: for the sign-in page, and to say it when the browser has cleared the
 * store.
 */

import { tn, t } from "../lib/i18n.js"
import { tellReader } from "../lib/notice.js"
import { noteWork } from "../domain/note-work.js"
import { onStatus } from "../sync/status.js"

let hasTold = false

async function note() {
  const gone = await noteWork()
  if (!gone || hasTold) return
  hasTold = true
  tellReader({
    kind: "warn",
    title: tn(
      "This browser has cleared {n} that was not sent",
      "This browser has cleared {n} that were not sent",
      gone,
    ),
    text: t(
      "Please do it again. So that it does not happen again: put this app onto the home screen, and do not clear this browser's data while something waits.",
    ),
    understood: () => noteWork(true),
  })
}

onStatus(note)
addEventListener("work:changed", note)
