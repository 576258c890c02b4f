/** Addresses of pictures that are in this phone's store, given back when they are no longer shown. */

import { findPhotos } from "../store/photos.js"
import { findThumb } from "../store/thumbs.js"

/** @type {Map<string, string>} */
const addresses = new Map()

/**
 * @param {string | undefined} id of a photo that is kept to be sent
 * @returns {Promise<string>} empty when there is none
 */
export async function pictureOf(id) {
  if (!id) return ""
  const known = addresses.get(id)
  if (known) return known
  const [photo] = (await findPhotos([id])).photos
  return photo ? remember(id, new Blob([photo.bytes], { type: photo.type })) : ""
}

/**
 * Puts the small copies that this phone has into `img[data-thumb]`; where there is none stands the icon of the kind.
 * @param {ParentNode} root
 * @param {(kind: string) => import("../lib/html.js").Safe} icon
 * @param {(element: Element, safe: import("../lib/html.js").Safe) => void} render
 */
export async function fillThumbs(root, icon, render) {
  for (const image of root.querySelectorAll("img[data-thumb]")) {
    if (!(image instanceof HTMLImageElement)) continue
    const id = image.dataset.thumb ?? ""
    const blob = addresses.has(id) ? null : await findThumb(id)
    const address = addresses.get(id) ?? (blob && remember(id, blob))
    if (address) image.src = address
    else if (image.parentElement) {
      image.parentElement.dataset.kind = "icon"
      render(image.parentElement, icon(image.dataset.else ?? "photo"))
    }
  }
}

/** @param {string} id @param {Blob} blob */
function remember(id, blob) {
  const address = URL.createObjectURL(blob)
  addresses.set(id, address)
  return address
}
