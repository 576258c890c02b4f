/** Pieces of unsent work as the list shows them (markup: templates/components/unsent.html). */

import { html } from "../lib/html.js"
import { t } from "../lib/i18n.js"
import { ago } from "../lib/time.js"
import { decisionOn } from "./decisions.js"
import { dotted, icon, lightTally } from "./pieces.js"

/** @typedef {import("../lib/types.js").Item} Item */
/** @typedef {import("../lib/types.js").Draft} Draft */
/** @typedef {import("../sync/status.js").Status} Status */

/**
 * @param {Item} item
 * @param {Status} status
 * @param {string} weight how much there is to send
 * @param {string} picture address of its first photo, or empty
 */
export function itemRow(item, status, weight, picture) {
  if (item.state === "refused") return refusedRow(item)
  const isSending = status.phase === "sending" && status.id === item.id
  const { percent = 0, photo, photos = 0 } = status
  const far = photo && t("photo {n} of {m}", { n: photo, m: photos })
  const detail = isSending ? far || t("sending") : t("waits, {weight}", { weight })
  return row(
    `/unsent/${item.id}`,
    titleOf(item),
    thumb(picture, item),
    detail,
    isSending ? percent : null,
    item.id,
  )
}

/** @param {Draft} draft @param {string} picture */
export function draftRow({ purpose, url, created_at }, picture) {
  const title = purpose === "ticket.open" ? t("New problem") : t("Begun on a problem")
  const detail = dotted([t("not finished"), ago(created_at)])
  return row(url, html`${title}`, thumb(picture), detail, null, "")
}

/** @param {Item} item */
export function titleOf({ label, envelope }) {
  return dotted([label?.title || label?.does || envelope.name, label?.place])
}

/**
 * @param {string} href
 * @param {unknown} title
 * @param {unknown} picture
 * @param {unknown} detail
 * @param {number | null} percent
 * @param {string} id
 */
function row(href, title, picture, detail, percent, id) {
  const far = percent !== null && html`<span class="unsent-item-percent">${percent}%</span>`
  const bar =
    percent !== null &&
    html`<progress class="progress" max="100" value="${percent}" aria-label="${t("Sending")}"></progress>`
  const text = html`<span class="unsent-item-title">${title}${far}</span>${bar}<span class="unsent-item-detail">${detail}</span>`
  return html`<li><a class="unsent-item" href="${href}" data-item="${id}">${picture}<span class="unsent-item-text">${text}</span></a></li>`
}

/** @param {Item} item */
function refusedRow(item) {
  const { title, lines, answers } = decisionOn(item)
  const head = html`<p class="split">${lightTally("amber", t("You decide"))}<span class="hint">${ago(item.made_at)}</span></p>`
  const why = [title, ...lines].map((line) => html`<p class="unsent-item-detail">${line}</p>`)
  const first = answers.slice(0, 1).map(([answer, words]) => answerButton(item, answer, words, "ink"))
  const open = html`<a class="button" data-kind="outline" href="/unsent/${item.id}"><span class="button-label">${t("All there is to do")}</span></a>`
  const text = html`<p class="unsent-item-title">${titleOf(item)}</p>${why}<div class="pair">${first}${open}</div>`
  return html`<li><article class="unsent-item" data-decision data-item="${item.id}">${head}<div class="unsent-item-text">${text}</div></article></li>`
}

/**
 * @param {Item} item
 * @param {import("./decisions.js").Answer} answer
 * @param {string} words
 * @param {"ink" | "outline"} kind
 */
export function answerButton(item, answer, words, kind) {
  const label = html`<span class="button-label">${words}</span>`
  const href = { look: `/tickets/${item.thread}`, edit: item.draft?.url }[String(answer)]
  if (href) return html`<a class="button" data-kind="${kind}" href="${href}">${label}</a>`
  return html`<button class="button" data-kind="${kind}" type="button" data-answer="${answer}">${label}</button>`
}

/** @param {string} picture @param {Item} [item] */
function thumb(picture, item) {
  if (picture) return html`<span class="thumb"><img src="${picture}" alt="" width="80" height="80"></span>`
  return html`<span class="thumb" data-kind="icon">${icon(item?.envelope.name === "ticket.comment" ? "comment" : "photo")}</span>`
}
