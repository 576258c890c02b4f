/**
 * Notes outside the store how much waits on this phone: for the sign-in page, and to say it when the browser has cleared the
 * store.
 */

import { tn, t } from "../lib/i18n.js"
import { tellReader } from "../lib/notice.js"
import { goneWithTheStore, noteUnsent } from "../domain/remembered.js"
import { countOf, unsent } from "../domain/unsent.js"
import { account } from "../store/account.js"
import { onStatus } from "../sync/status.js"

let hasTold = false

async function note() {
  const n = countOf(await unsent())
  const phone = await account().then(
    ({ device }) => device,
    () => "",
  )
  if (!phone) return
  const gone = goneWithTheStore(phone)
  if (!gone) return noteUnsent({ n, phone })
  if (hasTold) return
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
    understood: () => noteUnsent({ n, phone }),
  })
}

onStatus(note)
addEventListener("work:changed", note)
