/** [data-part~=export]: hands unsent work out as a file; nothing leaves the phone's store by that. */

import { tell } from "../lib/dom.js"
import { t } from "../lib/i18n.js"
import { exported, fileName } from "../domain/export.js"
import { unsent } from "../domain/unsent.js"

for (const button of document.querySelectorAll("[data-part~=export]")) {
  button.addEventListener("click", () => handOut(button))
}

/** @param {Element} button */
async function handOut(button) {
  button.setAttribute("aria-busy", "true")
  try {
    const only = location.pathname.startsWith("/unsent/") ? location.pathname.split("/").pop() : ""
    const items = (await unsent()).items.filter(({ id }) => !only || id === only)
    const file = new File([await exported(items)], fileName(), { type: "application/zip" })
    // On phones a file goes by the share sheet: into a chat, onto a stick; where there is none, it is downloaded.
    if (navigator.canShare?.({ files: [file] })) await navigator.share({ files: [file] })
    else download(file)
    tell(document, "app:say", { text: t("Exported. It stays on this phone too, until it has arrived.") })
  } catch (error) {
    const isTurnedDown = error instanceof DOMException && error.name === "AbortError"
    if (!isTurnedDown) tell(document, "app:say", { text: t("It could not be exported. Nothing is lost.") })
  } finally {
    button.removeAttribute("aria-busy")
  }
}

/** @param {File} file */
function download(file) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
