/**
 * The only file that knows IndexedDB. One database per person, because phones are shared. Writes are strictly durable:
 * relaxed ones lose photos with the battery (measured: docs/decisions/0007).
 */

import { session } from "../lib/session.js"
import { STEPS } from "./schema.js"

/** @typedef {(name: string) => IDBObjectStore} Stores */

/** Errors after which the same work on a fresh connection may well succeed. */
const PASSING = ["InvalidStateError", "UnknownError", "TransactionInactiveError"]

/** @type {{name: string, db: Promise<IDBDatabase>} | undefined} */
let opened
const removed = new Set()

/**
 * Runs `work` in one transaction; await nothing in it but `asked(…)`. It may run twice: browsers drop connections.
 * @template T
 * @param {string[]} names of the object stores
 * @param {(stores: Stores) => T | Promise<T>} work
 * @returns {Promise<T>} after the disk has it
 */
export function write(names, work) {
  return transact(names, "readwrite", work)
}

/**
 * @template T
 * @param {string[]} names
 * @param {(stores: Stores) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export function read(names, work) {
  return transact(names, "readonly", work)
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function asked(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
}

/** Removes everything of this person from this phone. What is still open on this page cannot begin it anew. */
export async function forgetAll() {
  const { name, db } = connection()
  removed.add(name)
  ;(await db.catch(() => null))?.close()
  opened = undefined
  await asked(indexedDB.deleteDatabase(name))
}

/** @template T @param {string[]} names @param {IDBTransactionMode} mode @param {(stores: Stores) => T | Promise<T>} work */
async function transact(names, mode, work) {
  try {
    return await once(names, mode, work)
  } catch (error) {
    if (!(error instanceof Error) || !PASSING.includes(error.name)) throw error
    opened = undefined
    return once(names, mode, work)
  }
}

/** @template T @param {string[]} names @param {IDBTransactionMode} mode @param {(stores: Stores) => T | Promise<T>} work */
async function once(names, mode, work) {
  const transaction = (await connection().db).transaction(names, mode, { durability: "strict" })
  const finished = new Promise((done, fail) => {
    transaction.oncomplete = () => done(undefined)
    transaction.onabort = () => fail(transaction.error ?? new Error("the phone's store gave up"))
  })
  try {
    const result = await work((name) => transaction.objectStore(name))
    await finished
    return result
  } catch (error) {
    finished.catch(() => {})
    try {
      transaction.abort()
    } catch {
      // It was over already.
    }
    throw transaction.error ?? error
  }
}

function connection() {
  const name = `xungai-${session().person || "nobody"}`
  if (removed.has(name)) throw new Error("this phone was told to forget")
  if (opened?.name !== name) opened = { name, db: open(name, STEPS.length) }
  return opened
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
        opened = undefined
      }
      done(request.result)
    }
  })
}
