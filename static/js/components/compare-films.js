/** The controls around <compare-stage>: which view, and which photo stands on which side (components/compare.html). */

const stage = document.querySelector("compare-stage")

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null
  const mode = target?.closest("[data-compare-mode] [data-value]")
  const film = target?.closest("[data-film]")
  if (mode instanceof HTMLElement) setMode(mode)
  if (!(film instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey) return
  event.preventDefault()
  setFilm(film)
})

/** @param {HTMLElement} button */
function setMode(button) {
  stage?.setAttribute("data-mode", button.dataset.value ?? "side")
  for (const other of button.parentElement?.children ?? []) {
    other.setAttribute("aria-pressed", String(other === button))
  }
}

/** @param {HTMLAnchorElement} film */
function setFilm(film) {
  const { film: name, view = "", label = "" } = film.dataset
  const side = stage?.querySelector(`[data-side="${name}"]`)
  side?.querySelector("img")?.setAttribute("src", view)
  side?.querySelector("a")?.setAttribute("href", view)
  if (label) side?.querySelector("[data-words]")?.replaceChildren(label)
  for (const other of document.querySelectorAll(`[data-film="${name}"]`))
    other.removeAttribute("aria-current")
  film.setAttribute("aria-current", "true")
}

export {}
