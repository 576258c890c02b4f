/** `fetch` and `XMLHttpRequest` of a page, over its phone's wire. */

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Uint8Array | null} body
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers lower case
 * @property {Uint8Array} body
 * @property {boolean} [isCut] the line broke after these bytes
 *
 * @typedef {object} Listener
 * @property {(bytes: number) => void} [sent] so much of the body has left the phone
 * @property {(answer: Answer) => void} answered
 * @property {() => void} failed
 *
 * @typedef {(request: Request, listener: Listener) => () => void} Wire answers how to call it off
 */

const REDIRECTS = [301, 302, 303, 307, 308]
const EMPTY = [204, 205, 304]

/** @param {import("./page.js").Page} page */
export function fetchOf(page) {
  return (address, { method = "GET", headers = {}, body = null, signal } = {}) =>
    new Promise((done, fail) => {
      const request = { method, path: String(address), headers: { ...headers }, body: body && bytesOf(body) }
      const callOff = page.send(request, {
        answered: (answer) => done(responseOf(answer)),
        failed: () => fail(new TypeError("Failed to fetch")),
      })
      signal?.addEventListener("abort", () => {
        callOff()
        fail(new DOMException("called off", "AbortError"))
      })
    })
}

/** A redirect is opaque to who asked not to follow it. @param {Answer} answer */
function responseOf({ status, headers, body, isCut }) {
  if (REDIRECTS.includes(status)) return Response.error()
  if (EMPTY.includes(status)) return new Response(null, { status, headers })
  const stream = new ReadableStream({
    start(control) {
      if (body.length) control.enqueue(body)
      if (!isCut) control.close()
    },
    pull: (control) => control.error(new TypeError("network error")),
  })
  return new Response(stream, { status, headers })
}

/** @param {import("./page.js").Page} page */
export function xhrOf(page) {
  return class XMLHttpRequest {
    upload = {}
    status = 0
    responseText = ""
    responseURL = ""
    #headers = {}
    #answered = {}
    #callOff = () => {}

    open(method, path) {
      Object.assign(this, { method, path })
    }

    setRequestHeader(name, value) {
      this.#headers[name] = value
    }

    getResponseHeader(name) {
      return this.#answered[name.toLowerCase()] ?? null
    }

    abort() {
      this.#callOff()
      this.onloadend?.()
    }

    send(body = null) {
      const request = {
        method: this.method,
        path: this.path,
        headers: this.#headers,
        body: body && bytesOf(body),
      }
      const total = request.body?.length ?? 0
      this.#callOff = page.send(request, {
        sent: (loaded) => this.upload.onprogress?.({ lengthComputable: true, loaded, total }),
        answered: (answer) => this.#end(answer),
        failed: () => this.#end(null),
      })
    }

    /** A portal's redirect leads to another origin, which does not allow to be read. */
    #end(answer) {
      if (!answer || answer.isCut || REDIRECTS.includes(answer.status)) this.onerror?.()
      else {
        this.status = answer.status
        this.#answered = answer.headers
        this.responseText = new TextDecoder().decode(answer.body)
        this.responseURL = `http://phone.invalid${this.path}`
        this.onload?.()
      }
      this.onloadend?.()
    }
  }
}

/** @param {string | ArrayBuffer | Uint8Array} body */
function bytesOf(body) {
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body)
}
