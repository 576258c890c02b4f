/** Pixels of a file, upright. Some browsers hand out bitmaps that ignore the camera's orientation; those use `<img>`. */

/** @typedef {{source: CanvasImageSource, width: number, height: number, close: () => void}} Pixels */

// A JPEG of 2 × 1 pixels whose EXIF says "turn by 90 degrees": upright it is 1 × 2.
const TURNED =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAP//////////////" +
  "////////////////////////////////////////////////////////////////////////wAALCAABAAIBAREA/8QAFAAB" +
  "AAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"

/** @type {Promise<boolean> | undefined} */
let honoured

/**
 * @param {Blob} blob
 * @returns {Promise<Pixels>} close it soon: a phone holds few of them
 * @throws {Error} when the browser cannot decode it (HEIC on most)
 */
export async function decode(blob) {
  honoured ??= bitmapsAreUpright()
  return (await honoured) ? fromBitmap(blob) : fromImage(blob)
}

/** @returns {Promise<boolean>} */
async function bitmapsAreUpright() {
  if (typeof createImageBitmap !== "function") return false
  try {
    const bytes = Uint8Array.from(atob(TURNED), (char) => char.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }))
    const upright = bitmap.width === 1 && bitmap.height === 2
    bitmap.close()
    return upright
  } catch {
    return false
  }
}

/**
 * @param {Blob} blob
 * @returns {Promise<Pixels>}
 */
async function fromBitmap(blob) {
  const bitmap = await createImageBitmap(blob)
  return { source: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() }
}

/**
 * @param {Blob} blob
 * @returns {Promise<Pixels>}
 */
async function fromImage(blob) {
  const url = URL.createObjectURL(blob)
  const image = new Image()
  image.src = url
  try {
    await image.decode()
  } catch (error) {
    URL.revokeObjectURL(url)
    throw error
  }
  const close = () => URL.revokeObjectURL(url)
  return { source: image, width: image.naturalWidth, height: image.naturalHeight, close }
}
