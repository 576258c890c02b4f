/** The data that the kit brings along for this person (webapp/shell/kit.py). */

import { dataBlock } from "../lib/dom.js"

/**
 * @typedef {object} Action what may be done with a ticket: shown when `command` is among what the reader may do
 * @property {string} command
 * @property {string} label
 * @property {string} icon
 * @property {string} path behind the ticket's address
 * @property {boolean} own only for who answers for it
 *
 * @typedef {object} KitVillage
 * @property {string} id
 * @property {string} name
 * @property {string} township
 * @property {string} contact
 * @property {[string, string][]} duties kind of duty, names
 * @property {string[]} venues
 * @property {boolean} last_used
 *
 * @typedef {object} Kit
 * @property {"inspector" | "responsible" | ""} home which first screen the person has
 * @property {boolean} lists whether the list of problems is one of their places
 * @property {{id: string, name: string, over: string}} unit
 * @property {{name: string, initial: string}} person
 * @property {KitVillage[]} villages
 * @property {import("./lights.js").Workdays} workdays
 * @property {import("./lights.js").Phrases} phrases
 * @property {{seals: Action[], quiet: Action[]}} actions
 */

/** @returns {Kit | null} null on every other page */
export function kit() {
  return /** @type {Kit | null} */ (dataBlock("kit"))
}
