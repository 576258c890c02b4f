/** [data-reload]: "try again" on the offline page, now or by itself when the server can be reached again. */

const PAUSE_MS = 3000

for (const button of document.querySelectorAll("[data-reload]")) {
  button.addEventListener("click", () => location.reload())
}

/** The browser's own word comes too early or not at all: only an answer of ours counts. */
async function look() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null)
  if (answer?.ok) location.reload()
}

// The page at its own address is only being looked at.
if (location.pathname !== "/offline") {
  addEventListener("online", look)
  setInterval(() => document.visibilityState === "visible" && look(), PAUSE_MS)
}

export {}
