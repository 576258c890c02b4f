/** What one browser keeps: databases that outlive its pages. A page that dies leaves no transaction half done. */

import { IDBFactory } from "fake-indexeddb"

export class Disk {
  #databases = new IDBFactory()

  /** @returns {Drive} `indexedDB` as one page sees it */
  drive() {
    return new Drive(this.#databases)
  }
}

class Drive {
  #alive = true
  /** @type {Set<IDBDatabase>} */
  #connections = new Set()
  /** @type {Set<IDBTransaction>} */
  #running = new Set()
  /** @type {Set<IDBOpenDBRequest>} */
  #asked = new Set()

  /** @param {IDBFactory} databases */
  constructor(databases) {
    this.databases = databases
  }

  /** @param {string} name @param {number} [version] */
  open(name, version) {
    if (!this.#alive) return {}
    const request = this.databases.open(name, version)
    this.#asked.add(request)
    request.addEventListener("upgradeneeded", () => this.#watch(request.transaction))
    request.addEventListener("success", () => this.#connected(request.result))
    return request
  }

  /** @param {string} name */
  deleteDatabase(name) {
    return this.#alive ? this.databases.deleteDatabase(name) : {}
  }

  /** The page dies: what it had not committed is undone, nothing more of it reaches the disk, and it hears of nothing. */
  unplug() {
    this.#alive = false
    for (const request of this.#asked) silence(request)
    for (const transaction of this.#running) {
      for (const { request } of transaction._requests) silence(request)
      silence(transaction)
      transaction.abort()
    }
    for (const connection of this.#connections) connection.close()
  }

  /** @param {IDBDatabase} connection */
  #connected(connection) {
    if (!this.#alive) return connection.close()
    const begin = connection.transaction.bind(connection)
    connection.transaction = (...how) => this.#watch(begin(...how))
    this.#connections.add(connection)
  }

  /** @param {IDBTransaction} transaction */
  #watch(transaction) {
    this.#running.add(transaction)
    for (const end of ["complete", "abort"])
      transaction.addEventListener(end, () => this.#running.delete(transaction))
    return transaction
  }
}

/** @param {Record<string, any>} target */
function silence(target) {
  for (const event of ["success", "error", "upgradeneeded", "complete", "abort"]) target[`on${event}`] = null
}
