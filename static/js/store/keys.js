/** The key by which the server knows an exported file again as this phone's (docs/offline.md). */

import { asked, read, write } from "./db.js"

/** @param {string} key hex */
export async function keepUnsentKey(key) {
  await write(["meta"], (store) => {
    store("meta").put({ key: "unsent", value: key })
  })
}

/** @returns {Promise<string>} empty before the server has given one */
export async function unsentKey() {
  return (await read(["meta"], (store) => asked(store("meta").get("unsent"))))?.value ?? ""
}
