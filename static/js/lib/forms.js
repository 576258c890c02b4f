/** What stands in a form, and putting it back. */

/** @typedef {Record<string, string>} Values */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [button] whose own name and value count too
 * @returns {Values} texts only; times get the phone's zone
 */
export function valuesOf(form, button = null) {
  /** @type {Values} */
  const values = {}
  for (const [name, value] of new FormData(form)) if (typeof value === "string") values[name] = value
  if (button instanceof HTMLButtonElement && button.name) values[button.name] = button.value
  for (const field of form.querySelectorAll("input[type=datetime-local]")) {
    const { name, value } = /** @type {HTMLInputElement} */ (field)
    if (value) values[name] = new Date(value).toISOString()
  }
  return values
}

/**
 * Puts values back into fields that are still empty, and opens what they were folded away in.
 * @param {HTMLFormElement} form
 * @param {Values} values
 */
export function restore(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name)
    const isText = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement
    if (field instanceof RadioNodeList || field instanceof HTMLSelectElement) field.value ||= value
    else if (isText && field.type === "radio") field.toggleAttribute("checked", field.value === value)
    else if (isText && field.type !== "hidden" && field.type !== "file") field.value ||= value
    if (value && field instanceof HTMLElement) field.closest("details")?.toggleAttribute("open", true)
  }
}

/**
 * @param {Values} values
 * @param {(name: string) => boolean} wanted
 * @returns {Values}
 */
export function only(values, wanted) {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)))
}

/**
 * @param {string | undefined} path
 * @returns {string | null} the path when it stays in this app
 */
export function localPath(path) {
  return path && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : null
}
