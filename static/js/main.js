/** Start: words and whose page it is, then what this page has a use for, then sending and the worker. */

import "./components/confirm-sheet.js"
import "./components/toasts.js"
import { loadWords } from "./lib/i18n.js"
import { begin, beginSync } from "./pages/begin.js"
import { loadParts } from "./pages/parts.js"

const [goesOn] = await Promise.all([begin(), loadWords(document.documentElement.lang)])
if (goesOn) {
  // The kit draws itself first; its parts then find their modules like those of any other page.
  if (document.body.matches("[data-kit]")) await (await import("./pages/offline.js")).draw()
  loadParts()
  beginSync()
}
