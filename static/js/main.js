/** Start: words first, then what this page has a use for, then the worker. */

import "./components/confirm-sheet.js"
import "./components/toasts.js"
import { loadWords } from "./lib/i18n.js"
import { startSync } from "./sync/start.js"

/** What on a page asks for which module. */
const MODULES = /** @type {const} */ ([
  ["photo-picker", () => import("./components/photo-picker.js")],
  ["form[enctype='multipart/form-data']", () => import("./components/ticket-actions.js")],
  ["form[action='/tickets/new']", () => import("./pages/new-problem.js")],
  ["a[data-kind=seal][href*='/tickets/']", () => import("./components/camera-link.js")],
  ["a.unsent-bar", () => import("./components/unsent-bar.js")],
  ["unsent-list", () => import("./components/unsent-list.js")],
  ["unsent-item", () => import("./components/unsent-item.js")],
  ["[data-part~=export]", () => import("./components/export-work.js")],
  ["acknowledge-view", () => import("./components/acknowledge-view.js")],
  ["[data-film]", () => import("./components/compare-films.js")],
  ["compare-stage", () => import("./components/compare-stage.js")],
  ["form[data-confirm]", () => import("./components/review-keys.js")],
  ["photo-strip", () => import("./components/photo-strip.js")],
  ["password-field", () => import("./components/password-field.js")],
  ["copy-link", () => import("./components/copy-link.js")],
  ["[data-shortcut]", () => import("./components/shortcuts.js")],
  ["[data-print]", () => import("./components/print-button.js")],
  ["[data-reload]", () => import("./components/reload-button.js")],
  ["relative-time", () => import("./components/relative-time.js")],
])

await loadWords(document.documentElement.lang)
for (const [selector, load] of MODULES) if (document.querySelector(selector)) load()
if (document.documentElement.dataset.person) startSync()

// Last, so that it takes nothing from the page on a narrow line.
if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {})
}
