/**
 * <unsent-item>: one piece of work on this phone: what it is, how far it is, and what can be done with it
 * (templates/sync/_item.html). Its id stands in the address.
 */

import { define, must, part, show, tell } from "../lib/dom.js"
import { html, render } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { decisionOn } from "../domain/decisions.js"
import { itemSteps } from "../domain/item-steps.js"
import { dotted } from "../domain/pieces.js"
import { pictureOf } from "../domain/pictures.js"
import { resolve } from "../domain/resolve.js"
import { weightOf } from "../domain/unsent.js"
import { answerButton } from "../domain/unsent-rows.js"
import { discard } from "../store/account.js"
import { findItem } from "../store/outbox.js"
import { findSent } from "../store/sent.js"
import { sender } from "../sync/start.js"
import { onStatus, status } from "../sync/status.js"

/** @typedef {import("../lib/types.js").Item} Item */

class UnsentItem extends HTMLElement {
  #id = location.pathname.split("/").pop() ?? ""

  connectedCallback() {
    onStatus(() => this.#draw())
    this.addEventListener("click", ({ target }) => this.#tapped(target))
    part(document, "drop", HTMLElement)?.addEventListener("click", () => this.#drop())
    part(document, "send", HTMLElement)?.addEventListener("click", () => sender().wake())
  }

  async #draw() {
    const item = await findItem(this.#id).catch(() => null)
    if (item) return this.#show(item)
    const sent = await findSent(this.#id).catch(() => null)
    if (sent) this.#arrived(sent)
    else this.#title(t("This is no longer on this phone"), "")
  }

  /** @param {Item} item */
  async #show(item) {
    const decision = item.state === "refused" ? decisionOn(item) : null
    const title = decision ? t("This needs your decision") : t("Kept here. It goes when there is signal")
    const isOffline = ["offline", "stalled", "portal"].includes(status().phase) || !navigator.onLine
    const goOn = isOffline
      ? t("No signal now. You can go on; locking or closing the phone loses nothing.")
      : ""
    this.#title(title, decision?.title ?? goOn)
    const { label, photo_ids, draft } = item
    const picture = await pictureOf(photo_ids[0])
    const image =
      picture && html`<span class="thumb"><img src="${picture}" alt="" width="80" height="80"></span>`
    const second = html`<span class="second">${label?.place}</span><span>${label?.promise}</span>`
    const text = html`<span class="grow"><span class="opened-title">${label?.title || label?.does}</span>${second}</span>`
    const lines = decision?.lines.map((line) => html`<p class="second">${line}</p>`)
    const answers = decision?.answers.map(([answer, words], i) =>
      answerButton(item, answer, words, i ? "outline" : "ink"),
    )
    const steps = itemSteps(item, status(), await weightOf(photo_ids))
    render(
      this,
      html`<div class="card opened" data-pending>${image}${text}</div>${lines}<div class="stack-tight unsent-answers">${answers}</div><ol class="timeline">${steps}</ol>`,
    )
    const edit = part(document, "edit", HTMLAnchorElement)
    if (edit && draft) edit.href = draft.url
    show(edit, Boolean(draft) && (!decision || decision.answers.some(([answer]) => answer === "edit")))
  }

  /** @param {import("../store/sent.js").Sent} sent */
  #arrived({ label, thread, result }) {
    const number = typeof result.number === "string" ? result.number : ""
    this.#title(number ? t("Sent, number {number}", { number }) : t("Sent"), "")
    const remark =
      result.taken_as === "comment" && t("Somebody had reported the fix first; yours was added to it.")
    const link =
      thread &&
      html`<a class="button" data-kind="ink" href="/tickets/${thread}"><span class="button-label">${t("See it")}</span></a>`
    render(
      this,
      html`<p>${dotted([label?.title, label?.place])}</p><p class="second">${remark}</p><p>${link}</p>`,
    )
    for (const name of ["edit", "ask-drop", "export", "send"]) show(part(document, name, HTMLElement), false)
  }

  /** @param {string} title @param {string} second */
  #title(title, second) {
    must(document, "[data-part~=title]", HTMLElement).textContent = title
    must(document, "[data-part~=second]", HTMLElement).textContent = second
  }

  async #drop() {
    const item = await findItem(this.#id)
    if (item) await discard(item)
    tell(document, "work:changed")
    sender().wake()
    location.replace("/unsent")
  }

  /** @param {EventTarget | null} target */
  async #tapped(target) {
    const button = target instanceof Element ? target.closest("[data-answer]") : null
    const item = button && (await findItem(this.#id))
    if (!item || !(button instanceof HTMLElement)) return
    const answer = /** @type {import("../domain/decisions.js").Answer} */ (button.dataset.answer)
    this.#id = await resolve(item, answer)
    history.replaceState(null, "", `/unsent/${this.#id}`)
    sender().wake()
    this.#draw()
  }
}

define("unsent-item", UnsentItem)
