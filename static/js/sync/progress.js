/** How far an item is, while it is being sent. */

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("./status.js").Status} Status */

/**
 * @param {Item} item
 * @param {Status} base which one of how many
 * @param {(status: Status) => void} tell
 * @param {(photo: Photo, fraction: number) => void} [also] whoever watches this item
 * @returns {(photo: Photo, fraction: number) => void}
 */
export function progressOf({ id, photo_ids }, base, tell, also) {
  let last = -1
  return (photo, fraction) => {
    also?.(photo, fraction)
    const done = photo_ids.indexOf(photo.id)
    const percent = Math.round(((done + fraction) / photo_ids.length) * 100)
    // Every event of every photo would keep all tabs busy.
    if (percent === last) return
    last = percent
    tell({ ...base, id, photo: done + 1, photos: photo_ids.length, percent })
  }
}
