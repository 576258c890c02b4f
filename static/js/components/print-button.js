/** [data-print]: sends the page to the printer. Hidden where nothing can print. */

for (const button of document.querySelectorAll("[data-print]")) {
  if (!(button instanceof HTMLElement) || !("print" in window)) continue
  button.hidden = false
  button.addEventListener("click", () => window.print())
}

export {}
