/**
 * The only file that knows IndexedDB. One database per person, because phones are shared; each later version adds a
 * step to STEPS and never edits an old one. Writes are strictly durable: relaxed ones lose photos with the battery.
 */

/** @typedef {(name: string) => IDBObjectStore} Stores */

/** @type {((db: IDBDatabase) => void)[]} */
const STEPS = [
  (db) => {
    db.createObjectStore("drafts", { keyPath: "id" })
    db.createObjectStore("photos", { keyPath: "id" })
    db.createObjectStore("meta", { keyPath: "key" })
  },
]

/** @type {Promise<IDBDatabase> | undefined} */
let opened

/**
 * Runs `work` in one transaction; await nothing in it but `asked(…)`.
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

/**
 * @template T
 * @param {string[]} names
 * @param {IDBTransactionMode} mode
 * @param {(stores: Stores) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
async function transact(names, mode, work) {
  const transaction = await begin(names, mode)
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
    abort(transaction)
    throw error
  }
}

/**
 * Browsers drop the connection now and then ("lost connection to the server"): open it once more.
 * @param {string[]} names
 * @param {IDBTransactionMode} mode
 */
async function begin(names, mode) {
  try {
    return (await open()).transaction(names, mode, { durability: "strict" })
  } catch {
    opened = undefined
    return (await open()).transaction(names, mode, { durability: "strict" })
  }
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort()
  } catch {
    // It was over already.
  }
}

function open() {
  opened ??= new Promise((done, fail) => {
    const owner = document.documentElement.dataset.person || "nobody"
    const request = indexedDB.open(`xungai-${owner}`, STEPS.length)
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const step of STEPS.slice(oldVersion)) step(request.result)
    }
    request.onerror = () => fail(request.error)
    request.onsuccess = () => {
      request.result.onclose = request.result.onversionchange = () => {
        request.result.close()
        opened = undefined
      }
      done(request.result)
    }
  })
  return opened
}
