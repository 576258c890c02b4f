/** A photo of this phone as the picker's list shows it. */

/**
 * @param {ParentNode} picker that carries `<template data-chosen>`
 * @param {import("../lib/types.js").Photo} photo
 * @returns {HTMLElement | null} dashed (`data-pending`) until the server has it whole
 */
export function chosenItem(picker, photo) {
  const template = picker.querySelector("template[data-chosen]")
  const item = template instanceof HTMLTemplateElement && template.content.firstElementChild?.cloneNode(true)
  if (!(item instanceof HTMLElement)) return null
  item.dataset.photo = photo.id
  item.toggleAttribute("data-pending", !photo.stored)
  const image = item.querySelector("img")
  // HEIC shows on few browsers; words stand there instead.
  image?.addEventListener("error", () => {
    item.toggleAttribute("data-unseen", true)
    item.querySelector(".photo-picker-unseen")?.toggleAttribute("hidden", false)
  })
  if (image) image.src = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }))
  return item
}
