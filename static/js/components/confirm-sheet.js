/**
 * Sheets: [data-opens="ID"] opens the <dialog> of that id, [data-closes] closes it. The opener is a link or a submit
 * button that leads to the verb's own page, so browsers without <dialog> simply go there.
 */

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null
  const closer = target?.closest("[data-closes]")
  const opener = target?.closest("[data-opens]")
  if (target instanceof HTMLDialogElement) target.close()
  else if (closer) closer.closest("dialog")?.close()
  else if (opener && openSheet(opener.getAttribute("data-opens") ?? "")) event.preventDefault()
})

/**
 * @param {string} id
 * @returns {boolean} false when this browser or this page has no such sheet
 */
function openSheet(id) {
  const sheet = document.getElementById(id)
  if (!(sheet instanceof HTMLDialogElement) || !sheet.showModal) return false
  sheet.showModal()
  return true
}
