/** Opens the databases of the phone's store and removes them: one per person, because phones are shared. */

import { STEPS } from "./schema.js"

/** @type {Map<string, Promise<IDBDatabase>>} */
const opened = new Map()
const removed = new Set()

/** @param {string} person */
export function databaseOf(person) {
  return `xungai-${person || "nobody"}`
}

/**
 * @param {string} name of the database
 * @returns {Promise<IDBDatabase>} with all stores of this version of the app
 * @throws {Error} after `forgetAll`
 */
export function connection(name) {
  if (removed.has(name)) throw new Error("this phone was told to forget")
  const before = opened.get(name)
  if (before) return before
  const db = open(name, STEPS.length)
  opened.set(name, db)
  db.catch(() => opened.delete(name))
  return db
}

/** The next one to ask gets a fresh connection. @param {string} name */
export function disconnect(name) {
  opened.delete(name)
}

/** Removes everything of a person from this phone. What is still open on this page cannot begin it anew. @param {string} person */
export async function forgetAll(person) {
  const name = databaseOf(person)
  removed.add(name)
  ;(await opened.get(name)?.catch(() => null))?.close()
  opened.delete(name)
  await new Promise((done, fail) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = done
    request.onerror = () => fail(request.error)
  })
}

/** @param {string} name @param {number} [version] whichever is there @returns {Promise<IDBDatabase>} */
function open(name, version) {
  return new Promise((done, fail) => {
    const request = indexedDB.open(name, version)
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of STEPS.slice(oldVersion)) step(request.result)
    }
    request.onerror = () => {
      // A newer version of the app has been here; steps only add, so what we know is still there.
      if (request.error?.name === "VersionError") open(name, undefined).then(done, fail)
      else fail(request.error)
    }
    request.onsuccess = () => {
      request.result.onclose = request.result.onversionchange = () => {
        request.result.close()
        opened.delete(name)
      }
      done(request.result)
    }
  })
}
