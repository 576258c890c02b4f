/** The address of the step that this person is at, written before the system may kill the page. */

import { asked, read, write } from "./db.js"

/** @typedef {{url: string, at: number}} Step `at` is ms since 1970 */

/** @param {string} url */
export async function keepStep(url) {
  await write(["meta"], (store) => {
    store("meta").put({ key: "step", url, at: Date.now() })
  })
}

/** @returns {Promise<Step | null>} */
export async function keptStep() {
  return (await read(["meta"], (store) => asked(store("meta").get("step")))) ?? null
}

/** @param {string} [here] unless it is this one */
export async function dropStep(here) {
  await write(["meta"], async (store) => {
    const step = await asked(store("meta").get("step"))
    if (step && step.url !== here) store("meta").delete("step")
  })
}
