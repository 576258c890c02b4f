/** What on a page asks for which module. */

const PARTS = /** @type {const} */ ([
  ["photo-picker", () => import("../components/photo-picker.js")],
  ["[data-part~=room]", () => import("../components/room-hint.js")],
  ["form[data-does]", () => import("../components/ticket-actions.js")],
  ["form[action='/tickets/new']", () => import("./new-problem.js")],
  ["a[data-kind=seal][href*='/tickets/']", () => import("../components/camera-link.js")],
  ["a.unsent-bar", () => import("../components/unsent-bar.js")],
  ["a.unsent-bar, unsent-list, unsent-item", () => import("../components/unsent-note.js")],
  ["unsent-list", () => import("../components/unsent-list.js")],
  ["unsent-item", () => import("../components/unsent-item.js")],
  ["[data-part~=export]", () => import("../components/export-work.js")],
  ["a.ticket-row, [data-ticket-steps]", () => import("../components/pending-marks.js")],
  ["form.sign-in-form[method=post]", () => import("../components/sign-in.js")],
  ["form[data-sign-out]", () => import("../components/sign-out.js")],
  ["[data-part~=unsent-hint]", () => import("../components/unsent-hint.js")],
  ["[data-first-screen]", () => import("../components/install-hint.js")],
  ["acknowledge-view", () => import("../components/acknowledge-view.js")],
  ["[data-film]", () => import("../components/compare-films.js")],
  ["compare-stage", () => import("../components/compare-stage.js")],
  ["form[data-confirm]", () => import("../components/review-keys.js")],
  ["sheet-progress", () => import("../components/sheet-progress.js")],
  ["[data-ledger]", () => import("../components/ledger-keys.js")],
  ["photo-strip", () => import("../components/photo-strip.js")],
  ["password-field", () => import("../components/password-field.js")],
  ["here-field", () => import("../components/here-field.js")],
  ["copy-link", () => import("../components/copy-link.js")],
  ["[data-shortcut]", () => import("../components/shortcuts.js")],
  ["[data-print]", () => import("../components/print-button.js")],
  ["[data-reload]", () => import("../components/reload-button.js")],
  ["relative-time", () => import("../components/relative-time.js")],
])

/** Loads what this page has a use for. */
export function loadParts() {
  for (const [selector, load] of PARTS) if (document.querySelector(selector)) load()
}
