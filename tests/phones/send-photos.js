/**
 * One phone that sends photos and nothing else: `node … send-photos.js '{"address": …, "sizes": [400000]}'`.
 * Says in the end how long it took, how many bytes it gave to the line and what is left.
 */

import { Hands } from "./hands.js"
import { handedOver } from "./line.js"
import { pause, realHost, signedIn } from "./real.js"
import { isQuiet, report } from "./report.js"

const PHOTOS_A_PIECE = 6
const given = JSON.parse(process.argv[2])
const { phone, session } = await signedIn(realHost(new URL(given.address).origin, given.hurry), given)
const page = phone.open(session)
const { newId } = await page.load("lib/ids.js")
const { listItems } = await page.load("store/outbox.js")
const hands = new Hands(`${given.seed}.`, newId)

const begun = performance.now()
for (let at = 0; at < given.sizes.length; at += PHOTOS_A_PIECE)
  await hands.open(page, {
    village: given.village,
    kind: given.kind,
    photos: given.sizes.slice(at, at + PHOTOS_A_PIECE),
  })
while (performance.now() - begun < given.patience * 1000 && !isQuiet(await listItems())) await pause(20)
const seconds = (performance.now() - begun) / 1000
const left = (await listItems()).length
const reports = left ? [] : [await report(phone, session, hands)]
const told = { seconds, left, reports, handed: handedOver() }
process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0))
