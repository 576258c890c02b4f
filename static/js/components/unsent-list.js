/** <unsent-list>: everything that is only on this phone; what needs the person stands first (templates/sync/_unsent.html). */

import { define, must, part, show, tell } from "../lib/dom.js"
import { html, render } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { isInsideAnotherApp } from "../domain/browsers.js"
import { pictureOf } from "../domain/pictures.js"
import { resolve } from "../domain/resolve.js"
import { countOf, phaseWords, stillHere, unsent, weightOf } from "../domain/unsent.js"
import { draftRow, itemRow } from "../domain/unsent-rows.js"
import { countKept } from "../store/kept.js"
import { listSent } from "../store/sent.js"
import { sender } from "../sync/start.js"
import { onStatus, status } from "../sync/status.js"

/** @typedef {import("../domain/unsent.js").Unsent} Unsent */

class UnsentList extends HTMLElement {
  #drawn = ""

  connectedCallback() {
    onStatus((now) => this.#heard(now))
    addEventListener("work:changed", () => this.#draw())
    this.addEventListener("click", ({ target }) => this.#answered(target))
    const now = part(document, "send", HTMLButtonElement)
    now?.addEventListener("click", () => sender().wake())
  }

  /** @param {import("../sync/status.js").Status} now */
  #heard(now) {
    const key = `${now.phase} ${now.id} ${now.n} ${now.photo}`
    if (key !== this.#drawn) this.#draw()
    this.#drawn = key
    const item = this.querySelector(`[data-item="${now.id}"]`)
    const [bar, words] = [item?.querySelector("progress"), item?.querySelector(".unsent-item-percent")]
    if (bar) bar.value = now.percent ?? 0
    if (words) words.textContent = `${now.percent ?? 0}%`
  }

  async #draw() {
    const work = await unsent()
    const first = work.items.filter(({ state }) => state === "refused")
    const rest = work.items.filter(({ state }) => state !== "refused")
    const rows = []
    for (const item of [...first, ...rest]) {
      const picture = await pictureOf(item.photo_ids[0])
      rows.push(itemRow(item, status(), await weightOf(item.photo_ids), picture))
    }
    for (const draft of work.drafts) rows.push(draftRow(draft, await pictureOf(draft.photo_ids[0])))
    render(this, html`<ul class="unsent-items">${rows}</ul>`)
    await this.#words(work)
  }

  /** @param {Unsent} work */
  async #words(work) {
    const n = countOf(work)
    must(document, "[data-part~=title]", HTMLElement).textContent = n
      ? stillHere(n)
      : t("Everything has been sent")
    must(document, "[data-part~=phase]", HTMLElement).textContent = phaseWords(status(), work)
    show(part(document, "chat", HTMLElement), n > 0 && isInsideAnotherApp(navigator.userAgent))
    const [last] = await listSent().catch(() => [])
    const { title = "", place = "" } = last?.label ?? {}
    const words = [title, place, last?.result?.number].filter(Boolean).join(" · ")
    must(document, "[data-part~=sent]", HTMLElement).textContent =
      words && t("Just arrived: {what}", { what: words })
    const waiting = await countKept().catch(() => 0)
    must(document, "[data-part~=kept]", HTMLElement).textContent = waiting
      ? t("{n} arrived and are not in the server's backup yet. They stay on this phone until then.", {
          n: waiting,
        })
      : ""
    for (const button of document.querySelectorAll("[data-part~=send], [data-part~=export]")) {
      button.toggleAttribute("disabled", work.items.length === 0)
    }
  }

  /** @param {EventTarget | null} target */
  async #answered(target) {
    const button = target instanceof Element ? target.closest("[data-answer]") : null
    const id = button?.closest("[data-item]")?.getAttribute("data-item")
    const item = (await unsent()).items.find((each) => each.id === id)
    if (!item || !(button instanceof HTMLElement)) return
    await resolve(item, /** @type {import("../domain/decisions.js").Answer} */ (button.dataset.answer))
    tell(document, "work:changed")
    this.#draw()
    sender().wake()
  }
}

define("unsent-list", UnsentList)
