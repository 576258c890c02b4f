/** Who this phone is, and the running number of its commands: gaps show the server what was never delivered. */

import { newId } from "../lib/ids.js"
import { asked, write } from "./db.js"

/** @typedef {{device: string, seq: number}} Mark */

/** @type {Mark | undefined} */
let unstored

/**
 * The next mark. Without a store (some private windows) a device lives as long as its page.
 * @returns {Promise<Mark>}
 */
export async function nextMark() {
  try {
    return await write(["meta"], async (store) => {
      const last = await asked(store("meta").get("device"))
      const mark = { device: last?.device ?? newId(), seq: (last?.seq ?? 0) + 1 }
      store("meta").put({ key: "device", ...mark })
      return mark
    })
  } catch {
    unstored = { device: unstored?.device ?? newId(), seq: (unstored?.seq ?? 0) + 1 }
    return unstored
  }
}
