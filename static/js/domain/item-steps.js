/** Three steps that show what is true now and what is still to come: on this phone, at the office, with a number. */

import { t } from "../lib/i18n.js"
import { moment } from "../lib/time.js"
import { timelineStep } from "./pieces.js"

/**
 * @param {import("../lib/types.js").Item} item
 * @param {import("../sync/status.js").Status} status
 * @param {string} weight
 */
export function itemSteps(item, status, weight) {
  const isSending = status.phase === "sending" && status.id === item.id
  const far = isSending && status.photo
  const going = far ? t("photo {n} of {m}", { n: status.photo ?? 0, m: status.photos ?? 0 }) : t("under way")
  const counts = item.photo_ids.length
    ? t("counts when every photo is there whole")
    : t("counts when it is there")
  const waits = item.state === "refused" ? t("waits for your decision") : counts
  const steps = [
    { text: t("Kept on this phone"), at_text: [moment(item.made_at), weight].join(" · ") },
    { text: t("Sent to the township"), at_text: isSending ? going : waits, pending: true },
  ]
  if (item.envelope.name === "ticket.open") {
    steps.push({
      text: t("Gets its number"),
      at_text: t("the term begins on the day it arrives"),
      pending: true,
    })
  }
  return steps.map(timelineStep)
}
