/**
 * What the phone's database holds, step by step. A later version adds a step and never edits an old one, and every step
 * only adds, so that a tab of an older version can go on beside it. tests/js/upgrades.test.js keeps data of each version.
 */

/** @type {((db: IDBDatabase) => void)[]} */
export const STEPS = [
  (db) => {
    db.createObjectStore("drafts", { keyPath: "id" })
    db.createObjectStore("photos", { keyPath: "id" })
    db.createObjectStore("meta", { keyPath: "key" })
  },
  // What was sent and has no receipt yet, and what came of the last ones.
  (db) => {
    db.createObjectStore("outbox", { keyPath: "id" })
    db.createObjectStore("sent", { keyPath: "id" })
  },
  // What the server let this person see.
  (db) => {
    db.createObjectStore("tickets", { keyPath: "id" })
    db.createObjectStore("thumbs", { keyPath: "id" })
  },
  // What arrived and is in no copy of the server's yet.
  (db) => {
    db.createObjectStore("kept", { keyPath: "id" })
  },
]
