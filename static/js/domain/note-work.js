/** Notes outside the store how much waits on this phone (remembered.js says what for). */

import { account } from "../store/account.js"
import { goneWithTheStore, noteUnsent } from "./remembered.js"
import { countOf, unsent } from "./unsent.js"

/**
 * @param {boolean} [understood] that what the browser has cleared is gone: until then its note is left as it is
 * @returns {Promise<number>} how many pieces of work are gone with a store that the browser has cleared
 */
export async function noteWork(understood = false) {
  const n = countOf(await unsent())
  const phone = await account().then(
    ({ device }) => device,
    () => "",
  )
  const gone = phone && !understood ? goneWithTheStore(phone) : 0
  if (phone && !gone) noteUnsent({ n, phone })
  return gone
}
