/** Small helpers over the page. */

/**
 * The part of an element named by `data-part`.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} name
 * @param {new (...args: never[]) => T} type
 * @returns {T | null}
 */
export function part(root, name, type) {
  const found = root.querySelector(`[data-part~="${name}"]`)
  return found instanceof type ? found : null
}

/**
 * An element that the page cannot do without.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new (...args: never[]) => T} type
 * @returns {T}
 */
export function must(root, selector, type) {
  const found = root.querySelector(selector)
  if (found instanceof type) return found
  throw new Error(`the page has no ${selector}`)
}

/**
 * The value of a data block `<script type="application/json" id="…">`.
 * @param {string} id
 * @returns {unknown} null when it is absent
 */
export function dataBlock(id) {
  const text = document.getElementById(id)?.textContent
  return text ? JSON.parse(text) : null
}

/**
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element)
}

/**
 * Tells all who listen above; `detail` says what.
 * @param {EventTarget} target
 * @param {string} type
 * @param {unknown} [detail]
 * @returns {boolean} false when a listener prevented the default
 */
export function tell(target, type, detail) {
  return target.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }))
}

/**
 * @param {Element | null} element
 * @param {boolean} visible
 */
export function show(element, visible) {
  element?.toggleAttribute("hidden", !visible)
}

/**
 * Whether keys pressed now are text for a field.
 * @param {EventTarget | null} target
 */
export function isTyping(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches(
        "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select",
      ))
  )
}
