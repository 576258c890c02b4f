/**
 * <acknowledge-view data-ticket="…" data-command="…">: the responsible has opened the ticket. An explicit write, once
 * the page is really looked at; whether it arrives now or at the next visit does not matter to anybody's clock.
 */

import { define } from "../lib/dom.js"
import { newId } from "../lib/ids.js"
import { envelope } from "../domain/commands.js"
import { send } from "../sync/send.js"

class AcknowledgeView extends HTMLElement {
  connectedCallback() {
    if (document.visibilityState === "visible") this.#acknowledge()
    else document.addEventListener("visibilitychange", () => this.#acknowledge(), { once: true })
  }

  async #acknowledge() {
    const command = { name: "ticket.acknowledge", args: { ticket_id: this.dataset.ticket } }
    const id = this.dataset.command || newId()
    // Without a number of the phone: nobody would miss it.
    await send(envelope(command, { id, device: "", seq: null }), []).catch(() => {})
  }
}

define("acknowledge-view", AcknowledgeView)
