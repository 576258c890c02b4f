/** Unsent work as a zip: what the office can import, what a person can read, and every photo as it is. */

import { hex } from "../lib/hash.js"
import { hmac } from "../lib/hmac.js"
import { t } from "../lib/i18n.js"
import { session } from "../lib/session.js"
import { moment } from "../lib/time.js"
import { unsentKey } from "../store/keys.js"
import { findPhotos } from "../store/photos.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {{name: string, input: string | ArrayBuffer | Uint8Array}} Entry */

const FORMAT = "xungai-unsent/1"
/** @type {Record<string, string>} */
const EXTENSIONS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic" }
const VENDORED = new URL("../../vendor/client-zip.mjs", import.meta.url).href

/**
 * @param {Item[]} items
 * @returns {Promise<Blob>} docs/offline.md says what is in it
 */
export async function exported(items) {
  /** @type {{downloadZip: (entries: Entry[]) => Response}} */
  const { downloadZip } = await import(VENDORED)
  return downloadZip(await entries(items)).blob()
}

/** @param {Date} [now] @returns {string} */
export function fileName(now = new Date()) {
  return `xungai-unsent-${now.toISOString().slice(0, 16).replace(/\D/g, "")}.zip`
}

/**
 * @param {Item[]} items
 * @returns {Promise<Entry[]>}
 */
export async function entries(items) {
  const kept = await Promise.all(
    items.map(async (item) => ({ item, photos: (await findPhotos(item.photo_ids)).photos })),
  )
  const text = JSON.stringify(manifestOf(kept), null, 1)
  const key = await unsentKey()
  const seal = key && hex(await hmac(bytesOf(key), bytesOf(text)))
  const photos = new Map(kept.flatMap(({ photos }) => photos).map((photo) => [photo.id, photo]))
  return [
    { name: "manifest.json", input: text },
    ...(seal ? [{ name: "seal.txt", input: seal }] : []),
    { name: "list.txt", input: items.map(line).join("\n") },
    ...Array.from(photos.values(), (photo) => ({ name: fileOf(photo), input: photo.bytes })),
  ]
}

/** @param {{item: Item, photos: Photo[]}[]} kept */
function manifestOf(kept) {
  const entries = kept.map(({ item: { envelope, membership }, photos }) => ({
    envelope,
    membership,
    photos: photos.map((photo) => {
      const { id, sha256, type } = photo
      return { id, sha256, type, size: photo.bytes.byteLength, file: fileOf(photo) }
    }),
  }))
  const [first] = kept
  const device = first?.item.envelope.device ?? ""
  return {
    format: FORMAT,
    person: session().person,
    device,
    made_at: new Date().toISOString(),
    items: entries,
  }
}

/** @param {Photo} photo */
function fileOf({ id, type }) {
  return `photos/${id}.${EXTENSIONS[type] ?? "bin"}`
}

/** @param {Item} item what a person reads of it */
function line({ label, envelope, made_at, photo_ids, refusal }) {
  const what = [label?.does, label?.title, label?.place, envelope.args.words].filter(Boolean)
  return [moment(made_at), ...what, t("photos: {n}", { n: photo_ids.length }), refusal?.detail]
    .filter(Boolean)
    .join(" | ")
}

/** @param {string} text */
function bytesOf(text) {
  return new TextEncoder().encode(text)
}
