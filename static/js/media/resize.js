/** Shrinks a photo for a weak line. Whatever goes wrong, the original is the answer. */

import { decode } from "./decode.js"
import { fit, isSmallEnough, looksBlank, QUALITY } from "./measure.js"

/** @typedef {import("./decode.js").Pixels} Pixels */
/** @typedef {{bytes: ArrayBuffer, type: string}} Picture */

const SAMPLE = 12

/**
 * @param {Picture} original
 * @returns {Promise<Picture>} a JPEG with a long side of at most 2048 px, or the original when that is no better
 */
export async function shrink(original) {
  try {
    const pixels = await decode(new Blob([original.bytes], { type: original.type }))
    try {
      return await shrinkPixels(original, pixels)
    } finally {
      pixels.close()
    }
  } catch {
    return original
  }
}

/**
 * @param {Picture} original
 * @param {Pixels} pixels
 * @returns {Promise<Picture>}
 */
async function shrinkPixels(original, pixels) {
  const { width, height } = pixels
  const size = original.bytes.byteLength
  if (isSmallEnough({ type: original.type, size, width, height })) return original
  const canvas = draw(pixels.source, fit(width, height))
  const blob = isBlank(canvas) ? null : await toJpeg(canvas)
  canvas.width = canvas.height = 0
  if (blob?.type !== "image/jpeg" || blob.size >= size) return original
  return { bytes: await blob.arrayBuffer(), type: "image/jpeg" }
}

/**
 * @param {CanvasImageSource} source
 * @param {{width: number, height: number}} size
 */
function draw(source, { width, height }) {
  const canvas = document.createElement("canvas")
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext("2d")
  if (!context) throw new Error("no canvas")
  context.fillStyle = "#fff"
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = "high"
  context.drawImage(source, 0, 0, width, height)
  return canvas
}

/** @param {HTMLCanvasElement} canvas */
function isBlank(canvas) {
  const sample = draw(canvas, { width: SAMPLE, height: SAMPLE })
  const data = sample.getContext("2d")?.getImageData(0, 0, SAMPLE, SAMPLE).data
  return !data || looksBlank(data)
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob | null>}
 */
function toJpeg(canvas) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY))
}
