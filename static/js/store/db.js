/** Transactions in a person's database. Writes are strictly durable: relaxed ones lose photos with the battery (decision 7). */

import { session } from "../lib/session.js"
import { connection, databaseOf, disconnect } from "./connection.js"

/** @typedef {(name: string) => IDBObjectStore} Stores */

/** Errors after which the same work on a fresh connection may well succeed. */
const PASSING = ["InvalidStateError", "UnknownError", "TransactionInactiveError"]

/**
 * Runs `work` in one transaction; await nothing in it but `asked(…)`. It may run twice: browsers drop connections.
 * @template T
 * @param {string[]} names of the object stores
 * @param {(stores: Stores) => T | Promise<T>} work
 * @param {string} [person] whose
 * @returns {Promise<T>} after the disk has it
 */
export function write(names, work, person = session().person) {
  return transact(databaseOf(person), names, "readwrite", work)
}

/**
 * @template T
 * @param {string[]} names
 * @param {(stores: Stores) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export function read(names, work) {
  return transact(databaseOf(session().person), names, "readonly", work)
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

/**
 * @template T
 * @param {string} name of the database
 * @param {string[]} names
 * @param {IDBTransactionMode} mode
 * @param {(stores: Stores) => T | Promise<T>} work
 */
async function transact(name, names, mode, work) {
  try {
    return await once(name, names, mode, work)
  } catch (error) {
    if (!(error instanceof Error) || !PASSING.includes(error.name)) throw error
    disconnect(name)
    return once(name, names, mode, work)
  }
}

/**
 * @template T
 * @param {string} name of the database
 * @param {string[]} names
 * @param {IDBTransactionMode} mode
 * @param {(stores: Stores) => T | Promise<T>} work
 */
async function once(name, names, mode, work) {
  const transaction = (await connection(name)).transaction(names, mode, { durability: "strict" })
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
