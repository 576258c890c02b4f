/** What a verb's form still lacks, before it is kept: without a signal the server would say so hours later. */

import { valuesOf } from "../lib/forms.js"
import { t } from "../lib/i18n.js"

/**
 * @param {HTMLFormElement} form
 * @param {number} photos chosen so far
 * @returns {string} a sentence; empty when nothing is missing
 */
export function missing(form, photos) {
  const values = valuesOf(form)
  const { need } = form.dataset
  const says = (values.words ?? "").trim()
  if (need && !photos) return need
  if (form.querySelector("photo-picker") && form.dataset.free === undefined && !photos && !says) {
    return t("A photo or a sentence is missing")
  }
  if (values.reason_code === "other" && !says) return t("Say why.")
  const reason = form.querySelector("[name=reason][required]")
  if (reason && !(values.reason ?? "").trim()) return t("Say why.")
  return ""
}
